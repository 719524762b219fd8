using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The constants of a number type that tolerances and safe ranges are made of.</summary>
internal static class FloatingPoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>ε: the distance from 1 to the next larger number (2⁻⁵² for double), twice the largest relative rounding error.</summary>
    public static readonly T Epsilon = T.BitIncrement(T.One) - T.One;

    /// <summary>The smallest positive normal number (2⁻¹⁰²² for double).</summary>
    public static readonly T SmallestNormal = FindSmallestNormal();

    /// <summary>The lowest finite number, the largest with its sign changed.</summary>
    /// <remarks>A constant to the compiler where it matters, unlike a static field in code that is compiled once and for all.</remarks>
    public static T Lowest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? T.CreateTruncating(float.MinValue)
            : typeof(T) == typeof(double) ? T.CreateTruncating(double.MinValue)
            : T.BitIncrement(T.NegativeInfinity);
    }

    private static T FindSmallestNormal()
    {
        T half = T.One / T.CreateChecked(2);
        T value = T.One;
        while (T.IsNormal(value * half))
        {
            value *= half;
        }
        return value;
    }
}
