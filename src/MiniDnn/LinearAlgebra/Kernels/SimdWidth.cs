using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn;

/// <summary>A loop that is written once, for the vectors of every width.</summary>
internal interface ISimdLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Run<TSimd, TVector>()
        where TSimd : ISimdMath<TVector, T>
        where TVector : unmanaged;

    /// <summary>The same without vectors.</summary>
    public T RunPlain();
}

/// <summary>Runs a loop with the widest vectors that the hardware has for the number type.</summary>
internal static class SimdWidth
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Run<TLoop, T>(TLoop loop)
        where TLoop : struct, ISimdLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool hasVectors = typeof(T) == typeof(float) || typeof(T) == typeof(double);
        if (hasVectors && Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            return loop.Run<Simd512<T>, Vector512<T>>();
        }
        if (hasVectors && Vector256.IsHardwareAccelerated && Avx.IsSupported)
        {
            return loop.Run<Simd256<T>, Vector256<T>>();
        }
        return hasVectors && Vector128.IsHardwareAccelerated ? loop.Run<Simd128<T>, Vector128<T>>() : loop.RunPlain();
    }
}
