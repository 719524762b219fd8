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
