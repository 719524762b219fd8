using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>
/// The sum of the terms of some vectors: of each eight in pairs, for additions that wait for each other take time and lose digits.
/// </summary>
internal static unsafe class PairwiseSum<TTerm, TSimd, TVector, T>
    where TTerm : ISumTerm
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Adds the terms of some vectors, the first of which lies at x and the others a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add<TLanes>(TVector sum, T* x, nint stride, int count, TLanes lanes)
        where TLanes : struct, ILanes<TLanes, TVector, T>
    {
        for (; count >= 8; count -= 8, x += 8 * stride)
        {
            sum = TSimd.Add(sum, Eight(x, stride, lanes));
        }
        return AddFew(sum, x, stride, count, lanes);
    }

    /// <summary>Adds the terms of fewer than eight vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector AddFew<TLanes>(TVector sum, T* x, nint stride, int count, TLanes lanes)
        where TLanes : struct, ILanes<TLanes, TVector, T>
    {
        for (; count > 0; count--, x += stride)
        {
            sum = TTerm.Add<TSimd, TVector, T>(sum, lanes.Load(x));
        }
        return sum;
    }

    /// <summary>The sum of the terms of eight vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Eight<TLanes>(T* x, nint stride, TLanes lanes)
        where TLanes : struct, ILanes<TLanes, TVector, T>
    {
        T* y = x + (4 * stride);
        nint two = 2 * stride, three = 3 * stride;
        TVector a = Two(lanes.Load(x), lanes.Load(x + stride)), b = Two(lanes.Load(x + two), lanes.Load(x + three));
        TVector c = Two(lanes.Load(y), lanes.Load(y + stride)), d = Two(lanes.Load(y + two), lanes.Load(y + three));
        return TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Two(TVector x, TVector y)
        => TTerm.Add<TSimd, TVector, T>(TTerm.Of<TSimd, TVector, T>(x), y);
}
