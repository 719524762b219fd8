using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Rows of a design whose products with a direction of whole numbers have exact signs: in double where that decides, else in whole numbers.
/// </summary>
/// <remarks>Each column is multiplied by the power of 2 that makes it whole; a direction is in the units that go with that.</remarks>
internal sealed class ExactRows
{
    private readonly double[][] _scaled;
    private readonly double[] _lengths;
    private readonly int[] _exponents, _wholeExponents;
    private readonly Dictionary<int, BigInteger[]> _whole = [];
    private readonly Matrix<double> _columns;

    /// <param name="columns">A row for each column of the design.</param>
    public ExactRows(Matrix<double> columns)
    {
        _columns = columns;
        Dimension = columns.RowCount;
        (_exponents, _wholeExponents) = (new int[Dimension], new int[Dimension]);
        _scaled = [.. Enumerable.Range(0, columns.ColumnCount).Select(_ => new double[Dimension])];
        for (int j = 0; j < Dimension; j++)
        {
            ReadOnlySpan<double> column = columns.Row(j);
            double largest = Math.Abs(TensorPrimitives.MaxMagnitude(column));
            _exponents[j] = largest == 0 ? 0 : Math.ILogB(largest) + 1;
            int lowest = int.MaxValue;
            for (int i = 0; i < column.Length; i++)
            {
                _scaled[i][j] = Math.ScaleB(column[i], -_exponents[j]);
                lowest = column[i] == 0 ? lowest : Math.Min(lowest, LowestBit(column[i]));
            }
            _wholeExponents[j] = lowest == int.MaxValue ? 0 : lowest;
        }
        _lengths = [.. _scaled.Select(row => TensorPrimitives.Norm<double>(row) is > 0 and var length ? length : 1)];
    }

    public int Dimension { get; }

    public int Count => _scaled.Length;

    /// <summary>A row in whole numbers.</summary>
    public BigInteger[] Whole(int row)
    {
        if (!_whole.TryGetValue(row, out BigInteger[]? values))
        {
            values = [.. Enumerable.Range(0, Dimension).Select(j => ToWhole(_columns[j, row], _wholeExponents[j]))];
            _whole[row] = values;
        }
        return values;
    }

    /// <summary>A row in double, each column divided by a power of 2 so that its largest element is near 1.</summary>
    public double[] Scaled(int row) => _scaled[row];

    /// <summary>The length of a row in double; 1 for a row of zeros.</summary>
    public double Length(int row) => _lengths[row];

    /// <summary>A sum of rows in the same units, the largest element near 1.</summary>
    public double[] ToScaled(BigInteger[] sum)
    {
        long[] sizes = [.. sum.Select((v, j) => v.IsZero ? long.MinValue : Bits(v) - _exponents[j] + _wholeExponents[j])];
        long largest = sizes.Max();
        return [.. sum.Select((v, j) => v.IsZero ? 0 : Leading(v, sizes[j] - largest))];
    }

    /// <summary>A direction as doubles for <see cref="Estimate"/>, the largest near 1.</summary>
    public double[] ToDoubles(BigInteger[] direction)
    {
        // a direction multiplies whole columns: x·2^−wholeExponent = scaled·2^(exponent − wholeExponent)
        long[] sizes = [.. direction.Select((d, j) => d.IsZero ? long.MinValue : Bits(d) + _exponents[j] - _wholeExponents[j])];
        long largest = sizes.Max();
        return [.. direction.Select((d, j) => d.IsZero ? 0 : Leading(d, sizes[j] - largest))];
    }

    /// <summary>The product of a row and a direction in double, and a bound of its error.</summary>
    public double Estimate(int row, double[] direction, out double bound)
    {
        double sum = 0, size = 0;
        double[] x = _scaled[row];
        for (int j = 0; j < x.Length; j++)
        {
            double term = x[j] * direction[j];
            sum += term;
            size += Math.Abs(term);
        }
        bound = (size * (x.Length + 4) * 2.3e-16) + 1e-290;   // a rounding for each product and sum, and one for the direction
        return sum;
    }

    /// <summary>The sign of the product of a row and a direction.</summary>
    public int Sign(int row, BigInteger[] direction, double[] approximate)
    {
        double estimate = Estimate(row, approximate, out double bound);
        return Math.Abs(estimate) > bound ? Math.Sign(estimate) : Product(Whole(row), direction).Sign;
    }

    public static BigInteger Product(BigInteger[] left, BigInteger[] right)
    {
        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j < left.Length; j++)
        {
            sum += left[j] * right[j];
        }
        return sum;
    }

    private static int LowestBit(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        return Math.Max(exponent, 1) - 1075 + BitOperations.TrailingZeroCount(mantissa);
    }

    private static BigInteger ToWhole(double value, int exponent)
    {
        if (value == 0)
        {
            return BigInteger.Zero;
        }
        int lowest = LowestBit(value);
        return new BigInteger(Math.ScaleB(value, -lowest)) << (lowest - exponent);
    }

    private static long Bits(BigInteger value) => (long)BigInteger.Abs(value).GetBitLength();

    /// <summary>The leading 62 bits as a number between ½ and 1, times a power of 2.</summary>
    private static double Leading(BigInteger value, long exponent)
    {
        long shift = Bits(value) - 62;
        long leading = (long)(shift > 0 ? value >> (int)shift : value << (int)-shift);
        // below the least double, and far inside what an int takes
        return exponent < -2000 ? 0 : Math.ScaleB(leading, (int)exponent - 62);
    }
}
