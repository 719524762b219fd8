namespace MiniDnn;

/// <summary>d + (a − d)/(1 + (x/c)^b)^g, searched with ln c and ln g.</summary>
internal sealed class Logistic5Shape : CurveShape
{
    /// <summary>ln g: the best curve often has a far one, beside which its own valley is flat and narrow.</summary>
    private static readonly double[] Asymmetries = [-4, -2, -1, 0, 1, 2, 4];

    private static readonly double[] Kinks = [6, 15, 40];

    public override IReadOnlyList<string> Names { get; } = ["a", "b", "c", "d", "g"];

    public override string Formula => "d + (a − d)/(1 + (x/c)^b)^g";

    public override int LinearCount => 2;

    public override int ShapeCount => 3;

    public override int Refined => 2 * (Asymmetries.Length + Kinks.Length);

    public override bool ShiftsX => false;

    public override bool? NeedsPositiveX => false;

    public override double Evaluate(double x, ReadOnlySpan<double> p)
        => p[3] + ((p[0] - p[3]) / Math.Pow(1 + Math.Pow(x / p[2], p[1]), p[4]));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        double distance = Math.Log(x) - shape[1], z = shape[0] * distance;
        double power = Math.Exp(-Math.Abs(z)), asymmetry = Math.Exp(shape[2]);
        double log = SaddlePoint.LogOnePlus(power) + Math.Max(z, 0);   // ln(1 + eᶻ) without overflow
        double falls = Math.Exp(-asymmetry * log);
        (basis[0], basis[1]) = (falls, 1 - falls);
        if (slopes.Length > 0)
        {
            double share = (z >= 0 ? 1 : power) / (1 + power);
            double slope = x > 0 ? -falls * asymmetry * share : 0;
            (slopes[0], slopes[1], slopes[2]) = (x > 0 ? slope * distance : 0, -slope * shape[0], falls > 0 ? -falls * asymmetry * log : 0);
            (slopes[3], slopes[4], slopes[5]) = (-slopes[0], -slopes[1], -slopes[2]);
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x)
    {
        double low = Math.Log(Grid.FirstPositive(x)), high = Math.Log(Math.Max(x[^1], double.Epsilon));
        double margin = 0.3 * Math.Max(high - low, 1);
        double[] centres = Grid.Linear(low - margin, high + margin, 14), steepness = Grid.Logarithmic(0.4, 40, 7);
        // The limit of steep curves with small g: level up to c, then a power, with a kink between the two. The sharper the kink, the
        // more minima of their own lie between the points.
        double[] kinks = Grid.Linear(low, high, 40), powers = Grid.Logarithmic(0.15, 6, 8);
        List<double[]> groups = [];
        foreach (int sign in new[] { -1, 1 })
        {
            groups.AddRange(Asymmetries.Select(g => Shapes(steepness, centres, b => (sign * b, g))));
            groups.AddRange(Kinks.Select(b => Shapes(powers, kinks, power => (sign * b, Math.Log(power / b)))));
        }
        return [.. groups];
    }

    /// <summary>The shapes (b, c, ln g) for each value that tells b and ln g, with each centre.</summary>
    private static double[] Shapes(double[] values, double[] centres, Func<double, (double B, double LogOfG)> of)
    {
        double[] shapes = new double[3 * values.Length * centres.Length];
        int i = 0;
        foreach ((double b, double logOfG) in values.Select(of))
        {
            foreach (double c in centres)
            {
                (shapes[i++], shapes[i++], shapes[i++]) = (b, c, logOfG);
            }
        }
        return shapes;
    }

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double c = scale.XScale * Math.Exp(found[3]), g = Math.Exp(found[4]);
        double[,] derivatives =
        {
            { scale.YScale, 0, 0, 0, 0 },
            { 0, 0, 1, 0, 0 },
            { 0, 0, 0, c, 0 },
            { 0, scale.YScale, 0, 0, 0 },
            { 0, 0, 0, 0, g },
        };
        return new([scale.YShift + (scale.YScale * found[0]), found[2], c, scale.YShift + (scale.YScale * found[1]), g], derivatives, scale.YShift, scale.YScale);
    }
}
