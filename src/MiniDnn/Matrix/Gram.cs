using MiniDnn.Kernels;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The Gram matrix XᵀX: element [i, j] is the inner product of columns i and j. It is symmetric to the bit, and costs little more than half of the product.</summary>
    /// <returns>A new n×n matrix, n being the number of columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The product has more elements than an array can hold.</exception>
    public Matrix<T> Gram()
    {
        var result = new Matrix<T>(ColumnCount, ColumnCount);
        Gram(result);
        return result;
    }

    /// <summary>Writes the Gram matrix XᵀX into <paramref name="destination"/>, or adds it there (what a sum over blocks of rows needs). Allocates nothing.</summary>
    /// <param name="destination">n×n, n being the number of columns; it must not overlap this matrix. To be added to, it must be symmetric: what is below its diagonal is not read.</param>
    /// <param name="accumulate">True to add XᵀX to what <paramref name="destination"/> holds.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or <paramref name="destination"/> overlaps this matrix.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not positive.</exception>
    public void Gram(MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
    {
        const int StripColumns = Tuning.GramColumns;
        if (threads is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        }
        Throw.IfDestinationIsNot(nameof(Gram), destination.RowCount, destination.ColumnCount, ColumnCount, ColumnCount);
        Throw.IfOverlaps(nameof(Gram), this, destination, "the matrix");
        for (int start = 0; start < ColumnCount; start += StripColumns)
        {
            // the strip from the first row to the diagonal
            int end = Math.Min(start + StripColumns, ColumnCount);
            MatrixProduct.Multiply(Columns(..end), true, Columns(start..end), false, destination[..end, start..end], accumulate, threads);
        }
        for (int i = 1; i < ColumnCount; i++)
        {
            Span<T> row = destination.Row(i);
            for (int j = 0; j < i; j++)
            {
                row[j] = destination[j, i];
            }
        }
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Gram()"/>
    public Matrix<T> Gram() => AsReadOnly().Gram();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Gram(MatrixSpan{T}, bool, int?)"/>
    public void Gram(MatrixSpan<T> destination, bool accumulate = false, int? threads = null) => AsReadOnly().Gram(destination, accumulate, threads);
}
