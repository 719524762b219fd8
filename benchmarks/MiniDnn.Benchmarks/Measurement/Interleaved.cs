using System.Diagnostics;

namespace MiniDnn.Benchmarks;

/// <summary>How long and how often <see cref="Interleaved"/> measures.</summary>
/// <param name="Rounds">Every contender has one slice in each round.</param>
/// <param name="Slice">Seconds of a slice; at least one call.</param>
/// <param name="Warm">Seconds of calls before each slice that are not timed.</param>
/// <param name="Rest">Seconds of sleep before that, so that the threads of the contender before, which wait in loops for more work, are asleep.</param>
internal sealed record MeasuringTime(int Rounds, double Slice, double Warm, double Rest = 0);

/// <summary>Times contenders in turns, slice by slice, because the machine's speed changes from second to second: each round compares its own neighbours.</summary>
internal static class Interleaved
{
    /// <summary>A call longer than this is measured in few rounds.</summary>
    private const double LongCall = 0.1;

    /// <returns>Seconds of one call: a row for each round, a column for each contender.</returns>
    public static double[][] Measure(IReadOnlyList<Action> contenders, MeasuringTime time)
    {
        int[] calls = [.. contenders.Select(contender => CallsFor(contender, time))];
        bool slow = calls.Contains(0);
        int rounds = slow ? Math.Min(3, time.Rounds) : time.Rounds;
        var seconds = new double[rounds][];
        for (int round = 0; round < rounds; round++)
        {
            seconds[round] = new double[contenders.Count];
            for (int turn = 0; turn < contenders.Count; turn++)
            {
                int i = (turn + round) % contenders.Count;
                Thread.Sleep(TimeSpan.FromSeconds(time.Rest));
                Warm(contenders[i], calls[i] == 0 ? 0 : time.Warm);
                seconds[round][i] = Time(contenders[i], Math.Max(1, calls[i]));
            }
        }
        return seconds;
    }

    /// <summary>Calls managed code until the compiler has replaced its first, unoptimised version: it does so twice, each time after 30 calls, in quiet moments of a tenth of a second. A burst lasts half of that.</summary>
    public static void Settle(Action contender, int bursts)
    {
        for (int burst = 0; burst < bursts; burst++)
        {
            Time(contender, Time(contender, 1) > LongCall ? 1 : 30);
            Warm(contender, 0.05);
        }
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    /// <summary>Calls that fill a slice; 0 where one call is too long for that.</summary>
    private static int CallsFor(Action contender, MeasuringTime time)
    {
        if (Time(contender, 1) > LongCall)
        {
            return 0;
        }
        Warm(contender, 0.02);
        int calls = 1;
        double slice = Time(contender, calls);
        while (slice < time.Slice)
        {
            calls = slice < time.Slice / 10 ? calls * 8 : (int)Math.Ceiling(calls * time.Slice / slice * 1.05);
            slice = calls * Time(contender, calls);
        }
        return calls;
    }

    private static void Warm(Action contender, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            contender();
        }
    }

    private static double Time(Action contender, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            contender();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
