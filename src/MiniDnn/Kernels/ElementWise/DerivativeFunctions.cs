using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>δ·f′(x), from δ and either y = f(x) or x, for all lanes of a vector.</summary>
internal interface IDerivativeFunction
{
    public static abstract TVector Invoke<TSimd, TVector, T>(TVector y, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>δ·y·(1 − y).</summary>
internal readonly struct SigmoidDerivative : IDerivativeFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector y, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Multiply(delta, TSimd.Multiply(y, TSimd.Subtract(TSimd.Broadcast(T.One), y)));
}

/// <summary>δ·(1 − y²) = δ·(1 − y)·(1 + y): the square would lose digits near y = ±1.</summary>
internal readonly struct TanhDerivative : IDerivativeFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector y, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector one = TSimd.Broadcast(T.One);
        return TSimd.Multiply(delta, TSimd.Multiply(TSimd.Subtract(one, y), TSimd.Add(one, y)));
    }
}

/// <summary>δ where y &gt; 0, else 0.</summary>
/// <remarks>No branch: the signs are as good as random, and a wrong guess costs more than many elements.</remarks>
internal readonly struct ReLUDerivative : IDerivativeFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector y, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.WherePositive(y, delta);
}

/// <summary>δ·σ·(1 + x·(1 − σ)), from x, for f = x·σ(x).</summary>
internal readonly struct SiLUDerivative : IDerivativeFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector one = TSimd.Broadcast(T.One), sigmoid = SigmoidFunction.Invoke<TSimd, TVector, T>(x);
        return TSimd.Multiply(delta, TSimd.Multiply(sigmoid, TSimd.MultiplyAdd(TSimd.Subtract(one, sigmoid), x, one)));
    }
}

/// <summary>δ·(σ + x·σ·(1 − σ)·v′), from x, for f = x·σ(v).</summary>
internal readonly struct GELUTanhDerivative : IDerivativeFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector a = GELUTanhFunction.Saturate<TSimd, TVector, T>(x), gate = GELUTanhFunction.Gate<TSimd, TVector, T>(a);
        TVector rest = TSimd.Multiply(TSimd.Multiply(a, gate), TSimd.Subtract(TSimd.Broadcast(T.One), gate));
        return TSimd.Multiply(delta, TSimd.MultiplyAdd(rest, GELUTanhFunction.GateSlope<TSimd, TVector, T>(a), gate));
    }
}

/// <summary>δ·(Φ(x) + x·e^(−x²/2)/√(2π)), from x, for f = x·Φ(x).</summary>
internal readonly struct GELUDerivative : IDerivativeFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector a = NormalDistribution<TSimd, TVector, T>.Saturate(x);
        TVector cumulative = NormalDistribution<TSimd, TVector, T>.Cumulative(a, out TVector exponential);
        TVector factor = TSimd.Broadcast(T.CreateTruncating(NormalDistribution<TSimd, TVector, T>.DensityAt0));
        return TSimd.Multiply(delta, TSimd.MultiplyAdd(TSimd.Multiply(a, factor), exponential, cumulative));
    }
}

/// <summary>δ·(1 − e⁻ʸ) = δ·2t/(1 + t) with t = tanh(y/2), accurate near 0 too, for y = ln(1 + eˣ).</summary>
internal readonly struct SoftplusDerivative : IDerivativeFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector y, TVector delta)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVector t = TSimd.Tanh(TSimd.Multiply(y, TSimd.Broadcast(T.One / T.CreateTruncating(2))));
        return TSimd.Multiply(delta, TSimd.Divide(TSimd.Add(t, t), TSimd.Add(TSimd.Broadcast(T.One), t)));
    }
}
