using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>Every element divided by <paramref name="divisor"/>.</summary>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Divide(T divisor)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Divide(divisor, result);
        return result;
    }

    /// <summary>Writes every element divided by <paramref name="divisor"/> into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="divisor">The number; NaN and infinities follow the rules of arithmetic.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Divide(T divisor, MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(Divide), destination.RowCount, destination.ColumnCount, RowCount, ColumnCount);
        Throw.IfOverlapsPartly(nameof(Divide), this, destination, "the matrix");
        RowWise.Apply(this, divisor, destination, TensorPrimitives.Divide);
    }
}

public sealed partial class Matrix<T>
{
    /// <summary>Every element divided by <paramref name="divisor"/>.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="matrix"/> is null.</exception>
    public static Matrix<T> operator /(Matrix<T> matrix, T divisor)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.Divide(divisor);
    }

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Divide(T)"/>
    public Matrix<T> Divide(T divisor) => AsReadOnly().Divide(divisor);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Divide(T, MatrixSpan{T})"/>
    public void Divide(T divisor, MatrixSpan<T> destination) => AsReadOnly().Divide(divisor, destination);
}
