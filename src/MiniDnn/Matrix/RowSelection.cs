using System.Runtime.CompilerServices;

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

    /// <summary>Writes some rows, in the order given, into <paramref name="destination"/>; a row may come more than once. Allocates nothing.</summary>
    /// <param name="rows">The rows, counted from 0.</param>
    /// <param name="destination">A row for each of <paramref name="rows"/>, as long as the rows of this matrix, which it must not overlap.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row; nothing has been written then.</exception>
    /// <exception cref="ArgumentException">The shape does not fit, or <paramref name="destination"/> overlaps the matrix.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SelectRows(ReadOnlySpan<int> rows, MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(SelectRows), destination.RowCount, destination.ColumnCount, rows.Length, ColumnCount);
        Throw.IfOverlaps(nameof(SelectRows), this, destination, "the matrix");
        foreach (int row in rows)
        {
            MatrixLayout.CheckRow(row, RowCount);
        }
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(destination.Row(i));
        }
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.SelectRows(IReadOnlyList{int})"/>
    public Matrix<T> SelectRows(IReadOnlyList<int> rows) => AsReadOnly().SelectRows(rows);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.SelectRows(ReadOnlySpan{int}, MatrixSpan{T})"/>
    public void SelectRows(ReadOnlySpan<int> rows, MatrixSpan<T> destination) => AsReadOnly().SelectRows(rows, destination);
}
