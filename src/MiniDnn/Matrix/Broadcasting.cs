using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>Combines every row with one row: element [i, j] is A[i, j] + r[j].</summary>
    /// <param name="row">r, as long as a row.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> has another length than a row.</exception>
    public Matrix<T> AddRow(ReadOnlySpan<T> row)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        AddRow(row, result);
        return result;
    }

    /// <summary>
    /// Combines every row with one row: element [i, j] of <paramref name="destination"/> is A[i, j] + r[j]. Allocates nothing.
    /// </summary>
    /// <param name="row">r, as long as a row.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, or <paramref name="destination"/> overlaps the matrix in part, or <paramref name="row"/>.
    /// </exception>
    public void AddRow(ReadOnlySpan<T> row, MatrixSpan<T> destination) => Broadcast(nameof(AddRow), row, destination, TensorPrimitives.Add);

    /// <summary>Combines every row with one row: element [i, j] is A[i, j] − r[j].</summary>
    /// <param name="row">r, as long as a row.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> has another length than a row.</exception>
    public Matrix<T> SubtractRow(ReadOnlySpan<T> row)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        SubtractRow(row, result);
        return result;
    }

    /// <summary>
    /// Combines every row with one row: element [i, j] of <paramref name="destination"/> is A[i, j] − r[j]. Allocates nothing.
    /// </summary>
    /// <param name="row">r, as long as a row.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, or <paramref name="destination"/> overlaps the matrix in part, or <paramref name="row"/>.
    /// </exception>
    public void SubtractRow(ReadOnlySpan<T> row, MatrixSpan<T> destination) => Broadcast(nameof(SubtractRow), row, destination, TensorPrimitives.Subtract);

    /// <summary>Combines every row with one row: element [i, j] is A[i, j]·r[j].</summary>
    /// <param name="row">r, as long as a row.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> has another length than a row.</exception>
    public Matrix<T> MultiplyRow(ReadOnlySpan<T> row)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        MultiplyRow(row, result);
        return result;
    }

    /// <summary>
    /// Combines every row with one row: element [i, j] of <paramref name="destination"/> is A[i, j]·r[j]. Allocates nothing.
    /// </summary>
    /// <param name="row">r, as long as a row.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, or <paramref name="destination"/> overlaps the matrix in part, or <paramref name="row"/>.
    /// </exception>
    public void MultiplyRow(ReadOnlySpan<T> row, MatrixSpan<T> destination) => Broadcast(nameof(MultiplyRow), row, destination, TensorPrimitives.Multiply);

    /// <summary>Combines every row with one row: element [i, j] is A[i, j] / r[j].</summary>
    /// <param name="row">r, as long as a row.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> has another length than a row.</exception>
    public Matrix<T> DivideRow(ReadOnlySpan<T> row)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        DivideRow(row, result);
        return result;
    }

    /// <summary>
    /// Combines every row with one row: element [i, j] of <paramref name="destination"/> is A[i, j] / r[j]. Allocates nothing.
    /// </summary>
    /// <param name="row">r, as long as a row.</param>
    /// <param name="destination">Of the same shape; it may be exactly the memory of the matrix.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, or <paramref name="destination"/> overlaps the matrix in part, or <paramref name="row"/>.
    /// </exception>
    public void DivideRow(ReadOnlySpan<T> row, MatrixSpan<T> destination) => Broadcast(nameof(DivideRow), row, destination, TensorPrimitives.Divide);

    private void Broadcast(string operation, ReadOnlySpan<T> row, MatrixSpan<T> destination, BinaryOperation<T> combine)
    {
        Throw.IfLengthIsNot(operation, nameof(row), row.Length, ColumnCount, "one for each column");
        CheckMap(operation, destination);
        new ReadOnlyMatrixSpan<T>(row, 1, row.Length).CheckOverlap(operation, destination, "the row");
        RowWise.Broadcast(this, row, destination, combine);
    }
}
