using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>compare</c>: an earlier build of the library beside the present one, in turns in one process, as Markdown.</summary>
internal static class CompareCommand
{
    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            if (CompareOptions.Parse(arguments) is not { } options || FindTables(options) is not { Count: > 0 } tables)
            {
                Console.Error.WriteLine(CompareOptions.Usage);
                return 2;
            }
            using var earlier = new EarlierBuild(options.Earlier);
            Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores. "
                + $"Times of the present build, and its speed as a multiple of that of {options.Earlier}: the median of the sittings, least and most.");
            // a collection beside the measurement would take time from whoever is measured
            GCSettings.LatencyMode = GCLatencyMode.Batch;
            bool[] held = [.. tables.Select(table => table.Run(earlier.Workloads))];
            return held.All(kept => kept) ? 0 : 1;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    /// <summary>The tables and rows that were asked for.</summary>
    private static List<ComparedTable> FindTables(CompareOptions options)
    {
        var present = new LibraryBuild(AppContext.BaseDirectory);
        List<ComparedTable> tables = [];
        foreach (string table in present.TableNames().Where(options.Includes))
        {
            ComparedRow[] rows =
            [
                .. from threads in options.Threads
                   from row in present.Rows(table, threads, options.Quick).Keys
                   where options.IncludesRow(row)
                   select new ComparedRow(row, threads)
            ];
            if (rows.Length > 0)
            {
                tables.Add(new(table, rows, options));
            }
        }
        return tables;
    }
}
