using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Adds up x − x, which is 0 where x is finite and NaN where it is not.</summary>
internal readonly unsafe struct FiniteLoop<T>(T* numbers, nint count) : ISimdLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether there is neither a NaN nor an infinity among the numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFinite(ReadOnlySpan<T> numbers)
    {
        if (numbers.Length < Tuning.FiniteLoopLength)
        {
            return numbers.IsEmpty || TensorPrimitives.IsFiniteAll(numbers);   // which says false of nothing
        }
        fixed (T* x = numbers)
        {
            return Simd.Run<FiniteLoop<T>, T>(new(x, numbers.Length)) == T.Zero;
        }
    }

    /// <returns>0 or NaN.</returns>
    /// <remarks>
    /// Without a branch in the loop: a training step looks at every gradient, and TensorPrimitives.IsFiniteAll, which stops at the first
    /// that is not finite, takes 1.4 to 1.7 times as long.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T* x = numbers;
        nint step = TSimd.Count, n = count, i = 0;
        TVector a = default, b = default, c = default, d = default;
        for (; i <= n - (4 * step); i += 4 * step)
        {
            a = AddDifference<TSimd, TVector>(a, x + i);
            b = AddDifference<TSimd, TVector>(b, x + i + step);
            c = AddDifference<TSimd, TVector>(c, x + i + (2 * step));
            d = AddDifference<TSimd, TVector>(d, x + i + (3 * step));
        }
        for (; i <= n - step; i += step)
        {
            a = AddDifference<TSimd, TVector>(a, x + i);
        }
        T sum = TSimd.Sum(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)));
        for (; i < n; i++)
        {
            sum += x[i] - x[i];
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddDifference<TSimd, TVector>(TVector sum, T* x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        TVector value = TSimd.Load(x);
        return TSimd.Add(sum, TSimd.Subtract(value, value));
    }
}
