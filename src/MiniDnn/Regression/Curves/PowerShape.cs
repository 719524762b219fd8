namespace MiniDnn;

/// <summary>a·x^b.</summary>
internal sealed class PowerShape : CurveShape
{
    private static readonly double[] Exponents = Grid.BothSigns(Grid.Logarithmic(0.05, 12, 12));

    public override IReadOnlyList<string> Names { get; } = ["a", "b"];

    public override string Formula => "a·x^b";

    public override int LinearCount => 1;

    public override int ShapeCount => 1;

    public override bool ShiftsX => false;

    public override bool? NeedsPositiveX => false;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] * Math.Pow(x, p[1]);

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        basis[0] = Math.Pow(x, shape[0]);
        if (slopes.Length > 0)
        {
            slopes[0] = x > 0 ? basis[0] * Math.Log(x) : 0;
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x) => [Exponents];

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double factor = scale.YScale * Math.Pow(scale.XScale, -found[1]);
        return new([found[0] * factor, found[1]], new[,] { { factor, -found[0] * factor * Math.Log(scale.XScale) }, { 0, 1 } }, scale.YShift, scale.YScale);
    }
}
