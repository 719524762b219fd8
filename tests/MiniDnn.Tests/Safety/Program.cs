using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>What the safety tests run in processes of their own, because the process may be ended or is short of something.</summary>
internal static class Program
{
    /// <returns>How much went wrong.</returns>
    public static int Main(string[] arguments) => arguments switch
    {
        ["extremes", "float"] => Extremes<float>(),
        ["extremes", "double"] => Extremes<double>(),
        ["interrupts", var seed, var count] => Report(Interrupts.Run(Seed(seed), Count(count))),
        ["threads", var seed, var count] => ProcessLimits.Exit(Report(FreshCopies.Run(Seed(seed), Count(count), lacksMemory: false))),
        ["first-memory", var seed, var count] => Report(FreshCopies.Run(Seed(seed), Count(count), lacksMemory: true)),
        ["memory", var seed, var count] => Report(MemoryLimits.Run(Seed(seed), Count(count))),
        _ => throw new ArgumentException("What is to be run?", nameof(arguments)),
    };

    private static int Extremes<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var calls = new ExtremeCalls<T>(Console.Out);
        return calls.Run();
    }

    private static ulong Seed(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);

    private static int Count(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static int Report(IReadOnlyList<string> faults)
    {
        foreach (string fault in faults)
        {
            Console.WriteLine(fault);
        }
        return faults.Count;
    }
}
