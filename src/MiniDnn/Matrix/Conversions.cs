using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>Copies the elements into a view of the same shape.</summary>
    /// <remarks>The two may overlap, as with <see cref="Span{T}.CopyTo(Span{T})"/>, where their rows are equally far apart.</remarks>
    /// <param name="destination">Of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the views overlap and have different row strides.</exception>
    public void CopyTo(MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(CopyTo), destination.RowCount, destination.ColumnCount, RowCount, ColumnCount);
        if (IsContiguous && destination.TryGetSpan(out Span<T> all))
        {
            _values.CopyTo(all);
            return;
        }
        bool overlap = Overlaps(destination);
        if (overlap && RowStride != destination.RowStride)
        {
            string strides = $"row stride {destination.RowStride} instead of {RowStride}";
            Throw.Argument(
                nameof(destination), $"CopyTo: destination overlaps the matrix with {strides}; it must have the same stride or memory of its own.");
        }
        // a row written may lie over rows still to be read only on the side to which the copy moves: start from there
        bool backwards = overlap && Unsafe.IsAddressLessThan(ref Reference, ref destination.Reference);
        for (int i = 0; i < FilledRowCount; i++)
        {
            int row = backwards ? RowCount - 1 - i : i;
            Row(row).CopyTo(destination.Row(row));
        }
    }

    /// <summary>A new matrix with the elements of this view.</summary>
    public Matrix<T> ToMatrix()
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        CopyTo(result);
        return result;
    }

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
        MatrixLayout.CheckColumn(column, ColumnCount);
        var result = new T[RowCount];
        CopyColumnTo(column, result);
        return result;
    }

    /// <summary>A new array with the elements of one column: <c>Column(^1)</c> is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public T[] Column(Index column) => Column(column.GetOffset(ColumnCount));

    /// <summary>Copies one column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="column">The column, counted from 0.</param>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void CopyColumnTo(int column, Span<T> destination)
    {
        MatrixLayout.CheckColumn(column, ColumnCount);
        Throw.IfLengthIsNot(nameof(CopyColumnTo), nameof(destination), destination.Length, RowCount, "one for each row");
        CheckOverlap(nameof(CopyColumnTo), new MatrixSpan<T>(destination, 1, destination.Length), "the matrix");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = _values[(i * RowStride) + column];
        }
    }

    /// <summary>Copies one column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="column">The column, counted from 0 or, like <c>^1</c>, from the end.</param>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    public void CopyColumnTo(Index column, Span<T> destination) => CopyColumnTo(column.GetOffset(ColumnCount), destination);

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
        ReadOnlySpan<T> target = MemoryMarshal.CreateReadOnlySpan(in TensorMarshal.GetReference(in destination), checked((int)length));
        bool isView = (destination.Strides[0] >= ColumnCount || RowCount == 1) && (destination.Strides[1] == 1 || ColumnCount == 1);
        int stride = RowCount == 1 ? ColumnCount : (int)destination.Strides[0];
        if (isView ? Overlaps(new(target, RowCount, ColumnCount, stride)) : _values.Overlaps(target))
        {
            Throw.Overlaps(nameof(CopyTo), "the matrix");
        }
        AsTensorSpan().CopyTo(destination);
    }
}

internal static class Conversions
{
    /// <summary>The elements of a rectangular array, row after row.</summary>
    public static Span<T> AsSpan<T>(T[,] values)
        => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
}
