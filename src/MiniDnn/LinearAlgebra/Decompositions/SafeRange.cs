namespace MiniDnn;

/// <summary>Powers of two that keep squares and sums of squares inside the number range.</summary>
internal static class SafeRange
{
    /// <summary>1 for a matrix whose largest magnitude lies well inside the range; otherwise the power of two that brings it near 1.</summary>
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
}
