namespace MiniDnn.Benchmarks;

/// <summary>A row of a table, and how many times as fast as the earlier build the present one was.</summary>
internal sealed class ComparedRow(string name, int threads)
{
    private readonly List<double> _ratios = [];
    private readonly List<double> _seconds = [];

    public string Name => name;

    public int Threads => threads;

    public int Sittings => _ratios.Count;

    /// <summary>The median over the sittings.</summary>
    public double Ratio => Interleaved.Median(_ratios);

    /// <param name="ratio">The median of a sitting's rounds.</param>
    /// <param name="seconds">What the present build needed.</param>
    public void Add(double ratio, double seconds)
    {
        _ratios.Add(ratio);
        _seconds.Add(seconds);
    }

    public override string ToString()
        => $"| {name} | {Interleaved.Median(_seconds) * 1e6:N3} | {Ratio:F3} | {_ratios.Min():F3}–{_ratios.Max():F3} | {Sittings} |";
}
