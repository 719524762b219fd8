using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>
/// The triangular factor R of a matrix whose rows come in blocks; Q is not kept, so that the memory does not grow with the rows.
/// </summary>
/// <remarks>
/// TSQR with a flat tree (J. Demmel, L. Grigori, M. Hoemmen and J. Langou, 2012). RᵀR = AᵀA over all rows, without ever being formed.
/// With right-hand sides b as last columns, the last columns of R hold Qᵀ·b, and below the rows of A's columns the triangle of what A
/// cannot explain: ‖b − A·x‖ for one b.
/// </remarks>
internal sealed class RowAccumulator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReflectorBlock<T>? _panels;

    /// <summary>An accumulator without rows.</summary>
    /// <param name="columnCount">The number of columns, right-hand sides included.</param>
    /// <param name="expectedRowCount">The number of rows if it is known: less room is taken for few.</param>
    public RowAccumulator(int columnCount, int expectedRowCount = int.MaxValue)
    {
        R = new(columnCount, columnCount);
        bool isNarrow = columnCount <= Tuning.SingleReflectionColumns && Vector<T>.IsSupported;
        int bytes = isNarrow ? Tuning.FirstCacheBytes : Tuning.SecondCacheBytes;
        int rows = ColumnMatrix<T>.RowsIn(bytes, columnCount, expectedRowCount);
        if (isNarrow)
        {
            Block = ColumnMatrix<T>.Unset(rows, columnCount);
        }
        else
        {
            _panels = new(rows, R, folds: true);
            Block = _panels.Rows;
        }
    }

    public int ColumnCount => R.ColumnCount;

    /// <summary>The factor so far, zero before the first rows.</summary>
    public UpperTriangle<T> R { get; }

    /// <summary>How many times a block was folded into R, here or into a factor that was taken in.</summary>
    public long FoldCount { get; set; }

    /// <summary>Room for the next rows; <see cref="Fold"/> takes them in and overwrites them.</summary>
    public ColumnMatrix<T> Block { get; }

    /// <summary>Folds rows [A b] into R. The values must be finite, and their squares must not overflow after the scaling.</summary>
    /// <param name="a">Rows of A.</param>
    /// <param name="scaleOfA">What every element of A is multiplied by.</param>
    /// <param name="b">The right-hand sides of the same rows; as many columns as are left.</param>
    /// <param name="scaleOfB">What every element of b is multiplied by.</param>
    public void Append(ReadOnlyMatrixSpan<T> a, T scaleOfA, ReadOnlyMatrixSpan<T> b, T scaleOfB)
    {
        for (int row = 0, end; row < a.RowCount && ColumnCount > 0; row = end)
        {
            end = row + Math.Min(Block.RowCount, a.RowCount - row);
            Range rows = row..end;
            Block.Load(a.Rows(rows), scaleOfA);
            Block.Load(b.Rows(rows), scaleOfB, a.ColumnCount);
            Fold(end - row);
        }
    }

    /// <summary>Folds rows without right-hand sides into R.</summary>
    public void Append(ReadOnlyMatrixSpan<T> a, T scale) => Append(a, scale, new ReadOnlyMatrixSpan<T>([], a.RowCount, 0), scale);

    /// <summary>Takes in the rows of another accumulator of as many columns.</summary>
    public void Append(RowAccumulator<T> other)
    {
        for (int start = 0, count; start < ColumnCount; start += count)
        {
            count = Math.Min(Block.RowCount, ColumnCount - start);
            for (int j = 0; j < ColumnCount; j++)
            {
                other.R.Columns.Column(j).Slice(start, count).CopyTo(Block.Column(j));
            }
            Fold(count);
        }
        FoldCount += other.FoldCount;
    }

    /// <summary>Folds the first rows of the block into R.</summary>
    public void Fold(int rowCount)
    {
        int length = Block.PaddedLength(rowCount);
        Block.ClearRows(rowCount, length);
        if (_panels is null)
        {
            SingleReflections.Fold(Block, length, R);
        }
        else
        {
            _panels.Factor(length);
        }
        FoldCount++;
    }

    /// <summary>Makes this, R and block, a copy of another of the same size.</summary>
    public void CopyFrom(RowAccumulator<T> other)
    {
        R.Columns.CopyFrom(other.R.Columns);
        Block.CopyFrom(other.Block);
        FoldCount = other.FoldCount;
    }
}
