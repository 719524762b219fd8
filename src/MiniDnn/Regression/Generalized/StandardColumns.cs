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

    /// <summary>One row of so many is looked at first.</summary>
    public const int PartShare = 16;

    private const int PartRun = 64, PartPeriod = PartRun * PartShare;

    private readonly double[] _means;
    private readonly int[] _exponents;

    /// <summary>Wraps columns that are standardised already.</summary>
    /// <param name="high">A row for each column.</param>
    /// <param name="low">What rounding took from it; null in large problems.</param>
    /// <param name="parameters">Which parameter each column belongs to.</param>
    /// <param name="means">What was subtracted from each.</param>
    /// <param name="exponents">The power of 2 that each was divided by; <see cref="int.MinValue"/> for an intercept.</param>
    public StandardColumns(Matrix<double> high, Matrix<double>? low, int[] parameters, double[] means, int[] exponents)
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
    public double LargestElement { get; init; } = 2;

    /// <summary>Which parameter each column belongs to.</summary>
    public int[] Parameters { get; }

    private bool IsCentered => Count > 0 && _exponents[0] == int.MinValue;

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

    /// <summary>Some of the rows of a large problem, one run in sixteen.</summary>
    public StandardColumns Part()
    {
        var part = new Matrix<double>(Count, PartLength(RowCount));
        for (int j = 0; j < Count; j++)
        {
            CopyPart(High.Row(j), part.Row(j));
        }
        return new(part, null, Parameters, _means, _exponents) { LargestElement = LargestElement };
    }

    /// <summary>One run of rows in sixteen, each so long that memory gives it at once: where large problems begin.</summary>
    public static T[] Part<T>(ReadOnlySpan<T> rows)
    {
        var part = new T[PartLength(rows.Length)];
        CopyPart(rows, part);
        return part;
    }

    private static int PartLength(int rowCount) => (rowCount / PartPeriod * PartRun) + Math.Min(rowCount % PartPeriod, PartRun);

    private static void CopyPart<T>(ReadOnlySpan<T> rows, Span<T> part)
    {
        for (int start = 0, next = 0; start < rows.Length; start += PartPeriod, next += PartRun)
        {
            rows.Slice(start, Math.Min(PartRun, rows.Length - start)).CopyTo(part[next..]);
        }
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

    /// <summary>Some of the columns.</summary>
    public StandardColumns Select(int[] kept) => kept.Length == Count ? this : new(
        High.SelectRows(kept), Low?.SelectRows(kept), kept, [.. kept.Select(k => _means[k])], [.. kept.Select(k => _exponents[k])])
    {
        LargestElement = LargestElement,
    };
}
