using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>A function of one number, for all lanes of a vector.</summary>
internal interface IElementFunction
{
    public static abstract TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>eˣ.</summary>
internal readonly struct ExpFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Exp(x);
}

/// <summary>
/// 1/(1 + e⁻ˣ): with z = e^−|x|, which cannot overflow, 1/(1 + z) where x is positive and z/(1 + z) where it is negative.
/// </summary>
internal readonly struct SigmoidFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector one = TSimd.Broadcast(T.One), z = TSimd.ExpBelow(TSimd.NegativeAbs(x));
        return TSimd.Divide(TSimd.SelectNegative(x, z, one), TSimd.Add(one, z));
    }
}

/// <summary>tanh x.</summary>
internal readonly struct TanhFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Tanh(x);
}

/// <summary>max(x, 0).</summary>
internal readonly struct ReLUFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.AtLeast(x, default);
}

/// <summary>x·σ(x).</summary>
internal readonly struct SiLUFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Multiply(x, SigmoidFunction.Invoke<TSimd, TVector, T>(x));
}

/// <summary>x·σ(v) with v = 2·√(2/π)·(x + 0.044715·x³).</summary>
internal readonly struct GELUTanhFunction : IElementFunction
{
    /// <summary>2·√(2/π).</summary>
    private const double Linear = 1.5957691216057308;
    private const double Cubic = 0.044715 * Linear;

    /// <summary>Beyond this |x| the function is x or 0 to the last bit; it keeps x³ from overflowing.</summary>
    private const double Saturation = 50;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Multiply(x, Gate<TSimd, TVector, T>(Saturate<TSimd, TVector, T>(x)));

    /// <summary>x within ±<see cref="Saturation"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Saturate<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.AtMost(TSimd.AtLeast(x, TSimd.Broadcast(T.CreateTruncating(-Saturation))), TSimd.Broadcast(T.CreateTruncating(Saturation)));

    /// <summary>σ(v).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gate<TSimd, TVector, T>(TVector a)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => SigmoidFunction.Invoke<TSimd, TVector, T>(TSimd.Multiply(a, Slope<TSimd, TVector, T>(a, Cubic)));

    /// <summary>v′ = 2·√(2/π)·(1 + 3·0.044715·a²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GateSlope<TSimd, TVector, T>(TVector a)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => Slope<TSimd, TVector, T>(a, 3 * Cubic);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Slope<TSimd, TVector, T>(TVector a, double cubic)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector square = TSimd.Multiply(a, a);
        return TSimd.MultiplyAdd(square, TSimd.Broadcast(T.CreateTruncating(cubic)), TSimd.Broadcast(T.CreateTruncating(Linear)));
    }
}

/// <summary>x·Φ(x), Φ being the normal distribution.</summary>
internal readonly struct GELUFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Multiply(x, NormalDistribution<TSimd, TVector, T>.Cumulative(NormalDistribution<TSimd, TVector, T>.Saturate(x), out _));
}

/// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|).</summary>
internal readonly struct SoftplusFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Add(TSimd.AtLeast(x, default), TSimd.LogOnePlus(TSimd.ExpBelow(TSimd.NegativeAbs(x))));
}
