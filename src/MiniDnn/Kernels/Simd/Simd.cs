using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn.Kernels;

/// <summary>A loop that is written once, for the vectors of every width, and for single numbers where there are none.</summary>
internal interface ISimdLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Runs the loop.</summary>
    /// <returns>A number, for loops that compute one.</returns>
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged;
}

/// <summary>The one place that chooses the width of vectors.</summary>
internal static class Simd
{
    /// <summary>Runs a loop with the widest vectors that the hardware has for the number type.</summary>
    /// <remarks>
    /// The tests are constants to the compiler, so a call is a call of one instantiation and the others are never compiled. A width counts
    /// only where the hardware runs it: emulated vectors of 512 bits are 500 times slower than a plain loop.
    /// </remarks>
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
        return hasVectors && Vector128.IsHardwareAccelerated ? loop.Run<Simd128<T>, Vector128<T>>() : loop.Run<SimdScalar<T>, T>();
    }

    /// <summary>The lanes of the vectors that <see cref="Run"/> chooses; 1 where it chooses none.</summary>
    public static int Lanes<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => int.CreateTruncating(Run<CountLanes<T>, T>(default));

    private readonly struct CountLanes<T> : ISimdLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Run<TSimd, TVector>()
            where TSimd : ISimd<TVector, T>
            where TVector : unmanaged
            => T.CreateTruncating(TSimd.Count);
    }
}
