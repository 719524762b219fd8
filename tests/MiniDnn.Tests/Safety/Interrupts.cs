namespace MiniDnn.Tests;

/// <summary>Interrupts a thread at random moments while it computes.</summary>
internal static class Interrupts
{
    /// <summary>Makes calls until so many were interrupted, while arrays are moved: who writes to where one was is noticed.</summary>
    /// <returns>What went wrong.</returns>
    public static IReadOnlyList<string> Run(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        Workload[] workloads = [.. Enumerable.Range(0, 4 * Workloads.KindCount).Select(i => Workloads.Create(i, random))];
        var faults = new List<string>();
        bool done = false;
        var thread = new Thread(() =>
        {
            int interrupted = 0;
            for (int i = 0; interrupted < count && faults.Count == 0; i++)
            {
                if (workloads[i % workloads.Length].Fault(_ => false, out _) is { } fault)
                {
                    faults.Add(fault);
                }
                interrupted += TakeOne() ? 1 : 0;
            }
            Volatile.Write(ref done, true);
        });
        thread.Start();
        for (int round = 0; !Volatile.Read(ref done); round++)
        {
            Thread.SpinWait(random.NextInt32(5_000));
            thread.Interrupt();
            if (round % 200 == 0)
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            }
        }
        thread.Join();
        return faults;
    }

    /// <summary>Whether an interrupt has come since the last time: a call does not wait, so it takes none.</summary>
    public static bool TakeOne()
    {
        try
        {
            Thread.Sleep(0);
            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
    }
}
