namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The matrix product A·B: element [i, j] is Σₖ A[i, k]·B[k, j].</summary>
    /// <param name="right">B, k×n where this matrix is m×k.</param>
    /// <returns>A new m×n matrix.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The product has more elements than an array can hold.</exception>
    public Matrix<T> Multiply(ReadOnlyMatrixSpan<T> right) => Multiply(nameof(Multiply), false, right, false);

    /// <summary>Writes the matrix product A·B into <paramref name="destination"/>, or adds it there. Allocates nothing.</summary>
    /// <param name="right">B, k×n where this matrix is m×k.</param>
    /// <param name="destination">m×n; it must not overlap an operand.</param>
    /// <param name="accumulate">True to add the product to what <paramref name="destination"/> holds.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or <paramref name="destination"/> overlaps an operand.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not positive.</exception>
    public void Multiply(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => Multiply(nameof(Multiply), false, right, false, destination, accumulate, threads);

    /// <summary>A·Bᵀ: element [i, j] is the inner product of row i of A and row j of B. No transpose is built.</summary>
    /// <param name="right">B, n×k where this matrix is m×k.</param>
    /// <returns>A new m×n matrix.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The product has more elements than an array can hold.</exception>
    public Matrix<T> MultiplyTransposed(ReadOnlyMatrixSpan<T> right) => Multiply(nameof(MultiplyTransposed), false, right, true);

    /// <summary>Writes A·Bᵀ into <paramref name="destination"/>, or adds it there. Allocates nothing.</summary>
    /// <param name="right">B, n×k where this matrix is m×k.</param>
    /// <param name="destination">m×n; it must not overlap an operand.</param>
    /// <param name="accumulate">True to add the product to what <paramref name="destination"/> holds.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or <paramref name="destination"/> overlaps an operand.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not positive.</exception>
    public void MultiplyTransposed(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => Multiply(nameof(MultiplyTransposed), false, right, true, destination, accumulate, threads);

    /// <summary>Aᵀ·B: element [i, j] is Σₖ A[k, i]·B[k, j]. No transpose is built.</summary>
    /// <param name="right">B, k×n where this matrix is k×m.</param>
    /// <returns>A new m×n matrix.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The product has more elements than an array can hold.</exception>
    public Matrix<T> TransposeMultiply(ReadOnlyMatrixSpan<T> right) => Multiply(nameof(TransposeMultiply), true, right, false);

    /// <summary>Writes Aᵀ·B into <paramref name="destination"/>, or adds it there. Allocates nothing.</summary>
    /// <param name="right">B, k×n where this matrix is k×m.</param>
    /// <param name="destination">m×n; it must not overlap an operand.</param>
    /// <param name="accumulate">True to add the product to what <paramref name="destination"/> holds.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or <paramref name="destination"/> overlaps an operand.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not positive.</exception>
    public void TransposeMultiply(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => Multiply(nameof(TransposeMultiply), true, right, false, destination, accumulate, threads);

    /// <summary>Aᵀ·Bᵀ = (B·A)ᵀ: element [i, j] is Σₖ A[k, i]·B[j, k]. No transpose is built.</summary>
    /// <param name="right">B, n×k where this matrix is k×m.</param>
    /// <returns>A new m×n matrix.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The product has more elements than an array can hold.</exception>
    public Matrix<T> TransposeMultiplyTransposed(ReadOnlyMatrixSpan<T> right) => Multiply(nameof(TransposeMultiplyTransposed), true, right, true);

    /// <summary>Writes Aᵀ·Bᵀ into <paramref name="destination"/>, or adds it there. Allocates nothing.</summary>
    /// <param name="right">B, n×k where this matrix is k×m.</param>
    /// <param name="destination">m×n; it must not overlap an operand.</param>
    /// <param name="accumulate">True to add the product to what <paramref name="destination"/> holds.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or <paramref name="destination"/> overlaps an operand.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not positive.</exception>
    public void TransposeMultiplyTransposed(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => Multiply(nameof(TransposeMultiplyTransposed), true, right, true, destination, accumulate, threads);

    private Matrix<T> Multiply(string operation, bool transposeLeft, in ReadOnlyMatrixSpan<T> right, bool transposeRight)
    {
        (int rowCount, int columnCount) = CheckInner(operation, transposeLeft, right, transposeRight);
        var result = new Matrix<T>(rowCount, columnCount);
        MatrixProduct.Multiply(this, transposeLeft, right, transposeRight, result, false, null);
        return result;
    }

    private void Multiply(string operation, bool transposeLeft, in ReadOnlyMatrixSpan<T> right, bool transposeRight, in MatrixSpan<T> destination, bool accumulate, int? threads)
    {
        (int rowCount, int columnCount) = CheckInner(operation, transposeLeft, right, transposeRight);
        if (threads is <= 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads.Value, nameof(threads));
        }
        Throw.IfDestinationIsNot(operation, destination.RowCount, destination.ColumnCount, rowCount, columnCount);
        Throw.IfOverlaps(operation, this, destination, "the left operand");
        Throw.IfOverlaps(operation, right, destination, "the right operand");
        MatrixProduct.Multiply(this, transposeLeft, right, transposeRight, destination, accumulate, threads);
    }

    /// <summary>Refuses operands whose inner sizes differ, and returns the shape of the product.</summary>
    private (int RowCount, int ColumnCount) CheckInner(string operation, bool transposeLeft, in ReadOnlyMatrixSpan<T> right, bool transposeRight)
    {
        (int rowCount, int inner) = transposeLeft ? (ColumnCount, RowCount) : (RowCount, ColumnCount);
        (int rightInner, int columnCount) = transposeRight ? (right.ColumnCount, right.RowCount) : (right.RowCount, right.ColumnCount);
        if (inner != rightInner)
        {
            ThrowInnerSizesDiffer(operation, transposeLeft, right, transposeRight);
        }
        return (rowCount, columnCount);
    }

    // a method of its own: a message that is put together costs even where it is not thrown
    private void ThrowInnerSizesDiffer(string operation, bool transposeLeft, in ReadOnlyMatrixSpan<T> right, bool transposeRight)
    {
        string leftInner = transposeLeft ? "left.RowCount" : "left.ColumnCount", rightInner = transposeRight ? "right.ColumnCount" : "right.RowCount";
        Throw.Argument(nameof(right), $"{operation}: left is {Throw.Shape(RowCount, ColumnCount)}, right is {Throw.Shape(right.RowCount, right.ColumnCount)}; {leftInner} must equal {rightInner}.");
    }
}

public sealed partial class Matrix<T>
{
    /// <summary>The matrix product.</summary>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static Matrix<T> operator *(Matrix<T> left, Matrix<T> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Multiply(right);
    }

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(ReadOnlyMatrixSpan{T})"/>
    public Matrix<T> Multiply(ReadOnlyMatrixSpan<T> right) => AsReadOnly().Multiply(right);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool, int?)"/>
    public void Multiply(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => AsReadOnly().Multiply(right, destination, accumulate, threads);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.MultiplyTransposed(ReadOnlyMatrixSpan{T})"/>
    public Matrix<T> MultiplyTransposed(ReadOnlyMatrixSpan<T> right) => AsReadOnly().MultiplyTransposed(right);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.MultiplyTransposed(ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool, int?)"/>
    public void MultiplyTransposed(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => AsReadOnly().MultiplyTransposed(right, destination, accumulate, threads);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.TransposeMultiply(ReadOnlyMatrixSpan{T})"/>
    public Matrix<T> TransposeMultiply(ReadOnlyMatrixSpan<T> right) => AsReadOnly().TransposeMultiply(right);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.TransposeMultiply(ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool, int?)"/>
    public void TransposeMultiply(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => AsReadOnly().TransposeMultiply(right, destination, accumulate, threads);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.TransposeMultiplyTransposed(ReadOnlyMatrixSpan{T})"/>
    public Matrix<T> TransposeMultiplyTransposed(ReadOnlyMatrixSpan<T> right) => AsReadOnly().TransposeMultiplyTransposed(right);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.TransposeMultiplyTransposed(ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool, int?)"/>
    public void TransposeMultiplyTransposed(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => AsReadOnly().TransposeMultiplyTransposed(right, destination, accumulate, threads);
}
