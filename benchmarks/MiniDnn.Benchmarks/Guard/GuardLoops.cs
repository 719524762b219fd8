using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace MiniDnn.Benchmarks;

/// <summary>The guard's cases as benchmarks; which of them, <see cref="BenchmarkGuard"/> says.</summary>
public class GuardLoops
{
    private const int CountedCalls = 16;

    private static readonly TimeSpan WarmTime = TimeSpan.FromMilliseconds(1500);

    private Action _run = null!;

    internal static IReadOnlyList<string> Chosen { get; set; } = [.. GuardCase.All.Keys];

    /// <summary>Bytes that a call allocates, by case.</summary>
    internal static Dictionary<string, long> Bytes { get; } = [];

    internal static bool SlowDown { get; set; }

    public static IEnumerable<string> Names => Chosen;

    [ParamsSource(nameof(Names))]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        GuardCase chosen = GuardCase.All[Case]();
        bool isBaseline = GuardBound.Read().Any(b => b.Baseline == Case);
        _run = (SlowDown && !isBaseline ? chosen.Slowed() : chosen).Run;
        Warm();
    }

    [Benchmark]
    public void Run() => _run();

    /// <summary>Counted by the thread's own counter: the process's sees what other threads of the runtime do. The least of three counts leaves out what happens once.</summary>
    [GlobalCleanup]
    public void CountBytes() => Bytes[Case] = Math.Min(Count(), Math.Min(Count(), Count()));

    /// <summary>Long enough for the compiler to have replaced its first, unoptimised code, which it does in two stages and in the background, on a busy machine with one core too.</summary>
    private void Warm()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmTime)
        {
            _run();
        }
    }

    private long Count()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < CountedCalls; i++)
        {
            _run();
        }
        return (GC.GetAllocatedBytesForCurrentThread() - before) / CountedCalls;
    }
}
