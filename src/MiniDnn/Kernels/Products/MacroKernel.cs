using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The macro-kernel: the two loops around the micro-kernel, over the tiles of a block.</summary>
internal static unsafe class MacroKernel<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Adds what a block of B contributes to its columns of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Product<T>* product, in ProductBlock<T> block)
    {
        bool startsFromC = product->Epilogue.Accumulate || block.K > 0;
        T* a = product->A + (block.K * product->AColumn), c = product->C + block.Column;
        T* start = startsFromC ? c : product->Epilogue.Start(c, block.Column);
        Tile<T> tile = default;
        tile.Depth = block.Depth;
        tile.ARow = product->ARow;
        tile.AColumn = product->AColumn;
        tile.BRow = product->BRow;
        tile.CRow = product->CRow;
        tile.Rectify = product->Epilogue.Rectify && block.K + block.Depth == product->K;
        tile.StartRow = startsFromC ? product->CRow : 0;
        tile.A = a;
        tile.B = block.B;
        tile.C = c;
        tile.Start = start;
        if (block.Columns <= MicroKernels<TSimd, TVector, T>.NR && block.Panel == null)
        {
            tile.BRow = block.IsPacked ? MicroKernels<TSimd, TVector, T>.StripVectors(block.Columns) * TSimd.Count : tile.BRow;
            MultiplyDown(&tile, product->M, block.Columns);
            return;
        }
        int packedRows = block.IsPacked ? block.Depth : 0;
        int panels = Partition.Count(product->M, MicroKernels<TSimd, TVector, T>.MaxRows);
        for (int i = 0, ir = 0; i < panels; i++)
        {
            int rows = Partition.Start(product->M, panels, i + 1) - ir;
            tile.A = a + (ir * product->ARow);
            tile.ARow = product->ARow;
            tile.AColumn = product->AColumn;
            if (block.Panel != null)
            {
                Packing<TSimd, TVector, T>.PackA(ref tile, rows, block.Panel);
            }
            tile.B = block.B;
            tile.C = c + (ir * product->CRow);
            tile.Start = start == null ? null : start + (ir * tile.StartRow);
            MultiplyAcross(&tile, rows, block.Columns, packedRows);
            ir += rows;
        }
    }

    /// <summary>Computes the tiles of one strip of columns, one below the other.</summary>
    /// <remarks>
    /// Their heights differ by one at most: not eights and a rest of one, because a tile of one row waits for its additions.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyDown(Tile<T>* tile, int rows, int columns)
    {
        int vectors = MicroKernels<TSimd, TVector, T>.StripVectors(columns);
        tile->Lanes = columns - ((vectors - 1) * TSimd.Count);
        bool ragged = tile->Lanes < TSimd.Count;
        if (vectors == 1 && rows >= TallKernel.Rows && MicroKernels<TSimd, TVector, T>.HasManyRegisters)
        {
            int tall = rows / TallKernel.Rows;
            delegate*<Tile<T>*, void> kernel =
                ragged ? &TallKernel<TSimd, TVector, T, Ragged>.Run : &TallKernel<TSimd, TVector, T, Whole>.Run;
            RunDown(tile, tall, TallKernel.Rows, kernel);
            rows -= tall * TallKernel.Rows;
        }
        int panels = Partition.Count(rows, MicroKernels<TSimd, TVector, T>.MaxRows);
        if (panels == 0)
        {
            return;
        }
        int height = rows / panels, taller = rows - (height * panels);
        if (taller > 0)
        {
            RunDown(tile, taller, height + 1, MicroKernels<TSimd, TVector, T>.Get(height + 1, vectors, ragged));
        }
        RunDown(tile, panels - taller, height, MicroKernels<TSimd, TVector, T>.Get(height, vectors, ragged));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunDown(Tile<T>* tile, int count, int rows, delegate*<Tile<T>*, void> kernel)
    {
        for (; count > 0; count--)
        {
            kernel(tile);
            tile->A += rows * tile->ARow;
            tile->C += rows * tile->CRow;
            tile->Start += rows * tile->StartRow;
        }
    }

    /// <summary>Computes the tiles of one panel of rows, one beside the other.</summary>
    /// <param name="tile">The first.</param>
    /// <param name="rows">The rows of the panel.</param>
    /// <param name="columns">The columns of all tiles.</param>
    /// <param name="packedRows">The rows of each panel of a packed B; 0 where B is not packed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAcross(Tile<T>* tile, int rows, int columns, int packedRows)
    {
        while (columns > 0)
        {
            int vectors = MicroKernels<TSimd, TVector, T>.StripVectors(columns), width = vectors * TSimd.Count;
            tile->Lanes = columns - width + TSimd.Count;
            tile->BRow = packedRows > 0 ? width : tile->BRow;
            MicroKernels<TSimd, TVector, T>.Get(rows, vectors, tile->Lanes < TSimd.Count)(tile);
            tile->B += packedRows > 0 ? (nint)packedRows * width : width;
            tile->C += width;
            tile->Start += tile->Start == null ? 0 : width;
            columns -= width;
        }
    }
}
