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

    /// <summary>Writes some rows, in the order given, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="rows">The rows, counted from 0; a row may come more than once.</param>
    /// <param name="destination">A row for each of <paramref name="rows"/>, as long as a row of this matrix, which it must not overlap.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row; nothing has been written then.</exception>
    /// <exception cref="ArgumentException">The shape does not fit, or <paramref name="destination"/> overlaps the matrix.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SelectRows(ReadOnlySpan<int> rows, MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(SelectRows), destination.RowCount, destination.ColumnCount, rows.Length, ColumnCount);
        CheckOverlap(nameof(SelectRows), destination, "the matrix");
        foreach (int row in rows)
        {
            MatrixLayout.CheckRow(row, RowCount);
        }
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(destination.Row(i));
        }
    }

    /// <summary>The side of the square blocks that are transposed one by one, so that both the rows read and the rows written stay in cache.</summary>
    private const int TransposeBlock = 16;

    /// <summary>The transpose Aᵀ: element [i, j] is A[j, i].</summary>
    /// <remarks>
    /// Products with a transpose need none: see <see cref="MultiplyTransposed(ReadOnlyMatrixSpan{T})"/> and
    /// <see cref="TransposeMultiply(ReadOnlyMatrixSpan{T})"/>.
    /// </remarks>
    /// <returns>A new n×m matrix where this one is m×n.</returns>
    public Matrix<T> Transpose()
    {
        var result = new Matrix<T>(ColumnCount, RowCount);
        Transpose(result);
        return result;
    }

    /// <summary>Writes the transpose Aᵀ into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">n×m where this matrix is m×n; it must not overlap the matrix.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or <paramref name="destination"/> overlaps the matrix.</exception>
    public void Transpose(MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(Transpose), destination.RowCount, destination.ColumnCount, ColumnCount, RowCount);
        CheckOverlap(nameof(Transpose), destination, "the matrix");
        for (int row = 0; row < RowCount; row += TransposeBlock)
        {
            int rowEnd = Math.Min(row + TransposeBlock, RowCount);
            for (int column = 0; column < ColumnCount; column += TransposeBlock)
            {
                int columnEnd = Math.Min(column + TransposeBlock, ColumnCount);
                for (int j = column; j < columnEnd; j++)
                {
                    Span<T> target = destination.Row(j);
                    for (int i = row; i < rowEnd; i++)
                    {
                        target[i] = _values[(i * RowStride) + j];
                    }
                }
            }
        }
    }
}
