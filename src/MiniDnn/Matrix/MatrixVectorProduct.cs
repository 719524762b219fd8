namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The product A·v: element i is Σⱼ A[i, j]·v[j].</summary>
    /// <param name="vector">v, as long as a row.</param>
    /// <returns>A new array with an element for each row.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length than a row.</exception>
    public T[] Multiply(ReadOnlySpan<T> vector)
    {
        var result = new T[RowCount];
        Multiply(vector, result);
        return result;
    }

    /// <summary>Writes the product A·v into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="vector">v, as long as a row.</param>
    /// <param name="destination">An element for each row; it must not overlap an operand.</param>
    /// <exception cref="ArgumentException">A length does not fit, or <paramref name="destination"/> overlaps an operand.</exception>
    public void Multiply(ReadOnlySpan<T> vector, Span<T> destination)
    {
        Throw.IfLengthIsNot(nameof(Multiply), nameof(vector), vector.Length, ColumnCount, "one for each column");
        Throw.IfLengthIsNot(nameof(Multiply), nameof(destination), destination.Length, RowCount, "one for each row");
        CheckOverlap(nameof(Multiply), vector, destination);
        var row = new MatrixSpan<T>(destination, 1, RowCount);
        MatrixProduct.Multiply(new(vector, 1, ColumnCount), false, this, true, row, false, 1);
    }

    /// <summary>The product Aᵀ·v: element j is Σᵢ A[i, j]·v[i].</summary>
    /// <param name="vector">v, as long as a column.</param>
    /// <returns>A new array with an element for each column.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length than a column.</exception>
    public T[] TransposeMultiply(ReadOnlySpan<T> vector)
    {
        var result = new T[ColumnCount];
        TransposeMultiply(vector, result);
        return result;
    }

    /// <summary>Writes the product Aᵀ·v into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="vector">v, as long as a column.</param>
    /// <param name="destination">An element for each column; it must not overlap an operand.</param>
    /// <exception cref="ArgumentException">A length does not fit, or <paramref name="destination"/> overlaps an operand.</exception>
    public void TransposeMultiply(ReadOnlySpan<T> vector, Span<T> destination)
    {
        Throw.IfLengthIsNot(nameof(TransposeMultiply), nameof(vector), vector.Length, RowCount, "one for each row");
        Throw.IfLengthIsNot(nameof(TransposeMultiply), nameof(destination), destination.Length, ColumnCount, "one for each column");
        CheckOverlap(nameof(TransposeMultiply), vector, destination);
        var row = new MatrixSpan<T>(destination, 1, ColumnCount);
        MatrixProduct.Multiply(new(vector, 1, RowCount), false, this, false, row, false, 1);
    }

    private void CheckOverlap(string operation, ReadOnlySpan<T> vector, Span<T> destination)
    {
        var view = new MatrixSpan<T>(destination, 1, destination.Length);
        Throw.IfOverlaps(operation, this, view, "the matrix");
        Throw.IfOverlaps(operation, vector, view, "the vector");
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(ReadOnlySpan{T})"/>
    public T[] Multiply(ReadOnlySpan<T> vector) => AsReadOnly().Multiply(vector);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(ReadOnlySpan{T}, Span{T})"/>
    public void Multiply(ReadOnlySpan<T> vector, Span<T> destination) => AsReadOnly().Multiply(vector, destination);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.TransposeMultiply(ReadOnlySpan{T})"/>
    public T[] TransposeMultiply(ReadOnlySpan<T> vector) => AsReadOnly().TransposeMultiply(vector);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.TransposeMultiply(ReadOnlySpan{T}, Span{T})"/>
    public void TransposeMultiply(ReadOnlySpan<T> vector, Span<T> destination) => AsReadOnly().TransposeMultiply(vector, destination);
}
