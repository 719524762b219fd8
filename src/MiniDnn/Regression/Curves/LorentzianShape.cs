namespace MiniDnn;

/// <summary>y0 + A·g²/((x − mu)² + g²).</summary>
internal sealed class LorentzianShape : PeakShape
{
    public override IReadOnlyList<string> Names { get; } = ["y0", "A", "mu", "g"];

    public override string Formula => "y0 + A·g²/((x − mu)² + g²)";

    protected override (double Value, double Slope) Profile(double distance)
    {
        double value = 1 / (1 + (distance * distance));
        return (value, value == 0 ? 0 : -2 * distance * value * value);
    }
}
