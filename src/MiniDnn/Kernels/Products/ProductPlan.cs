using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>How a product is computed: by which path, in how many parts, on how many threads.</summary>
/// <remarks>
/// <see cref="ProductPath.RowInChains"/> and <see cref="ProductPath.InnerProducts"/> add up a sum in several chains, all other paths in
/// one, in the order of k. Which is taken depends on the sizes alone, never on the threads or on where the operands lie: so do the bits.
/// </remarks>
internal readonly unsafe struct ProductPlan
{
    private ProductPlan(ProductPath path, bool byColumns, int parts, int threads)
    {
        Path = path;
        ByColumns = byColumns;
        Parts = parts;
        Threads = threads;
    }

    public ProductPath Path { get; }

    /// <summary>True where the parts are columns of C, false where they are rows.</summary>
    public bool ByColumns { get; }

    public int Parts { get; }

    public int Threads { get; }

    /// <summary>Chooses how a product is computed, on at most so many threads, or as many as pay where they are null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ProductPlan For<T>(Product<T>* product, int? threads)
        where T : unmanaged
    {
        int m = product->M, n = product->N, k = product->K;
        bool isFewRows = m <= Tuning.InnerProductRows, byColumns = n >= m;
        long work = (long)m * n * k, bytes = (long)n * k * sizeof(T);
        long worth = isFewRows ? Math.Max(work / Tuning.ThreadWork, bytes / Tuning.ThreadBytes) : work / Tuning.ThreadWork;
        int most = worth < 2 || threads == 1 ? 1 : (int)Math.Min(worth, Math.Min(threads ?? int.MaxValue, Workers.MaxThreads));
        int parts = most == 1 ? 1 : most * (int)Math.Clamp(work / (most * Tuning.PartWork), 1, Tuning.MaxPartsOfThread);
        // each part packs for itself, so its own share of B decides; a division costs a tenth of the smallest products
        long bytesOfPart = byColumns && parts > 1 ? bytes / parts : bytes;
        int rowsOfPart = byColumns || parts == 1 ? m : m / parts;
        bool isRow = m == 1 && product->BColumn == 1, isLarge = rowsOfPart >= Tuning.PackingRows && bytesOfPart > Tuning.UnpackedBytes;
        ProductPath path = isFewRows && product->TransposesB && !product->TransposesA ? ProductPath.InnerProducts
            : isRow && bytesOfPart > Tuning.CachedBytes ? ProductPath.RowStreamed
            : isRow ? worth < 2 ? ProductPath.RowInChains : ProductPath.RowInStrips
            : k > 0 && (product->BColumn != 1 || isLarge) ? ProductPath.PackedTiles
            : ProductPath.Tiles;
        return new(path, byColumns, parts, most);
    }

    /// <summary>Computes the product that the plan was made for, with the widest vectors, sharing its parts among threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run<T>(Product<T>* product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Parts == 1)
        {
            Simd.Run<ProductLoop<T>, T>(new(product, Path));
        }
        else
        {
            var job = new Job<T>(product, this);
            Workers.Run(&RunPart<T>, &job, Parts, Threads);
        }
    }

    /// <summary>The part of a product with this number; empty where there are more parts than the grain allows.</summary>
    public Product<T> Part<T>(Product<T>* product, int part)
        where T : unmanaged
    {
        int count = ByColumns ? product->N : product->M;
        int grain = ByColumns ? Math.Max(1, Tuning.CacheLine / sizeof(T)) : Tuning.GrainRows;
        int start = Start(count, part, grain), size = Start(count, part + 1, grain) - start;
        return ByColumns ? product->Block(0, product->M, start, size) : product->Block(start, size, 0, product->N);
    }

    /// <summary>Where a part starts: the multiple of the grain that is nearest to an equal share, but never beyond the end.</summary>
    private int Start(int count, int part, int grain)
        => part == Parts ? count : (int)Math.Min(count, (((long)count * part / Parts) + (grain / 2)) / grain * grain);

    /// <summary>Computes one part of C; each element as it is computed by one thread.</summary>
    private static void RunPart<T>(void* context, int part)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = (Job<T>*)context;
        Product<T> block = job->Plan.Part(job->Product, part);
        if (block.M > 0 && block.N > 0)
        {
            Simd.Run<ProductLoop<T>, T>(new(&block, job->Plan.Path));
        }
    }

    private readonly struct Job<T>(Product<T>* product, ProductPlan plan)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public readonly Product<T>* Product = product;
        public readonly ProductPlan Plan = plan;
    }
}
