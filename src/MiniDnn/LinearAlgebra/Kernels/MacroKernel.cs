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

    /// <summary>B is read where it lies when C has fewer rows than this: copying it would not pay.</summary>
    private const int ManyRows = 48;

    /// <summary>NC: the columns of a packed block of B, a multiple of the widest tile.</summary>
    private static int NC => PackingBuffer.BlockBytes / (KC * sizeof(T)) / NR * NR;

    /// <summary>NR: the columns of the widest tile.</summary>
    private static int NR => MicroKernels<TSimd, TVector, T>.MaxVectors * TSimd.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Product<T>* product)
    {
        if (product->BColumn == 1 && product->M == 1 && IsLarge(product))
        {
            RowProduct<TSimd, TVector, T>.Run(product);
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
        int depths = Parts(product->K, KC);
        for (int jc = 0; jc < product->N; jc += NC)
        {
            int nc = Math.Min(NC, product->N - jc);
            for (int part = 0; part < depths; part++)
            {
                int pc = Start(product->K, depths, part);
                int kc = Start(product->K, depths, part + 1) - pc;
                var block = (T*)buffer.Block;
                Packing<TSimd, TVector, T>.PackB(product, pc, kc, jc, nc, block);
                Block(product, jc, nc, pc, kc, block, kc, (T*)buffer.Panel);
            }
        }
        buffer.Return();
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
        tile.CRow = product->CRow;
        bool accumulate = product->Accumulate || pc > 0;
        tile.StartRow = accumulate ? product->CRow : 0;
        tile.Rectify = product->Rectify && pc + kc == product->K;
        tile.BRow = product->BRow;
        tile.Ragged = nc % TSimd.Count;
        int panels = Parts(product->M, MicroKernels<TSimd, TVector, T>.MaxRows);
        int height = product->M / panels, tallerPanels = product->M - (height * panels);
        for (int ir = 0, i = 0, rows; i < panels; ir += rows, i++)
        {
            rows = i < tallerPanels ? height + 1 : height;
            MicroKernels<TSimd, TVector, T> kernels = MicroKernels<TSimd, TVector, T>.OfRows(rows);
            tile.A = product->A + (ir * product->ARow) + (pc * product->AColumn);
            tile.ARow = product->ARow;
            tile.AColumn = product->AColumn;
            if (panel != null)
            {
                Packing<TSimd, TVector, T>.PackA(ref tile, rows, panel);
            }
            for (int jr = 0; jr < nc;)
            {
                int vectors = StripVectors(nc - jr);
                int width = Math.Max(1, vectors) * TSimd.Count;
                tile.B = b + jr;
                if (packedRows > 0)
                {
                    tile.B = b + ((nint)jr * packedRows);
                    tile.BRow = width;
                }
                tile.C = product->C + (ir * product->CRow) + jc + jr;
                tile.Start = accumulate ? tile.C : product->Bias == null ? null : product->Bias + jc + jr;
                kernels.OfVectors(vectors)(&tile);
                jr += width;
            }
        }
    }

    /// <summary>The vectors of the next tile when so many columns are left: as many as there may be, but 4 make 2 and 2; 0 for less than a vector.</summary>
    public static int StripVectors(int columns)
    {
        int vectors = columns / TSimd.Count;
        return vectors is 2 or 4 ? 2 : Math.Min(vectors, MicroKernels<TSimd, TVector, T>.MaxVectors);
    }

    /// <summary>Whether B takes more than its share of the second-level cache.</summary>
    private static bool IsLarge(Product<T>* product) => (long)product->K * product->N * sizeof(T) > UnpackedBytes;

    /// <summary>How many parts of at most <paramref name="size"/>.</summary>
    private static int Parts(int count, int size) => (count + size - 1) / size;

    /// <summary>Where part number <paramref name="part"/> starts when parts differ by one at most.</summary>
    private static int Start(int count, int parts, int part) => (int)((long)count * part / parts);
}
