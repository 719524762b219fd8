namespace MiniDnn;

/// <summary>a·exp(−b·exp(−c·x)).</summary>
internal sealed class GompertzShape : CurveShape
{
    public override IReadOnlyList<string> Names { get; } = ["a", "b", "c"];

    public override string Formula => "a·exp(−b·exp(−c·x))";

    public override int LinearCount => 1;

    public override int ShapeCount => 2;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] * Math.Exp(-p[1] * Math.Exp(-p[2] * x));

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        double power = Math.Exp(-shape[1] * x);
        basis[0] = Math.Exp(-shape[0] * power);
        if (slopes.Length > 0)
        {
            slopes[0] = basis[0] == 0 ? 0 : -power * basis[0];
            slopes[1] = -shape[0] * x * slopes[0];
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x)
    {
        double[] rates = Grid.BothSigns(Grid.Logarithmic(0.3, 40, 10)), middles = Grid.Linear(1.5 * x[0], 1.5 * x[^1], 16);
        return Array.ConvertAll(rates, c => Grid.Pairs(Array.ConvertAll(middles, m => Math.Exp(c * m)), [c]));
    }

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double rate = found[2] / scale.XScale, growth = Math.Exp(rate * scale.XShift);
        bool isLost = !double.IsNormal(growth * found[1]) && found[1] != 0;
        (double factor, double shift) = isLost ? (1, 0) : (growth, scale.XShift / scale.XScale);
        double b = found[1] * factor;
        double[,] derivatives = { { scale.YScale, 0, 0 }, { 0, factor, b * shift }, { 0, 0, 1 / scale.XScale } };
        return new([scale.YScale * found[0], b, rate], derivatives, scale.YShift, scale.YScale)
        {
            Remarks = isLost ? [$"b is that of x counted from {scale.XShift}: that from x = 0 is no number."] : [],
        };
    }
}
