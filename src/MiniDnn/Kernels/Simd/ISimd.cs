namespace MiniDnn.Kernels;

/// <summary>The vector instructions that kernels are made of, for one width.</summary>
/// <remarks>Kernels take it as a type parameter, so each is written once for every width and number type.</remarks>
/// <typeparam name="TVector">The vector register.</typeparam>
/// <typeparam name="T">The number type of its lanes.</typeparam>
internal unsafe interface ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The number of lanes.</summary>
    public static abstract int Count { get; }

    public static abstract TVector Load(T* source);

    public static abstract void Store(T* destination, TVector value);

    /// <summary>Writes past the caches, to where a vector may start at only.</summary>
    public static abstract void StoreStreaming(T* destination, TVector value);

    /// <summary>All lanes the same.</summary>
    public static abstract TVector Broadcast(T value);

    public static abstract TVector Add(TVector a, TVector b);

    public static abstract TVector Subtract(TVector a, TVector b);

    public static abstract TVector Multiply(TVector a, TVector b);

    public static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a·b + c: rounded once where the hardware can, twice elsewhere.</summary>
    public static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>a·b + c, rounded once on every machine.</summary>
    public static abstract TVector FusedMultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The larger number of each lane; NaN where one is NaN.</summary>
    public static abstract TVector Max(TVector a, TVector b);

    /// <summary><paramref name="value"/>, or the limit where it is less; NaN stays NaN.</summary>
    public static abstract TVector AtLeast(TVector value, TVector limit);

    /// <summary><paramref name="value"/>, or the limit where it is more; NaN stays NaN.</summary>
    public static abstract TVector AtMost(TVector value, TVector limit);

    /// <summary>−|value|.</summary>
    public static abstract TVector NegativeAbs(TVector value);

    /// <summary>The magnitude of one with the sign of the other.</summary>
    public static abstract TVector CopySign(TVector magnitude, TVector sign);

    /// <summary><paramref name="whenNegative"/> where x &lt; 0, else <paramref name="otherwise"/>.</summary>
    public static abstract TVector SelectNegative(TVector x, TVector whenNegative, TVector otherwise);

    /// <summary><paramref name="value"/> where x &gt; 0, else 0.</summary>
    public static abstract TVector WherePositive(TVector x, TVector value);

    /// <summary>eˣ.</summary>
    public static abstract TVector Exp(TVector x);

    /// <summary>eˣ for x up to where it overflows, an instruction less.</summary>
    public static abstract TVector ExpBelow(TVector x);

    /// <summary>tanh x, accurate near 0 too.</summary>
    public static abstract TVector Tanh(TVector x);

    /// <summary>ln(1 + u) for u from 0 to 1, accurate near 0.</summary>
    public static abstract TVector LogOnePlus(TVector u);

    /// <summary>The sum of the lanes.</summary>
    public static abstract T Sum(TVector value);

    /// <summary>The largest lane; a NaN may be missed.</summary>
    public static abstract T MaxLane(TVector value);

    /// <summary>What <see cref="LoadPartial"/> and its likes take to touch the first <paramref name="count"/> lanes only.</summary>
    public static abstract TVector Mask(int count);

    /// <summary>The first lanes from memory, the others 0; nothing behind them is read.</summary>
    public static abstract TVector LoadPartial(T* source, TVector mask, int count);

    /// <summary>The first lanes to memory; nothing behind them is written.</summary>
    public static abstract void StorePartial(T* destination, TVector value, TVector mask, int count);

    /// <summary>The first lanes as they are, the others 0.</summary>
    public static abstract TVector Keep(TVector value, TVector mask, int count);
}

/// <summary>The instructions beyond <see cref="ISimd{TVector, T}"/> that <see cref="Exponential{TSimd, TVector, T}"/> is made of.</summary>
internal interface ISimdScale<TVector, T> : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>value·2ⁿ for whole n, also where the result is subnormal.</summary>
    public static abstract TVector ScaleB(TVector value, TVector n);

    /// <summary>2ⁿ, within the range of normal numbers, from a number whose low bits hold n with an exponent's bias.</summary>
    public static abstract TVector PowerOf2(TVector biased);
}
