using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>The checks that recur, and the sentences they throw: what was expected and what came.</summary>
[StackTraceHidden]
internal static class Throw
{
    [DoesNotReturn]
    public static void Argument(string parameterName, string message) => throw new ArgumentException(message, parameterName);

    /// <summary>A matrix has this shape, for messages: <c>2×3</c>.</summary>
    public static string Shape(int rowCount, int columnCount) => $"{rowCount}×{columnCount}";

    /// <summary>Refuses a matrix that is not square.</summary>
    public static void IfNotSquare(string operation, int rowCount, int columnCount)
    {
        if (rowCount != columnCount)
        {
            throw new InvalidOperationException($"{operation}: the matrix is {Shape(rowCount, columnCount)}; it must be square.");
        }
    }

    /// <summary>Refuses a destination of another shape than the result's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void IfDestinationIsNot(string operation, int destinationRows, int destinationColumns, int rowCount, int columnCount)
    {
        if (destinationRows != rowCount || destinationColumns != columnCount)
        {
            DestinationIsNot(operation, destinationRows, destinationColumns, rowCount, columnCount);
        }
    }

    // a method of its own: a message that is put together costs even where it is not thrown
    [DoesNotReturn]
    private static void DestinationIsNot(string operation, int destinationRows, int destinationColumns, int rowCount, int columnCount)
        => Argument(
            "destination",
            $"{operation}: destination is {Shape(destinationRows, destinationColumns)}; it must be {Shape(rowCount, columnCount)}.");

    /// <summary>Refuses a vector whose length is not what the shape of the other operand asks for.</summary>
    public static void IfLengthIsNot(string operation, string parameterName, int length, int expected, string reason)
    {
        if (length != expected)
        {
            Argument(parameterName, $"{operation}: {parameterName} has {length} elements; it must have {expected}, {reason}.");
        }
    }

    /// <summary>Refuses negative numbers and NaN.</summary>
    public static void IfNegative<T>(string operation, T value, string parameterName)
        where T : INumberBase<T>, IComparisonOperators<T, T, bool>
    {
        if (!(value >= T.Zero))
        {
            throw new ArgumentOutOfRangeException(parameterName, value, $"{operation}: {parameterName} must be 0 or more.");
        }
    }

    /// <summary>Returns a positive, finite number, and refuses any other.</summary>
    public static double IfNotPositive(double value, string parameterName) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(parameterName, value, $"{parameterName} must be positive and finite.");

    /// <summary>Returns the level of an interval, and refuses what is no probability of covering something.</summary>
    public static double IfNotLevel(double value, string parameterName) => value > 0 && value < 1
        ? value
        : throw new ArgumentOutOfRangeException(
            parameterName, value, "A level is a probability: it must be greater than 0 and less than 1.");

    /// <summary>A count that must be 1 or more, such as an option.</summary>
    public static int IfNotPositive(int value, string parameterName)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, parameterName);
        return value;
    }

    /// <summary>A count that must be 0 or more, such as an option.</summary>
    public static int IfNegative(int value, string parameterName)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, parameterName);
        return value;
    }

    /// <summary>Returns a finite number that is 0 or more, and refuses any other.</summary>
    public static double IfNegativeOrNotFinite(double value, string parameterName) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(parameterName, value, $"{parameterName} must be 0 or more, and finite.");

    /// <summary>Returns a number from 0 up to, not including, 1, and refuses any other.</summary>
    public static double IfNotDecay(double value, string parameterName) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(parameterName, value, $"{parameterName} must be at least 0 and less than 1.");

    /// <summary>Returns a number from 0 to 1, and refuses any other.</summary>
    public static double IfNotShare(double value, string parameterName) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(parameterName, value, $"{parameterName} must be from 0 to 1.");

    /// <summary>Refuses operands of different shapes.</summary>
    public static void IfShapesDiffer(string operation, int leftRows, int leftColumns, int rightRows, int rightColumns)
    {
        if (leftRows != rightRows || leftColumns != rightColumns)
        {
            string left = Shape(leftRows, leftColumns), right = Shape(rightRows, rightColumns);
            Argument("right", $"{operation}: left is {left}, right is {right}; both must have the same shape.");
        }
    }

    /// <summary>Refuses a destination that shares memory with an operand that is read while it is written.</summary>
    public static void IfOverlaps<T>(string operation, ReadOnlySpan<T> operand, ReadOnlySpan<T> destination, string operandName)
    {
        if (operand.Overlaps(destination))
        {
            Overlaps(operation, operandName);
        }
    }

    /// <summary>Says that a destination shares memory with an operand that is read while it is written.</summary>
    [DoesNotReturn]
    public static void Overlaps(string operation, string operandName, string destinationName = "destination")
        => Argument(destinationName, $"{operation}: {destinationName} overlaps {operandName}; it must have memory of its own.");

    /// <summary>Says that a destination shares a part of an operand's memory.</summary>
    [DoesNotReturn]
    public static void OverlapsInPart(string operation, string operandName, string destinationName)
        => Argument(
            destinationName,
            $"{operation}: {destinationName} overlaps {operandName} in part; it must be exactly the same memory or memory of its own.");

    /// <summary>Refuses NaN and infinities in data, naming the first.</summary>
    public static void IfNotFinite<T>(
        string operation, ReadOnlySpan<T> values, [CallerArgumentExpression(nameof(values))] string parameterName = "")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = IndexOfNotFinite(values);
        if (i >= 0)
        {
            Argument(parameterName, $"{operation}: {parameterName}[{i}] is {values[i]}; every value must be finite.");
        }
    }

    /// <summary>The place of the first NaN or infinity; −1 where there is none.</summary>
    public static int IndexOfNotFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (FiniteLoop<T>.AreFinite(values))
        {
            return -1;
        }
        int i = 0;
        while (T.IsFinite(values[i]))
        {
            i++;
        }
        return i;
    }
}
