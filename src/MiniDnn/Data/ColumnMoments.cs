using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The mean and the spread of each column, of rows that may come batch by batch.</summary>
/// <remarks>
/// Rows are gathered into blocks of a fixed size, so that no bit depends on the batches they come in. Of a block the mean and the squares
/// are found in two passes and merged with those of the rows before (T. Chan, G. Golub and R. LeVeque, 1983), in double and with the mean
/// in two parts: nothing cancels beside a large mean, and no sum runs over many rows. Squares are those of numbers scaled by a power of 2,
/// so that none overflows or vanishes.
/// </remarks>
internal sealed class ColumnMoments<T>(int columnCount) : ColumnRanges<T>(columnCount)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The numbers of a block: 128 KiB of doubles stay in a second-level cache.</summary>
    private const int BlockLength = 16384;

    /// <summary>The exponents of what squares are scaled by: between them, neither 2ᵏ nor 2⁻ᵏ overflows.</summary>
    private const int LeastExponent = -1000, LargestExponent = 1023;

    private readonly Matrix<double> _block = new(Math.Max(16, BlockLength / Math.Max(1, columnCount)), columnCount);
    private readonly double[] _means = new double[columnCount], _rests = new double[columnCount], _squares = new double[columnCount];
    private readonly int[] _exponents = new int[columnCount];
    private readonly double[] _first = new double[columnCount], _shifts = new double[columnCount], _rounding = new double[columnCount];
    private readonly double[] _blockSquares = new double[columnCount];
    private readonly int[] _blockExponents = new int[columnCount];
    private long _merged;
    private int _waiting;

    /// <inheritdoc/>
    public override void Add(ReadOnlyMatrixSpan<T> rows)
    {
        base.Add(rows);
        for (int i = 0; i < rows.FilledRowCount; i++)
        {
            TensorPrimitives.ConvertTruncating(rows.Row(i), _block.Row(_waiting));
            if (++_waiting == _block.RowCount)
            {
                MergeBlock();
            }
        }
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        // the next block sets the rest
        _merged = _waiting = 0;
    }

    /// <summary>The mean of a column in two parts, the first rounded to the number type.</summary>
    public (T Mean, T Remainder) Mean(int column)
    {
        MergeBlock();
        T mean = T.CreateTruncating(_means[column]);
        return (mean, T.CreateTruncating(_means[column] - double.CreateTruncating(mean) + _rests[column]));
    }

    /// <summary>√(Σ(x − mean)²/n): 0 just where all rows are alike.</summary>
    public double StandardDeviation(int column)
    {
        MergeBlock();
        return Math.ScaleB(Math.Sqrt(_squares[column] / RowCount), _exponents[column]);
    }

    /// <summary>√(Σx²/n).</summary>
    public double RootMeanSquare(int column) => double.Hypot(StandardDeviation(column), _means[column]);

    private void MergeBlock()
    {
        if (_waiting == 0)
        {
            return;
        }
        MatrixSpan<double> block = _block.Rows(.._waiting);
        CenterBlock(block);
        SquareBlock(block);
        for (int j = 0; j < ColumnCount; j++)
        {
            MergeColumn(j);
        }
        _merged += _waiting;
        _waiting = 0;
    }

    /// <summary>Subtracts from every row the first, then the mean of what is left; what rounding left of that is kept, too.</summary>
    private void CenterBlock(MatrixSpan<double> block)
    {
        block.Row(0).CopyTo(_first);
        block.SubtractRow(_first, block);
        block.ColumnMeans(_shifts);
        block.SubtractRow(_shifts, block);
        block.ColumnMeans(_rounding);
    }

    /// <summary>Sums the squares of the centred rows, divided by a power of 2 near the largest.</summary>
    private void SquareBlock(MatrixSpan<double> block)
    {
        double[] factors = _blockSquares;
        factors.AsSpan().Clear();
        for (int i = 0; i < block.RowCount; i++)
        {
            TensorPrimitives.MaxMagnitude<double>(factors, block.Row(i), factors);
        }
        for (int j = 0; j < ColumnCount; j++)
        {
            _blockExponents[j] = ExponentOf(factors[j]);
            // a power of 2 takes no digit from what it multiplies
            factors[j] = Math.ScaleB(1, -_blockExponents[j]);
        }
        block.MultiplyRow(factors, block);
        block.Hadamard(block, block);
        block.ColumnSums(_blockSquares);
    }

    private void MergeColumn(int j)
    {
        double rounding = Math.ScaleB(_rounding[j], -_blockExponents[j]);
        double squares = Math.Max(0, _blockSquares[j] - (_waiting * rounding * rounding));
        (double mean, double rest) = Sum(_first[j], _shifts[j] + _rounding[j]);
        if (_merged == 0)
        {
            (_means[j], _rests[j], _squares[j], _exponents[j]) = (mean, rest, squares, _blockExponents[j]);
            return;
        }
        double distance = mean - _means[j] + (rest - _rests[j]), share = _waiting / (double)(_merged + _waiting);
        int exponent = Math.Max(Math.Max(_exponents[j], _blockExponents[j]), ExponentOf(distance));
        double between = Math.ScaleB(distance, -exponent);
        // both in the unit of the larger
        _squares[j] = Math.ScaleB(_squares[j], 2 * (_exponents[j] - exponent)) + Math.ScaleB(squares, 2 * (_blockExponents[j] - exponent))
            + (between * between * (_merged * share));
        _exponents[j] = exponent;
        (mean, rest) = Sum(_means[j], distance * share);
        (_means[j], _rests[j]) = Sum(mean, rest + _rests[j]);
    }

    private static int ExponentOf(double value) => Math.Clamp(Math.ILogB(value), LeastExponent, LargestExponent);

    /// <summary>a + b and what rounding takes from it (D. Knuth, 1969).</summary>
    private static (double Sum, double Remainder) Sum(double a, double b)
    {
        double sum = a + b, ofB = sum - a;
        return (sum, a - (sum - ofB) + (b - ofB));
    }
}
