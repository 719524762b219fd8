using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>A strip of the product of one row and a matrix that is in the cache: some vectors of c stay in registers while k runs.
/// A sum must wait for its own last addition, so eight are under way at once: those of eight vectors, or of fewer vectors in several chains each, which share the k in turns.
/// <code>
///    2 vectors, 4 chains:   k = 0, 4, 8 … → s0 s1
///                           k = 1, 5, 9 … → s2 s3      c = (s0 + s4) + (s2 + s6), (s1 + s5) + (s3 + s7)
///                           k = 2, 6, …   → s4 s5
///                           k = 3, 7, …   → s6 s7
/// </code></summary>
internal static unsafe class RowKernel<TSimd, TVector, T, TWidth, TEdge>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : unmanaged, ITileCount
    where TEdge : unmanaged, ITileEdge
{
    private static int Chains
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8 / sizeof(TWidth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Tile<T>* tile)
    {
        int lanes = tile->Lanes;
        TVector mask = typeof(TEdge) == typeof(Ragged) ? TSimd.Mask(lanes) : default;
        TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        T* start = tile->Start;
        if (start != null)
        {
            s0 = Load(0, start, mask, lanes);
            s1 = Chains < 8 ? Load(1, start, mask, lanes) : s1;
            s2 = Chains == 1 ? Load(2, start, mask, lanes) : s2;
            s3 = Chains == 1 ? Load(3, start, mask, lanes) : s3;
            s4 = Chains == 1 ? Load(4, start, mask, lanes) : s4;
            s5 = Chains == 1 ? Load(5, start, mask, lanes) : s5;
            s6 = Chains == 1 ? Load(6, start, mask, lanes) : s6;
            s7 = Chains == 1 ? Load(7, start, mask, lanes) : s7;
        }
        T* a = tile->A, b = tile->B;
        nint aColumn = tile->AColumn, bRow = tile->BRow, k = tile->Depth;
        for (; k >= Chains; k -= Chains)
        {
            s0 = MultiplyAdd(0, a, b, s0, mask, lanes);
            Next(0, ref a, ref b, aColumn, bRow);
            s1 = MultiplyAdd(1, a, b, s1, mask, lanes);
            Next(1, ref a, ref b, aColumn, bRow);
            s2 = MultiplyAdd(2, a, b, s2, mask, lanes);
            Next(2, ref a, ref b, aColumn, bRow);
            s3 = MultiplyAdd(3, a, b, s3, mask, lanes);
            Next(3, ref a, ref b, aColumn, bRow);
            s4 = MultiplyAdd(4, a, b, s4, mask, lanes);
            Next(4, ref a, ref b, aColumn, bRow);
            s5 = MultiplyAdd(5, a, b, s5, mask, lanes);
            Next(5, ref a, ref b, aColumn, bRow);
            s6 = MultiplyAdd(6, a, b, s6, mask, lanes);
            Next(6, ref a, ref b, aColumn, bRow);
            s7 = MultiplyAdd(7, a, b, s7, mask, lanes);
            Next(7, ref a, ref b, aColumn, bRow);
        }
        for (; k > 0; k--)
        {
            // what is left after whole rounds of several chains goes to the first
            s0 = MultiplyAdd(0, a, b, s0, mask, lanes);
            s1 = Chains < 8 ? MultiplyAdd(1, a, b, s1, mask, lanes) : s1;
            a += aColumn;
            b += bRow;
        }
        if (Chains > 1)
        {
            s0 = TSimd.Add(TSimd.Add(s0, s4), TSimd.Add(s2, s6));
            s1 = TSimd.Add(TSimd.Add(s1, s5), TSimd.Add(s3, s7));
            s0 = Chains == 8 ? TSimd.Add(s0, s1) : s0;
        }
        bool rectify = tile->Rectify;
        T* c = tile->C;
        Store(0, c, s0, rectify, mask, lanes);
        Store(1, c, s1, rectify, mask, lanes);
        Store(2, c, s2, rectify, mask, lanes);
        Store(3, c, s3, rectify, mask, lanes);
        Store(4, c, s4, rectify, mask, lanes);
        Store(5, c, s5, rectify, mask, lanes);
        Store(6, c, s6, rectify, mask, lanes);
        Store(7, c, s7, rectify, mask, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(int sum, T* a, T* b, TVector value, TVector mask, int lanes)
        => TSimd.MultiplyAdd(TSimd.Broadcast(*a), Load(sum % sizeof(TWidth), b, mask, lanes), value);

    /// <summary>Behind the last vector of a row comes the next row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(int sum, ref T* a, ref T* b, nint aColumn, nint bRow)
    {
        if (sum % sizeof(TWidth) == sizeof(TWidth) - 1)
        {
            a += aColumn;
            b += bRow;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(int vector, T* row, TVector mask, int lanes)
        => vector == sizeof(TWidth) - 1 && typeof(TEdge) == typeof(Ragged) ? TSimd.LoadPartial(row + (vector * TSimd.Count), mask, lanes) : TSimd.Load(row + (vector * TSimd.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int vector, T* row, TVector value, bool rectify, TVector mask, int lanes)
    {
        if (vector >= sizeof(TWidth))
        {
            return;
        }
        TVector result = rectify ? TSimd.Max(value, TSimd.Broadcast(T.Zero)) : value;
        if (vector == sizeof(TWidth) - 1 && typeof(TEdge) == typeof(Ragged))
        {
            TSimd.StorePartial(row + (vector * TSimd.Count), result, mask, lanes);
        }
        else
        {
            TSimd.Store(row + (vector * TSimd.Count), result);
        }
    }
}
