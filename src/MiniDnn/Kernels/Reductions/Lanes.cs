using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The lanes of a vector that belong to a loop: all, or the first ones at the end of a row.</summary>
internal unsafe interface ILanes<TLanes, TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The first lanes; at least those of one vector are all.</summary>
    public static abstract TLanes Create(int count);

    public TVector Load(T* source);

    public void Store(T* destination, TVector value);
}

/// <summary>All lanes.</summary>
internal readonly unsafe struct AllLanes<TSimd, TVector, T> : ILanes<AllLanes<TSimd, TVector, T>, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AllLanes<TSimd, TVector, T> Create(int count) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(T* source) => TSimd.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination, TVector value) => TSimd.Store(destination, value);
}

/// <summary>The first lanes; behind them nothing is read or written.</summary>
internal readonly unsafe struct FirstLanes<TSimd, TVector, T>(TVector mask, int count) : ILanes<FirstLanes<TSimd, TVector, T>, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FirstLanes<TSimd, TVector, T> Create(int count) => new(TSimd.Mask(count), count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(T* source) => TSimd.LoadPartial(source, mask, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination, TVector value) => TSimd.StorePartial(destination, value, mask, count);
}
