namespace MiniDnn;

/// <summary>
/// a + b·exp(−k·x), searched as β₀ + β₁·(exp(θx) − 1)/θ: so the straight line, which is the limit of small rates, lies inside the family.
/// </summary>
internal sealed class ExponentialWithOffsetShape : CurveShape
{
    /// <summary>
    /// Below it the series of the slope has all digits with its first terms, and the difference has lost a third of them.
    /// </summary>
    private const double Small = 1e-2;

    /// <summary>A rate whose bend over all of x is rounding of the line.</summary>
    private const double Straight = 1e-7;

    public override string[] Names => ["a", "b", "k"];

    public override string Formula => "a + b·exp(−k·x)";

    public override int LinearCount => 2;

    public override int ShapeCount => 1;

    public override int MostPoints => 50;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] + (p[1] * Math.Exp(-p[2] * x));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        double z = shape[0] * x;
        bool isSmall = Math.Abs(z) < Small;
        double power = isSmall ? 0 : Math.Exp(z);
        double ratio = isSmall ? 1 + (z / 2 * (1 + (z / 3 * (1 + (z / 4 * (1 + (z / 5 * (1 + (z / 6))))))))) : (power - 1) / z;
        basis[0] = 1;
        basis[1] = x * ratio;
        if (slopes.Length > 0)
        {
            slopes[0] = 0;
            slopes[1] = x * x * (isSmall
                ? 0.5 + (z / 3) + (z * z / 8) + (z * z * z / 30) + (z * z * z * z / 144) + (z * z * z * z * z / 840)
                : (power - ratio) / z);
        }
    }

    public override IEnumerable<double[][]> Starts(double[] x)
        => Grid.OneByOne(Grid.BothSigns(Grid.Logarithmic(0.1, 50, 10)));

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
        return new([scale.YShift + (scale.YScale * (found[0] - amplitude)), b, rate], derivatives, 0, 1)
        {
            Remarks = Math.Abs(theta) < Straight ? ["The best curve is a straight line: a and b are not determined, but a + b and b·k are."]
                : isLost ? [$"b is the amplitude at x = {scale.XShift}: that at x = 0 is no number."] : [],
        };
    }
}
