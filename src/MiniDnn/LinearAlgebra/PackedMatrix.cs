namespace MiniDnn;

/// <summary>A matrix in the order in which multiplication reads it, for one that is the right operand of many products, such as the weights of a layer. A product packs a transposed or large operand each time; here that is done once.</summary>
/// <remarks>It keeps a copy: changes of the matrix it was made from do not reach it. Safe to use from many threads at once. Results are the same to the bit as those of the product that it stands for, where that has more than four rows.</remarks>
/// <example><code>
/// Matrix&lt;float&gt; x = Matrix.Create(8, 3, (i, j) =&gt; (float)(i + j)), weights = Matrix.Create(2, 3, (i, j) =&gt; (float)(i - j));
/// var packed = new PackedMatrix&lt;float&gt;(weights, transpose: true);
/// Matrix&lt;float&gt; y = x.Multiply(packed);                       // X·Wᵀ
/// </code></example>
/// <typeparam name="T">The number type, usually <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class PackedMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Packs a matrix.</summary>
    /// <param name="matrix">The matrix B, copied.</param>
    /// <param name="transpose">True to pack Bᵀ: for weights stored outputs×inputs.</param>
    /// <exception cref="OverflowException">The packed matrix, whose rows fill whole cache lines, is more than an array can hold.</exception>
    public PackedMatrix(ReadOnlyMatrixSpan<T> matrix, bool transpose = false)
    {
        (RowCount, ColumnCount) = transpose ? (matrix.ColumnCount, matrix.RowCount) : (matrix.RowCount, matrix.ColumnCount);
        Memory = MatrixProduct.Pack(matrix, transpose);
    }

    /// <summary>The number of rows of what was packed, transposed where that was asked for.</summary>
    public int RowCount { get; }

    /// <summary>The number of columns of what was packed, transposed where that was asked for.</summary>
    public int ColumnCount { get; }

    internal T[] Memory { get; }

    /// <summary>The shape.</summary>
    public override string ToString() => $"{Throw.Shape(RowCount, ColumnCount)} packed matrix";
}

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The matrix product A·B with a B that was packed before.</summary>
    /// <param name="right">B, k×n where this matrix is m×k.</param>
    /// <returns>A new m×n matrix.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="right"/> is null.</exception>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public Matrix<T> Multiply(PackedMatrix<T> right)
    {
        CheckInner(right);
        var result = new Matrix<T>(RowCount, right.ColumnCount);
        MatrixProduct.Multiply(this, right.Memory, result, false, null);
        return result;
    }

    /// <summary>Writes A·B, with a B that was packed before, into <paramref name="destination"/>, or adds it there. Allocates nothing.</summary>
    /// <param name="right">B, k×n where this matrix is m×k.</param>
    /// <param name="destination">m×n; it must not overlap this matrix.</param>
    /// <param name="accumulate">True to add the product to what <paramref name="destination"/> holds.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <exception cref="ArgumentNullException"><paramref name="right"/> is null.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or <paramref name="destination"/> overlaps this matrix.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not positive.</exception>
    public void Multiply(PackedMatrix<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
    {
        CheckInner(right);
        if (threads is <= 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads.Value, nameof(threads));
        }
        Throw.IfDestinationIsNot(nameof(Multiply), destination.RowCount, destination.ColumnCount, RowCount, right.ColumnCount);
        Throw.IfOverlaps(nameof(Multiply), this, destination, "the left operand");
        MatrixProduct.Multiply(this, right.Memory, destination, accumulate, threads);
    }

    private void CheckInner(PackedMatrix<T> right)
    {
        ArgumentNullException.ThrowIfNull(right);
        if (ColumnCount != right.RowCount)
        {
            Throw.Argument(nameof(right), $"Multiply: left is {Throw.Shape(RowCount, ColumnCount)}, right is {Throw.Shape(right.RowCount, right.ColumnCount)}; left.ColumnCount must equal right.RowCount.");
        }
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(PackedMatrix{T})"/>
    public Matrix<T> Multiply(PackedMatrix<T> right) => AsReadOnlyView().Multiply(right);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(PackedMatrix{T}, MatrixSpan{T}, bool, int?)"/>
    public void Multiply(PackedMatrix<T> right, MatrixSpan<T> destination, bool accumulate = false, int? threads = null)
        => AsReadOnlyView().Multiply(right, destination, accumulate, threads);
}
