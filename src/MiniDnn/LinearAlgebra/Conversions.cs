using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>A new rectangular array with the elements.</summary>
    public T[,] ToRectangularArray()
    {
        var result = new T[RowCount, ColumnCount];
        for (int i = 0; i < RowCount; i++)
        {
            ReadOnlySpan<T> row = Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                result[i, j] = row[j];
            }
        }
        return result;
    }

    /// <summary>A new array of rows with the elements.</summary>
    public T[][] ToJaggedArray()
    {
        var result = new T[RowCount][];
        for (int i = 0; i < RowCount; i++)
        {
            result[i] = Row(i).ToArray();
        }
        return result;
    }

    /// <summary>A new array with the elements of one column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public T[] Column(int column)
    {
        var result = new T[RowCount];
        CopyColumnTo(column, result);
        return result;
    }

    /// <summary>Copies one column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="column">The column, counted from 0.</param>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyColumnTo(int column, Span<T> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, ColumnCount);
        Throw.IfLengthIsNot(nameof(CopyColumnTo), nameof(destination), destination.Length, RowCount, "one for each row");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = _values[(i * RowStride) + column];
        }
    }

    /// <summary>Copies the elements into a tensor of two dimensions and the same shape.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public void CopyTo(in TensorSpan<T> destination)
    {
        if (destination.Rank != 2 || destination.Lengths[0] != RowCount || destination.Lengths[1] != ColumnCount)
        {
            Throw.Argument(nameof(destination), $"CopyTo: destination is {string.Join('×', destination.Lengths.ToArray())}; it must be {Throw.Shape(RowCount, ColumnCount)}.");
        }
        if (!IsEmpty)
        {
            AsTensorSpan().CopyTo(destination);
        }
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.ToRectangularArray()"/>
    public T[,] ToRectangularArray() => AsReadOnlyView().ToRectangularArray();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.ToJaggedArray()"/>
    public T[][] ToJaggedArray() => AsReadOnlyView().ToJaggedArray();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Column(int)"/>
    public T[] Column(int column) => AsReadOnlyView().Column(column);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.CopyColumnTo(int, Span{T})"/>
    public void CopyColumnTo(int column, Span<T> destination) => AsReadOnlyView().CopyColumnTo(column, destination);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.CopyTo(in TensorSpan{T})"/>
    public void CopyTo(in TensorSpan<T> destination) => AsReadOnlyView().CopyTo(destination);
}
