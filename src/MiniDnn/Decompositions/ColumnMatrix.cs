using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn.Decompositions;

/// <summary>
/// A block of rows of a matrix, column after column: each column in one piece, with zeros behind it up to a multiple of the vector's
/// length;
/// columns of zeros make their number a multiple of four. The kernels of the reflections so have no remainders.
/// </summary>
internal sealed class ColumnMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>One vector of floats or two of doubles, at their widest: whole lines of the cache.</summary>
    private const int Alignment = 16;

    /// <summary>Four vectors of eight doubles: the step of the kernels in doubled precision.</summary>
    private const int LongestStep = 32;

    private readonly T[] _values;

    public ColumnMatrix(int rowCount, int columnCount)
        : this(rowCount, columnCount, isSet: true)
    {
    }

    private ColumnMatrix(int rowCount, int columnCount, bool isSet)
    {
        RowCount = rowCount;
        ColumnCount = columnCount;
        long stride = RoundUp(rowCount, Alignment), paddedColumnCount = RoundUp(columnCount, ReflectorKernels.Width);
        bool columnsShareCacheSets = stride / Alignment % 2 == 0;
        if (columnsShareCacheSets)
        {
            stride += Alignment;
        }
        int length = Length(rowCount, columnCount, stride * paddedColumnCount);
        PaddedRowCount = PaddedLength(rowCount);
        PaddedColumnCount = (int)paddedColumnCount;
        Stride = columnCount == 0 ? 0 : (int)stride;
        _values = isSet ? new T[length] : GC.AllocateUninitializedArray<T>(length);
        if (!isSet)
        {
            ClearPadding();
        }
    }

    /// <summary>A block whose elements are not set yet, only the padding: <see cref="Load"/> sets the others.</summary>
    public static ColumnMatrix<T> Unset(int rowCount, int columnCount) => new(rowCount, columnCount, isSet: false);

    /// <summary>How many rows of so many columns a cache holds: enough for a loop, and a multiple of what any loop takes at once.</summary>
    /// <param name="bytes">The part of the cache.</param>
    /// <param name="columnCount">The number of columns.</param>
    /// <param name="neededRowCount">How many there will be at most.</param>
    public static int RowsIn(int bytes, int columnCount, int neededRowCount = int.MaxValue)
    {
        int rows = Math.Clamp(bytes / (Unsafe.SizeOf<T>() * Math.Max(1, columnCount)), 64, 1024) / LongestStep * LongestStep;
        return (int)Math.Min(rows, Math.Max(LongestStep, RoundUp(neededRowCount, LongestStep)));
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    public int PaddedRowCount { get; }

    public int PaddedColumnCount { get; }

    /// <summary>
    /// The distance between the starts of neighbouring columns; an odd multiple of 16, so that they do not compete for the same lines of
    /// the cache.
    /// </summary>
    public int Stride { get; }

    /// <summary>The same memory row after row: its row j is column j.</summary>
    public ReadOnlyMatrixSpan<T> Transposed => new(ColumnCount, RowCount, Stride, _values);

    public Span<T> Column(int column) => _values.AsSpan(column * Stride, RowCount);

    /// <summary>All from an element on, column after column.</summary>
    public Span<T> Tail(int column, int row) => _values.AsSpan((column * Stride) + row);

    public ref T Reference(int column, int row = 0)
        => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), (column * Stride) + row);

    /// <summary>Fills columns of the block with scale·A, zeros in the place of rows that A does not have.</summary>
    /// <param name="rows">A; it has at most as many rows as the block.</param>
    /// <param name="scale">What every element is multiplied by.</param>
    /// <param name="firstColumn">Where A's first column goes.</param>
    public void Load(ReadOnlyMatrixSpan<T> rows, T scale, int firstColumn = 0)
    {
        for (int j = 0; j < rows.ColumnCount; j++)
        {
            Column(firstColumn + j)[rows.RowCount..].Clear();
        }
        if (rows.FilledRowCount > 0)
        {
            ColumnTransposition.Copy(rows, Tail(firstColumn, 0), Stride);
        }
        for (int j = 0; j < rows.ColumnCount && scale != T.One; j++)
        {
            Span<T> column = Column(firstColumn + j)[..rows.RowCount];
            TensorPrimitives.Multiply(column, scale, column);
        }
    }

    /// <summary>So many rows with the padding that vectors need.</summary>
    public int PaddedLength(int rowCount) => ColumnCount == 0 ? 0 : (int)RoundUp(rowCount, ReflectorKernels.Lanes<T>());

    /// <summary>Fills rows, from one up to another, with zeros.</summary>
    public void ClearRows(int start, int end)
    {
        for (int j = 0; j < ColumnCount && start < end; j++)
        {
            _values.AsSpan((j * Stride) + start, end - start).Clear();
        }
    }

    /// <summary>Makes this a copy of another of the same size.</summary>
    public void CopyFrom(ColumnMatrix<T> other) => other._values.CopyTo(_values, 0);

    /// <summary>The Frobenius norm, padding included: the zeros there do not matter.</summary>
    public T FrobeniusNorm() => Householder.Norm<T>(_values);

    public void SwapColumns(int first, int second)
    {
        Span<T> a = Column(first);
        Span<T> b = Column(second);
        for (int i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = (b[i], a[i]);
        }
    }

    private void ClearPadding()
    {
        for (int j = 0; j < ColumnCount; j++)
        {
            _values.AsSpan((j * Stride) + RowCount, Stride - RowCount).Clear();
        }
        _values.AsSpan(ColumnCount * Stride).Clear();
    }

    private static long RoundUp(int value, int multiple) => ((long)value + multiple - 1) / multiple * multiple;

    private static int Length(int rowCount, int columnCount, long length)
    {
        if (length > Array.MaxLength)
        {
            string shape = Throw.Shape(rowCount, columnCount);
            Throw.Argument("matrix", $"A block of {shape} numbers takes {length} with its padding; at most {Array.MaxLength} fit.");
        }
        return (int)length;
    }
}
