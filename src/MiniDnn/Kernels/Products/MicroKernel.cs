using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The micro-kernel: a tile of C, rows × vectors, is held in registers while k runs.</summary>
/// <remarks>
/// For each k it loads the vectors of B's row once, then broadcasts one element of A for each row of the tile and adds the products:
/// <code>
///              b0   b1   b2        row k of B, NR = 3 vectors
///   a[0,k] →  c00  c01  c02
///   a[1,k] →  c10  c11  c12        MR rows of accumulators, in registers
///   a[2,k] →  c20  c21  c22
/// </code>
/// Every element of C is one chain of multiply-adds in the order of k, so its bits depend on no tile, block or number of threads.
/// Rows, vectors and the kind of the right edge are constants of the instantiation; the branches on them vanish when it is compiled.
/// </remarks>
internal static unsafe class MicroKernel<TSimd, TVector, T, TRows, TWidth, TEdge>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
    where TRows : unmanaged, ITileCount
    where TWidth : unmanaged, ITileCount
    where TEdge : unmanaged, ITileEdge
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Tile<T>* tile)
    {
        int lanes = tile->Lanes;
        TVector mask = typeof(TEdge) == typeof(Ragged) ? TSimd.Mask(lanes) : default;
        nint row = tile->ARow;
        T* a0 = tile->A, a1 = a0 + row, a2 = a1 + row, a3 = a2 + row, a4 = a3 + row, a5 = a4 + row, a6 = a5 + row, a7 = a6 + row;
        T* b = tile->B;
        nint bRow = tile->BRow, aColumn = tile->AColumn;
        TVector c00 = default, c01 = default, c02 = default;
        TVector c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default;
        TVector c30 = default, c31 = default, c32 = default;
        TVector c40 = default, c41 = default, c42 = default;
        TVector c50 = default, c51 = default, c52 = default;
        TVector c60 = default, c61 = default, c62 = default;
        TVector c70 = default, c71 = default, c72 = default;
        T* start = tile->Start;
        if (start != null)
        {
            nint startRow = tile->StartRow;
            c00 = Load0(start, mask, lanes);
            c01 = Load1(start, mask, lanes);
            c02 = Load2(start, mask, lanes);
            if (sizeof(TRows) > 1)
            {
                start += startRow;
                c10 = Load0(start, mask, lanes);
                c11 = Load1(start, mask, lanes);
                c12 = Load2(start, mask, lanes);
            }
            if (sizeof(TRows) > 2)
            {
                start += startRow;
                c20 = Load0(start, mask, lanes);
                c21 = Load1(start, mask, lanes);
                c22 = Load2(start, mask, lanes);
            }
            if (sizeof(TRows) > 3)
            {
                start += startRow;
                c30 = Load0(start, mask, lanes);
                c31 = Load1(start, mask, lanes);
                c32 = Load2(start, mask, lanes);
            }
            if (sizeof(TRows) > 4)
            {
                start += startRow;
                c40 = Load0(start, mask, lanes);
                c41 = Load1(start, mask, lanes);
                c42 = Load2(start, mask, lanes);
            }
            if (sizeof(TRows) > 5)
            {
                start += startRow;
                c50 = Load0(start, mask, lanes);
                c51 = Load1(start, mask, lanes);
                c52 = Load2(start, mask, lanes);
            }
            if (sizeof(TRows) > 6)
            {
                start += startRow;
                c60 = Load0(start, mask, lanes);
                c61 = Load1(start, mask, lanes);
                c62 = Load2(start, mask, lanes);
            }
            if (sizeof(TRows) > 7)
            {
                start += startRow;
                c70 = Load0(start, mask, lanes);
                c71 = Load1(start, mask, lanes);
                c72 = Load2(start, mask, lanes);
            }
        }

        nint p = 0;
        for (nint k = tile->Depth; k > 0; k--)
        {
            TVector b0 = Load0(b, mask, lanes), b1 = Load1(b, mask, lanes), b2 = Load2(b, mask, lanes);
            TVector a = TSimd.Broadcast(a0[p]);
            c00 = TSimd.MultiplyAdd(a, b0, c00);
            c01 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c01) : c01;
            c02 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c02) : c02;
            if (sizeof(TRows) > 1)
            {
                a = TSimd.Broadcast(a1[p]);
                c10 = TSimd.MultiplyAdd(a, b0, c10);
                c11 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c11) : c11;
                c12 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c12) : c12;
            }
            if (sizeof(TRows) > 2)
            {
                a = TSimd.Broadcast(a2[p]);
                c20 = TSimd.MultiplyAdd(a, b0, c20);
                c21 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c21) : c21;
                c22 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c22) : c22;
            }
            if (sizeof(TRows) > 3)
            {
                a = TSimd.Broadcast(a3[p]);
                c30 = TSimd.MultiplyAdd(a, b0, c30);
                c31 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c31) : c31;
                c32 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c32) : c32;
            }
            if (sizeof(TRows) > 4)
            {
                a = TSimd.Broadcast(a4[p]);
                c40 = TSimd.MultiplyAdd(a, b0, c40);
                c41 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c41) : c41;
                c42 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c42) : c42;
            }
            if (sizeof(TRows) > 5)
            {
                a = TSimd.Broadcast(a5[p]);
                c50 = TSimd.MultiplyAdd(a, b0, c50);
                c51 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c51) : c51;
                c52 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c52) : c52;
            }
            if (sizeof(TRows) > 6)
            {
                a = TSimd.Broadcast(a6[p]);
                c60 = TSimd.MultiplyAdd(a, b0, c60);
                c61 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c61) : c61;
                c62 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c62) : c62;
            }
            if (sizeof(TRows) > 7)
            {
                a = TSimd.Broadcast(a7[p]);
                c70 = TSimd.MultiplyAdd(a, b0, c70);
                c71 = sizeof(TWidth) > 1 ? TSimd.MultiplyAdd(a, b1, c71) : c71;
                c72 = sizeof(TWidth) > 2 ? TSimd.MultiplyAdd(a, b2, c72) : c72;
            }
            p += aColumn;
            b += bRow;
        }

        bool rectify = tile->Rectify;
        T* c = tile->C;
        nint cRow = tile->CRow;
        Store(c, mask, lanes, rectify, c00, c01, c02);
        if (sizeof(TRows) > 1)
        {
            c += cRow;
            Store(c, mask, lanes, rectify, c10, c11, c12);
        }
        if (sizeof(TRows) > 2)
        {
            c += cRow;
            Store(c, mask, lanes, rectify, c20, c21, c22);
        }
        if (sizeof(TRows) > 3)
        {
            c += cRow;
            Store(c, mask, lanes, rectify, c30, c31, c32);
        }
        if (sizeof(TRows) > 4)
        {
            c += cRow;
            Store(c, mask, lanes, rectify, c40, c41, c42);
        }
        if (sizeof(TRows) > 5)
        {
            c += cRow;
            Store(c, mask, lanes, rectify, c50, c51, c52);
        }
        if (sizeof(TRows) > 6)
        {
            c += cRow;
            Store(c, mask, lanes, rectify, c60, c61, c62);
        }
        if (sizeof(TRows) > 7)
        {
            c += cRow;
            Store(c, mask, lanes, rectify, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load0(T* source, TVector mask, int lanes) => Load(source, sizeof(TWidth) == 1, mask, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load1(T* source, TVector mask, int lanes)
        => sizeof(TWidth) > 1 ? Load(source + TSimd.Count, sizeof(TWidth) == 2, mask, lanes) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load2(T* source, TVector mask, int lanes)
        => sizeof(TWidth) > 2 ? Load(source + (2 * TSimd.Count), true, mask, lanes) : default;

    /// <summary>A vector of a row; of the last one in a ragged tile some lanes only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(T* source, bool last, TVector mask, int lanes)
        => last && typeof(TEdge) == typeof(Ragged) ? TSimd.LoadPartial(source, mask, lanes) : TSimd.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* destination, TVector mask, int lanes, bool rectify, TVector v0, TVector v1, TVector v2)
    {
        if (rectify)
        {
            TVector zero = TSimd.Broadcast(T.Zero);
            v0 = TSimd.Max(v0, zero);
            v1 = TSimd.Max(v1, zero);
            v2 = TSimd.Max(v2, zero);
        }
        Store(destination, v0, sizeof(TWidth) == 1, mask, lanes);
        if (sizeof(TWidth) > 1)
        {
            Store(destination + TSimd.Count, v1, sizeof(TWidth) == 2, mask, lanes);
        }
        if (sizeof(TWidth) > 2)
        {
            Store(destination + (2 * TSimd.Count), v2, true, mask, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* destination, TVector value, bool last, TVector mask, int lanes)
    {
        if (last && typeof(TEdge) == typeof(Ragged))
        {
            TSimd.StorePartial(destination, value, mask, lanes);
        }
        else
        {
            TSimd.Store(destination, value);
        }
    }
}
