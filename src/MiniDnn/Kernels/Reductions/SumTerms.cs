using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>What is added up of each number x.</summary>
internal interface ISumTerm
{
    /// <summary>The term of x.</summary>
    public static abstract TVector Of<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The sum plus the term of x.</summary>
    public static abstract TVector Add<TSimd, TVector, T>(TVector sum, TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>x.</summary>
internal readonly struct Value : ISumTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add<TSimd, TVector, T>(TVector sum, TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Add(sum, x);
}

/// <summary>|x|.</summary>
internal readonly struct Magnitude : ISumTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Subtract(default, TSimd.NegativeAbs(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add<TSimd, TVector, T>(TVector sum, TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Subtract(sum, TSimd.NegativeAbs(x));
}

/// <summary>x².</summary>
internal readonly struct Square : ISumTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TSimd, TVector, T>(TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.Multiply(x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add<TSimd, TVector, T>(TVector sum, TVector x)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => TSimd.MultiplyAdd(x, x, sum);
}
