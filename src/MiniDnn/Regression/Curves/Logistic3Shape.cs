namespace MiniDnn;

/// <summary>a/(1 + exp(−k·(x − c))).</summary>
internal sealed class Logistic3Shape : CurveShape
{
    public override IReadOnlyList<string> Names { get; } = ["a", "k", "c"];

    public override string Formula => "a/(1 + exp(−k·(x − c)))";

    public override int LinearCount => 1;

    public override int ShapeCount => 2;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] / (1 + Math.Exp(-p[1] * (x - p[2])));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        double distance = x - shape[1];
        double power = Math.Exp(-Math.Abs(shape[0] * distance));   // e^−|z|: no overflow, and a tail that keeps its digits
        double larger = 1 / (1 + power);
        basis[0] = shape[0] * distance >= 0 ? larger : power * larger;
        if (slopes.Length > 0)
        {
            double slope = power * larger * larger;
            slopes[0] = slope * distance;
            slopes[1] = -slope * shape[0];
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x)
    {
        double[] steepness = Grid.BothSigns(Grid.Logarithmic(0.7, 60, 8)), centres = Grid.Linear(1.5 * x[0], 1.5 * x[^1], 16);
        return Array.ConvertAll(steepness, k => Grid.Pairs([k], centres));
    }

    public override FitUnits Report(double[] found, CurveScale scale)
        => new([scale.YScale * found[0], found[1] / scale.XScale, scale.XShift + (scale.XScale * found[2])],
            new[,] { { scale.YScale, 0, 0 }, { 0, 1 / scale.XScale, 0 }, { 0, 0, scale.XScale } }, scale.YShift, scale.YScale);
}
