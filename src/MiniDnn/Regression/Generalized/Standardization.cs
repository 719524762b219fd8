using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Makes standard columns of a raw design.</summary>
internal static class Standardization
{
    /// <summary>What rounding of the predictors may leave of a column that is a sum of others, as a share of its own rounding.</summary>
    private const double Noise = 8;

    /// <summary>More of a column's square is left than rounding of its product in double could have made.</summary>
    private const double ClearShare = 1e-8;

    /// <summary>Takes the columns of a raw design, leaving out those that depend on columns before them.</summary>
    /// <param name="raw">A row for each column.</param>
    /// <param name="hasIntercept">Whether the first is one of ones, about which the others are centred.</param>
    /// <param name="keepsAll">Whether those that depend on others stay.</param>
    public static StandardColumns Create(Matrix<double> raw, bool hasIntercept, bool keepsAll)
    {
        int n = raw.ColumnCount, count = raw.RowCount;
        double[] noise = new double[count];
        StandardColumns all = (long)n * count > StandardColumns.LargestDoubled && Plain(raw, hasIntercept, noise) is { } plain
            ? plain : Standardize(raw, hasIntercept, noise);
        return keepsAll ? all : all.Select(Independent(all, noise));
    }

    private static StandardColumns Standardize(Matrix<double> raw, bool hasIntercept, double[] noise)
    {
        int n = raw.ColumnCount, count = raw.RowCount;
        bool isDoubled = (long)n * count <= StandardColumns.LargestDoubled;
        var (high, low) = (new Matrix<double>(count, n), isDoubled ? new Matrix<double>(count, n) : null);
        double[] means = new double[count];
        int[] exponents = new int[count];
        for (int j = 0; j < count; j++)
        {
            bool isIntercept = hasIntercept && j == 0;
            ReadOnlySpan<double> column = raw.Row(j);
            means[j] = hasIntercept && !isIntercept ? Mean(column) : 0;
            double size = Center(column, means[j], high.Row(j), low is null ? default : low.Row(j), out exponents[j]);
            noise[j] = RoundingOf(size);
            exponents[j] = isIntercept ? int.MinValue : exponents[j];
        }
        return new StandardColumns(high, low, [.. Enumerable.Range(0, count)], means, exponents);
    }

    /// <summary>
    /// The columns of a large design as they are, which saves the time of two passes: where none is far from 1, and no mean is ten standard
    /// deviations from 0, so that two digits of a product may cancel against the intercept; null elsewhere.
    /// </summary>
    private static StandardColumns? Plain(Matrix<double> raw, bool hasIntercept, double[] noise)
    {
        int n = raw.ColumnCount;
        double largest = 0;
        for (int j = 0; j < noise.Length; j++)
        {
            (double size, double sum, double squares) = Measure(raw.Row(j));
            double mean = sum / n;
            // products of such columns keep clear of all limits on a condition number
            if (!(size is > 1e-3 and < 1e6) || (hasIntercept && j > 0 && mean * mean > 100 * ((squares / n) - (mean * mean))))
            {
                return null;
            }
            largest = Math.Max(largest, size);
            noise[j] = RoundingOf(size);
        }
        int[] exponents = new int[noise.Length];
        exponents[0] = hasIntercept ? int.MinValue : 0;
        return new StandardColumns(raw, null, [.. Enumerable.Range(0, noise.Length)], new double[noise.Length], exponents)
        {
            LargestElement = largest,
        };
    }

    /// <summary>The largest magnitude, the sum and the sum of squares in one trip: memory is what takes the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Size, double Sum, double Squares) Measure(ReadOnlySpan<double> column)
    {
        Vector<double> size = Vector<double>.Zero, sum = Vector<double>.Zero, squares = Vector<double>.Zero;
        int length = column.Length - (column.Length % Vector<double>.Count);
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            var x = new Vector<double>(column[i..]);
            size = Vector.Max(size, Vector.Abs(x));
            sum += x;
            squares += x * x;
        }
        double largest = 0, rest = 0, restSquares = 0;
        for (int lane = 0; lane < Vector<double>.Count; lane++)
        {
            largest = Math.Max(largest, size[lane]);
        }
        foreach (double x in column[length..])
        {
            largest = Math.Max(largest, Math.Abs(x));
            rest += x;
            restSquares += x * x;
        }
        return (largest, Vector.Sum(sum) + rest, Vector.Sum(squares) + restSquares);
    }

    /// <summary>The columns of which more than rounding is left when those before them are taken out, by Cholesky's method.</summary>
    private static int[] Independent(StandardColumns columns, double[] noise)
    {
        double share = 1;
        bool IsLeft(int j, double before, double left)
        {
            share = Math.Min(share, left / before);
            return left > noise[j] * noise[j] * columns.RowCount;
        }
        if (columns.Low is null)
        {
            // columns that are independent in some rows are so in all
            StandardColumns part = columns.Part();
            int[] kept = IndependentColumns.Find(WeightedProducts.InDouble(part, Ones(part.RowCount)), IsLeft);
            if (kept.Length == columns.Count && share > ClearShare)
            {
                return kept;
            }
        }
        return IndependentColumns.Find(WeightedProducts.Doubled(columns, Ones(columns.RowCount)), IsLeft);
    }

    private static double[] Ones(int count)
    {
        double[] ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }

    /// <summary>(x − mean)/2^exponent without error where there is room for the low part.</summary>
    /// <returns>The largest x in the new units, which says what its rounding is.</returns>
    private static double Center(ReadOnlySpan<double> x, double mean, Span<double> high, Span<double> low, out int exponent)
    {
        TensorPrimitives.Subtract(x, mean, high);
        double size = Math.Abs(TensorPrimitives.MaxMagnitude<double>(high));
        exponent = size == 0 ? 0 : Math.ILogB(size);
        double largest = Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude(x)), size);
        for (int i = 0; i < low.Length; i++)
        {
            DoubleDouble exact = DoubleDouble.ScaleB(DoubleDouble.ExactSum(x[i], -mean), -exponent);
            (high[i], low[i]) = exact;
        }
        if (low.IsEmpty)
        {
            // in two factors: one alone may be beyond the range
            TensorPrimitives.Multiply(high, Math.ScaleB(1, -exponent / 2), high);
            TensorPrimitives.Multiply(high, Math.ScaleB(1, -exponent - (-exponent / 2)), high);
        }
        return Math.ScaleB(largest, -exponent);
    }

    /// <summary>What is noise beside numbers of a size: some halves of a unit in their last place.</summary>
    private static double RoundingOf(double size) => Noise * size * Math.ScaleB(1, -53);

    /// <summary>The mean, or a number near it: it need not be exact.</summary>
    private static double Mean(ReadOnlySpan<double> x)
    {
        double mean = TensorPrimitives.Sum(x) / x.Length;
        return double.IsFinite(mean) ? mean : x[0];
    }
}
