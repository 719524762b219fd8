namespace MiniDnn;

/// <summary>a + b·ln x, which is linear: the search ends with its first step.</summary>
internal sealed class LogarithmShape : CurveShape
{
    public override IReadOnlyList<string> Names { get; } = ["a", "b"];

    public override string Formula => "a + b·ln x";

    public override int LinearCount => 2;

    public override int ShapeCount => 0;

    public override bool ShiftsX => false;

    public override bool? NeedsPositiveX => true;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] + (p[1] * Math.Log(x));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        basis[0] = 1;
        basis[1] = Math.Log(x);
    }

    public override double[][] Starts(ReadOnlySpan<double> x) => [[]];

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double log = Math.Log(scale.XScale), b = scale.YScale * found[1];
        double[,] derivatives = { { scale.YScale, -scale.YScale * log }, { 0, scale.YScale } };
        return new([scale.YShift + (scale.YScale * found[0]) - (b * log), b], derivatives, scale.YShift, scale.YScale);
    }
}
