using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>A product on one thread: which path it takes, and the outer loops over blocks of B that stay in the second-level cache, after K. Goto and R. van de Geijn (2008) and F. Van Zee and R. van de Geijn (BLIS, 2015).</summary>
internal static unsafe class BlockedProduct<TSimd, TVector, T>
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
        get => PackingBuffer.BlockBytes / (KC * sizeof(T)) / MacroKernel<TSimd, TVector, T>.NR * MacroKernel<TSimd, TVector, T>.NR;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Product<T>* product)
    {
        if (product->Packed != null && product->K > 0)
        {
            Blocks(product, product->Packed, packs: product->C == null, null);
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
            MacroKernel<TSimd, TVector, T>.Run(product, 0, product->N, 0, product->K, product->B, 0, null);
            return;
        }
        PackingBuffer buffer = PackingBuffer.Rent();
        Blocks(product, (T*)buffer.Block, packs: true, product->AColumn == 1 ? null : (T*)buffer.Panel);
        buffer.Return();
    }

    /// <summary>The blocks of a product whose B is packed: one after the other into the same memory, or before, all of them behind each other.</summary>
    /// <param name="product">The product; one without a C is only packed.</param>
    /// <param name="block">The first packed block.</param>
    /// <param name="packs">True where the blocks are yet to be packed.</param>
    /// <param name="panel">Memory for a panel of A, or null where A is not packed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks(Product<T>* product, T* block, bool packs, T* panel)
    {
        int depths = Partition.Count(product->K, KC);
        for (int jc = 0; jc < product->N; jc += NC)
        {
            int nc = Math.Min(NC, product->N - jc);
            for (int part = 0; part < depths; part++)
            {
                int pc = Partition.Start(product->K, depths, part);
                int kc = Partition.Start(product->K, depths, part + 1) - pc;
                if (packs)
                {
                    Packing<TSimd, TVector, T>.PackB(product, pc, kc, jc, nc, block);
                }
                if (product->C != null)
                {
                    MacroKernel<TSimd, TVector, T>.Run(product, jc, nc, pc, kc, block, kc, panel);
                }
                if (product->Packed != null)
                {
                    block += PackedLength(kc, nc);
                }
            }
        }
    }

    /// <summary>The numbers of a packed k×n: its columns fill whole vectors.</summary>
    private static nint PackedLength(int k, int n) => (nint)k * Partition.Count(n, TSimd.Count) * TSimd.Count;

    /// <summary>Whether B takes more than its share of the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLarge(Product<T>* product) => (long)product->K * product->N * sizeof(T) > UnpackedBytes;
}
