using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>The loops that run a function of single numbers over memory. An element's result depends on nothing but the element: neither on its place nor on the length.</summary>
internal static unsafe class ElementLoop<TSimd, TVector, T>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>From this size on results are written past the caches, which would not hold them anyway: lines that are written whole need not be read first.</summary>
    private const long StreamingBytes = 8 << 20;

    /// <summary>y = f(x) for a function of many instructions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<TFunction>(T* x, T* y, nint count)
        where TFunction : IElementFunction
    {
        nint i = Math.Min(count, BeforeAligned(y));
        MapPart<TFunction>(x, y, (int)i);
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(y + i, TFunction.Invoke<TSimd, TVector, T>(TSimd.Load(x + i)));
        }
        MapPart<TFunction>(x + i, y + i, (int)(count - i));
    }

    /// <summary>y = f(x) for a function of an instruction or two, where memory is what takes the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MapLight<TFunction>(T* x, T* y, nint count)
        where TFunction : IElementFunction
    {
        nint i = Math.Min(count, BeforeAligned(y)), step = TSimd.Count;
        MapPart<TFunction>(x, y, (int)i);
        if (count * sizeof(T) >= StreamingBytes && x != y)
        {
            for (; i <= count - step; i += step)
            {
                TSimd.StoreStreaming(y + i, TFunction.Invoke<TSimd, TVector, T>(TSimd.Load(x + i)));
            }
        }
        for (; i <= count - (4 * step); i += 4 * step)
        {
            T* source = x + i, destination = y + i;
            TVector a = TSimd.Load(source), b = TSimd.Load(source + step), c = TSimd.Load(source + (2 * step)), d = TSimd.Load(source + (3 * step));
            TSimd.Store(destination, TFunction.Invoke<TSimd, TVector, T>(a));
            TSimd.Store(destination + step, TFunction.Invoke<TSimd, TVector, T>(b));
            TSimd.Store(destination + (2 * step), TFunction.Invoke<TSimd, TVector, T>(c));
            TSimd.Store(destination + (3 * step), TFunction.Invoke<TSimd, TVector, T>(d));
        }
        for (; i <= count - step; i += step)
        {
            TSimd.Store(y + i, TFunction.Invoke<TSimd, TVector, T>(TSimd.Load(x + i)));
        }
        MapPart<TFunction>(x + i, y + i, (int)(count - i));
    }

    /// <summary>z = δ·f′ from y = f(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<TDerivative>(T* y, T* delta, T* z, nint count)
        where TDerivative : IDerivativeFunction
    {
        nint i = Math.Min(count, BeforeAligned(z)), step = TSimd.Count;
        BackwardPart<TDerivative>(y, delta, z, (int)i);
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
        BackwardPart<TDerivative>(y + i, delta + i, z + i, (int)(count - i));
    }

    /// <summary>The elements before the first that a vector may start at without lying across two cache lines: writing such vectors takes twice the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint BeforeAligned(T* y) => (-(nint)y & ((TSimd.Count * sizeof(T)) - 1)) / sizeof(T);

    /// <summary>Fewer elements than a vector has. Kept apart from the loop, for what a method may inline has a limit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MapPart<TFunction>(T* x, T* y, int count)
        where TFunction : IElementFunction
    {
        if (count > 0)
        {
            TVector mask = TSimd.Mask(count);
            TSimd.StorePartial(y, TFunction.Invoke<TSimd, TVector, T>(TSimd.LoadPartial(x, mask, count)), mask, count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BackwardPart<TDerivative>(T* y, T* delta, T* z, int count)
        where TDerivative : IDerivativeFunction
    {
        if (count > 0)
        {
            TVector mask = TSimd.Mask(count);
            TVector value = TDerivative.Invoke<TSimd, TVector, T>(TSimd.LoadPartial(y, mask, count), TSimd.LoadPartial(delta, mask, count));
            TSimd.StorePartial(z, value, mask, count);
        }
    }
}
