using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>δ·f′ where y = f(x), from y and δ, for all lanes of a vector.</summary>
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
