using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>A function of single numbers, computed for all lanes of a vector.</summary>
internal interface IElementFunction<TVector>
{
    public static abstract TVector Invoke(TVector x);
}

internal readonly struct ExpFunction<TSimd, TVector, T> : IElementFunction<TVector>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke(TVector x) => Exponential<TSimd, TVector, T>.Exp(x);
}

internal readonly struct SigmoidFunction<TSimd, TVector, T> : IElementFunction<TVector>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke(TVector x) => Exponential<TSimd, TVector, T>.Sigmoid(x);
}

internal readonly struct TanhFunction<TSimd, TVector, T> : IElementFunction<TVector>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke(TVector x) => Exponential<TSimd, TVector, T>.Tanh(x);
}

internal readonly struct ReLUFunction<TSimd, TVector, T> : IElementFunction<TVector>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke(TVector x) => TSimd.SelectNegative(x, default, x);
}
