using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>Every element multiplied by <paramref name="factor"/>.</summary>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Multiply(T factor)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Multiply(factor, result);
        return result;
    }

    /// <summary>Writes every element multiplied by <paramref name="factor"/> into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="factor">The number; NaN and infinities follow the rules of arithmetic.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Multiply(T factor, MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(Multiply), destination.RowCount, destination.ColumnCount, RowCount, ColumnCount);
        Throw.IfOverlapsPartly(nameof(Multiply), this, destination, "the matrix");
        RowWise.Apply(this, factor, destination, TensorPrimitives.Multiply);
    }
}

public sealed partial class Matrix<T>
{
    /// <summary>Every element multiplied by <paramref name="factor"/>.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="matrix"/> is null.</exception>
    public static Matrix<T> operator *(T factor, Matrix<T> matrix) => matrix * factor;

    /// <summary>Every element multiplied by <paramref name="factor"/>.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="matrix"/> is null.</exception>
    public static Matrix<T> operator *(Matrix<T> matrix, T factor)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.Multiply(factor);
    }

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(T)"/>
    public Matrix<T> Multiply(T factor) => AsReadOnly().Multiply(factor);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Multiply(T, MatrixSpan{T})"/>
    public void Multiply(T factor, MatrixSpan<T> destination) => AsReadOnly().Multiply(factor, destination);
}
