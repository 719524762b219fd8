namespace MiniDnn;

/// <summary>y0 + A·exp(−(x − mu)²/(2·sigma²)).</summary>
internal sealed class GaussianShape : PeakShape
{
    public override IReadOnlyList<string> Names { get; } = ["y0", "A", "mu", "sigma"];

    public override string Formula => "y0 + A·exp(−(x − mu)²/(2·sigma²))";

    protected override (double Value, double Slope) Profile(double distance)
    {
        double value = Math.Exp(-distance * distance / 2);
        return (value, value == 0 ? 0 : -distance * value);
    }
}
