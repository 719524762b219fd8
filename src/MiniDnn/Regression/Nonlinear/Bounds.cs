namespace MiniDnn;

/// <summary>Between what the parameters may lie; where both ends are the same, a parameter is fixed.</summary>
internal sealed class Bounds(double[] lower, double[] upper)
{
    public int ParameterCount => lower.Length;

    /// <summary>The parameters that are not fixed.</summary>
    public int[] Free { get; } = [.. Enumerable.Range(0, lower.Length).Where(j => lower[j] < upper[j])];

    /// <summary>Whether a parameter that is not fixed has an end.</summary>
    public bool HasEnds => Free.Any(j => double.IsFinite(lower[j]) || double.IsFinite(upper[j]));

    public static Bounds None(int parameterCount)
    {
        double[] lower = new double[parameterCount], upper = new double[parameterCount];
        Array.Fill(lower, double.NegativeInfinity);
        Array.Fill(upper, double.PositiveInfinity);
        return new(lower, upper);
    }

    public double[] LowerEnds => lower;

    public double[] UpperEnds => upper;

    public double Lower(int j) => lower[j];

    public double Upper(int j) => upper[j];

    public bool IsFixed(int j) => lower[j] == upper[j];

    public bool IsAtEnd(int j, double parameter) => !IsFixed(j) && (parameter <= lower[j] || parameter >= upper[j]);

    /// <summary>Whether a parameter lies on an end and would leave by it.</summary>
    public bool Holds(int j, double parameter, double direction)
        => IsFixed(j) || (parameter <= lower[j] && direction <= 0) || (parameter >= upper[j] && direction >= 0);
}
