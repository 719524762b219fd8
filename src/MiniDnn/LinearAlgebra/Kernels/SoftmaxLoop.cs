using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>eˣⁱ/Σ eˣᵏ over one row in three passes: the largest x; y = e^(x − largest), summed as it is written; y divided by the sum. Between the last two, a row that fits a vector stays in its register.</summary>
internal static unsafe class SoftmaxLoop<TSimd, TVector, T>
    where TSimd : ISimdMath<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Run(T* x, T* y, nint count)
    {
        T largest = Max(x, count);
        if (count <= TSimd.Count)
        {
            Short(x, largest, y, (int)count);
        }
        else
        {
            Scale(y, T.One / ShiftedExp(x, largest, y, count), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Short(T* x, T shift, T* y, int count)
    {
        TVector mask = TSimd.Mask(count);
        TVector value = Exponential<TSimd, TVector, T>.ExpBelow(TSimd.Subtract(TSimd.LoadPartial(x, mask, count), TSimd.Broadcast(shift)));
        T sum = TSimd.Sum(TSimd.Keep(value, mask, count));
        TSimd.StorePartial(y, TSimd.Multiply(value, TSimd.Broadcast(T.One / sum)), mask, count);
    }

    /// <summary>The largest element. A NaN may be missed: the sum of the exponentials will be NaN all the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Max(T* x, nint count)
    {
        T largest = T.NegativeInfinity;
        nint i = 0, step = TSimd.Count;
        if (count >= step)
        {
            TVector a = TSimd.Load(x), b = a, c = a, d = a;
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
            largest = TSimd.MaxLane(TSimd.AtLeast(TSimd.AtLeast(a, b), TSimd.AtLeast(c, d)));
        }
        for (; i < count; i++)
        {
            largest = T.Max(largest, x[i]);
        }
        return largest;
    }

    /// <summary>y = e^(x − shift) for no x greater than the shift.</summary>
    /// <returns>The sum of all y.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T ShiftedExp(T* x, T shift, T* y, nint count)
    {
        TVector shifts = TSimd.Broadcast(shift), sum = default;
        nint i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TVector value = Exponential<TSimd, TVector, T>.ExpBelow(TSimd.Subtract(TSimd.Load(x + i), shifts));
            TSimd.Store(y + i, value);
            sum = TSimd.Add(sum, value);
        }
        T total = TSimd.Sum(sum);
        if (i < count)
        {
            ShiftedExpPart(x + i, shift, y + i, (int)(count - i));
            for (; i < count; i++)
            {
                total += y[i];
            }
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ShiftedExpPart(T* x, T shift, T* y, int count)
    {
        TVector mask = TSimd.Mask(count);
        TVector value = Exponential<TSimd, TVector, T>.ExpBelow(TSimd.Subtract(TSimd.LoadPartial(x, mask, count), TSimd.Broadcast(shift)));
        TSimd.StorePartial(y, value, mask, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(T* y, T factor, nint count)
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
