using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>The checks that keep a view inside its memory, for both kinds of view.</summary>
[StackTraceHidden]
internal static class MatrixLayout
{
    /// <summary>The number of elements of a rowCount×columnCount matrix.</summary>
    public static int ElementCount(int rowCount, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        long count = (long)rowCount * columnCount;
        if (count > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(rowCount), $"A {Throw.Shape(rowCount, columnCount)} matrix has {count} elements; at most {Array.MaxLength} fit.");
        }
        return (int)count;
    }

    /// <summary>The number of rows or columns of two matrices together.</summary>
    public static int Total(int first, int second, string parameterName)
        => first <= int.MaxValue - second
            ? first + second
            : throw new ArgumentOutOfRangeException(parameterName, $"{first} and {second} rows or columns are more than a matrix can have.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckExact(int length, int rowCount, int columnCount)
    {
        if ((rowCount | columnCount) < 0 || (long)rowCount * columnCount != length)
        {
            ThrowLength(length, ElementCount(rowCount, columnCount), rowCount, columnCount);
        }
    }

    private static void ThrowLength(int length, int expected, int rowCount, int columnCount)
        => Throw.Argument("values", $"values has {length} elements; a {Throw.Shape(rowCount, columnCount)} matrix has {expected}.");

    /// <summary>Checks the shape, and returns the length from the first element to the last.</summary>
    public static int CheckStrided(int length, int rowCount, int columnCount, int rowStride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowStride, columnCount);
        long needed = rowCount == 0 || columnCount == 0 ? 0 : ((long)(rowCount - 1) * rowStride) + columnCount;
        if (needed > length)
        {
            string shape = Throw.Shape(rowCount, columnCount);
            Throw.Argument("values", $"values has {length} elements; a {shape} view with row stride {rowStride} needs {needed}.");
        }
        return (int)needed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckElement(int row, int column, int rowCount, int columnCount)
    {
        if ((uint)row >= (uint)rowCount || (uint)column >= (uint)columnCount)
        {
            ThrowElement(row, column, rowCount, columnCount);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckRow(int row, int rowCount)
    {
        if ((uint)row >= (uint)rowCount)
        {
            ThrowRow(row, rowCount);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckColumn(int column, int columnCount)
    {
        if ((uint)column >= (uint)columnCount)
        {
            ThrowColumn(column, columnCount);
        }
    }

    /// <summary>Checks one of several rows or columns, <paramref name="what"/>, that are asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckSelected(string what, int index, int selected, int count)
    {
        if ((uint)selected >= (uint)count)
        {
            ThrowSelected(what, index, selected, count);
        }
    }

    /// <summary>The offsets and sizes of a block of rows and columns.</summary>
    public static (int Row, int RowCount, int Column, int ColumnCount) Block(Range rows, Range columns, int rowCount, int columnCount)
    {
        (int row, int blockRows) = Resolve(rows, rowCount, nameof(rows));
        (int column, int blockColumns) = Resolve(columns, columnCount, nameof(columns));
        return (row, blockRows, column, blockColumns);
    }

    private static (int Start, int Length) Resolve(Range range, int count, string name)
    {
        int start = range.Start.GetOffset(count);
        int end = range.End.GetOffset(count);
        if (start < 0 || end > count || start > end)
        {
            ThrowRange(range, count, name);
        }
        return (start, end - start);
    }

    private static void ThrowRange(Range range, int count, string name)
        => throw new ArgumentOutOfRangeException(name, $"The range {range} reaches outside the {count} {name} of the matrix.");

    private static void ThrowRow(int row, int rowCount)
        => throw new ArgumentOutOfRangeException(nameof(row), row, $"The matrix has {rowCount} rows.");

    private static void ThrowColumn(int column, int columnCount)
        => throw new ArgumentOutOfRangeException(nameof(column), column, $"The matrix has {columnCount} columns.");

    private static void ThrowSelected(string what, int index, int selected, int count)
        => throw new ArgumentOutOfRangeException(what, selected, $"{what}[{index}] is {selected}; the matrix has {count} {what}.");

    private static void ThrowElement(int row, int column, int rowCount, int columnCount)
    {
        string name = (uint)row >= (uint)rowCount ? nameof(row) : nameof(column);
        throw new ArgumentOutOfRangeException(
            name, $"There is no element [{row}, {column}] in a {Throw.Shape(rowCount, columnCount)} matrix.");
    }
}
