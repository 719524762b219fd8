using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Computes matrix products: chooses a plan, shares the parts among threads, and runs each with the widest vectors.</summary>
internal static unsafe class ProductKernels
{
    /// <summary>Computes a product on at most so many threads; null for as many as pay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T>(Product<T>* product, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ProductPlan plan = ProductPlan.For(product, threads);
        if (plan.Parts == 1)
        {
            Simd.Run<ProductLoop<T>, T>(new(product, plan.Path));
        }
        else
        {
            var job = new Job<T>(product, plan);
            Workers.Run(&RunPart<T>, &job, plan.Parts, plan.Threads);
        }
    }

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
