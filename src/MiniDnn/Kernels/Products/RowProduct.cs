using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The product of one row and a matrix whose rows are contiguous.</summary>
internal static unsafe class RowProduct<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Goes through a B in the cache strip by strip: of eight vectors, as long as there are, then of fewer.</summary>
    /// <param name="product">The product.</param>
    /// <param name="inChains">True to make each sum of the narrow strips in several chains.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Strips(Product<T>* product, bool inChains)
    {
        Tile<T> first = default;
        Tile<T>* tile = &first;
        tile->Depth = product->K;
        tile->AColumn = product->AColumn;
        tile->BRow = product->BRow;
        tile->Rectify = product->Epilogue.Rectify;
        tile->A = product->A;
        tile->B = product->B;
        tile->C = product->C;
        tile->Start = product->Epilogue.Start(product->C, 0);
        int columns = product->N;
        while (columns >= 8 * TSimd.Count)
        {
            RowKernel<TSimd, TVector, T, Eight, Whole>.Run(tile);
            columns -= MoveRight(tile, 8);
        }
        while (inChains && columns > 0)
        {
            int vectors = columns > TSimd.Count ? 2 : 1;
            tile->Lanes = columns - ((vectors - 1) * TSimd.Count);
            if (vectors == 2 && tile->Lanes >= TSimd.Count)
            {
                RowKernel<TSimd, TVector, T, Two, Whole>.Run(tile);
            }
            else if (vectors == 2)
            {
                RowKernel<TSimd, TVector, T, Two, Ragged>.Run(tile);
            }
            else if (tile->Lanes == TSimd.Count)
            {
                RowKernel<TSimd, TVector, T, One, Whole>.Run(tile);
            }
            else
            {
                RowKernel<TSimd, TVector, T, One, Ragged>.Run(tile);
            }
            columns -= MoveRight(tile, vectors);
        }
        if (columns > 0)
        {
            MacroKernel<TSimd, TVector, T>.MultiplyAcross(tile, 1, columns, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MoveRight(Tile<T>* tile, int vectors)
    {
        int width = vectors * TSimd.Count;
        tile->B += width;
        tile->C += width;
        tile->Start += tile->Start == null ? 0 : width;
        return width;
    }

    /// <summary>Reads a B beyond the cache once, in the order of its memory: then the product is as fast as B can be read.</summary>
    /// <remarks>c gains a[p] times row p, in the order of p, as in every other kernel.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stream(Product<T>* product)
    {
        for (nint j = 0; j < product->N; j += Tuning.StreamedColumns)
        {
            int columns = (int)Math.Min(Tuning.StreamedColumns, product->N - j);
            T* c = product->C + j, start = product->Epilogue.Start(c, (int)j);
            for (nint p = 0; p == 0 || p < product->K; p += Tuning.StreamedRows)
            {
                AddRows(product, p, j, columns, start);
                start = c;
            }
        }
    }

    /// <summary>Adds up to eight rows.</summary>
    private static void AddRows(Product<T>* product, nint p, nint j, int columns, T* start)
    {
        int rows = (int)Math.Min(Tuning.StreamedRows, product->K - p);
        bool rectify = product->Epilogue.Rectify && p + rows == product->K;
        T* c = product->C + j;
        T* b = product->B + (p * product->BRow) + j;
        T* a = product->A + (p * product->AColumn);
        int whole = columns - (columns % TSimd.Count);
        if (rows == Tuning.StreamedRows)
        {
            EightRows(product, a, b, start, c, whole, rectify);
        }
        else
        {
            FewRows(product, a, b, rows, start, c, whole, rectify);
        }
        for (int i = whole; i < columns; i++)
        {
            T sum = start == null ? T.Zero : start[i];
            for (int r = 0; r < rows; r++)
            {
                sum = T.MultiplyAddEstimate(a[r * product->AColumn], b[(r * product->BRow) + i], sum);
            }
            c[i] = rectify ? T.Max(sum, T.Zero) : sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(Product<T>* product, T* a, T* b, T* start, T* c, int columns, bool rectify)
    {
        nint aColumn = product->AColumn, bRow = product->BRow;
        TVector a0 = TSimd.Broadcast(a[0]), a1 = TSimd.Broadcast(a[aColumn]);
        TVector a2 = TSimd.Broadcast(a[2 * aColumn]), a3 = TSimd.Broadcast(a[3 * aColumn]);
        TVector a4 = TSimd.Broadcast(a[4 * aColumn]), a5 = TSimd.Broadcast(a[5 * aColumn]);
        TVector a6 = TSimd.Broadcast(a[6 * aColumn]), a7 = TSimd.Broadcast(a[7 * aColumn]);
        T* b1 = b + bRow, b2 = b1 + bRow, b3 = b2 + bRow, b4 = b3 + bRow, b5 = b4 + bRow, b6 = b5 + bRow, b7 = b6 + bRow;
        TVector zero = TSimd.Broadcast(T.Zero);
        for (nint i = 0; i < columns; i += TSimd.Count)
        {
            TVector sum = start == null ? zero : TSimd.Load(start + i);
            sum = TSimd.MultiplyAdd(a0, TSimd.Load(b + i), sum);
            sum = TSimd.MultiplyAdd(a1, TSimd.Load(b1 + i), sum);
            sum = TSimd.MultiplyAdd(a2, TSimd.Load(b2 + i), sum);
            sum = TSimd.MultiplyAdd(a3, TSimd.Load(b3 + i), sum);
            sum = TSimd.MultiplyAdd(a4, TSimd.Load(b4 + i), sum);
            sum = TSimd.MultiplyAdd(a5, TSimd.Load(b5 + i), sum);
            sum = TSimd.MultiplyAdd(a6, TSimd.Load(b6 + i), sum);
            sum = TSimd.MultiplyAdd(a7, TSimd.Load(b7 + i), sum);
            TSimd.Store(c + i, rectify ? TSimd.Max(sum, zero) : sum);
        }
    }

    private static void FewRows(Product<T>* product, T* a, T* b, int rows, T* start, T* c, int columns, bool rectify)
    {
        nint aColumn = product->AColumn, bRow = product->BRow;
        TVector zero = TSimd.Broadcast(T.Zero);
        for (int i = 0; i < columns; i += TSimd.Count)
        {
            TVector sum = start == null ? zero : TSimd.Load(start + i);
            for (int r = 0; r < rows; r++)
            {
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(a[r * aColumn]), TSimd.Load(b + (r * bRow) + i), sum);
            }
            TSimd.Store(c + i, rectify ? TSimd.Max(sum, zero) : sum);
        }
    }
}

/// <summary>A strip of the product of one row and a matrix that is in the cache: some vectors of c stay in registers while k runs.
/// A sum must wait for its own last addition, so eight are under way at once: those of eight vectors, or of fewer vectors in several chains
/// each, which share the k in turns.
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
        => vector == sizeof(TWidth) - 1 && typeof(TEdge) == typeof(Ragged)
            ? TSimd.LoadPartial(row + (vector * TSimd.Count), mask, lanes)
            : TSimd.Load(row + (vector * TSimd.Count));

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
