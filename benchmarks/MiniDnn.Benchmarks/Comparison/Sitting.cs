using System.Diagnostics;
using System.Runtime;

namespace MiniDnn.Benchmarks;

/// <summary>A measurement of rows with both builds loaded and compiled anew: the same code, compiled twice, differs by up to a tenth with the addresses it got and with what the compiler saw it do first.</summary>
internal sealed class Sitting
{
    /// <summary>The compiler replaces code twice, each time after 30 calls; the third stage leaves it nothing to do.</summary>
    private const int Stages = 3, CallsToReplace = 30;

    /// <summary>Seconds after which long work is not called again in a stage.</summary>
    private const double LongStage = 0.01;

    /// <summary>An action repeats shorter work until it takes so many seconds.</summary>
    private const double ShortestAction = 2e-6;

    /// <summary>Where memory starts within the cache line, sitting by sitting, so that no build is judged by one place alone.</summary>
    private static readonly int[] Offsets = [0, 32, 16, 48];

    private readonly int _number;
    private readonly Dictionary<string, Func<Action<int>>> _earlier = [], _present = [];

    /// <param name="number">Counted from 0; who is first changes from one to the next.</param>
    /// <param name="earlier">The folder of the earlier build.</param>
    /// <param name="table">The table whose rows are measured.</param>
    /// <param name="options">What was asked for.</param>
    public Sitting(int number, string earlier, string table, CompareOptions options)
    {
        _number = number;
        foreach (bool isPresent in InOrder(false, true))
        {
            var build = new LibraryBuild(isPresent ? AppContext.BaseDirectory : earlier);
            foreach ((string name, Func<Action<int>> prepare) in options.Threads.SelectMany(threads => build.Rows(table, threads, options.Quick)))
            {
                (isPresent ? _present : _earlier).Add(name, prepare);
            }
        }
    }

    /// <summary>Calls the rows until the compiler has replaced its first versions of their code, which it does in quiet moments of a tenth of a second.</summary>
    public void Settle(IReadOnlyList<ComparedRow> rows)
    {
        for (int stage = 0; stage < Stages; stage++)
        {
            foreach (Func<Action<int>> prepare in rows.SelectMany(Contenders))
            {
                Action<int> run = prepare();
                int pieces = PiecesOf(run);
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < CallsToReplace && Stopwatch.GetElapsedTime(start).TotalSeconds < LongStage; i++)
                {
                    run(pieces);
                }
            }
            AwaitCompiler();
        }
    }

    public void Measure(ComparedRow row, ComparingTime time)
    {
        Action<int>[] runs = AlikeMemory.Create(Contenders(row), Offsets[_number % Offsets.Length]);
        int pieces = runs.Max(PiecesOf);
        MeasuringTime slices = time.SlicesFor(row.Threads, SecondsOf(runs[0], pieces));
        double[][] rounds = Interleaved.Measure([() => runs[0](pieces), () => runs[1](pieces)], slices);
        int[] columns = [.. InOrder(0, 1)];
        row.Add(
            Interleaved.Median(rounds.Select(seconds => seconds[columns[0]] / seconds[columns[1]])),
            Interleaved.Median(rounds.Select(seconds => seconds[columns[1]])) / pieces);
    }

    private IEnumerable<Func<Action<int>>> Contenders(ComparedRow row) => InOrder(_earlier[row.Name], _present[row.Name]);

    private IEnumerable<TItem> InOrder<TItem>(TItem earlier, TItem present) => _number % 2 == 0 ? [earlier, present] : [present, earlier];

    /// <summary>How many pieces of work make an action that is long enough.</summary>
    private static int PiecesOf(Action<int> run)
    {
        int pieces = 1;
        while (SecondsOf(run, pieces) < ShortestAction)
        {
            pieces *= 2;
        }
        return pieces;
    }

    private static double SecondsOf(Action<int> run, int pieces)
    {
        long start = Stopwatch.GetTimestamp();
        run(pieces);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void AwaitCompiler()
    {
        long compiled;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(150);
        }
        while (JitInfo.GetCompiledMethodCount() != compiled);
    }
}
