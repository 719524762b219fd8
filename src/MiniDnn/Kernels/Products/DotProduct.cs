using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>
/// A·Bᵀ for a few rows of A, whose elements are inner products of contiguous rows: a whole product's transposition of B would cost more
/// than the product.
/// </summary>
internal static unsafe class DotProduct<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>C = start + A·Bᵀ for contiguous rows of A and B, four rows of B at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Product<T>* product)
    {
        T* sums = stackalloc T[4];
        nint row = product->BColumn;
        for (int i = 0; i < product->M; i++)
        {
            T* a = product->A + (i * product->ARow);
            T* c = product->C + (i * product->CRow), start = product->Epilogue.Start(c, 0);
            for (nint j = 0; j < product->N; j += 4)
            {
                int rows = (int)Math.Min(4, product->N - j);
                T* b = product->B + (j * product->BColumn);
                // where fewer than four rows are left, the first stands in for those that are missing
                nint row1 = rows > 1 ? row : 0, row2 = rows > 2 ? 2 * row : 0, row3 = rows > 3 ? 3 * row : 0;
                FourRows(a, b, row1, row2, row3, product->K, sums);
                for (int r = 0; r < rows; r++)
                {
                    T sum = start == null ? sums[r] : start[j + r] + sums[r];
                    c[j + r] = product->Epilogue.Rectify ? T.Max(sum, T.Zero) : sum;
                }
            }
        }
    }

    /// <summary>
    /// The inner products of a row of A with four rows of B, each in two chains, for a chain must wait for its own last addition.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(T* a, T* b0, nint row1, nint row2, nint row3, int depth, T* sums)
    {
        T* b1 = b0 + row1, b2 = b0 + row2, b3 = b0 + row3;
        TVector s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        nint step = TSimd.Count, p = 0;
        for (; p <= depth - (2 * step); p += 2 * step)
        {
            TVector x = TSimd.Load(a + p), y = TSimd.Load(a + p + step);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + p), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + p), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + p), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + p), s3);
            t0 = TSimd.MultiplyAdd(y, TSimd.Load(b0 + p + step), t0);
            t1 = TSimd.MultiplyAdd(y, TSimd.Load(b1 + p + step), t1);
            t2 = TSimd.MultiplyAdd(y, TSimd.Load(b2 + p + step), t2);
            t3 = TSimd.MultiplyAdd(y, TSimd.Load(b3 + p + step), t3);
        }
        for (; p <= depth - step; p += step)
        {
            TVector x = TSimd.Load(a + p);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + p), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + p), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + p), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + p), s3);
        }
        if (p < depth)
        {
            int rest = (int)(depth - p);
            TVector mask = TSimd.Mask(rest);
            TVector x = TSimd.LoadPartial(a + p, mask, rest);
            t0 = TSimd.MultiplyAdd(x, TSimd.LoadPartial(b0 + p, mask, rest), t0);
            t1 = TSimd.MultiplyAdd(x, TSimd.LoadPartial(b1 + p, mask, rest), t1);
            t2 = TSimd.MultiplyAdd(x, TSimd.LoadPartial(b2 + p, mask, rest), t2);
            t3 = TSimd.MultiplyAdd(x, TSimd.LoadPartial(b3 + p, mask, rest), t3);
        }
        sums[0] = TSimd.Sum(TSimd.Add(s0, t0));
        sums[1] = TSimd.Sum(TSimd.Add(s1, t1));
        sums[2] = TSimd.Sum(TSimd.Add(s2, t2));
        sums[3] = TSimd.Sum(TSimd.Add(s3, t3));
    }
}
