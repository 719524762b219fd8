namespace MiniDnn;

/// <summary>d + (a − d)/(1 + (x/c)^b), searched with ln c.</summary>
internal sealed class Logistic4Shape : CurveShape
{
    public override IReadOnlyList<string> Names { get; } = ["a", "b", "c", "d"];

    public override string Formula => "d + (a − d)/(1 + (x/c)^b)";

    public override int LinearCount => 2;

    public override int ShapeCount => 2;

    public override bool ShiftsX => false;

    public override bool? NeedsPositiveX => false;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[3] + ((p[0] - p[3]) / (1 + Math.Pow(x / p[2], p[1])));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        double distance = Math.Log(x) - shape[1], z = shape[0] * distance;
        double power = Math.Exp(-Math.Abs(z)), larger = 1 / (1 + power);
        (basis[0], basis[1]) = z >= 0 ? (power * larger, larger) : (larger, power * larger);
        if (slopes.Length > 0)
        {
            double slope = x > 0 ? power * larger * larger : 0;
            double ofSteepness = x > 0 ? slope * distance : 0;
            (slopes[0], slopes[1]) = (-ofSteepness, slope * shape[0]);
            (slopes[2], slopes[3]) = (ofSteepness, -slope * shape[0]);
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x)
    {
        double low = Math.Log(Grid.FirstPositive(x)), high = Math.Log(Math.Max(x[^1], double.Epsilon));
        double margin = 0.3 * Math.Max(high - low, 1);
        double[] centres = Grid.Linear(low - margin, high + margin, 16);
        return Array.ConvertAll(Grid.Logarithmic(0.3, 12, 8), b => Grid.Pairs([b], centres));
    }

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        (double[] reported, double[,] derivatives) = Describe(found, scale);
        if (reported[1] >= 0)
        {
            return new(reported, derivatives, scale.YShift, scale.YScale);
        }
        double[,] swapped = new double[4, 4];   // (a, b, c, d) and (d, −b, c, a) are the same curve
        for (int k = 0; k < 4; k++)
        {
            (swapped[0, k], swapped[3, k]) = (derivatives[3, k], derivatives[0, k]);
            (swapped[1, k], swapped[2, k]) = (-derivatives[1, k], derivatives[2, k]);
        }
        return new([reported[3], -reported[1], reported[2], reported[0]], swapped, scale.YShift, scale.YScale);
    }

    private static (double[] Reported, double[,] Derivatives) Describe(double[] found, CurveScale scale)
    {
        double c = scale.XScale * Math.Exp(found[3]);
        double[] reported = [scale.YShift + (scale.YScale * found[0]), found[2], c, scale.YShift + (scale.YScale * found[1])];
        return (reported, new[,] { { scale.YScale, 0, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, c }, { 0, scale.YScale, 0, 0 } });
    }
}
