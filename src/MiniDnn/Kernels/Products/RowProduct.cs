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
            columns -= Move(tile, 8);
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
            columns -= Move(tile, vectors);
        }
        if (columns > 0)
        {
            MacroKernel<TSimd, TVector, T>.Across(tile, 1, columns, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Move(Tile<T>* tile, int vectors)
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
        TVector a0 = TSimd.Broadcast(a[0]), a1 = TSimd.Broadcast(a[aColumn]), a2 = TSimd.Broadcast(a[2 * aColumn]), a3 = TSimd.Broadcast(a[3 * aColumn]);
        TVector a4 = TSimd.Broadcast(a[4 * aColumn]), a5 = TSimd.Broadcast(a[5 * aColumn]), a6 = TSimd.Broadcast(a[6 * aColumn]), a7 = TSimd.Broadcast(a[7 * aColumn]);
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
