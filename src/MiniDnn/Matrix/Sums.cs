using System.Numerics.Tensors;
using MiniDnn.Kernels;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The sum of all elements; 0 where there is none.</summary>
    public T Sum()
    {
        T sum = T.Zero;
        for (int i = 0; i < RowCount; i++)
        {
            sum += TensorPrimitives.Sum(Row(i));
        }
        return sum;
    }

    /// <summary>The arithmetic mean of all elements.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public T Mean()
    {
        Require(!IsEmpty, nameof(Mean), "an element");
        return Sum() / T.CreateChecked((long)RowCount * ColumnCount);
    }

    /// <summary>The sum of every row: element i is Σⱼ A[i, j].</summary>
    /// <returns>A new array with an element for each row.</returns>
    public T[] RowSums()
    {
        var result = new T[RowCount];
        RowSums(result);
        return result;
    }

    /// <summary>Writes the sum of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void RowSums(Span<T> destination)
    {
        CheckReduction(nameof(RowSums), destination, RowCount, "one for each row");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = TensorPrimitives.Sum(Row(i));
        }
    }

    /// <summary>The sum of every column: element j is Σᵢ A[i, j].</summary>
    /// <returns>A new array with an element for each column.</returns>
    public T[] ColumnSums()
    {
        var result = new T[ColumnCount];
        ColumnSums(result);
        return result;
    }

    /// <summary>Writes the sum of every column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each column.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void ColumnSums(Span<T> destination)
    {
        CheckReduction(nameof(ColumnSums), destination, ColumnCount, "one for each column");
        SumColumns(destination);
    }

    /// <summary>The mean of every row.</summary>
    /// <returns>A new array with an element for each row.</returns>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public T[] RowMeans()
    {
        var result = new T[RowCount];
        RowMeans(result);
        return result;
    }

    /// <summary>Writes the mean of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public void RowMeans(Span<T> destination)
    {
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowMeans), "a column");
        CheckReduction(nameof(RowMeans), destination, RowCount, "one for each row");
        RowSums(destination);
        TensorPrimitives.Divide(destination, T.CreateChecked(ColumnCount), destination);
    }

    /// <summary>The mean of every column.</summary>
    /// <returns>A new array with an element for each column.</returns>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public T[] ColumnMeans()
    {
        var result = new T[ColumnCount];
        ColumnMeans(result);
        return result;
    }

    /// <summary>Writes the mean of every column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each column.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public void ColumnMeans(Span<T> destination)
    {
        Require(ColumnCount == 0 || RowCount > 0, nameof(ColumnMeans), "a row");
        CheckReduction(nameof(ColumnMeans), destination, ColumnCount, "one for each column");
        ColumnSums(destination);
        TensorPrimitives.Divide(destination, T.CreateChecked(RowCount), destination);
    }

    /// <summary>Writes the sum of every column without checks, for callers that have made them.</summary>
    internal unsafe void SumColumns(Span<T> destination)
    {
        fixed (T* values = &Reference, sums = destination)
        {
            Simd.Run<ColumnSum<T>, T>(new(values, RowCount, ColumnCount, RowStride, sums));
        }
    }
}
