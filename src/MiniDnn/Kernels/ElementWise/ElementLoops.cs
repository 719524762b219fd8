using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

// Each loop copies what it works on into locals first: a store through a pointer might change a field, so fields would be read again for
// every vector, behind that store (20 times slower where the addresses fall together).

/// <summary>y = f(x) for a function of many instructions.</summary>
/// <remarks>An element's result depends on nothing but the element: neither on its place nor on the length.</remarks>
internal readonly unsafe struct MapLoop<TFunction, T>(T* source, T* destination, nint length) : ISimdLoop<T>
    where TFunction : IElementFunction
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T* x = source, y = destination;
        nint count = length, i = Math.Min(count, ElementLoop.BeforeAligned<TSimd, TVector, T>(y));
        ElementLoop.Map<TFunction, TSimd, TVector, T>(x, y, (int)i);
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(y + i, TFunction.Invoke<TSimd, TVector, T>(TSimd.Load(x + i)));
        }
        ElementLoop.Map<TFunction, TSimd, TVector, T>(x + i, y + i, (int)(count - i));
        return default;
    }
}

/// <summary>y = f(x) for a function of an instruction or two, where memory is what takes the time.</summary>
internal readonly unsafe struct LightMapLoop<TFunction, T>(T* source, T* destination, nint length) : ISimdLoop<T>
    where TFunction : IElementFunction
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T* x = source, y = destination;
        nint count = length, i = Math.Min(count, ElementLoop.BeforeAligned<TSimd, TVector, T>(y)), step = TSimd.Count;
        ElementLoop.Map<TFunction, TSimd, TVector, T>(x, y, (int)i);
        // memory that is not even aligned to its elements never reaches the start of a vector, where alone a streaming store may write
        bool streams = count * sizeof(T) >= Tuning.StreamingBytes && x != y && ((nint)(y + i) & (sizeof(TVector) - 1)) == 0;
        for (; streams && i <= count - step; i += step)
        {
            TSimd.StoreStreaming(y + i, TFunction.Invoke<TSimd, TVector, T>(TSimd.Load(x + i)));
        }
        for (; i <= count - (4 * step); i += 4 * step)
        {
            T* from = x + i, to = y + i;
            TVector a = TSimd.Load(from), b = TSimd.Load(from + step);
            TVector c = TSimd.Load(from + (2 * step)), d = TSimd.Load(from + (3 * step));
            TSimd.Store(to, TFunction.Invoke<TSimd, TVector, T>(a));
            TSimd.Store(to + step, TFunction.Invoke<TSimd, TVector, T>(b));
            TSimd.Store(to + (2 * step), TFunction.Invoke<TSimd, TVector, T>(c));
            TSimd.Store(to + (3 * step), TFunction.Invoke<TSimd, TVector, T>(d));
        }
        for (; i <= count - step; i += step)
        {
            TSimd.Store(y + i, TFunction.Invoke<TSimd, TVector, T>(TSimd.Load(x + i)));
        }
        ElementLoop.Map<TFunction, TSimd, TVector, T>(x + i, y + i, (int)(count - i));
        return default;
    }
}

/// <summary>z = δ·f′ from y = f(x).</summary>
internal readonly unsafe struct BackwardLoop<TDerivative, T>(T* output, T* error, T* destination, nint length) : ISimdLoop<T>
    where TDerivative : IDerivativeFunction
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T* y = output, delta = error, z = destination;
        nint count = length, i = Math.Min(count, ElementLoop.BeforeAligned<TSimd, TVector, T>(z)), step = TSimd.Count;
        ElementLoop.Backward<TDerivative, TSimd, TVector, T>(y, delta, z, (int)i);
        for (; i <= count - (2 * step); i += 2 * step)
        {
            TVector a = TDerivative.Invoke<TSimd, TVector, T>(TSimd.Load(y + i), TSimd.Load(delta + i));
            TVector b = TDerivative.Invoke<TSimd, TVector, T>(TSimd.Load(y + i + step), TSimd.Load(delta + i + step));
            TSimd.Store(z + i, a);
            TSimd.Store(z + i + step, b);
        }
        for (; i <= count - step; i += step)
        {
            TSimd.Store(z + i, TDerivative.Invoke<TSimd, TVector, T>(TSimd.Load(y + i), TSimd.Load(delta + i)));
        }
        ElementLoop.Backward<TDerivative, TSimd, TVector, T>(y + i, delta + i, z + i, (int)(count - i));
        return default;
    }
}

/// <summary>What the loops over elements share: the few elements before and behind whole vectors.</summary>
/// <remarks>Kept apart from the loops, for what a method may inline has a limit.</remarks>
internal static unsafe class ElementLoop
{
    /// <summary>The elements before the first that a vector may start at without lying across two cache lines.</summary>
    /// <remarks>Writing vectors across two lines takes twice the time.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint BeforeAligned<TSimd, TVector, T>(T* y)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
        => (-(nint)y & (sizeof(TVector) - 1)) / sizeof(T);

    /// <summary>y = f(x) for fewer elements than a vector has.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Map<TFunction, TSimd, TVector, T>(T* x, T* y, int count)
        where TFunction : IElementFunction
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count > 0)
        {
            TVector mask = TSimd.Mask(count);
            TSimd.StorePartial(y, TFunction.Invoke<TSimd, TVector, T>(TSimd.LoadPartial(x, mask, count)), mask, count);
        }
    }

    /// <summary>z = δ·f′ for fewer elements than a vector has.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Backward<TDerivative, TSimd, TVector, T>(T* y, T* delta, T* z, int count)
        where TDerivative : IDerivativeFunction
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count > 0)
        {
            TVector mask = TSimd.Mask(count);
            TVector value = TDerivative.Invoke<TSimd, TVector, T>(TSimd.LoadPartial(y, mask, count), TSimd.LoadPartial(delta, mask, count));
            TSimd.StorePartial(z, value, mask, count);
        }
    }
}
