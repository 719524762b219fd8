namespace MiniDnn;

/// <summary>a·exp(b·x).</summary>
internal sealed class ExponentialShape : CurveShape
{
    private static readonly double[] Rates = Grid.BothSigns(Grid.Logarithmic(0.03, 30, 10));

    public override IReadOnlyList<string> Names { get; } = ["a", "b"];

    public override string Formula => "a·exp(b·x)";

    public override int LinearCount => 1;

    public override int ShapeCount => 1;

    public override int MostPoints => 50;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] * Math.Exp(p[1] * x);

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        basis[0] = Math.Exp(shape[0] * x);
        if (slopes.Length > 0)
        {
            slopes[0] = x * basis[0];
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x) => [Rates];

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double rate = found[1] / scale.XScale;
        double growth = Math.Exp(-rate * scale.XShift), a = found[0] * scale.YScale * growth;
        bool isLost = found[0] != 0 && !double.IsNormal(a);
        (double shift, double factor) = isLost ? (0, scale.YScale) : (scale.XShift, scale.YScale * growth);
        double[,] derivatives = { { factor, -found[0] * factor * shift / scale.XScale }, { 0, 1 / scale.XScale } };
        return new([isLost ? found[0] * scale.YScale : a, rate], derivatives, scale.YShift, scale.YScale)
        {
            Remarks = isLost ? [$"a is the value at x = {scale.XShift}: that at x = 0 is no number."] : [],
        };
    }
}
