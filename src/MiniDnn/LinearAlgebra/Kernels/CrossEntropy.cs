using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Cross-entropies from pre-activations a, outputs z and targets t, with their gradients, in one pass. The callers check lengths.</summary>
internal static unsafe class CrossEntropy
{
    /// <summary>−Σ t′·ln z for one row, z = softmax(a), with the smoothed targets t′ = (1 − ε)·t + ε/K; δ = factor·(z − t′).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Categorical<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> z, ReadOnlySpan<T> t, Span<T> delta, T smoothing, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* logits = a, outputs = z, targets = t, errors = delta)
        {
            return SimdWidth.Run<CategoricalLoop<T>, T>(new(logits, outputs, targets, errors, a.Length, smoothing, factor));
        }
    }

    /// <summary>Σ max(a, 0) − a·t + ln(1 + e^−|a|), which is −Σ t·ln z + (1 − t)·ln(1 − z) with z = σ(a); δ = factor·(z − t).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Binary<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> z, ReadOnlySpan<T> t, Span<T> delta, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* logits = a, outputs = z, targets = t, errors = delta)
        {
            return SimdWidth.Run<BinaryLoop<T>, T>(new(logits, outputs, targets, errors, a.Length, factor));
        }
    }

    /// <summary>With m the largest a, ln zⱼ = (aⱼ − m) + ln zₘ, finite for every finite a; and zₘ, at least 1/K, is there already.</summary>
    private readonly struct CategoricalLoop<T>(T* a, T* z, T* t, T* delta, int count, T smoothing, T factor) : ISimdLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T Run<TSimd, TVector>()
            where TSimd : ISimdMath<TVector, T>
            where TVector : unmanaged
        {
            TVector largest = TSimd.Broadcast(SoftmaxLoop<TSimd, TVector, T>.Max(a, count));
            TVector logOfLargest = TSimd.Broadcast(T.Log(SoftmaxLoop<TSimd, TVector, T>.Max(z, count)));
            TVector lowest = TSimd.Broadcast(T.CreateTruncating(typeof(T) == typeof(float) ? float.MinValue : double.MinValue)), sum = default;
            TVector kept = TSimd.Broadcast(T.One - smoothing), spread = TSimd.Broadcast(smoothing / T.CreateTruncating(count)), factors = TSimd.Broadcast(factor);
            for (int j = 0; j < count; j += TSimd.Count)
            {
                int lanes = Math.Min(TSimd.Count, count - j);
                TVector mask = TSimd.Mask(lanes);
                TVector target = TSimd.MultiplyAdd(TSimd.LoadPartial(t + j, mask, lanes), kept, TSimd.Keep(spread, mask, lanes));
                // a difference beyond the range must not be infinite, for 0 times that is NaN
                TVector difference = TSimd.AtLeast(TSimd.Subtract(TSimd.LoadPartial(a + j, mask, lanes), largest), lowest);
                sum = TSimd.MultiplyAdd(target, TSimd.Add(difference, logOfLargest), sum);
                TSimd.StorePartial(delta + j, TSimd.Multiply(TSimd.Subtract(TSimd.LoadPartial(z + j, mask, lanes), target), factors), mask, lanes);
            }
            return -TSimd.Sum(sum);
        }

        public T RunPlain()
        {
            int best = 0;
            for (int j = 1; j < count; j++)
            {
                best = a[j] > a[best] ? j : best;
            }
            T sum = T.Zero, logOfLargest = T.Log(z[best]), spread = smoothing / T.CreateTruncating(count);
            for (int j = 0; j < count; j++)
            {
                T target = (t[j] * (T.One - smoothing)) + spread;
                delta[j] = (z[j] - target) * factor;
                sum += target == T.Zero ? T.Zero : target * (a[j] - a[best] + logOfLargest);
            }
            return -sum;
        }
    }

    private readonly struct BinaryLoop<T>(T* a, T* z, T* t, T* delta, int count, T factor) : ISimdLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T Run<TSimd, TVector>()
            where TSimd : ISimdMath<TVector, T>
            where TVector : unmanaged
        {
            TVector factors = TSimd.Broadcast(factor), sum = default;
            for (int i = 0; i < count; i += TSimd.Count)
            {
                int lanes = Math.Min(TSimd.Count, count - i);
                TVector mask = TSimd.Mask(lanes);
                TVector logit = TSimd.LoadPartial(a + i, mask, lanes), target = TSimd.LoadPartial(t + i, mask, lanes);
                TVector rest = Logarithm<TSimd, TVector, T>.OnePlus(Exponential<TSimd, TVector, T>.ExpBelow(TSimd.NegativeAbs(logit)));
                TVector loss = TSimd.Add(TSimd.Subtract(TSimd.AtLeast(logit, default), TSimd.Multiply(logit, target)), rest);
                sum = TSimd.Add(sum, TSimd.Keep(loss, mask, lanes));
                TSimd.StorePartial(delta + i, TSimd.Multiply(TSimd.Subtract(TSimd.LoadPartial(z + i, mask, lanes), target), factors), mask, lanes);
            }
            return TSimd.Sum(sum);
        }

        public T RunPlain()
        {
            T sum = T.Zero;
            for (int i = 0; i < count; i++)
            {
                sum += T.Max(a[i], T.Zero) - (a[i] * t[i]) + Logarithm.OnePlus(T.Exp(-T.Abs(a[i])));
                delta[i] = (z[i] - t[i]) * factor;
            }
            return sum;
        }
    }
}
