using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace MiniDnn.Tests;

/// <summary>Computes each time in a copy of the library that has no helper threads and no memory of its own yet, and can't have them.</summary>
internal static class FreshCopies
{
    /// <summary>Computes so many times, in as many copies of the library, each time once more where there is no limit.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many copies.</param>
    /// <param name="lacksMemory">True where the heap is almost full, and must have a limit; false where no thread can be started.</param>
    /// <returns>What went wrong.</returns>
    public static IReadOnlyList<string> Run(ulong seed, int count, bool lacksMemory)
    {
        string method = lacksMemory ? nameof(ComputeWithoutMemory) : nameof(ComputeWithoutThreads);
        var random = new SeededRandom(seed);
        // all files that a copy needs are read once by who may read them
        string fault = InCopy(method, random.NextUInt64());
        if (!lacksMemory)
        {
            ProcessLimits.LeaveRoot();
            ProcessLimits.WithoutNewThreads(() => fault += CanStart() ? "A thread could be started in spite of the limit." : "");
        }
        for (int i = 0; i < count && fault.Length == 0; i++)
        {
            fault = InCopy(method, random.NextUInt64());
        }
        return fault.Length == 0 ? [] : [fault];
    }

    /// <summary>In this copy: no thread can be had, then threads can be had; an interrupt that was there before stays.</summary>
    /// <returns>What went wrong; empty where nothing did.</returns>
    public static string ComputeWithoutThreads(string seed)
    {
        Workload workload = Create(seed, out SeededRandom random);
        bool isInterrupted = random.NextInt32(3) == 0;
        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
        string? fault = null;
        ProcessLimits.WithoutNewThreads(() => fault = workload.Fault(_ => false, out _));
        fault ??= workload.Fault(_ => false, out _);
        return fault ?? (isInterrupted != Interrupts.TakeOne() ? "An interrupt was lost." : "");
    }

    /// <summary>In this copy: no memory can be had, then it can.</summary>
    /// <returns>What went wrong; empty where nothing did.</returns>
    public static string ComputeWithoutMemory(string seed)
    {
        Workload workload = Create(seed, out SeededRandom random);
        string? fault = MemoryLimits.InFullHeap(workload, random.NextInt32(2_000_000), out _);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return fault ?? workload.Fault(_ => false, out _) ?? "";
    }

    /// <summary>A workload whose result is known from one thread.</summary>
    private static Workload Create(string seed, out SeededRandom random)
    {
        random = new SeededRandom(ulong.Parse(seed, CultureInfo.InvariantCulture));
        Workloads.Threads = 1;
        Workload workload = Workloads.Create(random.NextInt32(Workloads.ParallelCount), random);
        Workloads.Threads = null;
        return workload;
    }

    private static bool CanStart()
    {
        try
        {
            var thread = new Thread(() => { });
            thread.Start();
            thread.Join();
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private static string InCopy(string method, ulong seed)
    {
        var copy = new Copy();
        Type type = copy.LoadFromAssemblyPath(typeof(FreshCopies).Assembly.Location).GetType(typeof(FreshCopies).FullName!)!;
        string fault = (string)type.GetMethod(method)!.Invoke(null, [seed.ToString(CultureInfo.InvariantCulture)])!;
        copy.Unload();
        return fault;
    }

    /// <summary>Loads the library again; the framework stays.</summary>
    private sealed class Copy() : AssemblyLoadContext("copy", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name)
            => name.Name == typeof(Matrix).Assembly.GetName().Name ? LoadFromAssemblyPath(typeof(Matrix).Assembly.Location) : null;
    }
}
