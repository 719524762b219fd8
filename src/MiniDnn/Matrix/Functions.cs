namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>Applies a function to every element: element [i, j] is f(A[i, j]).</summary>
    /// <param name="function">f; a static lambda costs no allocation.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Matrix<T> Map(Func<T, T> function)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Map(function, result);
        return result;
    }

    /// <summary>Writes f(A[i, j]) into element [i, j] of <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="function">f; a static lambda costs no allocation.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Map(Func<T, T> function, MatrixSpan<T> destination)
    {
        ArgumentNullException.ThrowIfNull(function);
        CheckMap(nameof(Map), destination);
        for (int i = 0; i < RowCount; i++)
        {
            ReadOnlySpan<T> source = Row(i);
            Span<T> target = destination.Row(i);
            for (int j = 0; j < source.Length; j++)
            {
                target[j] = function(source[j]);
            }
        }
    }
}
