using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>The loops that run a function of single numbers over memory. An element's result depends on nothing but the element: neither on its place nor on the length.</summary>
internal static unsafe class ElementLoop<TSimd, TVector, T>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>y = f(x); x and y may be the same memory.</summary>
    public static void Map<TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where TFunction : IElementFunction<TVector>
    {
        fixed (T* source = x, destination = y)
        {
            Map<TFunction>(source, destination, x.Length);
        }
    }

    /// <summary>y = e^(x − shift).</summary>
    /// <returns>The sum of all y.</returns>
    public static T ShiftedExp(ReadOnlySpan<T> x, T shift, Span<T> y)
    {
        fixed (T* source = x, destination = y)
        {
            return ShiftedExp(source, shift, destination, x.Length);
        }
    }

    /// <summary>The largest element; NaN where there is one.</summary>
    public static T Max(ReadOnlySpan<T> x)
    {
        fixed (T* source = x)
        {
            return Max(source, x.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TFunction>(T* x, T* y, nint count)
        where TFunction : IElementFunction<TVector>
    {
        nint i = Math.Min(count, Misaligned(y));
        MapPart<TFunction>(x, y, (int)i);
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(y + i, TFunction.Invoke(TSimd.Load(x + i)));
        }
        MapPart<TFunction>(x + i, y + i, (int)(count - i));
    }

    /// <summary>The elements before the first that a vector may start at without lying across two cache lines: writing such vectors takes twice the time.</summary>
    private static nint Misaligned(T* y) => (-(nint)y & ((TSimd.Count * sizeof(T)) - 1)) / sizeof(T);

    /// <summary>Fewer elements than a vector has. Kept apart from the loop, for what a method may inline has a limit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MapPart<TFunction>(T* x, T* y, int count)
        where TFunction : IElementFunction<TVector>
    {
        if (count > 0)
        {
            TVector mask = TSimd.Mask(count);
            TSimd.StorePartial(y, TFunction.Invoke(TSimd.LoadPartial(x, mask, count)), mask, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T ShiftedExp(T* x, T shift, T* y, nint count)
    {
        TVector negated = TSimd.Broadcast(-shift), sum = default;
        nint i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TVector value = Exponential<TSimd, TVector, T>.Exp(TSimd.Add(TSimd.Load(x + i), negated));
            TSimd.Store(y + i, value);
            sum = TSimd.Add(sum, value);
        }
        T total = TSimd.Sum(sum);
        if (i < count)
        {
            int rest = (int)(count - i);
            TVector mask = TSimd.Mask(rest);
            TSimd.StorePartial(y + i, Exponential<TSimd, TVector, T>.Exp(TSimd.Add(TSimd.LoadPartial(x + i, mask, rest), negated)), mask, rest);
            for (; i < count; i++)
            {
                total += y[i];
            }
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Max(T* x, nint count)
    {
        T largest = T.NegativeInfinity;
        nint i = 0;
        if (count >= TSimd.Count)
        {
            TVector lanes = TSimd.Load(x);
            for (i = TSimd.Count; i <= count - TSimd.Count; i += TSimd.Count)
            {
                lanes = TSimd.Max(lanes, TSimd.Load(x + i));
            }
            largest = TSimd.MaxLane(lanes);
        }
        for (; i < count; i++)
        {
            largest = T.Max(largest, x[i]);
        }
        return largest;
    }
}
