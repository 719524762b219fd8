using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>
/// A block of rows of a matrix, column after column: each column in one piece, with zeros behind it up to a multiple of the vector's length;
/// columns of zeros make their number a multiple of four. The kernels of the reflections so have no remainders.
/// </summary>
internal sealed class ColumnBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Alignment = 16;
    private const int TileRows = 8;

    private readonly T[] _values;

    public ColumnBlock(int rowCount, int columnCount)
    {
        RowCount = rowCount;
        ColumnCount = columnCount;
        PaddedRowCount = RoundUp(rowCount, ReflectorKernels.Lanes<T>());
        PaddedColumnCount = RoundUp(columnCount, ReflectorKernels.Width);
        Stride = RoundUp(rowCount, Alignment);
        bool columnsShareCacheSets = Stride / Alignment % 2 == 0;
        if (columnsShareCacheSets)
        {
            Stride += Alignment;
        }
        _values = new T[checked(Stride * PaddedColumnCount)];
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    public int PaddedRowCount { get; }

    public int PaddedColumnCount { get; }

    /// <summary>The distance between the starts of neighbouring columns; an odd multiple of 16, so that they do not compete for the same lines of the cache.</summary>
    public int Stride { get; }

    public Span<T> Column(int column) => _values.AsSpan(column * Stride, RowCount);

    public ref T Reference(int column, int row = 0)
        => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), (column * Stride) + row);

    /// <summary>Fills the block with scale·A, zeros in the place of rows that A does not have.</summary>
    public void Load(ReadOnlyMatrixSpan<T> rows, T scale)
    {
        int row = 0;
        for (; row + TileRows <= rows.RowCount; row += TileRows)
        {
            LoadTile(rows, row, scale);
        }
        for (int j = 0; j < ColumnCount; j++)
        {
            Span<T> column = Column(j)[row..];
            column.Clear();
            for (int i = row; i < rows.RowCount; i++)
            {
                column[i - row] = scale * rows[i, j];
            }
        }
    }

    public void SwapColumns(int first, int second)
    {
        Span<T> a = Column(first);
        Span<T> b = Column(second);
        for (int i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = (b[i], a[i]);
        }
    }

    private void LoadTile(ReadOnlyMatrixSpan<T> rows, int row, T scale)
    {
        ref T source = ref Unsafe.Add(ref Unsafe.AsRef(in rows.Reference), row * rows.RowStride);
        ref T target = ref Reference(0, row);
        int stride = rows.RowStride;
        for (int j = 0; j < ColumnCount; j++)
        {
            ref T from = ref Unsafe.Add(ref source, j);
            ref T to = ref Unsafe.Add(ref target, j * Stride);
            for (int i = 0; i < TileRows; i++)
            {
                Unsafe.Add(ref to, i) = scale * Unsafe.Add(ref from, i * stride);
            }
        }
    }

    private static int RoundUp(int value, int multiple) => checked((value + multiple - 1) / multiple * multiple);
}
