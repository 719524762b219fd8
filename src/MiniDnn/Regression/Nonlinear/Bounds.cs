namespace MiniDnn;

/// <summary>Between what the parameters may lie; where both ends are the same, a parameter is fixed.</summary>
internal sealed class Bounds
{
    private readonly double[] _lower, _upper;

    public Bounds(double[] lower, double[] upper)
    {
        (_lower, _upper) = (lower, upper);
        Free = [.. Enumerable.Range(0, lower.Length).Where(j => lower[j] < upper[j])];
        HasEnds = Array.Exists(Free, j => double.IsFinite(lower[j]) || double.IsFinite(upper[j]));
    }

    public int ParameterCount => _lower.Length;

    /// <summary>The parameters that are not fixed.</summary>
    public int[] Free { get; }

    /// <summary>Whether a parameter that is not fixed has an end.</summary>
    public bool HasEnds { get; }

    public double[] LowerEnds => _lower;

    public double[] UpperEnds => _upper;

    public static Bounds None(int parameterCount)
    {
        double[] lower = new double[parameterCount], upper = new double[parameterCount];
        Array.Fill(lower, double.NegativeInfinity);
        Array.Fill(upper, double.PositiveInfinity);
        return new(lower, upper);
    }

    public double Lower(int j) => _lower[j];

    public double Upper(int j) => _upper[j];

    public bool IsFixed(int j) => _lower[j] == _upper[j];

    public bool IsAtEnd(int j, double parameter) => !IsFixed(j) && (parameter <= _lower[j] || parameter >= _upper[j]);

    /// <summary>Whether a parameter lies on an end and would leave by it.</summary>
    public bool Holds(int j, double parameter, double direction)
        => IsFixed(j) || (parameter <= _lower[j] && direction <= 0) || (parameter >= _upper[j] && direction >= 0);
}
