using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// The columns of a regression, produced block by block as columns of doubles: the intercept's ones, then the predictors or the powers of
/// the only one.
/// </summary>
/// <remarks>
/// Every column is multiplied by a power of 2 so that its largest element lies in [½, 1): that is exact and keeps squares from overflowing.
/// Powers of x are formed in doubled precision from x as it is, so they carry no rounding of their own; that is what the low parts are for.
/// </remarks>
internal readonly ref struct Design<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReadOnlyMatrixSpan<T> _x;

    /// <summary>Up to 2^±1000 a scale is a number well inside the range of double, which ends at 2^±1022.</summary>
    private const int FactorLimit = 1000;

    private readonly int[] _exponents;
    private readonly double[] _factors;
    private readonly bool _isScaled;
    private readonly bool _hasExtremeScale;
    private readonly int _degree;
    private readonly bool _hasIntercept;
    private readonly int[] _cleared;

    public Design(ReadOnlyMatrixSpan<T> x, ModelShape shape)
    {
        _x = x;
        _degree = shape.Degree;
        _hasIntercept = shape.HasIntercept;
        _cleared = shape.ClearedColumns;
        ColumnCount = (x.ColumnCount * _degree) + (_hasIntercept ? 1 : 0);
        _exponents = [];
        _factors = [];
    }

    private Design(Design<T> design, int[] exponents)
    {
        this = design;
        _exponents = exponents;
        // the others are rescaled when they are filled
        _factors = [.. exponents.Select(e => Math.Abs(e) > FactorLimit ? 1 : Math.ScaleB(1, -e))];
        _isScaled = exponents.Any(e => e != 0) || _cleared.Length > 0;
        _hasExtremeScale = exponents.Any(e => Math.Abs(e) > FactorLimit);
        foreach (int column in _cleared)
        {
            _factors[column + (_hasIntercept ? 1 : 0)] = 0;
        }
    }

    public int RowCount => _x.RowCount;

    public int ColumnCount { get; }

    public bool HasIntercept => _hasIntercept;

    /// <summary>Rows·columns²: what a factorisation costs, but for a factor.</summary>
    public double Work => (double)RowCount * ColumnCount * ColumnCount;

    /// <summary>True where columns have low parts.</summary>
    public bool IsDoubled => _degree > 1;

    /// <summary>The same design with column j multiplied by 2^−exponents[j].</summary>
    public Design<T> Scaled(int[] exponents) => new(this, exponents);

    /// <summary>For each column the exponent e for which 2^−e·column has its largest element in [½, 1); 0 for a column of zeros.</summary>
    public int[] FindExponents()
    {
        var largest = new double[_x.ColumnCount];
        for (int i = 0; i < _x.RowCount; i++)
        {
            ReadOnlySpan<T> row = _x.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                largest[j] = Math.Max(largest[j], Math.Abs(double.CreateTruncating(row[j])));
            }
        }
        foreach (int column in _cleared)
        {
            largest[column] = 0;
        }
        var exponents = new int[ColumnCount];
        int first = _hasIntercept ? 1 : 0;
        for (int j = first; j < ColumnCount; j++)
        {
            exponents[j] = _degree == 1 ? SafeRange.ExponentAbove(largest[j - first]) : (j - first + 1) * SafeRange.ExponentAbove(largest[0]);
        }
        return exponents;
    }

    /// <summary>Writes rows start … start + count − 1, column j from j·stride on.</summary>
    public void Fill(int start, int count, Span<double> high, Span<double> low, int stride)
    {
        int column = 0;
        if (_hasIntercept)
        {
            high[..count].Fill(_factors[0]);
            column = 1;
        }
        if (IsDoubled)
        {
            FillPowers(start, count, high[(column * stride)..], low[(column * stride)..], stride);
            return;
        }
        ColumnTransposition.Copy<T, double>(_x.Rows(start..(start + count)), _factors.AsSpan(column), high[(column * stride)..], stride);
        for (int j = column; j < ColumnCount && _hasExtremeScale; j++)
        {
            RescaleExtreme(_exponents[j], high.Slice(j * stride, count));
        }
        if (!low.IsEmpty)
        {
            low[..(ColumnCount * stride)].Clear();
        }
    }

    /// <summary>
    /// Writes rows start … start + count − 1 without their low parts, row i from i·stride on; behind each row zeros may be written, up to a
    /// vector of them.
    /// </summary>
    public void FillRows(int start, int count, Span<double> rows, int stride)
    {
        int first = _hasIntercept ? 1 : 0;
        if (typeof(T) == typeof(double) && !_isScaled)
        {
            CopyRows(start, count, rows[first..], stride);
            for (int i = 0; i < count && _hasIntercept; i++)
            {
                rows[i * stride] = 1;
            }
            return;
        }
        var columns = new double[ColumnCount * count];
        Fill(start, count, columns, IsDoubled ? new double[columns.Length] : [], count);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < ColumnCount; j++)
            {
                rows[(i * stride) + j] = columns[(j * count) + i];
            }
        }
    }

    private unsafe void CopyRows(int start, int count, Span<double> destination, int stride)
    {
        ReadOnlyMatrixSpan<T> source = _x.Rows(start..(start + count));
        fixed (double* from = &Unsafe.As<T, double>(ref source.Reference), to = destination)
        {
            DoubledKernels.Widest.CopyRows(from, source.RowStride, count, source.ColumnCount, to, stride);
        }
    }

    /// <summary>2^−exponent may itself be out of range; then the columns are multiplied by it in two steps.</summary>
    private static void RescaleExtreme(int exponent, Span<double> values)
    {
        for (int i = 0; i < values.Length && Math.Abs(exponent) > FactorLimit; i++)
        {
            values[i] = Math.ScaleB(values[i], -exponent);
        }
    }

    /// <summary>One row in doubled precision.</summary>
    public DoubleDouble[] Row(int index)
    {
        var high = new double[ColumnCount];
        var low = new double[ColumnCount];
        Fill(index, 1, high, low, 1);
        return [.. high.Zip(low, (h, l) => new DoubleDouble(h, l))];
    }

    /// <summary>One column, without its low part.</summary>
    public double[] Column(int index)
    {
        const int BlockRows = 256;
        var result = new double[RowCount];
        var block = new double[ColumnCount * BlockRows];
        double[] low = IsDoubled ? new double[block.Length] : [];
        for (int start = 0; start < RowCount; start += BlockRows)
        {
            int count = Math.Min(BlockRows, RowCount - start);
            Fill(start, count, block, low, BlockRows);
            block.AsSpan(index * BlockRows, count).CopyTo(result.AsSpan(start));
        }
        return result;
    }

    private void FillPowers(int start, int count, Span<double> high, Span<double> low, int stride)
    {
        int exponent = _exponents[^1] / _degree;
        for (int i = 0; i < count; i++)
        {
            double x = _cleared.Length > 0 ? 0 : Math.ScaleB(double.CreateTruncating(_x[start + i, 0]), -exponent);
            DoubleDouble power = x;
            for (int k = 0; k < _degree; k++)
            {
                (high[(k * stride) + i], low[(k * stride) + i]) = power;
                power *= x;
            }
        }
    }
}
