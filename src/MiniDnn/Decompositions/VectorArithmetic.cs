using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>Vector operations that the platform has for single number types only.</summary>
internal static class VectorArithmetic
{
    /// <summary>x·y + z, fused where the processor can; the tests of the type vanish in compilation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> z)
    {
        if (typeof(T) == typeof(double))
        {
            return Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), z.As<T, double>()).As<double, T>();
        }
        if (typeof(T) == typeof(float))
        {
            return Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), z.As<T, float>()).As<float, T>();
        }
        return (x * y) + z;
    }
}
