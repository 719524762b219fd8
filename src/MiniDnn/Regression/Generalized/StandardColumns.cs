using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// The columns of a design that are independent, about their means beside an intercept and divided by powers of 2 that make them about 1
/// long: coefficients θ of these have no units. Coefficients in the user's units are <see cref="ToUnits"/> of them.
/// </summary>
internal sealed class StandardColumns
{
    /// <summary>
    /// Problems with so few elements have low parts, and are computed in doubled precision throughout: some 10 ms a step.
    /// </summary>
    public const int LargestDoubled = 1 << 17;

    /// <summary>What rounding of the predictors may leave of a column that is a sum of others, as a share of its own rounding.</summary>
    private const double Noise = 8;

    /// <summary>More of a column's square is left than rounding of its product in double could have made.</summary>
    private const double ClearShare = 1e-8;

    /// <summary>One row of so many is looked at first.</summary>
    public const int PartShare = 16;

    private readonly double[] _means;
    private readonly int[] _exponents;

    private StandardColumns(Matrix<double> high, Matrix<double>? low, int[] parameters, double[] means, int[] exponents)
    {
        (High, Low, Parameters, _means, _exponents) = (high, low, parameters, means, exponents);
    }

    /// <summary>Those of no rows.</summary>
    public static StandardColumns None { get; } = new(new(0, 0), new(0, 0), [], [], []);

    /// <summary>A row for each column.</summary>
    public Matrix<double> High { get; }

    /// <summary>What rounding took from <see cref="High"/>; null in large problems.</summary>
    public Matrix<double>? Low { get; }

    public int RowCount => High.ColumnCount;

    public int Count => High.RowCount;

    /// <summary>No element is larger.</summary>
    public double LargestElement { get; private init; } = 2;

    /// <summary>Which parameter each column belongs to.</summary>
    public int[] Parameters { get; }

    private bool IsCentered => Count > 0 && _exponents[0] == int.MinValue;

    /// <summary>Takes the columns of a raw design, leaving out those that depend on columns before them.</summary>
    /// <param name="raw">A row for each column.</param>
    /// <param name="hasIntercept">Whether the first is one of ones, about which the others are centred.</param>
    /// <param name="keepsAll">Whether those that depend on others stay.</param>
    public static StandardColumns Create(Matrix<double> raw, bool hasIntercept, bool keepsAll)
    {
        int n = raw.ColumnCount, count = raw.RowCount;
        double[] noise = new double[count];
        StandardColumns all = (long)n * count > LargestDoubled && Plain(raw, hasIntercept, noise) is { } plain
            ? plain : Standardize(raw, hasIntercept, noise);
        return keepsAll ? all : all.Select(all.Independent(noise));
    }

    private static StandardColumns Standardize(Matrix<double> raw, bool hasIntercept, double[] noise)
    {
        int n = raw.ColumnCount, count = raw.RowCount;
        bool isDoubled = (long)n * count <= LargestDoubled;
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
        return new(high, low, [.. Enumerable.Range(0, count)], means, exponents);
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
            ReadOnlySpan<double> column = raw.Row(j);
            double size = Math.Abs(TensorPrimitives.MaxMagnitude(column)), mean = TensorPrimitives.Sum(column) / n;
            // products of such columns keep clear of all limits on a condition number
            if (!(size is > 1e-3 and < 1e6)
                || (hasIntercept && j > 0 && mean * mean > 100 * ((TensorPrimitives.SumOfSquares(column) / n) - (mean * mean))))
            {
                return null;
            }
            largest = Math.Max(largest, size);
            noise[j] = RoundingOf(size);
        }
        int[] exponents = new int[noise.Length];
        exponents[0] = hasIntercept ? int.MinValue : 0;
        return new(raw, null, [.. Enumerable.Range(0, noise.Length)], new double[noise.Length], exponents) { LargestElement = largest };
    }

    /// <summary>Coefficients in the user's units from those of the columns; those of dependent columns are NaN.</summary>
    public DoubleDouble[] ToUnits(ReadOnlySpan<DoubleDouble> theta, int parameterCount)
    {
        var result = new DoubleDouble[parameterCount];
        Array.Fill(result, double.NaN);
        for (int k = 0; k < theta.Length; k++)
        {
            result[Parameters[k]] = DoubleDouble.ScaleB(theta[k], -Exponent(k));
        }
        for (int k = 1; k < theta.Length && IsCentered; k++)
        {
            result[Parameters[0]] -= result[Parameters[k]] * _means[k];
        }
        return result;
    }

    /// <summary>The columns' coefficients from those in the user's units: the inverse of <see cref="ToUnits"/>.</summary>
    public DoubleDouble[] FromCoefficients(ReadOnlySpan<DoubleDouble> coefficients)
    {
        var result = new DoubleDouble[Count];
        for (int k = 0; k < Count; k++)
        {
            result[k] = DoubleDouble.ScaleB(coefficients[Parameters[k]], Exponent(k));
            if (k > 0 && IsCentered)
            {
                result[0] += coefficients[Parameters[k]] * _means[k];
            }
        }
        return result;
    }

    /// <summary>Some of the rows.</summary>
    public StandardColumns SelectRows(int[] rows)
        => new(High.SelectColumns(rows), null, Parameters, _means, _exponents) { LargestElement = LargestElement };

    /// <summary>One run of rows in sixteen, each so long that memory gives it at once: where large problems begin.</summary>
    public static int[] PartOfRows(int rowCount)
    {
        const int Run = 64;
        return [.. Enumerable.Range(0, rowCount).Where(i => i / Run % PartShare == 0)];
    }

    /// <summary>The columns' values for a row in the user's units.</summary>
    /// <param name="row">A value for each parameter, 1 for the intercept.</param>
    public DoubleDouble[] FromUnits(ReadOnlySpan<double> row)
    {
        var result = new DoubleDouble[Count];
        for (int k = 0; k < Count; k++)
        {
            result[k] = DoubleDouble.ScaleB(DoubleDouble.ExactSum(row[Parameters[k]], -_means[k] * row[Parameters[0]]), -Exponent(k));
        }
        return result;
    }

    /// <summary>A penalty on the square of a parameter, in the columns' units.</summary>
    public double Penalty(int column, double ridge)
        => _exponents[column] == int.MinValue ? 0 : Math.ScaleB(ridge, -2 * Exponent(column));

    /// <summary>The element of a column in a row.</summary>
    public DoubleDouble this[int row, int column] => new(High[column, row], Low is null ? 0 : Low[column, row]);

    private int Exponent(int column) => _exponents[column] == int.MinValue ? 0 : _exponents[column];

    private StandardColumns Select(int[] kept) => kept.Length == Count ? this : new(
        High.SelectRows(kept), Low?.SelectRows(kept), kept, [.. kept.Select(k => _means[k])], [.. kept.Select(k => _exponents[k])])
    {
        LargestElement = LargestElement,
    };

    /// <summary>The columns of which more than rounding is left when those before them are taken out, by Cholesky's method.</summary>
    private int[] Independent(double[] noise)
    {
        double[] ones = new double[RowCount];
        Array.Fill(ones, 1);
        if (Low is null)
        {
            // columns that are independent in some rows are so in all
            StandardColumns part = SelectRows(PartOfRows(RowCount));
            if (Eliminate(WeightedProducts.InDouble(part, ones.AsSpan(0, part.RowCount)), noise, out double share).Length == Count && share > ClearShare)
            {
                return [.. Enumerable.Range(0, Count)];
            }
        }
        return Eliminate(WeightedProducts.Doubled(this, ones), noise, out _);
    }

    private int[] Eliminate(DoubleDouble[,] products, double[] noise, out double share)
    {
        List<int> kept = [];
        share = 1;
        for (int j = 0; j < Count; j++)
        {
            double before = products[j, j].High;
            foreach (int k in kept)
            {
                DoubleDouble ratio = products[j, k] / products[k, k];
                for (int i = j; i < Count; i++)
                {
                    products[i, j] -= ratio * products[i, k];
                }
            }
            share = Math.Min(share, products[j, j].High / before);
            if (products[j, j].High > noise[j] * noise[j] * RowCount)
            {
                kept.Add(j);
            }
        }
        return [.. kept];
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
