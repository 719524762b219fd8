using System.Globalization;
using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>guard</c>: measures the hot loops beside baselines in the same run and compares with guard.json.</summary>
internal static class BenchmarkGuard
{
    /// <summary>A case that fails is measured again, with its baseline, so many times before it fails the run.</summary>
    private const int Repetitions = 2;

    private const string Usage = """
        guard [--only TEXT] [--slow-down]
          --only       only cases whose name contains the text
          --slow-down  every case does its work twice: the guard must then fail, which shows that it would notice
        """;

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        IReadOnlyList<GuardBound> bounds = GuardBound.Read();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--slow-down":
                    GuardLoops.SlowDown = true;
                    break;
                case "--only" when i + 1 < arguments.Length:
                    string text = arguments[++i];
                    bounds = [.. bounds.Where(b => b.Case.Contains(text))];
                    break;
                default:
                    Console.Error.WriteLine(Usage);
                    return 2;
            }
        }
        return Judge(bounds) ? 0 : 1;
    }

    private static bool Judge(IReadOnlyList<GuardBound> bounds)
    {
        Dictionary<GuardBound, Verdict> verdicts = Measure(bounds);
        for (int i = 0; i < Repetitions && verdicts.Values.Any(v => !v.Passed); i++)
        {
            GuardBound[] failed = [.. verdicts.Where(v => !v.Value.Passed).Select(v => v.Key)];
            Console.WriteLine($"Measured again: {string.Join(", ", failed.Select(b => $"{b.Case} ({verdicts[b].Ratio:F3}, {verdicts[b].Bytes} bytes)"))}.");
            foreach ((GuardBound bound, Verdict verdict) in Measure(failed))
            {
                verdicts[bound] = verdict;
            }
        }
        Print(verdicts);
        return verdicts.Count > 0 && verdicts.Values.All(v => v.Passed);
    }

    private static Dictionary<GuardBound, Verdict> Measure(IReadOnlyList<GuardBound> bounds)
    {
        GuardLoops.Chosen = [.. bounds.SelectMany(b => new[] { b.Baseline, b.Case }).Distinct()];
        Dictionary<string, BenchmarkReport> reports = BenchmarkRunner.Run<GuardLoops>(Config()).Reports
            .ToDictionary(r => (string)r.BenchmarkCase.Parameters[nameof(GuardLoops.Case)]);
        // other programs can only slow a loop down: the fastest iteration has least of them
        double Speed(string name) => GuardCase.All[name]().Work / reports[name].ResultStatistics!.Min;
        return bounds.ToDictionary(
            bound => bound,
            bound => new Verdict(
                bound,
                Speed(bound.Case),
                Speed(bound.Case) / Speed(bound.Baseline),
                GuardLoops.Bytes[bound.Case]));
    }

    /// <summary>Short iterations in this process, some of which fit between the turns of other programs, without a log: quick enough for every build.</summary>
    private static ManualConfig Config()
    {
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(6)
            .WithIterationCount(40)
            .WithIterationTime(TimeInterval.FromMilliseconds(6));
        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .AddAnalyser(EnvironmentAnalyser.Default)
            .WithOptions(ConfigOptions.DisableLogFile);
    }

    private static void Print(Dictionary<GuardBound, Verdict> verdicts)
    {
        Console.WriteLine();
        Console.WriteLine($"{"case",-34}{"baseline",-26}{"10⁹/s",9}{"ratio",9}{"least",8}{"bytes",8}{"most",7}");
        foreach (Verdict v in verdicts.Values)
        {
            GuardBound bound = v.Bound;
            Console.WriteLine($"{bound.Case,-34}{bound.Baseline,-26}{v.Speed,9:F2}{v.Ratio,9:F3}{bound.LeastRatio,8:F2}{v.Bytes,8}{bound.MostBytes,7}  {(v.Passed ? "ok" : "BROKEN")}");
        }
        Console.WriteLine();
        Console.WriteLine($"{verdicts.Values.Count(v => v.Passed)} held, {verdicts.Values.Count(v => !v.Passed)} broken.");
    }

    private sealed record Verdict(GuardBound Bound, double Speed, double Ratio, long Bytes)
    {
        public bool Passed => Ratio >= Bound.LeastRatio && Bytes <= Bound.MostBytes;
    }
}
