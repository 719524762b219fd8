namespace MiniDnn;

/// <summary>The instructions beyond <see cref="ISimd{TVector, T}"/> that the elementary functions are made of.</summary>
internal unsafe interface ISimdMath<TVector, T> : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static abstract TVector Subtract(TVector a, TVector b);

    public static abstract TVector Multiply(TVector a, TVector b);

    public static abstract TVector Divide(TVector a, TVector b);

    public static abstract TVector Abs(TVector value);

    /// <summary>The magnitude of one with the sign of the other.</summary>
    public static abstract TVector CopySign(TVector magnitude, TVector sign);

    /// <summary><paramref name="value"/>, or the limit where it is beyond; NaN stays NaN.</summary>
    public static abstract TVector Clamp(TVector value, TVector low, TVector high);

    /// <summary>The nearest whole number.</summary>
    public static abstract TVector Round(TVector value);

    /// <summary>value·2ⁿ for whole n, also where the result is subnormal.</summary>
    public static abstract TVector ScaleB(TVector value, TVector n);

    /// <summary><paramref name="whenNegative"/> where x &lt; 0, else <paramref name="otherwise"/>.</summary>
    public static abstract TVector SelectNegative(TVector x, TVector whenNegative, TVector otherwise);

    /// <summary>The largest lane.</summary>
    public static abstract T MaxLane(TVector value);
}
