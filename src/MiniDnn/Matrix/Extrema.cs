using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The column of the largest element of every row: the class that a row of probabilities names.</summary>
    /// <remarks>Of equals the first; of a NaN where there is one.</remarks>
    /// <returns>A new array with an index for each row.</returns>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public int[] RowArgMax()
    {
        var result = new int[RowCount];
        RowArgMax(result);
        return result;
    }

    /// <summary>Writes the column of the largest element of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>Of equals the first; of a NaN where there is one.</remarks>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public void RowArgMax(Span<int> destination)
    {
        Throw.IfLengthIsNot(nameof(RowArgMax), nameof(destination), destination.Length, RowCount, "one for each row");
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowArgMax), "a column");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = TensorPrimitives.IndexOfMax(Row(i));
        }
    }

    /// <summary>The smallest element; NaN where one is NaN.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public T Min()
    {
        Require(!IsEmpty, nameof(Min), "an element");
        T result = TensorPrimitives.Min(Row(0));
        for (int i = 1; i < RowCount; i++)
        {
            result = T.Min(result, TensorPrimitives.Min(Row(i)));
        }
        return result;
    }

    /// <summary>The smallest element of every column; NaN where one is NaN.</summary>
    /// <returns>A new array with an element for each column.</returns>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public T[] ColumnMinima()
    {
        var result = new T[ColumnCount];
        ColumnMinima(result);
        return result;
    }

    /// <summary>Writes the smallest element of every column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each column.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public void ColumnMinima(Span<T> destination)
    {
        Require(ColumnCount == 0 || RowCount > 0, nameof(ColumnMinima), "a row");
        CheckReduction(nameof(ColumnMinima), destination, ColumnCount, "one for each column");
        if (ColumnCount == 0)
        {
            return;
        }
        Row(0).CopyTo(destination);
        for (int i = 1; i < RowCount; i++)
        {
            TensorPrimitives.Min(destination, Row(i), destination);
        }
    }

    /// <summary>The smallest element of every row; NaN where one is NaN.</summary>
    /// <returns>A new array with an element for each row.</returns>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public T[] RowMinima()
    {
        var result = new T[RowCount];
        RowMinima(result);
        return result;
    }

    /// <summary>Writes the smallest element of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public void RowMinima(Span<T> destination)
    {
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowMinima), "a column");
        CheckReduction(nameof(RowMinima), destination, RowCount, "one for each row");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = TensorPrimitives.Min(Row(i));
        }
    }

    /// <summary>The largest element; NaN where one is NaN.</summary>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public T Max()
    {
        Require(!IsEmpty, nameof(Max), "an element");
        T result = TensorPrimitives.Max(Row(0));
        for (int i = 1; i < RowCount; i++)
        {
            result = T.Max(result, TensorPrimitives.Max(Row(i)));
        }
        return result;
    }

    /// <summary>The largest element of every column; NaN where one is NaN.</summary>
    /// <returns>A new array with an element for each column.</returns>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public T[] ColumnMaxima()
    {
        var result = new T[ColumnCount];
        ColumnMaxima(result);
        return result;
    }

    /// <summary>Writes the largest element of every column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each column.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public void ColumnMaxima(Span<T> destination)
    {
        Require(ColumnCount == 0 || RowCount > 0, nameof(ColumnMaxima), "a row");
        CheckReduction(nameof(ColumnMaxima), destination, ColumnCount, "one for each column");
        if (ColumnCount == 0)
        {
            return;
        }
        Row(0).CopyTo(destination);
        for (int i = 1; i < RowCount; i++)
        {
            TensorPrimitives.Max(destination, Row(i), destination);
        }
    }

    /// <summary>The largest element of every row; NaN where one is NaN.</summary>
    /// <returns>A new array with an element for each row.</returns>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public T[] RowMaxima()
    {
        var result = new T[RowCount];
        RowMaxima(result);
        return result;
    }

    /// <summary>Writes the largest element of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public void RowMaxima(Span<T> destination)
    {
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowMaxima), "a column");
        CheckReduction(nameof(RowMaxima), destination, RowCount, "one for each row");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = TensorPrimitives.Max(Row(i));
        }
    }
}
