using System.Numerics.Tensors;
using MiniDnn.Kernels;

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
        for (int i = 0; i < FilledRowCount; i++)
        {
            ReadOnlySpan<T> source = Row(i);
            Span<T> target = destination.Row(i);
            for (int j = 0; j < source.Length; j++)
            {
                target[j] = function(source[j]);
            }
        }
    }

    /// <summary>e to the power of every element: element [i, j] is e^A[i, j].</summary>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Exp()
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Exp(result);
        return result;
    }

    /// <summary>Writes e^A[i, j] into element [i, j] of <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Exp(MatrixSpan<T> destination)
    {
        CheckMap(nameof(Exp), destination);
        RowWise.Apply(this, destination, ElementWise.Exp);
    }

    /// <summary>The natural logarithm of every element: ln A[i, j]; NaN for negative numbers, −∞ for 0.</summary>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Log()
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Log(result);
        return result;
    }

    /// <summary>Writes ln A[i, j] into element [i, j] of <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Log(MatrixSpan<T> destination)
    {
        CheckMap(nameof(Log), destination);
        RowWise.Apply(this, destination, TensorPrimitives.Log);
    }

    /// <summary>The square root of every element; NaN for negative numbers.</summary>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Sqrt()
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Sqrt(result);
        return result;
    }

    /// <summary>Writes √A[i, j] into element [i, j] of <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Sqrt(MatrixSpan<T> destination)
    {
        CheckMap(nameof(Sqrt), destination);
        RowWise.Apply(this, destination, TensorPrimitives.Sqrt);
    }

    /// <summary>The absolute value of every element.</summary>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Abs()
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Abs(result);
        return result;
    }

    /// <summary>Writes |A[i, j]| into element [i, j] of <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Abs(MatrixSpan<T> destination)
    {
        CheckMap(nameof(Abs), destination);
        RowWise.Apply(this, destination, TensorPrimitives.Abs);
    }

    /// <summary>Every element to the power of one number: element [i, j] is A[i, j]ᵖ.</summary>
    /// <remarks>Element by element, unlike a power of the matrix, which is the product with itself.</remarks>
    /// <param name="exponent">p.</param>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Pow(T exponent)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Pow(exponent, result);
        return result;
    }

    /// <summary>Writes A[i, j]ᵖ into element [i, j] of <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="exponent">p.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Pow(T exponent, MatrixSpan<T> destination)
    {
        CheckMap(nameof(Pow), destination);
        RowWise.Apply(this, exponent, destination, TensorPrimitives.Pow);
    }
}
