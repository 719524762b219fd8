using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>A writable view of a matrix, or of a block of one; what a destination is. Nothing is copied.</summary>
/// <remarks>
/// The layout is that of <see cref="ReadOnlyMatrixSpan{T}"/>, to which it converts; it has all the operations of that one.
/// </remarks>
/// <example><code>
/// Matrix&lt;float&gt; a = Matrix&lt;float&gt;.Zeros(4, 6);
/// a[1..3, 2..].Fill(1);                              // a block of two rows and four columns
/// a.Rows(..2).Add(a.Rows(2..), a.Rows(..2));
/// Console.WriteLine(a.Rows(..2).Sum());              // → 8
/// </code></example>
/// <typeparam name="T">The number type, usually <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref partial struct MatrixSpan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Span<T> _values;

    /// <summary>Views <paramref name="values"/>, row after row, as a matrix.</summary>
    /// <param name="values">The elements in row-major order; exactly <paramref name="rowCount"/>·<paramref name="columnCount"/>.</param>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not the number of elements.</exception>
    public MatrixSpan(Span<T> values, int rowCount, int columnCount)
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
    public MatrixSpan(Span<T> values, int rowCount, int columnCount, int rowStride)
    {
        int length = MatrixLayout.CheckStrided(values.Length, rowCount, columnCount, rowStride);
        _values = values[..length];
        RowCount = rowCount;
        ColumnCount = columnCount;
        RowStride = rowStride;
    }

    /// <summary>Skips the checks: they cost as much as a small product.</summary>
    internal MatrixSpan(int rowCount, int columnCount, int rowStride, Span<T> values)
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

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.IsContiguous"/>
    public bool IsContiguous => RowStride == ColumnCount || RowCount <= 1 || ColumnCount == 0;

    /// <summary>The element in a row and a column, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public ref T this[int row, int column]
    {
        get
        {
            MatrixLayout.CheckElement(row, column, RowCount, ColumnCount);
            return ref _values[(row * RowStride) + column];
        }
    }

    /// <summary>The element in a row and a column, each counted from 0 or, like <c>^1</c>, from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public ref T this[Index row, Index column] => ref this[row.GetOffset(RowCount), column.GetOffset(ColumnCount)];

    /// <summary>The block of some rows and some columns, as a view: <c>a[1..3, ..^2]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A range reaches outside the matrix.</exception>
    public MatrixSpan<T> this[Range rows, Range columns]
    {
        get
        {
            (int row, int rowCount, int column, int columnCount) = MatrixLayout.Block(rows, columns, RowCount, ColumnCount);
            return rowCount == 0 || columnCount == 0
                ? new(rowCount, columnCount, RowStride, [])
                : new(rowCount, columnCount, RowStride, _values.Slice((row * RowStride) + column, ((rowCount - 1) * RowStride) + columnCount));
        }
    }

    /// <summary>Lets a writable view be read wherever a read-only one is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator ReadOnlyMatrixSpan<T>(MatrixSpan<T> view) => view.AsReadOnly();

    /// <summary>One row, as a span.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<T> Row(int row)
    {
        MatrixLayout.CheckRow(row, RowCount);
        return ColumnCount == 0 ? [] : _values.Slice(row * RowStride, ColumnCount);
    }

    /// <summary>One row, as a span: <c>Row(^1)</c> is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<T> Row(Index row) => Row(row.GetOffset(RowCount));

    /// <summary>A range of rows, as a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches outside the matrix.</exception>
    public MatrixSpan<T> Rows(Range rows) => this[rows, ..];

    /// <summary>A range of columns, as a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches outside the matrix.</exception>
    public MatrixSpan<T> Columns(Range columns) => this[.., columns];

    /// <summary>All elements as one span, where the rows lie without gaps.</summary>
    /// <returns>False where there are gaps between the rows; <paramref name="values"/> is empty then.</returns>
    public bool TryGetSpan(out Span<T> values)
    {
        values = IsContiguous ? _values : [];
        return IsContiguous;
    }

    /// <summary>The same view, read-only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlyMatrixSpan<T> AsReadOnly() => new(RowCount, ColumnCount, RowStride, _values);

    /// <summary>Sets every element to <paramref name="value"/>.</summary>
    public void Fill(T value)
    {
        if (TryGetSpan(out Span<T> all))
        {
            all.Fill(value);
            return;
        }
        for (int i = 0; i < RowCount; i++)
        {
            Row(i).Fill(value);
        }
    }

    /// <summary>Sets every element to 0.</summary>
    public void Clear() => Fill(T.Zero);

    /// <summary>Copies <paramref name="values"/> into one column.</summary>
    /// <param name="column">The column, counted from 0.</param>
    /// <param name="values">An element for each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length, or overlaps the matrix.</exception>
    public void SetColumn(int column, ReadOnlySpan<T> values)
    {
        MatrixLayout.CheckColumn(column, ColumnCount);
        Throw.IfLengthIsNot(nameof(SetColumn), nameof(values), values.Length, RowCount, "one for each row");
        if (AsReadOnly().Overlaps(new(values, 1, values.Length)))
        {
            Throw.Argument(nameof(values), "SetColumn: values overlaps the matrix; it must have memory of its own.");
        }
        for (int i = 0; i < RowCount; i++)
        {
            _values[(i * RowStride) + column] = values[i];
        }
    }

    /// <inheritdoc cref="SetColumn(int, ReadOnlySpan{T})"/>
    /// <param name="column">The column, counted from 0 or, like <c>^1</c>, from the end.</param>
    /// <param name="values">An element for each row.</param>
    public void SetColumn(Index column, ReadOnlySpan<T> values) => SetColumn(column.GetOffset(ColumnCount), values);

    /// <summary>The same memory for System.Numerics.Tensors: a tensor of two dimensions.</summary>
    public TensorSpan<T> AsTensorSpan()
    {
        // a tensor asks for memory even where it has no element, and for a stride of 0 where a dimension has no second one
        Span<T> memory = IsEmpty ? Array.Empty<T>() : _values;
        return new(memory, [RowCount, ColumnCount], [RowCount > 1 ? RowStride : 0, ColumnCount > 1 ? 1 : 0]);
    }

    /// <summary>The first element's address, for the kernels; a null reference where there is none.</summary>
    internal ref T Reference => ref MemoryMarshal.GetReference(_values);

    /// <summary>The memory from the first element to the last, gaps between rows included.</summary>
    internal Span<T> Extent => _values;
}
