namespace MiniDnn;

/// <summary>
/// a + b·exp(−k·x), searched as β₀ + β₁·(exp(θx) − 1)/θ: so the straight line, which is the limit of small rates, lies inside the family.
/// </summary>
internal sealed class ExponentialWithOffsetShape : CurveShape
{
    private static readonly double[] Rates = Grid.BothSigns(Grid.Logarithmic(0.1, 50, 10));

    /// <summary>
    /// Below it the series of the slope has all digits with its first terms, and the difference has lost a third of them.
    /// </summary>
    private const double Small = 1e-2;

    /// <summary>A rate whose bend over all of x is rounding of the line.</summary>
    private const double Straight = 1e-7;

    public override IReadOnlyList<string> Names { get; } = ["a", "b", "k"];

    public override string Formula => "a + b·exp(−k·x)";

    public override int LinearCount => 2;

    public override int ShapeCount => 1;

    public override int MostPoints => 50;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] + (p[1] * Math.Exp(-p[2] * x));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
        => Columns([x], shape, basis, slopes);

    /// <summary>By vectors of points: half of a fit goes into exponentials.</summary>
    public override void Columns(ReadOnlySpan<double> x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        int n = x.Length;
        basis[..n].Fill(1);
        if (slopes.Length > 0)
        {
            slopes[..n].Clear();
        }
        for (int i = 0; i < n; i += Vector<double>.Count)
        {
            Vector<double> at = PointVector.Load(x, i), z = shape[0] * at;
            Vector<long> isSmall = Vector.LessThan(Vector.Abs(z), new(Small));
            Vector<double> power = Vector.Exp(z);
            Vector<double> ratio = Vector.ConditionalSelect(isSmall, RatioOfSmall(z), (power - Vector<double>.One) / z);
            PointVector.Store(at * ratio, basis[n..], i);
            if (slopes.Length > 0)
            {
                Vector<double> slope = Vector.ConditionalSelect(isSmall, SlopeOfSmall(z), (power - ratio) / z);
                PointVector.Store(at * at * slope, slopes[n..], i);
            }
        }
    }

    /// <summary>(exp(z) − 1)/z.</summary>
    private static Vector<double> RatioOfSmall(Vector<double> z)
    {
        Vector<double> sum = Vector<double>.One;
        for (int k = 6; k > 1; k--)
        {
            sum = Vector<double>.One + (z * (1.0 / k) * sum);
        }
        return sum;
    }

    /// <summary>Its derivative.</summary>
    private static Vector<double> SlopeOfSmall(Vector<double> z)
        => new Vector<double>(0.5) + (z * (new Vector<double>(1.0 / 3) + (z * (new Vector<double>(1.0 / 8)
            + (z * (new Vector<double>(1.0 / 30) + (z * (new Vector<double>(1.0 / 144) + (z * new Vector<double>(1.0 / 840))))))))));

    public override double[][] Starts(ReadOnlySpan<double> x) => [Rates];

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double theta = found[2], rate = -theta / scale.XScale;
        double growth = Math.Exp(rate * scale.XShift);
        bool isLost = !double.IsNormal(growth);
        (double factor, double shift) = isLost ? (1, 0) : (growth, scale.XShift / scale.XScale);
        double amplitude = found[1] / theta, b = scale.YScale * amplitude * factor;
        double[,] derivatives =
        {
            { scale.YScale, -scale.YScale / theta, scale.YScale * amplitude / theta },
            { 0, scale.YScale * factor / theta, -b * ((1 / theta) + shift) },
            { 0, 0, -1 / scale.XScale },
        };
        return new([scale.YShift + (scale.YScale * (found[0] - amplitude)), b, rate], derivatives, scale.YShift, scale.YScale)
        {
            Remarks = Math.Abs(theta) < Straight ? ["The best curve is a straight line: a and b are not determined, but a + b and b·k are."]
                : isLost ? [$"b is the amplitude at x = {scale.XShift}: that at x = 0 is no number."] : [],
        };
    }
}
