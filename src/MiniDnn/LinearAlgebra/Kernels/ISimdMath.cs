namespace MiniDnn;

/// <summary>The instructions beyond <see cref="ISimd{TVector, T}"/> that the elementary functions are made of.</summary>
internal unsafe interface ISimdMath<TVector, T> : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Writes past the caches, to where a vector may start at only.</summary>
    public static abstract void StoreStreaming(T* destination, TVector value);

    public static abstract TVector Subtract(TVector a, TVector b);

    public static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a·b + c, rounded once on every machine.</summary>
    public static abstract TVector FusedMultiplyAdd(TVector a, TVector b, TVector c);

    public static abstract TVector Divide(TVector a, TVector b);

    /// <summary>−|value|.</summary>
    public static abstract TVector NegativeAbs(TVector value);

    /// <summary>The magnitude of one with the sign of the other.</summary>
    public static abstract TVector CopySign(TVector magnitude, TVector sign);

    /// <summary><paramref name="value"/>, or the limit where it is less; NaN stays NaN.</summary>
    public static abstract TVector AtLeast(TVector value, TVector limit);

    /// <summary><paramref name="value"/>, or the limit where it is more; NaN stays NaN.</summary>
    public static abstract TVector AtMost(TVector value, TVector limit);

    /// <summary>value·2ⁿ for whole n, also where the result is subnormal.</summary>
    public static abstract TVector ScaleB(TVector value, TVector n);

    /// <summary>2ⁿ, within the range of normal numbers, from a number whose low bits hold n with an exponent's bias: they are moved to those of an exponent.</summary>
    public static abstract TVector PowerOf2(TVector biased);

    /// <summary><paramref name="whenNegative"/> where x &lt; 0, else <paramref name="otherwise"/>.</summary>
    public static abstract TVector SelectNegative(TVector x, TVector whenNegative, TVector otherwise);

    /// <summary><paramref name="value"/> where x &gt; 0, else 0.</summary>
    public static abstract TVector WherePositive(TVector x, TVector value);

    /// <summary>The first lanes as they are, the others 0.</summary>
    public static abstract TVector Keep(TVector value, TVector mask, int count);

    /// <summary>The largest lane.</summary>
    public static abstract T MaxLane(TVector value);
}
