namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>A new matrix of some rows, in the order given; a row may come more than once.</summary>
    /// <param name="rows">The rows, counted from 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Matrix<T> SelectRows(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var result = new Matrix<T>(rows.Count, ColumnCount);
        for (int i = 0; i < rows.Count; i++)
        {
            Row(rows[i]).CopyTo(result.Row(i));
        }
        return result;
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.SelectRows(IReadOnlyList{int})"/>
    public Matrix<T> SelectRows(IReadOnlyList<int> rows) => AsReadOnlyView().SelectRows(rows);
}
