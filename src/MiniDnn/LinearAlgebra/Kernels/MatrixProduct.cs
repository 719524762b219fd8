using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn;

/// <summary>Matrix products C = op(A)·op(B) or C += op(A)·op(B), op being nothing or a transposition that is never built. The callers check shapes and overlap.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>A thread is worth its hand-over for so many multiplications.</summary>
    private const long ThreadWork = 500_000;

    /// <summary>A·Bᵀ is computed as inner products up to so many rows of C.</summary>
    private const int FewRows = 4;

    /// <summary>Few rows of C take as long as B takes to be read, and each thread adds to the speed of reading: one is worth its hand-over for so many bytes.</summary>
    private const long ThreadBytes = 400_000;

    private const int CacheLine = 64;

    /// <summary>Large products have more parts than threads, so that a thread that is held up has fewer to do.</summary>
    private const long PartWork = 4_000_000;
    private const int MaxPartsOfThread = 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(
        in ReadOnlyMatrixSpan<T> a, bool transposeA, in ReadOnlyMatrixSpan<T> b, bool transposeB, in MatrixSpan<T> c, bool accumulate, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Multiply(a, transposeA, b, transposeB, c, accumulate, default, rectify: false, threads);

    /// <summary>C = op(A)·op(B) + a bias for each column (or none where it is empty), and max(x, 0) of that where <paramref name="rectify"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        in ReadOnlyMatrixSpan<T> a, bool transposeA, in ReadOnlyMatrixSpan<T> b, bool transposeB, in MatrixSpan<T> c, bool accumulate, ReadOnlySpan<T> bias, bool rectify, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.IsEmpty)
        {
            return;
        }
        fixed (T* pa = &a.Reference, pb = &b.Reference, pc = &c.Reference, pBias = bias)
        {
            Product<T> product = default;
            product.M = c.RowCount;
            product.N = c.ColumnCount;
            product.K = transposeA ? a.RowCount : a.ColumnCount;
            product.A = pa;
            product.ARow = transposeA ? 1 : a.RowStride;
            product.AColumn = transposeA ? a.RowStride : 1;
            product.B = pb;
            product.BRow = transposeB ? 1 : b.RowStride;
            product.BColumn = transposeB ? b.RowStride : 1;
            product.C = pc;
            product.CRow = c.RowStride;
            product.Accumulate = accumulate;
            product.Bias = pBias;
            product.Rectify = rectify;
            product.UsesInnerProducts = transposeB && !transposeA && product.M <= FewRows;
            long work = (long)product.M * product.N * product.K;
            long worth = work / ThreadWork;
            if (product.M <= FewRows)
            {
                worth = Math.Max(worth, (long)product.N * product.K * sizeof(T) / ThreadBytes);
                product.Chained = product.M == 1 && worth < 2;
            }
            Share(&product, worth, work, threads);
        }
    }

    /// <summary>C = A·op(B) for a B that <see cref="Pack"/> packed before; C += that where <paramref name="accumulate"/> is set.</summary>
    public static void Multiply<T>(in ReadOnlyMatrixSpan<T> a, T[] packed, in MatrixSpan<T> c, bool accumulate, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.IsEmpty)
        {
            return;
        }
        fixed (T* pa = &a.Reference, pb = packed, pc = &c.Reference)
        {
            Product<T> product = default;
            product.M = c.RowCount;
            product.N = c.ColumnCount;
            product.K = a.ColumnCount;
            product.A = pa;
            product.ARow = a.RowStride;
            product.AColumn = 1;
            product.Packed = Align(pb);
            product.C = pc;
            product.CRow = c.RowStride;
            product.Accumulate = accumulate;
            long work = (long)product.M * product.N * product.K;
            Share(&product, Math.Min(work / ThreadWork, product.M), work, threads);
        }
    }

    /// <summary>Packs op(B) for products to come.</summary>
    /// <returns>Memory that does not move; what is packed starts at its first cache line.</returns>
    public static T[] Pack<T>(in ReadOnlyMatrixSpan<T> b, bool transpose)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int k, int n) = transpose ? (b.ColumnCount, b.RowCount) : (b.RowCount, b.ColumnCount);
        int line = Math.Max(1, CacheLine / sizeof(T));
        T[] memory = GC.AllocateUninitializedArray<T>(checked((k * ((n + line - 1) / line * line)) + line), pinned: true);
        fixed (T* pb = &b.Reference, destination = memory)
        {
            Product<T> product = default;
            product.N = n;
            product.K = k;
            product.B = pb;
            product.BRow = transpose ? 1 : b.RowStride;
            product.BColumn = transpose ? b.RowStride : 1;
            product.Packed = Align(destination);
            Run(&product);
        }
        return memory;
    }

    private static T* Align<T>(T* memory)
        where T : unmanaged
        => (T*)(((nint)memory + CacheLine - 1) & -CacheLine);

    /// <summary>Runs a product on as many threads as are worth it and allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Share<T>(Product<T>* product, long worth, long work, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int most = worth < 2 || threads == 1 ? 1 : (int)Math.Min(worth, Math.Min(threads ?? int.MaxValue, Workers.MaxThreads));
        if (most == 1)
        {
            Run(product);
            return;
        }
        product->Parts = most * (int)Math.Clamp(work / (most * PartWork), 1, MaxPartsOfThread);
        Workers.Run(&RunPart<T>, product, product->Parts, most);
    }

    /// <summary>Part number <paramref name="part"/> of C: some of its columns, or some of its rows where there are more of these. Each element is computed as it is by one thread.</summary>
    private static void RunPart<T>(void* context, int part)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var product = (Product<T>*)context;
        bool byColumns = product->N >= product->M && product->Packed == null;
        int count = byColumns ? product->N : product->M;
        int grain = byColumns ? 64 / sizeof(T) : 8;
        int start = Start(count, product->Parts, part, grain);
        int size = Start(count, product->Parts, part + 1, grain) - start;
        Product<T> block = byColumns ? product->Block(0, product->M, start, size) : product->Block(start, size, 0, product->N);
        if (size > 0)
        {
            Run(&block);
        }
    }

    /// <summary>Where a part starts: the multiple of the grain that is nearest to an equal share.</summary>
    private static int Start(int count, int parts, int part, int grain)
        => part == parts ? count : (int)(((long)count * part / parts) + (grain / 2)) / grain * grain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<T>(Product<T>* product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool hasVectors = typeof(T) == typeof(float) || typeof(T) == typeof(double);
        if (hasVectors && Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            BlockedProduct<Simd512<T>, Vector512<T>, T>.Run(product);
        }
        else if (hasVectors && Vector256.IsHardwareAccelerated && Avx.IsSupported)
        {
            BlockedProduct<Simd256<T>, Vector256<T>, T>.Run(product);
        }
        else if (hasVectors && Vector128.IsHardwareAccelerated)
        {
            BlockedProduct<Simd128<T>, Vector128<T>, T>.Run(product);
        }
        else
        {
            BlockedProduct<SimdScalar<T>, T, T>.Run(product);
        }
    }
}
