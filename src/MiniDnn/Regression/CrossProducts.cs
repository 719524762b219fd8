namespace MiniDnn;

/// <summary>
/// AᵀA in doubled precision, added up over blocks of rows: with A = [X y] all that the normal equations need, at twice the cost of a plain
/// multiplication.
/// </summary>
internal sealed unsafe class CrossProducts(int columnCount)
{
    private readonly int _stride = RowBlock.PaddedColumns(columnCount);
    private readonly double[] _high = new double[RowBlock.PaddedColumns(columnCount) * RowBlock.PaddedColumns(columnCount)];
    private readonly double[] _low = new double[RowBlock.PaddedColumns(columnCount) * RowBlock.PaddedColumns(columnCount)];
    private readonly double[] _largest = new double[RowBlock.PaddedColumns(columnCount)];

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
        int last = columnCount - 1;
        DoubleDouble squares = this[last, last];
        DoubleDouble sum = aboutMean ? squares - (this[0, last] * this[0, last] / this[0, 0]) : squares;
        return sum.High > 1e-6 * squares.High ? sum : null;
    }

    /// <summary>Adds the first rows of a block: the upper half, in tiles of eight columns by one vector.</summary>
    public void Add(RowBlock block, int count)
    {
        DoubledKernels kernels = DoubledKernels.Widest;
        fixed (double* x = block.Values, high = _high, low = _low, largest = _largest)
        {
            for (int j = 0; j < columnCount; j += kernels.Width)
            {
                kernels.LargestMagnitudes(x + j, _stride, count, largest + j);
            }
            for (int i = 0; i < columnCount; i += RowBlock.Tile)
            {
                for (int j = i; j < columnCount; j += kernels.Width)
                {
                    int first = (i * _stride) + j;
                    kernels.AddProducts(x + i, x + j, _stride, count, largest + i, largest + j, high + first, low + first);
                }
            }
        }
    }
}
