using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>The loops around the micro-kernel, after K. Goto and R. van de Geijn (2008) and F. Van Zee and R. van de Geijn (BLIS, 2015).</summary>
internal static unsafe class MacroKernel<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>KC: the rows of a packed block of B.</summary>
    private const int KC = 256;

    /// <summary>B is read where it lies when it is not larger than this and its rows are contiguous.</summary>
    private const int UnpackedBytes = 512 * 1024;

    /// <summary>The product of a row goes through B strip by strip up to this size, and row by row beyond.</summary>
    private const int CachedBytes = 1024 * 1024;

    /// <summary>B is read where it lies when C has fewer rows than this: copying it would not pay.</summary>
    private const int ManyRows = 96;

    /// <summary>NC: the columns of a packed block of B, a multiple of the widest tile.</summary>
    private static int NC
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => PackingBuffer.BlockBytes / (KC * sizeof(T)) / NR * NR;
    }

    /// <summary>NR: the columns of the widest tile.</summary>
    private static int NR
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MicroKernels<TSimd, TVector, T>.MaxVectors * TSimd.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Product<T>* product)
    {
        if (product->Packed != null && product->K > 0)
        {
            if (product->C == null)
            {
                Pack(product, product->Packed);
            }
            else
            {
                Blocks(product, null, product->Packed);
            }
            return;
        }
        if (product->BColumn == 1 && product->M == 1 && (long)product->K * product->N * sizeof(T) > CachedBytes)
        {
            RowProduct<TSimd, TVector, T>.Stream(product);
            return;
        }
        if (product->UsesInnerProducts)
        {
            DotProduct<TSimd, TVector, T>.Run(product);
            return;
        }
        bool packs = product->K > 0 && (product->BColumn != 1 || (product->M >= ManyRows && IsLarge(product)));
        if (!packs)
        {
            Block(product, 0, product->N, 0, product->K, product->B, 0, null);
            return;
        }
        PackingBuffer buffer = PackingBuffer.Rent();
        Blocks(product, buffer, null);
        buffer.Return();
    }

    /// <summary>Packs all of op(B), block after block, in the order in which a product asks for them.</summary>
    private static void Pack(Product<T>* product, T* destination)
    {
        for (int jc = 0; jc < product->N; jc += NC)
        {
            int nc = Math.Min(NC, product->N - jc), depths = Parts(product->K, KC);
            for (int part = 0; part < depths; part++)
            {
                int pc = Start(product->K, depths, part), kc = Start(product->K, depths, part + 1) - pc;
                Packing<TSimd, TVector, T>.PackB(product, pc, kc, jc, nc, destination);
                destination += PackedLength(kc, nc);
            }
        }
    }

    /// <summary>The numbers of a packed k×n: its columns fill whole vectors.</summary>
    private static nint PackedLength(int k, int n) => (nint)k * Parts(n, TSimd.Count) * TSimd.Count;

    /// <summary>The blocks of a product whose B is packed, one by one into a buffer or before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks(Product<T>* product, PackingBuffer? buffer, T* packed)
    {
        int depths = Parts(product->K, KC);
        for (int jc = 0; jc < product->N; jc += NC)
        {
            int nc = Math.Min(NC, product->N - jc);
            for (int part = 0; part < depths; part++)
            {
                int pc = Start(product->K, depths, part);
                int kc = Start(product->K, depths, part + 1) - pc;
                T* block = packed;
                if (buffer is null)
                {
                    packed += PackedLength(kc, nc);
                }
                else
                {
                    block = (T*)buffer.Block;
                    Packing<TSimd, TVector, T>.PackB(product, pc, kc, jc, nc, block);
                }
                Block(product, jc, nc, pc, kc, block, kc, product->AColumn == 1 || buffer is null ? null : (T*)buffer.Panel);
            }
        }
    }

    /// <summary>The tiles of some columns of C, for some k.</summary>
    /// <param name="product">The product.</param>
    /// <param name="jc">The first column.</param>
    /// <param name="nc">How many columns.</param>
    /// <param name="pc">The first k.</param>
    /// <param name="kc">How many k.</param>
    /// <param name="b">B's element [pc, jc], or a packed block.</param>
    /// <param name="packedRows">The rows of each panel of the packed block; 0 where B is not packed.</param>
    /// <param name="panel">Memory for a panel of A, or null where A is not packed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(Product<T>* product, int jc, int nc, int pc, int kc, T* b, int packedRows, T* panel)
    {
        Tile<T> tile = default;
        tile.Depth = kc;
        tile.ARow = product->ARow;
        tile.AColumn = product->AColumn;
        tile.BRow = product->BRow;
        tile.CRow = product->CRow;
        tile.Rectify = product->Rectify && pc + kc == product->K;
        bool accumulate = product->Accumulate || pc > 0;
        tile.StartRow = accumulate ? product->CRow : 0;
        T* a = product->A + (pc * product->AColumn), c = product->C + jc;
        T* start = accumulate ? c : product->Bias == null ? null : product->Bias + jc;
        if (nc <= NR && panel == null && (product->M > 1 || packedRows > 0))
        {
            tile.A = a;
            tile.B = b;
            tile.C = c;
            tile.Start = start;
            tile.BRow = packedRows > 0 ? StripVectors(nc) * TSimd.Count : tile.BRow;
            Down(&tile, product->M, nc);
            return;
        }
        if (product->M == 1 && packedRows == 0)
        {
            tile.A = a;
            tile.B = b;
            tile.C = c;
            tile.Start = start;
            RowProduct<TSimd, TVector, T>.Strips(product, &tile);
            return;
        }
        int panels = Parts(product->M, MicroKernels<TSimd, TVector, T>.MaxRows);
        for (int i = 0, ir = 0; i < panels; i++)
        {
            int rows = Start(product->M, panels, i + 1) - ir;
            tile.A = a + (ir * product->ARow);
            tile.ARow = product->ARow;
            tile.AColumn = product->AColumn;
            if (panel != null)
            {
                Packing<TSimd, TVector, T>.PackA(ref tile, rows, panel);
            }
            tile.B = b;
            tile.C = c + (ir * product->CRow);
            tile.Start = start == null ? null : start + (ir * tile.StartRow);
            Across(&tile, rows, nc, packedRows);
            ir += rows;
        }
    }

    /// <summary>The tiles of one strip of columns, one below the other. Their heights differ by one at most: not eights and a rest of one, because a tile of one row waits for its additions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Down(Tile<T>* tile, int rows, int columns)
    {
        int vectors = StripVectors(columns);
        tile->Lanes = columns - ((vectors - 1) * TSimd.Count);
        bool ragged = tile->Lanes < TSimd.Count;
        if (vectors == 1 && rows >= TallKernel.Rows && MicroKernels<TSimd, TVector, T>.HasManyRegisters)
        {
            int tall = rows / TallKernel.Rows;
            Repeat(tile, tall, TallKernel.Rows, ragged ? &TallKernel<TSimd, TVector, T, Ragged>.Run : &TallKernel<TSimd, TVector, T, Whole>.Run);
            rows -= tall * TallKernel.Rows;
        }
        int panels = Parts(rows, MicroKernels<TSimd, TVector, T>.MaxRows);
        if (panels == 0)
        {
            return;
        }
        int height = rows / panels, taller = rows - (height * panels);
        if (taller > 0)
        {
            Repeat(tile, taller, height + 1, MicroKernels<TSimd, TVector, T>.Get(height + 1, vectors, ragged));
        }
        Repeat(tile, panels - taller, height, MicroKernels<TSimd, TVector, T>.Get(height, vectors, ragged));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Repeat(Tile<T>* tile, int count, int rows, delegate*<Tile<T>*, void> kernel)
    {
        for (; count > 0; count--)
        {
            kernel(tile);
            tile->A += rows * tile->ARow;
            tile->C += rows * tile->CRow;
            tile->Start += rows * tile->StartRow;
        }
    }

    /// <summary>The tiles of one panel of rows, one beside the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Across(Tile<T>* tile, int rows, int columns, int packedRows)
    {
        while (columns > 0)
        {
            int vectors = StripVectors(columns), width = vectors * TSimd.Count;
            tile->Lanes = columns - width + TSimd.Count;
            tile->BRow = packedRows > 0 ? width : tile->BRow;
            MicroKernels<TSimd, TVector, T>.Get(rows, vectors, tile->Lanes < TSimd.Count)(tile);
            tile->B += packedRows > 0 ? (nint)packedRows * width : width;
            tile->C += width;
            tile->Start += tile->Start == null ? 0 : width;
            columns -= width;
        }
    }

    /// <summary>The vectors of the next tile when so many columns are left: as many as there may be, but 4 make 2 and 2. The last may have lanes to spare.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StripVectors(int columns)
    {
        int vectors = (int)((uint)(columns + TSimd.Count - 1) / (uint)TSimd.Count);
        return vectors == 4 ? 2 : Math.Min(vectors, MicroKernels<TSimd, TVector, T>.MaxVectors);
    }

    /// <summary>Whether B takes more than its share of the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLarge(Product<T>* product) => (long)product->K * product->N * sizeof(T) > UnpackedBytes;

    /// <summary>How many parts of at most <paramref name="size"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Parts(int count, int size) => (count + size - 1) / size;

    /// <summary>Where part number <paramref name="part"/> starts when parts differ by one at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Start(int count, int parts, int part) => (int)((long)count * part / parts);
}
