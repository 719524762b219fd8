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

    /// <summary>Writes the sum A + B into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of an operand, but not overlap one in part.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps an operand in part.</exception>
    public void Add(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        CheckElementWise(nameof(Add), right, destination);
        RowWise.Apply(this, right, destination, TensorPrimitives.Add);
    }

    /// <summary>Every element plus a number.</summary>
    /// <param name="addend">The number to add.</param>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Add(T addend)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Add(addend, result);
        return result;
    }

    /// <summary>Writes every element plus a number into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="addend">The number to add.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Add(T addend, MatrixSpan<T> destination)
    {
        CheckMap(nameof(Add), destination);
        RowWise.Apply(this, addend, destination, TensorPrimitives.Add);
    }

    /// <summary>The difference A − B: element [i, j] is A[i, j] − B[i, j].</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Matrix<T> Subtract(ReadOnlyMatrixSpan<T> right)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Subtract(right, result);
        return result;
    }

    /// <summary>Writes the difference A − B into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of an operand, but not overlap one in part.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps an operand in part.</exception>
    public void Subtract(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        CheckElementWise(nameof(Subtract), right, destination);
        RowWise.Apply(this, right, destination, TensorPrimitives.Subtract);
    }

    /// <summary>Every element minus a number.</summary>
    /// <param name="subtrahend">The number to subtract.</param>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Subtract(T subtrahend)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Subtract(subtrahend, result);
        return result;
    }

    /// <summary>Writes every element minus a number into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="subtrahend">The number to subtract.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Subtract(T subtrahend, MatrixSpan<T> destination)
    {
        CheckMap(nameof(Subtract), destination);
        RowWise.Apply(this, subtrahend, destination, TensorPrimitives.Subtract);
    }

    /// <summary>The Hadamard product A ⊙ B: element [i, j] is A[i, j]·B[i, j].</summary>
    /// <remarks>J. Hadamard, 1893. What NumPy writes <c>a * b</c> and MATLAB <c>a .* b</c>; <c>*</c> is the matrix product here.</remarks>
    /// <param name="right">B, of the same shape.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Matrix<T> Hadamard(ReadOnlyMatrixSpan<T> right)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Hadamard(right, result);
        return result;
    }

    /// <summary>Writes the Hadamard product A ⊙ B into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of an operand, but not overlap one in part.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps an operand in part.</exception>
    public void Hadamard(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        CheckElementWise(nameof(Hadamard), right, destination);
        RowWise.Apply(this, right, destination, TensorPrimitives.Multiply);
    }

    /// <summary>Every element multiplied by a number.</summary>
    /// <param name="factor">The number to multiply by.</param>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Multiply(T factor)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Multiply(factor, result);
        return result;
    }

    /// <summary>Writes every element multiplied by a number into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="factor">The number to multiply by.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Multiply(T factor, MatrixSpan<T> destination)
    {
        CheckMap(nameof(Multiply), destination);
        RowWise.Apply(this, factor, destination, TensorPrimitives.Multiply);
    }

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

    /// <summary>Writes the quotient A ⊘ B, element by element, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="right">B, of the same shape.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of an operand, but not overlap one in part.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps an operand in part.</exception>
    public void DivideElementWise(ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        CheckElementWise(nameof(DivideElementWise), right, destination);
        RowWise.Apply(this, right, destination, TensorPrimitives.Divide);
    }

    /// <summary>Every element divided by a number.</summary>
    /// <param name="divisor">The number to divide by.</param>
    /// <returns>A new matrix of the same shape.</returns>
    public Matrix<T> Divide(T divisor)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        Divide(divisor, result);
        return result;
    }

    /// <summary>Writes every element divided by a number into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="divisor">The number to divide by.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="destination"/> overlaps the matrix in part.</exception>
    public void Divide(T divisor, MatrixSpan<T> destination)
    {
        CheckMap(nameof(Divide), destination);
        RowWise.Apply(this, divisor, destination, TensorPrimitives.Divide);
    }
}
