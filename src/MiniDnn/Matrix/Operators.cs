using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The sum, element by element.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<T> operator +(ReadOnlyMatrixSpan<T> left, ReadOnlyMatrixSpan<T> right) => left.Add(right);

    /// <summary>Every element plus a number.</summary>
    public static Matrix<T> operator +(ReadOnlyMatrixSpan<T> matrix, T addend) => matrix.Add(addend);

    /// <summary>Every element plus a number.</summary>
    public static Matrix<T> operator +(T addend, ReadOnlyMatrixSpan<T> matrix) => matrix.Add(addend);

    /// <summary>The difference, element by element.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<T> operator -(ReadOnlyMatrixSpan<T> left, ReadOnlyMatrixSpan<T> right) => left.Subtract(right);

    /// <summary>Every element minus a number.</summary>
    public static Matrix<T> operator -(ReadOnlyMatrixSpan<T> matrix, T subtrahend) => matrix.Subtract(subtrahend);

    /// <summary>A number minus every element.</summary>
    public static Matrix<T> operator -(T minuend, ReadOnlyMatrixSpan<T> matrix)
    {
        var result = new Matrix<T>(matrix.RowCount, matrix.ColumnCount);
        RowWise.Apply(matrix, minuend, result, static (x, number, destination) => TensorPrimitives.Subtract(number, x, destination));
        return result;
    }

    /// <summary>The matrix with every sign changed.</summary>
    public static Matrix<T> operator -(ReadOnlyMatrixSpan<T> matrix) => matrix.Multiply(-T.One);

    /// <summary>The matrix product.</summary>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static Matrix<T> operator *(ReadOnlyMatrixSpan<T> left, ReadOnlyMatrixSpan<T> right) => left.Multiply(right);

    /// <summary>The product of a matrix with a column vector.</summary>
    /// <exception cref="ArgumentException">The vector has another length than a row.</exception>
    public static T[] operator *(ReadOnlyMatrixSpan<T> matrix, ReadOnlySpan<T> vector) => matrix.Multiply(vector);

    /// <summary>Every element multiplied by a number.</summary>
    public static Matrix<T> operator *(ReadOnlyMatrixSpan<T> matrix, T factor) => matrix.Multiply(factor);

    /// <summary>Every element multiplied by a number.</summary>
    public static Matrix<T> operator *(T factor, ReadOnlyMatrixSpan<T> matrix) => matrix.Multiply(factor);

    /// <summary>Every element divided by a number.</summary>
    public static Matrix<T> operator /(ReadOnlyMatrixSpan<T> matrix, T divisor) => matrix.Divide(divisor);
}
