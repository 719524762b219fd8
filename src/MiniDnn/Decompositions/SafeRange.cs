using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>
/// Powers of two that keep numbers, their squares and sums of those inside the number range; to multiply by one is exact.
/// </summary>
internal static class SafeRange
{
    /// <summary>⌊log₂|value|⌋ of a number other than 0, subnormal ones included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Exponent<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            int biased = (int)(BitConverter.DoubleToUInt64Bits(Unsafe.BitCast<T, double>(value)) >> 52) & 0x7FF;
            return biased > 0 ? biased - 1023 : T.ILogB(value);
        }
        // Half.ILogB is wrong for subnormal numbers (.NET 10)
        return typeof(T) == typeof(Half) ? float.ILogB(float.CreateTruncating(value)) : T.ILogB(value);
    }

    /// <summary>The e for which |value|·2^−e lies in [½, 1); 0 for 0.</summary>
    public static int ExponentAbove<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
        => value == T.Zero ? 0 : Exponent(value) + 1;

    /// <summary>The largest magnitude; 0 of none.</summary>
    public static T LargestMagnitude<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
        => values.IsEmpty ? T.Zero : T.Abs(TensorPrimitives.MaxMagnitude(values));

    /// <summary>
    /// The exponent of the smallest normal number (−1022 for double); the largest finite number's is 1 less without the sign.
    /// </summary>
    public static int SmallestExponent<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.ILogB(FloatingPoint<T>.SmallestNormal);

    /// <summary>value·2^exponent, quickly where neither lies near the end of the range.</summary>
    public static T ScaleB<T>(T value, int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (exponent == 0)
        {
            return value;
        }
        if (typeof(T) == typeof(double) && Math.Abs(exponent) <= 1022)
        {
            return value * T.CreateTruncating(BitConverter.UInt64BitsToDouble((ulong)(exponent + 1023) << 52));
        }
        return T.ScaleB(value, exponent);
    }

    /// <summary>Multiplies values by 2^exponent, which may itself lie outside the range.</summary>
    public static void Scale<T>(Span<T> values, int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (exponent == 0)
        {
            return;
        }
        if (Math.Abs(exponent) <= -SmallestExponent<T>())
        {
            TensorPrimitives.Multiply(values, T.ScaleB(T.One, exponent), values);
            return;
        }
        foreach (ref T value in values)
        {
            value = T.ScaleB(value, exponent);
        }
    }

    /// <summary>The values as doubles, multiplied by 2^exponent, which may itself lie outside the range.</summary>
    public static double[] ScaleToDouble<T>(ReadOnlySpan<T> values, int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        TensorPrimitives.ConvertTruncating(values, result);
        Scale<double>(result, exponent);
        return result;
    }

    /// <summary>
    /// 1 for a matrix whose largest magnitude lies well inside the range; otherwise the power of two that brings it near 1.
    /// </summary>
    public static T Scale<T>(T largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (largest == T.Zero)
        {
            return T.One;
        }
        int smallestExponent = SmallestExponent<T>();
        int exponent = Exponent(largest);
        return Math.Abs(exponent) <= -smallestExponent / 4 ? T.One : T.ScaleB(T.One, Math.Clamp(-exponent, smallestExponent, -smallestExponent));
    }

    /// <summary>
    /// The power of two that brings the largest magnitude near the top of the range whose squares, and sums of them, are safe: so that the
    /// smallest keep theirs.
    /// </summary>
    public static T ScaleForSquares<T>(T largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (largest == T.Zero)
        {
            return T.One;
        }
        int smallestExponent = SmallestExponent<T>();
        int roomForSums = Math.Min(24, -smallestExponent / 4);
        int topExponent = (-smallestExponent / 2) - roomForSums;
        return T.ScaleB(T.One, Math.Clamp(topExponent - Exponent(largest), smallestExponent, -smallestExponent));
    }

    /// <summary>
    /// The power of two that brings the largest magnitude near the top of the range, with room for the norm of so many elements: for
    /// values that lie so far apart that no scale keeps all their squares.
    /// </summary>
    public static T ScaleForRange<T>(T largest, int largerSide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int smallestExponent = SmallestExponent<T>();
        int roomForNorm = 4 + BitOperations.Log2((uint)largerSide);
        return T.ScaleB(T.One, Math.Clamp(-smallestExponent - roomForNorm - Exponent(largest), smallestExponent, -smallestExponent));
    }

    /// <summary>Numbers up to this have a square too small for relative accuracy.</summary>
    public static T SmallestWithSquare<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.ScaleB(T.One, SmallestExponent<T>() / 2);

    /// <summary>
    /// The power of two that brings right-hand sides to the middle of the range's upper half: solving may make them as much larger as the
    /// condition number is, and the smallest of them keep their digits.
    /// </summary>
    /// <param name="exponent">That of the largest magnitude.</param>
    public static int ShiftForSolving<T>(int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
        => (-SmallestExponent<T>() / 2) - exponent;

    /// <summary>The same for one right-hand side; 0 where all of it is 0.</summary>
    public static int ShiftForSolving<T>(ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T largest = LargestMagnitude(b);
        return largest == T.Zero ? 0 : ShiftForSolving<T>(Exponent(largest));
    }
}
