using System.Globalization;
using System.Runtime.InteropServices;

namespace MiniDnn.Benchmarks;

/// <summary>The command <c>matmul</c>: GFLOP/s of every shape beside the rivals, measured in turns, as Markdown.</summary>
internal static class MatMulTable
{
    /// <summary>The plain loop is not run on products above so many operations.</summary>
    private const double MostForPlainLoop = 3e8;

    /// <summary>Math.NET is not run on products above so many operations.</summary>
    private const double MostForMathNet = 3e9;

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (MatMulOptions.Parse(arguments) is not { } options)
        {
            return 2;
        }
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores.");
        Contender[] rivals = [.. NativeYardsticks.Find(options.MklAsOnIntel), new MathNetContender(), new PlainLoopContender()];
        foreach (int threads in options.Threads)
        {
            Contender[] chosen = [.. rivals.Where(rival => options.Includes(rival, threads))];
            if (options.Types.Contains("float"))
            {
                Print<float>(options, chosen, threads);
            }
            if (options.Types.Contains("double"))
            {
                Print<double>(options, chosen, threads);
            }
        }
        return 0;
    }

    private static void Print<T>(MatMulOptions options, Contender[] rivals, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Console.WriteLine();
        Console.WriteLine($"### {(typeof(T) == typeof(float) ? "float" : "double")}, {(threads == 1 ? "1 thread" : $"{threads} threads")}: GFLOP/s (MiniDnn's speed as a multiple)");
        Console.WriteLine();
        Console.WriteLine($"| shape | MiniDnn | share of peak |{string.Concat(rivals.Select(r => $" {r.Name} |"))}");
        Console.WriteLine($"| --- | --: | --: |{string.Concat(rivals.Select(_ => " --: |"))}");
        SettleSmallProducts<T>(threads);
        List<ProductResult> results = [];
        foreach (ProductShape shape in options.Shapes)
        {
            Contender[] fit = [.. rivals.Where(rival => Fits(rival, shape))];
            ProductResult result = ProductResult.Measure<T>(shape, fit, threads, options.Time(threads));
            results.Add(result);
            Console.WriteLine(result.Row(rivals));
        }
        Console.WriteLine();
        Console.WriteLine($"FMA peak of one core, in the same run: {Interleaved.Median(results.Select(r => r.Peak)):F1} GFLOP/s ({PeakLoop.Describe<T>()}). Geometric means (and worst) of the multiples:");
        Console.WriteLine();
        foreach (Contender rival in rivals)
        {
            PrintMeans(rival.Name, results);
        }
    }

    /// <summary>The code around the kernels, which all shapes share, is not replaced while the process still starts.</summary>
    private static void SettleSmallProducts<T>(int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Interleaved.Settle(new MiniDnnContender().Prepare<T>(ProductShape.All[0], threads), bursts: 15);
    }

    private static void PrintMeans(string rival, List<ProductResult> results)
    {
        IEnumerable<string> sections = results.Where(r => r.Ratios.ContainsKey(rival))
            .GroupBy(r => r.Shape.Section)
            .Select(section => $"{section.Key} {Mean(section, rival)}");
        Console.WriteLine($"- **{rival}: {Mean(results, rival)}**; {string.Join("; ", sections)}");
    }

    private static string Mean(IEnumerable<ProductResult> results, string rival)
    {
        ProductResult[] measured = [.. results.Where(r => r.Ratios.ContainsKey(rival))];
        if (measured.Length == 0)
        {
            return "–";
        }
        ProductResult worst = measured.MinBy(r => r.Ratios[rival])!;
        return $"{Interleaved.GeometricMean(measured.Select(r => r.Ratios[rival])):F2} ({worst.Ratios[rival]:F2} at {worst.Shape})";
    }

    private static bool Fits(Contender rival, ProductShape shape) => rival switch
    {
        PlainLoopContender => shape.Operations < MostForPlainLoop,
        MathNetContender => shape.Operations < MostForMathNet,
        _ => true,
    };
}
