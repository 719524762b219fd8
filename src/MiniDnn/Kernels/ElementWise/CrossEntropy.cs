using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Cross-entropies from pre-activations a, outputs z and targets t, with their gradients, in one pass.</summary>
internal static unsafe class CrossEntropy
{
    /// <summary>−Σ t′·ln z for one row, z = softmax(a), with smoothed targets; δ = factor·(z·Σt′ − t′).</summary>
    /// <remarks>The smoothed targets are t′ = (1 − ε)·t + ε/K. All spans are as long as <paramref name="a"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Categorical<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> z, ReadOnlySpan<T> t, Span<T> delta, in CategoricalWeights<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* logits = a, outputs = z[..a.Length], targets = t[..a.Length], errors = delta[..a.Length])
        {
            return Simd.Run<CategoricalLoop<T>, T>(new(logits, outputs, targets, errors, a.Length, weights));
        }
    }

    /// <summary>Σ max(a, 0) − a·t + ln(1 + e^−|a|), which is −Σ t·ln z + (1 − t)·ln(1 − z) with z = σ(a); δ = factor·(z − t).</summary>
    /// <remarks>All spans are as long as <paramref name="a"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Binary<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> z, ReadOnlySpan<T> t, Span<T> delta, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* logits = a, outputs = z[..a.Length], targets = t[..a.Length], errors = delta[..a.Length])
        {
            return Simd.Run<BinaryLoop<T>, T>(new(logits, outputs, targets, errors, a.Length, factor));
        }
    }

    /// <summary>
    /// With m the largest a, ln zⱼ = (aⱼ − m) + ln zₘ, and zₘ, at least 1/K, is there already. Half of it is finite for every finite a; a
    /// loss beyond the range is the largest number.
    /// </summary>
    private readonly struct CategoricalLoop<T>(T* logits, T* outputs, T* targets, T* errors, int length, CategoricalWeights<T> weights)
        : ISimdLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T Run<TSimd, TVector>()
            where TSimd : ISimd<TVector, T>
            where TVector : unmanaged
        {
            T* a = logits, z = outputs, t = targets, delta = errors;
            int count = length;
            T smoothing = weights.Smoothing, total = weights.Total;
            T half = T.CreateTruncating(0.5);
            TVector halves = TSimd.Broadcast(half), minusLargest = TSimd.Broadcast(-half * SoftmaxLoop<T>.Max<TSimd, TVector>(a, count));
            TVector logOfLargest = TSimd.Broadcast(half * T.Log(SoftmaxLoop<T>.Max<TSimd, TVector>(z, count))), sum = default;
            TVector kept = TSimd.Broadcast(T.One - smoothing), spread = TSimd.Broadcast(smoothing / T.CreateTruncating(count));
            TVector factors = TSimd.Broadcast(weights.Factor), totals = TSimd.Broadcast((total * (T.One - smoothing)) + smoothing);
            for (nint j = 0; j < count; j += TSimd.Count)
            {
                int lanes = (int)Math.Min(TSimd.Count, count - j);
                TVector mask = TSimd.Mask(lanes);
                TVector target = TSimd.MultiplyAdd(TSimd.LoadPartial(t + j, mask, lanes), kept, TSimd.Keep(spread, mask, lanes));
                TVector halfLog = TSimd.Add(TSimd.MultiplyAdd(TSimd.LoadPartial(a + j, mask, lanes), halves, minusLargest), logOfLargest);
                sum = TSimd.MultiplyAdd(target, halfLog, sum);
                TVector error = TSimd.Subtract(TSimd.Multiply(TSimd.LoadPartial(z + j, mask, lanes), totals), target);
                TSimd.StorePartial(delta + j, TSimd.Multiply(error, factors), mask, lanes);
            }
            T halfLoss = -TSimd.Sum(sum), loss = halfLoss + halfLoss;
            return loss > -FloatingPoint<T>.Lowest ? -FloatingPoint<T>.Lowest : loss;
        }
    }

    private readonly struct BinaryLoop<T>(T* logits, T* outputs, T* targets, T* errors, int length, T factor) : ISimdLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T Run<TSimd, TVector>()
            where TSimd : ISimd<TVector, T>
            where TVector : unmanaged
        {
            T* a = logits, z = outputs, t = targets, delta = errors;
            int count = length;
            TVector factors = TSimd.Broadcast(factor), sum = default;
            for (nint i = 0; i < count; i += TSimd.Count)
            {
                int lanes = (int)Math.Min(TSimd.Count, count - i);
                TVector mask = TSimd.Mask(lanes);
                TVector logit = TSimd.LoadPartial(a + i, mask, lanes), target = TSimd.LoadPartial(t + i, mask, lanes);
                TVector rest = TSimd.LogOnePlus(TSimd.ExpBelow(TSimd.NegativeAbs(logit)));
                TVector loss = TSimd.Add(TSimd.Subtract(TSimd.AtLeast(logit, default), TSimd.Multiply(logit, target)), rest);
                sum = TSimd.Add(sum, TSimd.Keep(loss, mask, lanes));
                TVector error = TSimd.Subtract(TSimd.LoadPartial(z + i, mask, lanes), target);
                TSimd.StorePartial(delta + i, TSimd.Multiply(error, factors), mask, lanes);
            }
            return TSimd.Sum(sum);
        }
    }
}

/// <summary>What a row's targets and gradient are multiplied by.</summary>
/// <param name="Smoothing">ε, what is taken from the targets and spread over all classes.</param>
/// <param name="Total">Σt, which is 1 but for rounding.</param>
/// <param name="Factor">What the gradient is multiplied by.</param>
internal readonly record struct CategoricalWeights<T>(T Smoothing, T Total, T Factor)
    where T : unmanaged, IFloatingPointIeee754<T>;
