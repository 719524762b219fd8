using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>A function of one number: for all lanes of a vector, and for one number where there are no vectors of its type.</summary>
internal interface IElementFunction
{
    public static abstract TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimdMath<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>;

    public static abstract T Invoke<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>eˣ.</summary>
internal readonly struct ExpFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimdMath<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => Exponential<TSimd, TVector, T>.Exp(x);

    public static T Invoke<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.Exp(x);
}

/// <summary>1/(1 + e⁻ˣ).</summary>
internal readonly struct SigmoidFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimdMath<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => Exponential<TSimd, TVector, T>.Sigmoid(x);

    public static T Invoke<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T z = T.Exp(-T.Abs(x));
        return (x < T.Zero ? z : T.One) / (T.One + z);
    }
}

/// <summary>tanh x.</summary>
internal readonly struct TanhFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimdMath<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => Exponential<TSimd, TVector, T>.Tanh(x);

    public static T Invoke<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.Tanh(x);
}

/// <summary>max(x, 0).</summary>
internal readonly struct ReLUFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TSimd, TVector, T>(TVector x)
        where TSimd : ISimdMath<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.AtLeast(x, default);

    public static T Invoke<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => x < T.Zero ? T.Zero : x;
}
