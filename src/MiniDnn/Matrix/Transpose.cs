namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The side of the square blocks that are transposed one by one, so that both the rows read and the rows written stay in cache.</summary>
    private const int TransposeBlock = 16;

    /// <summary>The transpose Aᵀ: element [i, j] is A[j, i]. Products with a transpose need none: see <see cref="MultiplyTransposed(ReadOnlyMatrixSpan{T})"/> and <see cref="TransposeMultiply(ReadOnlyMatrixSpan{T})"/>.</summary>
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
        Throw.IfOverlaps(nameof(Transpose), this, destination, "the matrix");
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

public readonly ref partial struct MatrixSpan<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Transpose()"/>
    public Matrix<T> Transpose() => AsReadOnly().Transpose();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Transpose(MatrixSpan{T})"/>
    public void Transpose(MatrixSpan<T> destination) => AsReadOnly().Transpose(destination);
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Transpose()"/>
    public Matrix<T> Transpose() => AsReadOnly().Transpose();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Transpose(MatrixSpan{T})"/>
    public void Transpose(MatrixSpan<T> destination) => AsReadOnly().Transpose(destination);
}
