using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MiniDnn.Benchmarks;

/// <summary>Independent chains of fused multiply-adds in registers, at the widest vectors that the hardware runs: the most that a core can do.</summary>
internal static class PeakLoop
{
    /// <summary>Multiply-adds of one call, for each lane of a vector.</summary>
    private const int Steps = 1000;

    /// <summary>As many as registers hold beside the factors: 32 with 512-bit vectors, else 16.</summary>
    private static int Chains => Vector512.IsHardwareAccelerated ? 16 : 12;

    /// <summary>Floating-point operations of one call: two for each multiply-add.</summary>
    public static double Operations<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => 2.0 * Chains * Steps * Lanes<T>();

    public static string Describe<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => $"{Lanes<T>() * Unsafe.SizeOf<T>() * 8}-bit vectors";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Run<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Run512<T>();
        }
        return Vector256.IsHardwareAccelerated ? Run256<T>() : Run128<T>();
    }

    private static int Lanes<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector256.IsHardwareAccelerated ? Vector256<T>.Count : Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Run512<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> x = Vector512.Create(T.CreateChecked(0.999)), y = Vector512.Create(T.CreateChecked(0.001));
        Vector512<T> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, ca = x, cb = x, cc = x, cd = x, ce = x, cf = x;
        for (int i = 0; i < Steps; i++)
        {
            c0 = Fma(c0, x, y);
            c1 = Fma(c1, x, y);
            c2 = Fma(c2, x, y);
            c3 = Fma(c3, x, y);
            c4 = Fma(c4, x, y);
            c5 = Fma(c5, x, y);
            c6 = Fma(c6, x, y);
            c7 = Fma(c7, x, y);
            c8 = Fma(c8, x, y);
            c9 = Fma(c9, x, y);
            ca = Fma(ca, x, y);
            cb = Fma(cb, x, y);
            cc = Fma(cc, x, y);
            cd = Fma(cd, x, y);
            ce = Fma(ce, x, y);
            cf = Fma(cf, x, y);
        }
        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + ca + cb + cc + cd + ce + cf);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Run256<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector256<T> x = Vector256.Create(T.CreateChecked(0.999)), y = Vector256.Create(T.CreateChecked(0.001));
        Vector256<T> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, ca = x, cb = x;
        for (int i = 0; i < Steps; i++)
        {
            c0 = Fma(c0, x, y);
            c1 = Fma(c1, x, y);
            c2 = Fma(c2, x, y);
            c3 = Fma(c3, x, y);
            c4 = Fma(c4, x, y);
            c5 = Fma(c5, x, y);
            c6 = Fma(c6, x, y);
            c7 = Fma(c7, x, y);
            c8 = Fma(c8, x, y);
            c9 = Fma(c9, x, y);
            ca = Fma(ca, x, y);
            cb = Fma(cb, x, y);
        }
        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + ca + cb);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Run128<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector128<T> x = Vector128.Create(T.CreateChecked(0.999)), y = Vector128.Create(T.CreateChecked(0.001));
        Vector128<T> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, ca = x, cb = x;
        for (int i = 0; i < Steps; i++)
        {
            c0 = Fma(c0, x, y);
            c1 = Fma(c1, x, y);
            c2 = Fma(c2, x, y);
            c3 = Fma(c3, x, y);
            c4 = Fma(c4, x, y);
            c5 = Fma(c5, x, y);
            c6 = Fma(c6, x, y);
            c7 = Fma(c7, x, y);
            c8 = Fma(c8, x, y);
            c9 = Fma(c9, x, y);
            ca = Fma(ca, x, y);
            cb = Fma(cb, x, y);
        }
        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + ca + cb);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        => typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fma<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        => typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <summary>128-bit code without a fused instruction multiplies and adds; fused in software it would be slow beyond comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Fma<T>(Vector128<T> a, Vector128<T> b, Vector128<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!System.Runtime.Intrinsics.X86.Fma.IsSupported && !System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported)
        {
            return (a * b) + c;
        }
        return typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }
}
