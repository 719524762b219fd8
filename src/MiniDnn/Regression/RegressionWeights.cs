using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>The weights of a fit as doubles, scaled by an even power of 2; none means equal weights.</summary>
internal sealed class RegressionWeights
{
    public static readonly RegressionWeights None = new([], 0, 0);

    private readonly double[] _values;

    private RegressionWeights(double[] values, int exponent, double sumOfLogs)
    {
        _values = values;
        Exponent = exponent;
        SumOfLogs = sumOfLogs;
        Positive = values.Count(w => w > 0);
    }

    public bool AreEqual => _values.Length == 0;

    /// <summary>f: the weights were multiplied by 2^−f.</summary>
    public int Exponent { get; }

    /// <summary>Σ ln w over the rows that count.</summary>
    public double SumOfLogs { get; }

    /// <summary>How many weights are not 0.</summary>
    public int Positive { get; }

    public double this[int row] => AreEqual ? 1 : _values[row];

    /// <summary>√w of some rows.</summary>
    public double[] Roots(int start, int count) => [.. _values.AsSpan(start, count).ToArray().Select(Math.Sqrt)];

    public static RegressionWeights Create<T>(string operation, IReadOnlyList<T>? weights, int rowCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weights is null)
        {
            return None;
        }
        Throw.IfLengthIsNot(operation, "Weights", weights.Count, rowCount, "one for each row of x");
        T[] values = [.. weights];
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= T.Zero) || !T.IsFinite(values[i]))
            {
                Throw.Argument("Weights", $"{operation}: Weights[{i}] is {values[i]}; a weight must be finite and at least 0.");
            }
        }
        T largest = SafeRange.LargestMagnitude<T>(values);
        if (largest == T.Zero)
        {
            Throw.Argument("Weights", $"{operation}: all {rowCount} weights are 0; at least one must be positive.");
        }
        int exponent = SafeRange.ExponentAbove(largest) & ~1;
        double[] scaled = SafeRange.ScaleToDouble<T>(values, -exponent);
        double sumOfLogs = 0;
        for (int i = 0; i < scaled.Length; i++)
        {
            if (values[i] > T.Zero)
            {
                sumOfLogs += double.IsNormal(scaled[i]) ? Math.Log(scaled[i]) : Math.Log(double.CreateTruncating(values[i])) - (exponent * Math.Log(2));
                scaled[i] = Math.Max(scaled[i], double.Epsilon);   // a row counts, however little it weighs
            }
        }
        return new(scaled, exponent, sumOfLogs);
    }
}
