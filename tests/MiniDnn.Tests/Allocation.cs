using System.Diagnostics;

namespace MiniDnn.Tests;

internal static class Allocation
{
    /// <summary>The bytes that a call allocates on this thread once warm: unoptimised code may box where the final code does not, so it is called until it allocates nothing or two seconds are over.</summary>
    public static long OnceWarm(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        long bytes;
        do
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        while (bytes != 0 && Stopwatch.GetElapsedTime(start).TotalSeconds < 2);
        return bytes;
    }
}
