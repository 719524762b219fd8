using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>
/// The triangular factor R of a matrix whose rows come in blocks; Q is not kept, so that the memory does not grow with the rows.
/// </summary>
/// <remarks>
/// TSQR with a flat tree (J. Demmel, L. Grigori, M. Hoemmen and J. Langou, 2012). RᵀR = AᵀA over all rows, without ever being formed.
/// With right-hand sides b as last columns, the last columns of R hold Qᵀ·b, and below the rows of A's columns the triangle of what A
/// cannot explain: ‖b − A·x‖ for one b.
/// </remarks>
internal sealed class TriangularAccumulator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockBytes = 256 * 1024;

    private readonly ReflectorBlock<T> _block;

    /// <summary>An accumulator without rows.</summary>
    /// <param name="columnCount">The number of columns, right-hand sides included.</param>
    /// <param name="expectedRowCount">The number of rows if it is known: less room is taken for few.</param>
    public TriangularAccumulator(int columnCount, int expectedRowCount = int.MaxValue)
    {
        R = new(columnCount, columnCount);
        int rows = BlockBytes / (Unsafe.SizeOf<T>() * Math.Max(1, columnCount));
        _block = new(Math.Min(Math.Clamp(rows, 64, 1024), Math.Max(1, expectedRowCount)), R, folds: true);
    }

    public int ColumnCount => R.ColumnCount;

    /// <summary>The factor so far, zero before the first rows.</summary>
    public UpperTriangle<T> R { get; }

    /// <summary>Folds rows [A b] into R. The values must be finite, and their squares must not overflow after the scaling.</summary>
    /// <param name="a">Rows of A.</param>
    /// <param name="scaleOfA">What every element of A is multiplied by.</param>
    /// <param name="b">The right-hand sides of the same rows; as many columns as are left.</param>
    /// <param name="scaleOfB">What every element of b is multiplied by.</param>
    public void Append(ReadOnlyMatrixSpan<T> a, T scaleOfA, ReadOnlyMatrixSpan<T> b, T scaleOfB)
    {
        for (int row = 0, end; row < a.RowCount && ColumnCount > 0; row = end)
        {
            end = row + Math.Min(_block.RowCount, a.RowCount - row);
            Range rows = row..end;
            _block.Load(a.Rows(rows), scaleOfA);
            _block.Load(b.Rows(rows), scaleOfB, a.ColumnCount);
            _block.Factor();
        }
    }

    /// <summary>Folds rows without right-hand sides, or another accumulator's R, into this one.</summary>
    public void Append(ReadOnlyMatrixSpan<T> a, T scale) => Append(a, scale, new ReadOnlyMatrixSpan<T>([], a.RowCount, 0), scale);
}
