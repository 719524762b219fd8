using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>Powers of two that keep squares and sums of squares inside the number range.</summary>
internal static class SafeRange
{
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
        int smallestExponent = T.ILogB(FloatingPoint<T>.SmallestNormal);
        int exponent = T.ILogB(largest);
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
        int smallestExponent = T.ILogB(FloatingPoint<T>.SmallestNormal);
        int roomForSums = Math.Min(24, -smallestExponent / 4);
        int topExponent = (-smallestExponent / 2) - roomForSums;
        return T.ScaleB(T.One, Math.Clamp(topExponent - T.ILogB(largest), smallestExponent, -smallestExponent));
    }

    /// <summary>Numbers up to this have a square too small for relative accuracy.</summary>
    public static T SmallestWithSquare<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.ScaleB(T.One, T.ILogB(FloatingPoint<T>.SmallestNormal) / 2);
}
