using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>The way that a product takes through the kernels.</summary>
internal enum ProductPath
{
    /// <summary>Tiles of C, B read where it lies.</summary>
    Tiles,

    /// <summary>Tiles of C, B copied block by block into panels first.</summary>
    PackedTiles,

    /// <summary>One row times a B in the cache, strip of columns by strip.</summary>
    RowInStrips,

    /// <summary>The same with each sum made in several chains.</summary>
    RowInChains,

    /// <summary>One row times a B beyond the cache, read row by row.</summary>
    RowStreamed,

    /// <summary>A few rows times Bᵀ, as inner products.</summary>
    InnerProducts,
}

/// <summary>
/// A product on one thread, with vectors of one width: the outer loops over blocks of B that stay in the second-level cache.
/// </summary>
/// <remarks>After K. Goto and R. van de Geijn (2008) and F. Van Zee and R. van de Geijn (BLIS, 2015).</remarks>
internal readonly unsafe struct ProductLoop<T>(Product<T>* product, ProductPath path) : ISimdLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        switch (path)
        {
            case ProductPath.Tiles:
                MacroKernel<TSimd, TVector, T>.Run(product, new(0, product->N, 0, product->K, product->B));
                break;
            case ProductPath.PackedTiles:
                PackAndMultiply<TSimd, TVector>();
                break;
            case ProductPath.RowStreamed:
                RowProduct<TSimd, TVector, T>.Stream(product);
                break;
            case ProductPath.InnerProducts:
                DotProduct<TSimd, TVector, T>.Run(product);
                break;
            default:
                RowProduct<TSimd, TVector, T>.Strips(product, inChains: path == ProductPath.RowInChains);
                break;
        }
        return default;
    }

    /// <summary>Copies B block by block into panels, and multiplies each block before the next takes its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackAndMultiply<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        // NC, the columns of a block: as many widest tiles as fit
        int nr = MicroKernels<TSimd, TVector, T>.NR, widest = Tuning.BlockBytes / (Tuning.KC * sizeof(T)) / nr * nr;
        PackingBuffer buffer = PackingBuffer.Rent();
        var packed = (T*)buffer.Block;
        T* panel = product->AColumn == 1 ? null : (T*)buffer.Panel;
        int depths = Partition.Count(product->K, Tuning.KC);
        for (nint jc = 0; jc < product->N; jc += widest)
        {
            int nc = (int)Math.Min(widest, product->N - jc);
            for (int part = 0; part < depths; part++)
            {
                int pc = Partition.Start(product->K, depths, part), kc = Partition.Start(product->K, depths, part + 1) - pc;
                var block = new ProductBlock<T>((int)jc, nc, pc, kc, packed, isPacked: true, panel);
                Packing<TSimd, TVector, T>.PackB(product, block, packed);
                MacroKernel<TSimd, TVector, T>.Run(product, block);
            }
        }
        buffer.Return();
    }
}
