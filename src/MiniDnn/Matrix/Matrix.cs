using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>A matrix of real numbers: one array, row after row (row-major), with the operations of linear algebra.</summary>
/// <remarks>
/// Every operation has two forms under one name: one returns a new matrix, the other writes into a destination given last and allocates
/// nothing. Blocks of rows and columns are views (<see cref="MatrixSpan{T}"/>), never copies. A matrix without rows or columns (0×n) is
/// legal.
/// <para>
/// Numbers follow IEEE 754: NaN, infinities and overflow pass through arithmetic as they do for single numbers. Two matrices are equal
/// (<see cref="object.Equals(object)"/>) only where they are the same object, because a matrix can change; to compare elements, use
/// <see cref="ApproximatelyEquals"/>, with a tolerance of 0 for exact equality.
/// </para>
/// <para>
/// <c>foreach</c> gives the rows, each as a copy. A matrix is no sequence beyond that: <c>Max</c>, <c>Sum</c> and their likes are its own.
/// </para>
/// <para>Reading from several threads at once is safe; writing is not.</para>
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; a = [[1, 2], [3, 4]];
/// Matrix&lt;double&gt; b = a * a.Transpose();              // the matrix product
/// Matrix&lt;double&gt; c = a.Hadamard(b) + a;              // element by element
/// a[..1, ..].Fill(0);                                // a block is a view: a changes
/// a.Add(c, c);                                       // into a destination: allocates nothing
/// Console.WriteLine(b[1, 0]);                        // → 11
/// Console.WriteLine(c);                              // → 2×2 matrix
/// </code></example>
/// <typeparam name="T">The number type: <see cref="float"/> or <see cref="double"/>, vectorised, or any other IEEE 754 type.</typeparam>
[CollectionBuilder(typeof(Matrix), nameof(Matrix.Create))]
public sealed partial class Matrix<T> : IFormattable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _values;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    public Matrix(int rowCount, int columnCount)
    {
        _values = new T[MatrixLayout.ElementCount(rowCount, columnCount)];
        RowCount = rowCount;
        ColumnCount = columnCount;
    }

    /// <summary>A matrix with a copy of <paramref name="values"/>, read row after row.</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <param name="values">The elements in row-major order; exactly <paramref name="rowCount"/>·<paramref name="columnCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not the number of elements.</exception>
    public Matrix(int rowCount, int columnCount, ReadOnlySpan<T> values)
    {
        MatrixLayout.CheckExact(values.Length, rowCount, columnCount);
        _values = values.ToArray();
        RowCount = rowCount;
        ColumnCount = columnCount;
    }

    private Matrix(T[] values, int rowCount, int columnCount)
    {
        _values = values;
        RowCount = rowCount;
        ColumnCount = columnCount;
    }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>True where there is no element: no row, or no column.</summary>
    public bool IsEmpty => _values.Length == 0;

    /// <summary>The element in a row and a column, counted from 0, to read or to write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public ref T this[int row, int column]
    {
        get
        {
            MatrixLayout.CheckElement(row, column, RowCount, ColumnCount);
            return ref _values[(row * ColumnCount) + column];
        }
    }

    /// <summary>A matrix of whatever memory held, for those who write every element: clearing it first takes a third longer.</summary>
    internal static Matrix<T> CreateUninitialized(int rowCount, int columnCount)
        => new(GC.AllocateUninitializedArray<T>(MatrixLayout.ElementCount(rowCount, columnCount)), rowCount, columnCount);

    /// <summary>Lets a matrix be written wherever a view is asked for.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="matrix"/> is null.</exception>
    public static implicit operator MatrixSpan<T>(Matrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.AsView();
    }

    /// <summary>Lets a matrix be read wherever a view is asked for.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="matrix"/> is null.</exception>
    public static implicit operator ReadOnlyMatrixSpan<T>(Matrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.AsReadOnly();
    }

    /// <summary>The whole matrix as a writable view.</summary>
    public MatrixSpan<T> AsView() => new(RowCount, ColumnCount, ColumnCount, _values);

    /// <summary>The whole matrix as a read-only view.</summary>
    public ReadOnlyMatrixSpan<T> AsReadOnly() => new(RowCount, ColumnCount, ColumnCount, _values);

    /// <summary>All elements, row after row, to read or to write.</summary>
    public Span<T> AsSpan() => _values;

    /// <summary>The first rows, at most as many as there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal MatrixSpan<T> FirstRows(int count) => new(count, ColumnCount, ColumnCount, _values.AsSpan(0, count * ColumnCount));

    /// <summary>A new matrix with the same elements.</summary>
    public Matrix<T> Clone() => new(RowCount, ColumnCount, _values);

    /// <summary>The rows in order, each as a copy; what <c>foreach</c> calls.</summary>
    public IEnumerator<T[]> GetEnumerator()
    {
        for (int i = 0; i < RowCount; i++)
        {
            yield return Row(i).ToArray();
        }
    }
}
