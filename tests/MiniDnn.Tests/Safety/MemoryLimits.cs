namespace MiniDnn.Tests;

/// <summary>Computes where memory runs out at random moments: that of the collector, or what the system gives.</summary>
internal static class MemoryLimits
{
    /// <summary>Calls with little memory left, in turns of the heap and of the process; and each time once more with enough.</summary>
    /// <remarks>The process must have a limit of its heap.</remarks>
    /// <returns>What went wrong.</returns>
    public static IReadOnlyList<string> Run(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        Workload[] workloads = [.. Enumerable.Range(0, 2 * Workloads.KindCount).Select(i => Workloads.Create(i, random))];
        var faults = new List<string>();
        int failed = 0;
        for (int i = 0; i < count && faults.Count == 0; i++)
        {
            Workload workload = workloads[random.NextInt32(workloads.Length)];
            int rest = random.NextInt32(1_000_000);
            string? fault = i % 2 == 0 ? InFullHeap(workload, rest, out bool succeeded) : InFullProcess(workload, rest, out succeeded);
            failed += succeeded ? 0 : 1;
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            fault ??= workloads[i % workloads.Length].Fault(_ => false, out _);
            if (fault is not null)
            {
                faults.Add(fault);
            }
        }
        Console.WriteLine($"{failed} of {count} calls ran out of memory");
        if (failed < count / 20)
        {
            faults.Add($"only {failed} of {count} calls ran out of memory");
        }
        return faults;
    }

    /// <summary>Computes with about so many bytes left in the heap.</summary>
    /// <returns>What went wrong, or null; that memory ran out is not wrong.</returns>
    public static string? InFullHeap(Workload workload, int rest, out bool succeeded)
    {
        Func<Exception, bool> isAllowed = IsOutOfMemory;
        List<byte[]> ballast = FillHeap(rest);
        try
        {
            return workload.Fault(isAllowed, out succeeded);
        }
        catch (OutOfMemoryException)
        {
            // what the test itself compiles in a new copy can need memory too
            succeeded = false;
            return null;
        }
        finally
        {
            GC.KeepAlive(ballast);
        }
    }

    private static string? InFullProcess(Workload workload, int rest, out bool succeeded)
    {
        string? fault = null;
        bool hasResult = false;
        ProcessLimits.WithMemory(rest, () => fault = workload.Fault(IsOutOfMemory, out hasResult));
        succeeded = hasResult;
        return fault;
    }

    // made before memory is short, for the tests must not need any then
    private static readonly Func<Exception, bool> IsOutOfMemory = exception => exception is OutOfMemoryException;

    /// <summary>Takes all the memory of the heap, and gives back about so many bytes.</summary>
    private static List<byte[]> FillHeap(int rest)
    {
        var ballast = new List<byte[]>(100_000);
        foreach (int size in new[] { 4_000_000, 200_000, 20_000 })
        {
            try
            {
                while (ballast.Count < ballast.Capacity)
                {
                    ballast.Add(new byte[size]);
                }
            }
            catch (OutOfMemoryException)
            {
                // no piece of this size is left; smaller ones may be
            }
        }
        for (int freed = 0; freed < rest && ballast.Count > 0; ballast.RemoveAt(ballast.Count - 1))
        {
            freed += ballast[^1].Length;
        }
        return ballast;
    }
}
