namespace MiniDnn.Benchmarks;

/// <summary>A row of a table: our time, and the medians of the ratios that Math.NET and LAPACK had to it in the same rounds.</summary>
internal static class YardstickRow
{
    /// <param name="name">The first column.</param>
    /// <param name="own">Ours.</param>
    /// <param name="mathNet">Math.NET's; it is slow and so has few rounds, apart from LAPACK's.</param>
    /// <param name="lapack">LAPACK's, where it is there.</param>
    /// <param name="routine">The name of LAPACK's routine.</param>
    /// <param name="time">How long to measure.</param>
    public static void Write(string name, Action own, Action mathNet, Action? lapack, string routine, MeasuringTime time)
    {
        Interleaved.Settle(own, bursts: 6);
        Interleaved.Settle(mathNet, bursts: 3);
        double[][] slow = Interleaved.Measure([own, mathNet], time);
        double[][] fast = lapack is null ? slow : Interleaved.Measure([own, lapack], time);
        string native = lapack is null ? "–" : $"{Cell(fast)} {routine}";
        Console.WriteLine($"| {name} | {Interleaved.Median(fast.Select(round => round[0])) * 1e3:F1} | {Cell(slow)} | {native} |");
    }

    private static string Cell(double[][] rounds)
        => $"{Interleaved.Median(rounds.Select(round => round[1])) * 1e3:F1} ({Interleaved.Median(rounds.Select(round => round[1] / round[0])):F2})";
}
