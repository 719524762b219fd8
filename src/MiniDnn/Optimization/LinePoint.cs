namespace MiniDnn;

/// <summary>An objective along a line: how far, the value there, and the slope along the line.</summary>
internal readonly record struct LinePoint(double Step, double Value, double Slope)
{
    public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope);
}
