using MiniDnn.Kernels;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The matrix product A·B: element [i, j] is Σₖ A[i, k]·B[k, j].</summary>
    /// <remarks>Elsewhere it goes by <c>matmul</c>, <c>mm</c>, <c>dot</c>, <c>@</c>, <c>MatrixMultiply</c> or GEMM.</remarks>
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
    public Matrix<T> TransposeMultiplyTransposed(ReadOnlyMatrixSpan<T> right)
        => Multiply(nameof(TransposeMultiplyTransposed), true, right, true);

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

    private void Multiply(
        string operation, bool transposeLeft, in ReadOnlyMatrixSpan<T> right, bool transposeRight,
        in MatrixSpan<T> destination, bool accumulate, int? threads)
    {
        (int rowCount, int columnCount) = CheckInner(operation, transposeLeft, right, transposeRight);
        if (threads is <= 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads.Value, nameof(threads));
        }
        Throw.IfDestinationIsNot(operation, destination.RowCount, destination.ColumnCount, rowCount, columnCount);
        CheckOverlap(operation, destination, "the left operand");
        right.CheckOverlap(operation, destination, "the right operand");
        MatrixProduct.Multiply(this, transposeLeft, right, transposeRight, destination, accumulate, threads);
    }

    /// <summary>Refuses operands whose inner sizes differ, and returns the shape of the product.</summary>
    private (int RowCount, int ColumnCount) CheckInner(
        string operation, bool transposeLeft, in ReadOnlyMatrixSpan<T> right, bool transposeRight)
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
        string left = Throw.Shape(RowCount, ColumnCount), leftInner = transposeLeft ? "left.RowCount" : "left.ColumnCount";
        string rightInner = transposeRight ? "right.ColumnCount" : "right.RowCount";
        Throw.Argument(
            nameof(right),
            $"{operation}: left is {left}, right is {Throw.Shape(right.RowCount, right.ColumnCount)}; {leftInner} must equal {rightInner}.");
    }

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
        CheckOverlap(operation, view, "the matrix");
        Throw.IfOverlaps(operation, vector, destination, "the vector");
    }

    /// <summary>The Gram matrix XᵀX: element [i, j] is the inner product of columns i and j.</summary>
    /// <remarks>It is symmetric to the bit, and costs little more than half of the product.</remarks>
    /// <returns>A new n×n matrix, n being the number of columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The product has more elements than an array can hold.</exception>
    public Matrix<T> Gram()
    {
        var result = new Matrix<T>(ColumnCount, ColumnCount);
        Gram(result);
        return result;
    }

    /// <summary>Writes the Gram matrix XᵀX into <paramref name="destination"/>, or adds it there. Allocates nothing.</summary>
    /// <remarks>
    /// A sum over blocks of rows needs the latter. To be added to, <paramref name="destination"/> must be symmetric: what is below its
    /// diagonal is not read.
    /// </remarks>
    /// <param name="destination">n×n, n being the number of columns; it must not overlap this matrix.</param>
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
        CheckOverlap(nameof(Gram), destination, "the matrix");
        for (int start = 0, end; start < ColumnCount; start = end)
        {
            // the strip from the first row to the diagonal
            end = start + Math.Min(StripColumns, ColumnCount - start);
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
