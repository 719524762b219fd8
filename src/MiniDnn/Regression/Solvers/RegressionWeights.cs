using System.Numerics.Tensors;
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

    /// <summary>The rows of weight 0 in which a number is not finite: not counted, they may hold anything, as missing values.</summary>
    public static int[] FindIgnored<T>(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, IReadOnlyList<T>? weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<int> found = [];
        for (int i = 0; i < weights?.Count && i < x.RowCount; i++)
        {
            if (weights[i] == T.Zero && (Throw.IndexOfNotFinite(x.Row(i)) >= 0 || Throw.IndexOfNotFinite(targets.Row(i)) >= 0))
            {
                found.Add(i);
            }
        }
        return [.. found];
    }

    /// <summary>Sets these rows of the targets to 0, and of a copy of x.</summary>
    public static Matrix<T> ClearIgnored<T>(ReadOnlyMatrixSpan<T> x, Span<T> targets, int[] rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> result = x.ToMatrix();
        int width = targets.Length / x.RowCount;
        foreach (int row in rows)
        {
            result.Row(row).Clear();
            targets.Slice(row * width, width).Clear();
        }
        return result;
    }

    /// <summary>Σ w·y².</summary>
    public double SumOfSquares(ReadOnlySpan<double> y)
    {
        if (AreEqual)
        {
            return TensorPrimitives.SumOfSquares(y);
        }
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            sum += y[i] * y[i] * this[i];
        }
        return sum;
    }

    /// <summary>Σ w·(y − ȳ)², or Σ w·y² about 0, in doubled precision.</summary>
    public DoubleDouble TotalSumOfSquares(ReadOnlySpan<double> y, bool aboutMean)
    {
        if (aboutMean && IsConstant(y))
        {
            return DoubleDouble.Zero;
        }
        if (AreEqual && y.Length > 1000)
        {
            return DoubledVectors.SquaredDeviations(y, aboutMean);
        }

        // from a target on: of those that all but agree the mean keeps the digits in which they differ
        double origin = aboutMean ? y[FirstThatCounts()] : 0;
        DoubleDouble mean = aboutMean ? Mean(y, origin) : DoubleDouble.Zero;
        DoubleDouble sum = DoubleDouble.Zero;
        for (int i = 0; i < y.Length; i++)
        {
            DoubleDouble deviation = DoubleDouble.ExactSum(y[i], -origin) - mean;
            sum += deviation * deviation * this[i];
        }
        return sum;
    }

    /// <summary>Whether all rows that count have the same target.</summary>
    private bool IsConstant(ReadOnlySpan<double> y)
    {
        int first = FirstThatCounts();
        int i = first + 1;
        while (i < y.Length && (y[i] == y[first] || this[i] == 0))
        {
            i++;
        }
        return i == y.Length;
    }

    private int FirstThatCounts()
    {
        int first = 0;
        while (this[first] == 0)
        {
            first++;
        }
        return first;
    }

    /// <summary>Of the distances from an origin.</summary>
    private DoubleDouble Mean(ReadOnlySpan<double> y, double origin)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        DoubleDouble weight = DoubleDouble.Zero;
        for (int i = 0; i < y.Length; i++)
        {
            sum += DoubleDouble.ExactSum(y[i], -origin) * this[i];
            weight += this[i];
        }
        return sum / weight;
    }
}
