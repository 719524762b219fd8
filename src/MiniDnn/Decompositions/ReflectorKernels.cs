using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>
/// The inner loops of blocked reflections: four columns v₀…v₃ against one or four columns c, all of a length that is a multiple of the
/// vector's.
/// </summary>
internal static class ReflectorKernels
{
    /// <summary>The number of reflections that are applied together.</summary>
    public const int Width = 4;

    /// <summary>What the length of a column must be a multiple of, for every number type and vector.</summary>
    public static int Lanes<T>() => Vector<T>.IsSupported ? Vector<T>.Count : 1;

    /// <summary>products[4i + k] = vᵢ·cₖ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dot4x4<T>(ref T v, int vStride, ref T c, int cStride, int length, Span<T> products)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector<T>.IsSupported)
        {
            PlainDot(ref v, vStride, ref c, cStride, length, products, Width);
            return;
        }
        ref T v1 = ref Unsafe.Add(ref v, vStride);
        ref T v2 = ref Unsafe.Add(ref v1, vStride);
        ref T v3 = ref Unsafe.Add(ref v2, vStride);
        ref T c1 = ref Unsafe.Add(ref c, cStride);
        ref T c2 = ref Unsafe.Add(ref c1, cStride);
        ref T c3 = ref Unsafe.Add(ref c2, cStride);
        Vector<T> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<T> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector<T> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector<T> s30 = default, s31 = default, s32 = default, s33 = default;
        for (nuint r = 0; r < (nuint)length; r += (nuint)Vector<T>.Count)
        {
            Vector<T> a0 = Vector.LoadUnsafe(ref v, r);
            Vector<T> a1 = Vector.LoadUnsafe(ref v1, r);
            Vector<T> a2 = Vector.LoadUnsafe(ref v2, r);
            Vector<T> a3 = Vector.LoadUnsafe(ref v3, r);
            Vector<T> b = Vector.LoadUnsafe(ref c, r);
            s00 = VectorArithmetic.MultiplyAdd(a0, b, s00);
            s10 = VectorArithmetic.MultiplyAdd(a1, b, s10);
            s20 = VectorArithmetic.MultiplyAdd(a2, b, s20);
            s30 = VectorArithmetic.MultiplyAdd(a3, b, s30);
            b = Vector.LoadUnsafe(ref c1, r);
            s01 = VectorArithmetic.MultiplyAdd(a0, b, s01);
            s11 = VectorArithmetic.MultiplyAdd(a1, b, s11);
            s21 = VectorArithmetic.MultiplyAdd(a2, b, s21);
            s31 = VectorArithmetic.MultiplyAdd(a3, b, s31);
            b = Vector.LoadUnsafe(ref c2, r);
            s02 = VectorArithmetic.MultiplyAdd(a0, b, s02);
            s12 = VectorArithmetic.MultiplyAdd(a1, b, s12);
            s22 = VectorArithmetic.MultiplyAdd(a2, b, s22);
            s32 = VectorArithmetic.MultiplyAdd(a3, b, s32);
            b = Vector.LoadUnsafe(ref c3, r);
            s03 = VectorArithmetic.MultiplyAdd(a0, b, s03);
            s13 = VectorArithmetic.MultiplyAdd(a1, b, s13);
            s23 = VectorArithmetic.MultiplyAdd(a2, b, s23);
            s33 = VectorArithmetic.MultiplyAdd(a3, b, s33);
        }
        products[15] = Vector.Sum(s33);
        (products[0], products[1], products[2], products[3]) = (Vector.Sum(s00), Vector.Sum(s01), Vector.Sum(s02), Vector.Sum(s03));
        (products[4], products[5], products[6], products[7]) = (Vector.Sum(s10), Vector.Sum(s11), Vector.Sum(s12), Vector.Sum(s13));
        (products[8], products[9], products[10], products[11]) = (Vector.Sum(s20), Vector.Sum(s21), Vector.Sum(s22), Vector.Sum(s23));
        (products[12], products[13], products[14]) = (Vector.Sum(s30), Vector.Sum(s31), Vector.Sum(s32));
    }

    /// <summary>cₖ −= Σᵢ weights[4i + k]·vᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract4x4<T>(ref T v, int vStride, ref T c, int cStride, int length, ReadOnlySpan<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector<T>.IsSupported)
        {
            PlainSubtract(ref v, vStride, ref c, cStride, length, weights, Width);
            return;
        }
        ref T v1 = ref Unsafe.Add(ref v, vStride);
        ref T v2 = ref Unsafe.Add(ref v1, vStride);
        ref T v3 = ref Unsafe.Add(ref v2, vStride);
        ref T c1 = ref Unsafe.Add(ref c, cStride);
        ref T c2 = ref Unsafe.Add(ref c1, cStride);
        ref T c3 = ref Unsafe.Add(ref c2, cStride);
        Vector<T> w33 = new(-weights[15]);
        Vector<T> w00 = new(-weights[0]), w01 = new(-weights[1]), w02 = new(-weights[2]), w03 = new(-weights[3]);
        Vector<T> w10 = new(-weights[4]), w11 = new(-weights[5]), w12 = new(-weights[6]), w13 = new(-weights[7]);
        Vector<T> w20 = new(-weights[8]), w21 = new(-weights[9]), w22 = new(-weights[10]), w23 = new(-weights[11]);
        Vector<T> w30 = new(-weights[12]), w31 = new(-weights[13]), w32 = new(-weights[14]);
        for (nuint r = 0; r < (nuint)length; r += (nuint)Vector<T>.Count)
        {
            Vector<T> a0 = Vector.LoadUnsafe(ref v, r);
            Vector<T> b0 = VectorArithmetic.MultiplyAdd(a0, w00, Vector.LoadUnsafe(ref c, r));
            Vector<T> b1 = VectorArithmetic.MultiplyAdd(a0, w01, Vector.LoadUnsafe(ref c1, r));
            Vector<T> b2 = VectorArithmetic.MultiplyAdd(a0, w02, Vector.LoadUnsafe(ref c2, r));
            Vector<T> b3 = VectorArithmetic.MultiplyAdd(a0, w03, Vector.LoadUnsafe(ref c3, r));
            Vector<T> a1 = Vector.LoadUnsafe(ref v1, r);
            b0 = VectorArithmetic.MultiplyAdd(a1, w10, b0);
            b1 = VectorArithmetic.MultiplyAdd(a1, w11, b1);
            b2 = VectorArithmetic.MultiplyAdd(a1, w12, b2);
            b3 = VectorArithmetic.MultiplyAdd(a1, w13, b3);
            Vector<T> a2 = Vector.LoadUnsafe(ref v2, r);
            b0 = VectorArithmetic.MultiplyAdd(a2, w20, b0);
            b1 = VectorArithmetic.MultiplyAdd(a2, w21, b1);
            b2 = VectorArithmetic.MultiplyAdd(a2, w22, b2);
            b3 = VectorArithmetic.MultiplyAdd(a2, w23, b3);
            Vector<T> a3 = Vector.LoadUnsafe(ref v3, r);
            VectorArithmetic.MultiplyAdd(a3, w30, b0).StoreUnsafe(ref c, r);
            VectorArithmetic.MultiplyAdd(a3, w31, b1).StoreUnsafe(ref c1, r);
            VectorArithmetic.MultiplyAdd(a3, w32, b2).StoreUnsafe(ref c2, r);
            VectorArithmetic.MultiplyAdd(a3, w33, b3).StoreUnsafe(ref c3, r);
        }
    }

    /// <summary>products[i] = vᵢ·c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dot4x1<T>(ref T v, int vStride, ref T c, int length, Span<T> products)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector<T>.IsSupported)
        {
            PlainDot(ref v, vStride, ref c, 0, length, products, 1);
            return;
        }
        ref T v1 = ref Unsafe.Add(ref v, vStride);
        ref T v2 = ref Unsafe.Add(ref v1, vStride);
        ref T v3 = ref Unsafe.Add(ref v2, vStride);
        Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
        for (nuint r = 0; r < (nuint)length; r += (nuint)Vector<T>.Count)
        {
            Vector<T> b = Vector.LoadUnsafe(ref c, r);
            s0 = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v, r), b, s0);
            s1 = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v1, r), b, s1);
            s2 = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v2, r), b, s2);
            s3 = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v3, r), b, s3);
        }
        (products[0], products[1], products[2], products[3]) = (Vector.Sum(s0), Vector.Sum(s1), Vector.Sum(s2), Vector.Sum(s3));
    }

    /// <summary>c −= Σᵢ weights[i]·vᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract4x1<T>(ref T v, int vStride, ref T c, int length, ReadOnlySpan<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector<T>.IsSupported)
        {
            PlainSubtract(ref v, vStride, ref c, 0, length, weights, 1);
            return;
        }
        ref T v1 = ref Unsafe.Add(ref v, vStride);
        ref T v2 = ref Unsafe.Add(ref v1, vStride);
        ref T v3 = ref Unsafe.Add(ref v2, vStride);
        Vector<T> w0 = new(-weights[0]), w1 = new(-weights[1]), w2 = new(-weights[2]), w3 = new(-weights[3]);
        for (nuint r = 0; r < (nuint)length; r += (nuint)Vector<T>.Count)
        {
            Vector<T> b = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v, r), w0, Vector.LoadUnsafe(ref c, r));
            b = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v1, r), w1, b);
            b = VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v2, r), w2, b);
            VectorArithmetic.MultiplyAdd(Vector.LoadUnsafe(ref v3, r), w3, b).StoreUnsafe(ref c, r);
        }
    }

    /// <summary>The loops of the dot products without vectors, for number types that have none.</summary>
    private static void PlainDot<T>(ref T v, int vStride, ref T c, int cStride, int length, Span<T> products, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < Width; i++)
        {
            for (int k = 0; k < count; k++)
            {
                T sum = T.Zero;
                for (int r = 0; r < length; r++)
                {
                    sum += Unsafe.Add(ref v, (i * vStride) + r) * Unsafe.Add(ref c, (k * cStride) + r);
                }
                products[(i * count) + k] = sum;
            }
        }
    }

    /// <summary>The loops of the update without vectors, for number types that have none.</summary>
    private static void PlainSubtract<T>(ref T v, int vStride, ref T c, int cStride, int length, ReadOnlySpan<T> weights, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < Width; i++)
        {
            for (int k = 0; k < count; k++)
            {
                for (int r = 0; r < length; r++)
                {
                    Unsafe.Add(ref c, (k * cStride) + r) -= weights[(i * count) + k] * Unsafe.Add(ref v, (i * vStride) + r);
                }
            }
        }
    }
}
