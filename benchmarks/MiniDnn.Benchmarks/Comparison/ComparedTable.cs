using System.Diagnostics;

namespace MiniDnn.Benchmarks;

/// <summary>A table of the command <c>compare</c>.</summary>
internal sealed class ComparedTable(string name, IReadOnlyList<ComparedRow> rows, CompareOptions options)
{
    /// <summary>Measures all rows in some sittings, then those whose ratio stays doubtful in some more.</summary>
    /// <param name="earlier">The folder of the earlier build.</param>
    /// <returns>False where a bound is broken.</returns>
    public bool Run(string earlier)
    {
        long start = Stopwatch.GetTimestamp();
        ComparingTime time = options.Quick ? ComparingTime.Quick : ComparingTime.Full;
        IReadOnlyList<ComparedRow> left = rows;
        for (int number = 0; number < time.MostSittings && left.Count > 0; number++)
        {
            Console.Error.WriteLine($"{name}, sitting {number + 1}: {left.Count} rows");
            var sitting = new Sitting(number, earlier, name, options);
            sitting.Settle(left);
            foreach (ComparedRow row in left)
            {
                sitting.Measure(row, time);
            }
            left = number + 1 < time.Sittings ? rows : [.. left.Where(row => row.Ratio < options.Doubtful)];
        }
        return Print(Stopwatch.GetElapsedTime(start));
    }

    private bool Print(TimeSpan elapsed)
    {
        double mean = Interleaved.GeometricMean(rows.Select(row => row.Ratio));
        ComparedRow worst = rows.MinBy(row => row.Ratio)!;
        bool held = !(mean < options.Mean) && !(worst.Ratio < options.Worst);
        Console.WriteLine($"""

            ### {name}

            | | µs | ratio | least – most | sittings |
            | --- | --: | --: | --: | --: |
            {string.Join(Environment.NewLine, rows)}

            **{name}: geometric mean {mean:F3}**, worst {worst.Ratio:F3} ({worst.Name}); {rows.Count} rows in {elapsed.TotalSeconds:F0} s{(held ? "" : ". BROKEN")}
            """);
        return held;
    }
}
