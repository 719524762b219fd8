using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The quotient A ⊘ B, element by element: element [i, j] is A[i, j] / B[i, j].</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Matrix<T> DivideElementWise(ReadOnlyMatrixSpan<T> right)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        DivideElementWise(right, result);
        return result;
    }

    /// <summary>Writes into <paramref name="destination"/>: element [i, j] is A[i, j] / B[i, j]. Allocates nothing.</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of an operand, but not overlap one in part.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps an operand in part.</exception>
    public void DivideElementWise(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        CheckElementWise(nameof(DivideElementWise), right, destination);
        RowWise.Apply(this, right, destination, TensorPrimitives.Divide);
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.DivideElementWise(ReadOnlyMatrixSpan{T})"/>
    public Matrix<T> DivideElementWise(ReadOnlyMatrixSpan<T> right) => AsReadOnly().DivideElementWise(right);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.DivideElementWise(ReadOnlyMatrixSpan{T}, MatrixSpan{T})"/>
    public void DivideElementWise(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination) => AsReadOnly().DivideElementWise(right, destination);
}
