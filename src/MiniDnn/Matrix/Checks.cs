using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MiniDnn;

// What operands and destinations are checked for: shared memory, shapes, numbers.
public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>Whether two views share an element.</summary>
    /// <remarks>
    /// Exact for blocks of one matrix (blocks of columns side by side do not overlap); where the strides differ, the gaps between the rows
    /// count as part of the view.
    /// </remarks>
    internal bool Overlaps(ReadOnlyMatrixSpan<T> other)
    {
        if (!_values.Overlaps(other._values, out int offset))
        {
            return false;
        }
        if (RowStride != other.RowStride && RowCount > 1 && other.RowCount > 1)
        {
            return true;
        }
        // In rows of one stride that start where this view does, it has the columns [0, ColumnCount), and the other view starts in this one:
        int stride = RowCount > 1 ? RowStride : other.RowStride;
        int column = offset % stride;
        if (column < 0)
        {
            column += stride;
        }
        return column < ColumnCount || (long)column + other.ColumnCount > stride;
    }

    /// <summary>Whether two views of the same shape have every element in common.</summary>
    internal bool IsSameMemoryAs(ReadOnlyMatrixSpan<T> other)
        => Unsafe.AreSame(ref Reference, ref other.Reference) && (RowStride == other.RowStride || RowCount <= 1);

    /// <summary>Refuses a destination that shares memory with this operand, which is read while that is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [StackTraceHidden]
    internal void CheckOverlap(string operation, MatrixSpan<T> destination, string operandName, string destinationName = "destination")
    {
        if (_values.Overlaps(destination.Extent) && Overlaps(destination))
        {
            Throw.Overlaps(operation, operandName, destinationName);
        }
    }

    /// <summary>Refuses a destination that shares memory with this operand of the same shape, unless it is exactly the same view.</summary>
    /// <remarks>Two comparisons are all that views of memory of their own cost: an addition of 10×10 numbers takes 30 ns.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [StackTraceHidden]
    internal void CheckPartialOverlap(string operation, MatrixSpan<T> destination, string operandName, string destinationName = "destination")
    {
        if (_values.Overlaps(destination.Extent) && !IsSameMemoryAs(destination) && Overlaps(destination))
        {
            Throw.OverlapsInPart(operation, operandName, destinationName);
        }
    }

    /// <summary>Refuses a matrix of another shape than this one, to which it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [StackTraceHidden]
    internal void CheckShapeOf(ReadOnlyMatrixSpan<T> matrix, string operation, string parameterName)
    {
        if (matrix.RowCount != RowCount || matrix.ColumnCount != ColumnCount)
        {
            string shape = Throw.Shape(matrix.RowCount, matrix.ColumnCount);
            Throw.Argument(parameterName, $"{operation}: {parameterName} is {shape}; it must be {Throw.Shape(RowCount, ColumnCount)}.");
        }
    }

    /// <summary>Refuses NaN and infinities in data, naming the first.</summary>
    [StackTraceHidden]
    internal void CheckFinite(string operation, string parameterName)
    {
        if (TryGetSpan(out ReadOnlySpan<T> all) && Throw.IndexOfNotFinite(all) < 0)
        {
            return;
        }
        for (int i = 0; i < FilledRowCount; i++)
        {
            int j = Throw.IndexOfNotFinite(Row(i));
            if (j >= 0)
            {
                Throw.Argument(parameterName, $"{operation}: {parameterName}[{i}, {j}] is {this[i, j]}; every value must be finite.");
            }
        }
    }

    /// <summary>Refuses NaN and infinities, and returns the largest magnitude: one pass does both.</summary>
    [StackTraceHidden]
    internal T FiniteMaxNorm(string operation, string parameterName)
    {
        T largest = MaxNorm();
        if (!T.IsFinite(largest))
        {
            CheckFinite(operation, parameterName);
        }
        return largest;
    }

    /// <summary>The checks of an operation that gives an element for each of this view's.</summary>
    private void CheckMap(string operation, MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(operation, destination.RowCount, destination.ColumnCount, RowCount, ColumnCount);
        CheckPartialOverlap(operation, destination, "the matrix");
    }

    /// <summary>The checks of an operation that combines the elements of two views.</summary>
    private void CheckElementWise(string operation, ReadOnlyMatrixSpan<T> right, MatrixSpan<T> destination)
    {
        Throw.IfShapesDiffer(operation, RowCount, ColumnCount, right.RowCount, right.ColumnCount);
        Throw.IfDestinationIsNot(operation, destination.RowCount, destination.ColumnCount, RowCount, ColumnCount);
        CheckPartialOverlap(operation, destination, "the left operand");
        right.CheckPartialOverlap(operation, destination, "the right operand");
    }

    /// <summary>The checks of an operation that gives a number for each row or each column.</summary>
    private void CheckReduction(string operation, Span<T> destination, int expected, string reason)
    {
        Throw.IfLengthIsNot(operation, nameof(destination), destination.Length, expected, reason);
        CheckOverlap(operation, new MatrixSpan<T>(destination, 1, destination.Length), "the matrix");
    }

    /// <summary>
    /// A new array for a number for each row or each column, of which a matrix without elements may have more than an array can hold.
    /// </summary>
    private static T[] NewArray(string operation, int length)
        => length <= Array.MaxLength
            ? new T[length]
            : throw new InvalidOperationException($"{operation}: the result has {length} elements; at most {Array.MaxLength} fit.");

    /// <summary>Refuses a matrix that lacks what an operation needs.</summary>
    private void Require(bool condition, string operation, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"{operation}: the matrix is {Throw.Shape(RowCount, ColumnCount)}; it must have {what}.");
        }
    }
}
