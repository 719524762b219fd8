using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The sum A + B: element [i, j] is A[i, j] + B[i, j].</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Matrix<T> Add(ReadOnlyMatrixSpan<T> right)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Add(right, result);
        return result;
    }

    /// <summary>Writes into <paramref name="destination"/>: element [i, j] is A[i, j] + B[i, j]. Allocates nothing.</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of an operand, but not overlap one in part.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps an operand in part.</exception>
    public void Add(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        CheckElementWise(nameof(Add), right, destination);
        RowWise.Apply(this, right, destination, TensorPrimitives.Add);
    }
}

public sealed partial class Matrix<T>
{
    /// <summary>The sum, element by element.</summary>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<T> operator +(Matrix<T> left, Matrix<T> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Add(right);
    }

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Add(ReadOnlyMatrixSpan{T})"/>
    public Matrix<T> Add(ReadOnlyMatrixSpan<T> right) => AsReadOnly().Add(right);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Add(ReadOnlyMatrixSpan{T}, MatrixSpan{T})"/>
    public void Add(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination) => AsReadOnly().Add(right, destination);
}
