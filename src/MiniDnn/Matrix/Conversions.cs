using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>A new rectangular array with the elements.</summary>
    public T[,] ToRectangularArray()
    {
        var result = new T[RowCount, ColumnCount];
        CopyTo(new MatrixSpan<T>(Conversions.AsSpan(result), RowCount, ColumnCount));
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
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void CopyColumnTo(int column, Span<T> destination)
    {
        MatrixLayout.CheckColumn(column, ColumnCount);
        Throw.IfLengthIsNot(nameof(CopyColumnTo), nameof(destination), destination.Length, RowCount, "one for each row");
        Throw.IfOverlaps(nameof(CopyColumnTo), this, new MatrixSpan<T>(destination, 1, destination.Length), "the matrix");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = _values[(i * RowStride) + column];
        }
    }

    /// <summary>Copies the elements into a tensor of two dimensions and the same shape.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape, or overlaps the matrix.</exception>
    public void CopyTo(in TensorSpan<T> destination)
    {
        if (destination.Rank != 2 || destination.Lengths[0] != RowCount || destination.Lengths[1] != ColumnCount)
        {
            string shape = destination.Rank == 0 ? "no tensor" : string.Join('×', destination.Lengths.ToArray());
            Throw.Argument(nameof(destination), $"CopyTo: destination is {shape}; it must be {Throw.Shape(RowCount, ColumnCount)}.");
        }
        if (IsEmpty)
        {
            return;
        }
        nint length = ((RowCount - 1) * destination.Strides[0]) + ((ColumnCount - 1) * destination.Strides[1]) + 1;
        if (_values.Overlaps(MemoryMarshal.CreateReadOnlySpan(in TensorMarshal.GetReference(in destination), checked((int)length))))
        {
            Throw.Argument(nameof(destination), "CopyTo: destination overlaps the matrix; it must have memory of its own.");
        }
        AsTensorSpan().CopyTo(destination);
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.ToRectangularArray()"/>
    public T[,] ToRectangularArray() => AsReadOnly().ToRectangularArray();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.ToJaggedArray()"/>
    public T[][] ToJaggedArray() => AsReadOnly().ToJaggedArray();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Column(int)"/>
    public T[] Column(int column) => AsReadOnly().Column(column);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.CopyColumnTo(int, Span{T})"/>
    public void CopyColumnTo(int column, Span<T> destination) => AsReadOnly().CopyColumnTo(column, destination);

    /// <inheritdoc cref="MatrixSpan{T}.SetColumn(int, ReadOnlySpan{T})"/>
    public void SetColumn(int column, ReadOnlySpan<T> values) => AsView().SetColumn(column, values);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.CopyTo(in TensorSpan{T})"/>
    public void CopyTo(in TensorSpan<T> destination) => AsReadOnly().CopyTo(destination);
}

internal static class Conversions
{
    /// <summary>The elements of a rectangular array, row after row.</summary>
    public static Span<T> AsSpan<T>(T[,] values)
        => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
}
