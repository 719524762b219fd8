namespace MiniDnn;

/// <summary>v·x/(k + x).</summary>
internal sealed class MichaelisMentenShape : CurveShape
{
    public override IReadOnlyList<string> Names { get; } = ["v", "k"];

    public override string Formula => "v·x/(k + x)";

    public override int LinearCount => 1;

    public override int ShapeCount => 1;

    public override bool ShiftsX => false;

    public override bool? NeedsPositiveX => false;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] * x / (p[1] + x);

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        basis[0] = x == 0 ? 0 : x / (shape[0] + x);
        if (slopes.Length > 0)
        {
            slopes[0] = x == 0 ? 0 : -basis[0] / (shape[0] + x);
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x)
    {
        double low = Grid.FirstPositive(x), high = Math.Max(x[^1], low);
        return [Grid.Logarithmic(low / 30, 100 * high, 30)];
    }

    public override FitUnits Report(double[] found, CurveScale scale)
        => new([scale.YScale * found[0], scale.XScale * found[1]], new[,] { { scale.YScale, 0 }, { 0, scale.XScale } }, scale.YShift, scale.YScale);
}
