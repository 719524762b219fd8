using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// AᵀA in doubled precision, added up over blocks of rows: with A = [X y] all that the normal equations need, at twice the cost of a plain
/// multiplication.
/// </summary>
internal sealed unsafe class CrossProducts
{
    /// <summary>Rows are brought together so many at a time: at twenty columns they lie in the first cache.</summary>
    private const int BlockRows = 128;

    /// <summary>Columns are taken eight at a time.</summary>
    private const int Tile = 8;

    private readonly int _columnCount;
    private readonly int _stride;
    private readonly double[] _high, _low, _largest;

    private CrossProducts(int columnCount)
    {
        _columnCount = columnCount;
        _stride = (columnCount + Tile - 1) / Tile * Tile;
        _high = new double[_stride * _stride];
        _low = new double[_stride * _stride];
        _largest = new double[_stride];
    }

    /// <summary>
    /// The cross-products of √W·[X y]; exact but for the last of 32 digits or so where all weights are 1 and columns have no low parts.
    /// </summary>
    public static CrossProducts Of<T>(Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var products = new CrossProducts(design.ColumnCount + 1);
        var block = new double[(BlockRows * products._stride) + Tile];   // room for a vector behind the last row
        for (int start = 0, count; start < design.RowCount; start += count)
        {
            count = Math.Min(BlockRows, design.RowCount - start);
            design.FillRows(start, count, block, products._stride);
            products.Complete(block, y.Slice(start, count), weights.AreEqual ? [] : weights.Roots(start, count));
            products.Add(block, count);
        }
        return products;
    }

    public DoubleDouble this[int i, int j]
        => i <= j ? DoubleDouble.ExactSum(_high[(i * _stride) + j], _low[(i * _stride) + j]) : this[j, i];

    /// <summary>
    /// The exponents that scale the first columns, from their lengths; null where a product comes too near to either end of the range (or
    /// beyond it, as that of a column of zeros may have), or where a value is not finite.
    /// </summary>
    public int[]? FindExponents(int count)
    {
        var exponents = new int[count];
        for (int j = 0; j < count; j++)
        {
            double squares = this[j, j].High;

            // inside these bounds the low parts of products, 2⁻¹⁰⁶ of them, are still normal numbers, and sums of them finite
            if (!(squares is > 1e-200 and < 1e200))
            {
                return null;
            }
            exponents[j] = (Math.ILogB(squares) / 2) + 1;
        }
        return exponents;
    }

    /// <summary>
    /// The sum of squares of the last column, about its mean where the first is one of ones; null where most digits cancel.
    /// </summary>
    public DoubleDouble? SumOfSquares(bool aboutMean)
    {
        int last = _columnCount - 1;
        DoubleDouble squares = this[last, last];
        DoubleDouble sum = aboutMean ? squares - (this[0, last] * this[0, last] / this[0, 0]) : squares;
        return sum.High > 1e-6 * squares.High ? sum : null;   // six of 32 digits may cancel
    }

    /// <summary>
    /// The triangle of the columns before the last, by Cholesky's method in doubled precision; a row of which rounding alone is left is 0.
    /// </summary>
    public DoubledColumns Triangle()
    {
        int p = _columnCount - 1;
        var lower = new DoubledColumns(p, p);
        for (int j = 0; j < p; j++)
        {
            for (int i = j; i < p; i++)
            {
                lower[i, j] = this[i, j];
            }
        }
        var result = new DoubledColumns(p, p);
        for (int k = 0; k < p; k++)
        {
            // 2⁻¹⁰⁰ for each column is the rounding of doubled precision, 2⁻¹⁰⁶, with room for what has been subtracted
            if (lower[k, k].High <= Math.ScaleB(p * this[k, k].High, -100))
            {
                continue;
            }
            DoubleDouble scale = DoubleDouble.One / DoubleDouble.Sqrt(lower[k, k]);
            for (int i = k; i < p; i++)
            {
                lower[i, k] *= scale;
                result[k, i] = lower[i, k];
            }
            for (int j = k + 1; j < p; j++)
            {
                lower.AddScaled(-lower[j, k], k, j, j);
            }
        }
        return result;
    }

    /// <summary>Puts the targets behind the rows of a block, and weights all of it.</summary>
    private void Complete(double[] block, ReadOnlySpan<double> y, double[] roots)
    {
        for (int i = 0; i < y.Length; i++)
        {
            block[(i * _stride) + _columnCount - 1] = y[i];
        }
        for (int i = 0; i < roots.Length; i++)
        {
            Span<double> row = block.AsSpan(i * _stride, _columnCount);
            TensorPrimitives.Multiply(row, roots[i], row);
        }
    }

    /// <summary>Adds the first rows of a block, zeros behind each: the upper half, in tiles of eight columns by one vector.</summary>
    private void Add(double[] block, int count)
    {
        DoubledKernels kernels = DoubledKernels.Widest;
        fixed (double* x = block, high = _high, low = _low, largest = _largest)
        {
            for (int j = 0; j < _columnCount; j += kernels.Width)
            {
                kernels.LargestMagnitudes(x + j, _stride, count, largest + j);
            }
            for (int i = 0; i < _columnCount; i += Tile)
            {
                for (int j = i; j < _columnCount; j += kernels.Width)
                {
                    int first = (i * _stride) + j;
                    kernels.AddProducts(x + i, x + j, _stride, count, largest + i, largest + j, high + first, low + first);
                }
            }
        }
    }
}
