using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>
/// eˣⁱ/Σ eˣᵏ over one row in three passes: the largest x; y = e^(x − largest), summed as it is written; y divided by the sum.
/// </summary>
internal readonly unsafe struct SoftmaxLoop<T>(T* x, T* y, nint count) : ISimdLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T largest = Max<TSimd, TVector>(x, count);
        if (count <= TSimd.Count)
        {
            Short<TSimd, TVector>(x, largest, y, (int)count);
        }
        else
        {
            Scale<TSimd, TVector>(y, T.One / ShiftedExp<TSimd, TVector>(x, largest, y, count), count);
        }
        return default;
    }

    /// <summary>The largest element. A NaN may be missed: the sum of the exponentials will be NaN all the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Max<TSimd, TVector>(T* x, nint count)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        nint step = TSimd.Count;
        if (count < step)
        {
            return MaxOfFew<TSimd, TVector>(x, (int)count);
        }
        TVector a = TSimd.Load(x + count - step), b = a, c = a, d = a;   // those that are left at the end, and some before them once more
        nint i = 0;
        for (; i <= count - (4 * step); i += 4 * step)
        {
            a = TSimd.AtLeast(a, TSimd.Load(x + i));
            b = TSimd.AtLeast(b, TSimd.Load(x + i + step));
            c = TSimd.AtLeast(c, TSimd.Load(x + i + (2 * step)));
            d = TSimd.AtLeast(d, TSimd.Load(x + i + (3 * step)));
        }
        for (; i <= count - step; i += step)
        {
            a = TSimd.AtLeast(a, TSimd.Load(x + i));
        }
        return TSimd.MaxLane(TSimd.AtLeast(TSimd.AtLeast(a, b), TSimd.AtLeast(c, d)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T MaxOfFew<TSimd, TVector>(T* x, int count)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        if (count > Tuning.MaxScalarColumns)
        {
            TVector mask = TSimd.Mask(count), lowest = TSimd.Broadcast(FloatingPoint<T>.Lowest);
            TVector besides = TSimd.Subtract(lowest, TSimd.Keep(lowest, mask, count));   // 0 where there is an element
            return TSimd.MaxLane(TSimd.Add(TSimd.LoadPartial(x, mask, count), besides));
        }
        T largest = T.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            largest = T.Max(largest, x[i]);
        }
        return largest;
    }

    /// <summary>All three passes over a row that fits a vector, which stays in its register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Short<TSimd, TVector>(T* x, T shift, T* y, int count)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        if (count == 0)
        {
            return;
        }
        TVector mask = TSimd.Mask(count);
        TVector value = TSimd.ExpBelow(TSimd.Subtract(TSimd.LoadPartial(x, mask, count), TSimd.Broadcast(shift)));
        T sum = TSimd.Sum(TSimd.Keep(value, mask, count));
        TSimd.StorePartial(y, TSimd.Multiply(value, TSimd.Broadcast(T.One / sum)), mask, count);
    }

    /// <summary>y = e^(x − shift) for no x greater than the shift.</summary>
    /// <returns>The sum of all y.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T ShiftedExp<TSimd, TVector>(T* x, T shift, T* y, nint count)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        TVector shifts = TSimd.Broadcast(shift), sum = default;
        nint i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TVector value = TSimd.ExpBelow(TSimd.Subtract(TSimd.Load(x + i), shifts));
            TSimd.Store(y + i, value);
            sum = TSimd.Add(sum, value);
        }
        T total = TSimd.Sum(sum);
        if (i < count)
        {
            ShiftedExpPart<TSimd, TVector>(x + i, shift, y + i, (int)(count - i));
            for (; i < count; i++)
            {
                total += y[i];
            }
        }
        return total;
    }

    // kept apart from the loop, for what a method may inline has a limit
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ShiftedExpPart<TSimd, TVector>(T* x, T shift, T* y, int count)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        TVector mask = TSimd.Mask(count);
        TVector value = TSimd.ExpBelow(TSimd.Subtract(TSimd.LoadPartial(x, mask, count), TSimd.Broadcast(shift)));
        TSimd.StorePartial(y, value, mask, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<TSimd, TVector>(T* y, T factor, nint count)
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        TVector factors = TSimd.Broadcast(factor);
        nint i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(y + i, TSimd.Multiply(TSimd.Load(y + i), factors));
        }
        for (; i < count; i++)
        {
            y[i] *= factor;
        }
    }
}
