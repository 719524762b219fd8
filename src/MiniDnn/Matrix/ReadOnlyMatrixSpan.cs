using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>A read-only view of a matrix, or of a block of one: rows of <see cref="ColumnCount"/> neighbouring elements, <see cref="RowStride"/> elements apart. Nothing is copied.</summary>
/// <remarks>
/// A 2×3 block of a matrix with five columns; the dots belong to the matrix, not to the view:
/// <code>
///    values ─► a00 a01 a02  ·   ·        RowCount    = 2
///              a10 a11 a12               ColumnCount = 3
///              ◄──── RowStride ────►     RowStride   = 5
/// </code>
/// Every operation on matrices is implemented here; <see cref="Matrix{T}"/> forwards to its own view.
/// </remarks>
/// <example><code>
/// double[] memory = [1, 2, 3, 4, 5, 6];
/// Console.WriteLine(new ReadOnlyMatrixSpan&lt;double&gt;(memory, 2, 3).ColumnSums()[0]);               // → 5
/// Console.WriteLine(new ReadOnlyMatrixSpan&lt;double&gt;(memory, 2, 2, rowStride: 3).ColumnSums()[1]); // → 7
/// </code></example>
/// <typeparam name="T">The number type, usually <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref partial struct ReadOnlyMatrixSpan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> _values;

    /// <summary>Views <paramref name="values"/>, row after row, as a matrix.</summary>
    /// <param name="values">The elements in row-major order; exactly <paramref name="rowCount"/>·<paramref name="columnCount"/>.</param>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not the number of elements.</exception>
    public ReadOnlyMatrixSpan(ReadOnlySpan<T> values, int rowCount, int columnCount)
    {
        MatrixLayout.CheckExact(values.Length, rowCount, columnCount);
        _values = values;
        RowCount = rowCount;
        ColumnCount = columnCount;
        RowStride = columnCount;
    }

    /// <summary>Views rows inside <paramref name="values"/> that start <paramref name="rowStride"/> elements apart.</summary>
    /// <param name="values">The memory; it must reach to the end of the last row.</param>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <param name="rowStride">The distance between the starts of neighbouring rows, at least <paramref name="columnCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the stride is smaller than a row.</exception>
    /// <exception cref="ArgumentException"><paramref name="values"/> is too short.</exception>
    public ReadOnlyMatrixSpan(ReadOnlySpan<T> values, int rowCount, int columnCount, int rowStride)
    {
        int length = MatrixLayout.CheckStrided(values.Length, rowCount, columnCount, rowStride);
        _values = values[..length];
        RowCount = rowCount;
        ColumnCount = columnCount;
        RowStride = rowStride;
    }

    /// <summary>For what is known to be a view: without the checks, which weigh as much as a small product.</summary>
    internal ReadOnlyMatrixSpan(int rowCount, int columnCount, int rowStride, ReadOnlySpan<T> values)
    {
        _values = values;
        RowCount = rowCount;
        ColumnCount = columnCount;
        RowStride = rowStride;
    }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>The distance in elements between the starts of neighbouring rows.</summary>
    public int RowStride { get; }

    /// <summary>True where there is no element: no row, or no column.</summary>
    public bool IsEmpty => RowCount == 0 || ColumnCount == 0;

    /// <summary>True where the rows lie one after the other without gaps, so that <see cref="TryGetSpan"/> succeeds.</summary>
    public bool IsContiguous => RowStride == ColumnCount || RowCount <= 1;

    /// <summary>The element in a row and a column, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public ref readonly T this[int row, int column]
    {
        get
        {
            MatrixLayout.CheckElement(row, column, RowCount, ColumnCount);
            return ref _values[(row * RowStride) + column];
        }
    }

    /// <summary>The block of some rows and some columns, as a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A range reaches outside the matrix.</exception>
    public ReadOnlyMatrixSpan<T> this[Range rows, Range columns]
    {
        get
        {
            (int row, int rowCount, int column, int columnCount) = MatrixLayout.Block(rows, columns, RowCount, ColumnCount);
            ReadOnlySpan<T> values = rowCount == 0 || columnCount == 0 ? [] : _values.Slice((row * RowStride) + column, ((rowCount - 1) * RowStride) + columnCount);
            return new(rowCount, columnCount, RowStride, values);
        }
    }

    /// <summary>One row, as a span.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<T> Row(int row)
    {
        MatrixLayout.CheckRow(row, RowCount);
        return ColumnCount == 0 ? [] : _values.Slice(row * RowStride, ColumnCount);
    }

    /// <summary>A range of rows, as a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches outside the matrix.</exception>
    public ReadOnlyMatrixSpan<T> Rows(Range rows) => this[rows, ..];

    /// <summary>A range of columns, as a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches outside the matrix.</exception>
    public ReadOnlyMatrixSpan<T> Columns(Range columns) => this[.., columns];

    /// <summary>All elements as one span, where the rows lie without gaps.</summary>
    /// <returns>False where there are gaps between the rows; <paramref name="values"/> is empty then.</returns>
    public bool TryGetSpan(out ReadOnlySpan<T> values)
    {
        values = IsContiguous ? _values : [];
        return IsContiguous;
    }

    /// <summary>Copies the elements into a view of the same shape. The two may overlap, as with <see cref="Span{T}.CopyTo(Span{T})"/>, where their rows are equally far apart.</summary>
    /// <exception cref="ArgumentException">The shapes differ, or the views overlap and have different row strides.</exception>
    public void CopyTo(MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(CopyTo), destination.RowCount, destination.ColumnCount, RowCount, ColumnCount);
        if (IsContiguous && destination.TryGetSpan(out Span<T> all))
        {
            _values.CopyTo(all);
            return;
        }
        bool overlap = MatrixLayout.Overlap(this, destination);
        if (overlap && RowStride != destination.RowStride)
        {
            Throw.Argument(nameof(destination), $"CopyTo: destination overlaps the matrix with row stride {destination.RowStride} instead of {RowStride}; it must have the same stride or memory of its own.");
        }
        // A row written may lie over rows still to be read only on the side to which the copy moves: start from there.
        bool backwards = overlap && Unsafe.IsAddressLessThan(ref Reference, ref destination.Reference);
        for (int i = 0; i < RowCount; i++)
        {
            int row = backwards ? RowCount - 1 - i : i;
            Row(row).CopyTo(destination.Row(row));
        }
    }

    /// <summary>A new matrix with the elements of this view.</summary>
    public Matrix<T> ToMatrix()
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        CopyTo(result);
        return result;
    }

    /// <summary>The same memory for System.Numerics.Tensors: a tensor of two dimensions.</summary>
    public ReadOnlyTensorSpan<T> AsTensorSpan()
    {
        // a tensor asks for memory even where it has no element, and for a stride of 0 where a dimension has no second one
        ReadOnlySpan<T> memory = IsEmpty ? Array.Empty<T>() : _values;
        return new(memory, [RowCount, ColumnCount], [RowCount > 1 ? RowStride : 0, ColumnCount > 1 ? 1 : 0]);
    }

    private void CheckElementWise(string operation, ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        Throw.IfShapesDiffer(operation, RowCount, ColumnCount, right.RowCount, right.ColumnCount);
        Throw.IfDestinationIsNot(operation, destination.RowCount, destination.ColumnCount, RowCount, ColumnCount);
        Throw.IfOverlapsPartly(operation, this, destination, "the left operand");
        Throw.IfOverlapsPartly(operation, right, destination, "the right operand");
    }

    /// <summary>The first element's address, for the kernels; a null reference where there is none.</summary>
    internal ref T Reference => ref MemoryMarshal.GetReference(_values);

    /// <summary>The memory from the first element to the last, gaps between rows included.</summary>
    internal ReadOnlySpan<T> Extent => _values;
}
