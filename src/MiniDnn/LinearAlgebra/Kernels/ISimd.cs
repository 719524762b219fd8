namespace MiniDnn;

/// <summary>The handful of vector instructions that the product kernels are made of, for one width. Kernels take it as a type parameter, so each is written once for every width and number type.</summary>
/// <typeparam name="TVector">The vector register.</typeparam>
/// <typeparam name="T">The number type of its lanes.</typeparam>
internal unsafe interface ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The number of lanes.</summary>
    public static abstract int Count { get; }

    public static abstract TVector Load(T* source);

    public static abstract void Store(T* destination, TVector value);

    /// <summary>All lanes the same.</summary>
    public static abstract TVector Broadcast(T value);

    /// <summary>a·b + c: rounded once where the hardware can, twice elsewhere.</summary>
    public static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    public static abstract TVector Add(TVector a, TVector b);

    public static abstract TVector Max(TVector a, TVector b);

    /// <summary>The sum of the lanes.</summary>
    public static abstract T Sum(TVector value);

    /// <summary>What <see cref="LoadPartial"/> and <see cref="StorePartial"/> take to touch the first <paramref name="count"/> lanes only.</summary>
    public static abstract TVector Mask(int count);

    /// <summary>The first lanes from memory, the others 0; nothing behind them is read.</summary>
    public static abstract TVector LoadPartial(T* source, TVector mask, int count);

    /// <summary>The first lanes to memory; nothing behind them is written.</summary>
    public static abstract void StorePartial(T* destination, TVector value, TVector mask, int count);
}
