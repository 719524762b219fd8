using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>A read-only view of a matrix, or of a block of one. Nothing is copied.</summary>
/// <remarks>
/// It has rows of <see cref="ColumnCount"/> neighbouring elements, <see cref="RowStride"/> elements apart. A 2×3 block of a matrix with
/// five columns; the dots belong to the matrix, not to the view:
/// <code>
///    values ─► a00 a01 a02  ·   ·        RowCount    = 2
///              a10 a11 a12               ColumnCount = 3
///              ◄──── RowStride ────►     RowStride   = 5
/// </code>
/// Every operation on matrices is implemented here; <see cref="Matrix{T}"/> and <see cref="MatrixSpan{T}"/> have the same ones.
/// </remarks>
/// <example><code>
/// double[] memory = [1, 2, 3, 4, 5, 6];
/// Console.WriteLine(new ReadOnlyMatrixSpan&lt;double&gt;(memory, 2, 3).ColumnSums()[0]);               // → 5
/// Console.WriteLine(new ReadOnlyMatrixSpan&lt;double&gt;(memory, 2, 2, rowStride: 3).ColumnSums()[1]); // → 7
/// Matrix&lt;double&gt; a = [[1, 2], [3, 4]];
/// Console.WriteLine(a.Multiply([[1], [1]])[1, 0]);   // → 7
/// </code></example>
/// <typeparam name="T">The number type, usually <see cref="float"/> or <see cref="double"/>.</typeparam>
[CollectionBuilder(typeof(Matrix), nameof(Matrix.CreateReadOnly))]
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

    /// <summary>Skips the checks: they cost as much as a small product.</summary>
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

    /// <summary>
    /// The rows that have an element: none without columns, so that a loop over them costs nothing however many rows there are.
    /// </summary>
    internal int FilledRowCount => ColumnCount == 0 ? 0 : RowCount;

    /// <summary>True where the rows lie one after the other without gaps, so that <see cref="TryGetSpan"/> succeeds.</summary>
    /// <remarks>A matrix without elements has no gaps either.</remarks>
    public bool IsContiguous => RowStride == ColumnCount || RowCount <= 1 || ColumnCount == 0;

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

    /// <summary>The element in a row and a column, each counted from 0 or, like <c>^1</c>, from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public ref readonly T this[Index row, Index column] => ref this[row.GetOffset(RowCount), column.GetOffset(ColumnCount)];

    /// <summary>The block of some rows and some columns, as a view: <c>a[1..3, ..^2]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A range reaches outside the matrix.</exception>
    public ReadOnlyMatrixSpan<T> this[Range rows, Range columns]
    {
        get
        {
            (int row, int rowCount, int column, int columnCount) = MatrixLayout.Block(rows, columns, RowCount, ColumnCount);
            return rowCount == 0 || columnCount == 0
                ? new(rowCount, columnCount, RowStride, [])
                : new(rowCount, columnCount, RowStride, _values.Slice((row * RowStride) + column, ((rowCount - 1) * RowStride) + columnCount));
        }
    }

    /// <summary>One row, as a span.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<T> Row(int row)
    {
        MatrixLayout.CheckRow(row, RowCount);
        return ColumnCount == 0 ? [] : _values.Slice(row * RowStride, ColumnCount);
    }

    /// <summary>One row, as a span: <c>Row(^1)</c> is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<T> Row(Index row) => Row(row.GetOffset(RowCount));

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

    /// <summary>The same memory for System.Numerics.Tensors: a tensor of two dimensions.</summary>
    public ReadOnlyTensorSpan<T> AsTensorSpan()
    {
        // a tensor asks for memory even where it has no element, and for a stride of 0 where a dimension has no second one
        ReadOnlySpan<T> memory = IsEmpty ? Array.Empty<T>() : _values;
        return new(memory, [RowCount, ColumnCount], [RowCount > 1 ? RowStride : 0, ColumnCount > 1 ? 1 : 0]);
    }

    /// <summary>The rows in order, each as a copy; what <c>foreach</c> calls.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The first element's address, for the kernels; a null reference where there is none.</summary>
    internal ref T Reference => ref MemoryMarshal.GetReference(_values);

    /// <summary>The memory from the first element to the last, gaps between rows included.</summary>
    internal ReadOnlySpan<T> Extent => _values;

    /// <summary>Goes through the rows of a view.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlyMatrixSpan<T> _view;
        private int _row;

        internal Enumerator(ReadOnlyMatrixSpan<T> view)
        {
            _view = view;
            _row = -1;
        }

        /// <summary>A copy of the row, new at every call.</summary>
        public readonly T[] Current => _view.Row(_row).ToArray();

        /// <summary>Goes to the next row.</summary>
        /// <returns>False where there is none.</returns>
        public bool MoveNext() => ++_row < _view.RowCount;
    }
}
