using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The height of <see cref="TallKernel{TSimd, TVector, T, TEdge}"/>.</summary>
internal static class TallKernel
{
    public const int Rows = 16;
}

/// <summary>The micro-kernel for a C that is no wider than a vector: 16 rows × 1 vector.</summary>
/// <remarks>
/// With the 8 rows of the other micro-kernel only 8 sums would be under way at once, fewer than latency × ports of the multiply-add unit
/// ask for. Each address serves three rows, with one and two row strides added; 16 addresses would not fit the registers.
/// </remarks>
internal static unsafe class TallKernel<TSimd, TVector, T, TEdge>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
    where TEdge : unmanaged, ITileEdge
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Tile<T>* tile)
    {
        int lanes = tile->Lanes;
        TVector mask = typeof(TEdge) == typeof(Ragged) ? TSimd.Mask(lanes) : default;
        TVector c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        TVector c8 = default, c9 = default, ca = default, cb = default, cc = default, cd = default, ce = default, cf = default;
        T* start = tile->Start;
        if (start != null)
        {
            nint startRow = tile->StartRow;
            c0 = Load(start, mask, lanes);
            c1 = Load(start += startRow, mask, lanes);
            c2 = Load(start += startRow, mask, lanes);
            c3 = Load(start += startRow, mask, lanes);
            c4 = Load(start += startRow, mask, lanes);
            c5 = Load(start += startRow, mask, lanes);
            c6 = Load(start += startRow, mask, lanes);
            c7 = Load(start += startRow, mask, lanes);
            c8 = Load(start += startRow, mask, lanes);
            c9 = Load(start += startRow, mask, lanes);
            ca = Load(start += startRow, mask, lanes);
            cb = Load(start += startRow, mask, lanes);
            cc = Load(start += startRow, mask, lanes);
            cd = Load(start += startRow, mask, lanes);
            ce = Load(start += startRow, mask, lanes);
            cf = Load(start += startRow, mask, lanes);
        }

        nint row = tile->ARow, twoRows = 2 * row, bRow = tile->BRow, aColumn = tile->AColumn;
        T* b = tile->B, a0 = tile->A, a3 = a0 + twoRows + row, a6 = a3 + twoRows + row;
        T* a9 = a6 + twoRows + row, ac = a9 + twoRows + row, af = ac + twoRows + row;
        for (nint k = tile->Depth; k > 0; k--)
        {
            TVector b0 = Load(b, mask, lanes);
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[0]), b0, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[row]), b0, c1);
            c2 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[twoRows]), b0, c2);
            c3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[0]), b0, c3);
            c4 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[row]), b0, c4);
            c5 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[twoRows]), b0, c5);
            c6 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[0]), b0, c6);
            c7 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[row]), b0, c7);
            c8 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[twoRows]), b0, c8);
            c9 = TSimd.MultiplyAdd(TSimd.Broadcast(a9[0]), b0, c9);
            ca = TSimd.MultiplyAdd(TSimd.Broadcast(a9[row]), b0, ca);
            cb = TSimd.MultiplyAdd(TSimd.Broadcast(a9[twoRows]), b0, cb);
            cc = TSimd.MultiplyAdd(TSimd.Broadcast(ac[0]), b0, cc);
            cd = TSimd.MultiplyAdd(TSimd.Broadcast(ac[row]), b0, cd);
            ce = TSimd.MultiplyAdd(TSimd.Broadcast(ac[twoRows]), b0, ce);
            cf = TSimd.MultiplyAdd(TSimd.Broadcast(af[0]), b0, cf);
            a0 += aColumn;
            a3 += aColumn;
            a6 += aColumn;
            a9 += aColumn;
            ac += aColumn;
            af += aColumn;
            b += bRow;
        }

        bool rectify = tile->Rectify;
        T* c = tile->C;
        nint cRow = tile->CRow;
        Store(c, c0, rectify, mask, lanes);
        Store(c += cRow, c1, rectify, mask, lanes);
        Store(c += cRow, c2, rectify, mask, lanes);
        Store(c += cRow, c3, rectify, mask, lanes);
        Store(c += cRow, c4, rectify, mask, lanes);
        Store(c += cRow, c5, rectify, mask, lanes);
        Store(c += cRow, c6, rectify, mask, lanes);
        Store(c += cRow, c7, rectify, mask, lanes);
        Store(c += cRow, c8, rectify, mask, lanes);
        Store(c += cRow, c9, rectify, mask, lanes);
        Store(c += cRow, ca, rectify, mask, lanes);
        Store(c += cRow, cb, rectify, mask, lanes);
        Store(c += cRow, cc, rectify, mask, lanes);
        Store(c += cRow, cd, rectify, mask, lanes);
        Store(c += cRow, ce, rectify, mask, lanes);
        Store(c + cRow, cf, rectify, mask, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(T* source, TVector mask, int lanes)
        => typeof(TEdge) == typeof(Ragged) ? TSimd.LoadPartial(source, mask, lanes) : TSimd.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* destination, TVector value, bool rectify, TVector mask, int lanes)
    {
        TVector result = rectify ? TSimd.Max(value, TSimd.Broadcast(T.Zero)) : value;
        if (typeof(TEdge) == typeof(Ragged))
        {
            TSimd.StorePartial(destination, result, mask, lanes);
        }
        else
        {
            TSimd.Store(destination, result);
        }
    }
}
