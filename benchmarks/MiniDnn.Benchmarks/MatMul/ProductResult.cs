namespace MiniDnn.Benchmarks;

/// <summary>What was measured for one shape: medians of GFLOP/s, and medians over the rounds of how many times as fast MiniDnn was.</summary>
internal sealed record ProductResult(ProductShape Shape, int Threads, double Speed, double Peak, double Share, IReadOnlyDictionary<string, double> Speeds, IReadOnlyDictionary<string, double> Ratios)
{
    public static ProductResult Measure<T>(ProductShape shape, Contender[] rivals, int threads, MeasuringTime time)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<Action> actions = [new MiniDnnContender().Prepare<T>(shape, threads), () => PeakLoop.Run<T>()];
        actions.AddRange(rivals.Select(rival => rival.Prepare<T>(shape, threads)));
        foreach ((int i, Action action) in actions.Index())
        {
            if (i < 2 || rivals[i - 2] is not NativeBlas)
            {
                Interleaved.Settle(action, bursts: 3);
            }
        }
        double[][] seconds = Interleaved.Measure(actions, time);

        double Speed(int contender) => Interleaved.Median(seconds.Select(round => shape.Operations / round[contender])) / 1e9;
        double Ratio(int contender) => Interleaved.Median(seconds.Select(round => round[contender] / round[0]));
        double peakOperations = PeakLoop.Operations<T>();
        double peak = Interleaved.Median(seconds.Select(round => peakOperations / round[1])) / 1e9;
        double share = Interleaved.Median(seconds.Select(round => shape.Operations / round[0] / (peakOperations / round[1]))) / threads;
        return new(
            shape, threads, Speed(0), peak, share,
            rivals.Index().ToDictionary(r => r.Item.Name, r => Speed(r.Index + 2)),
            rivals.Index().ToDictionary(r => r.Item.Name, r => Ratio(r.Index + 2)));
    }

    public string Row(IEnumerable<Contender> rivals)
        => $"| {Shape}{Mark(Shape.Kind)} | {Speed:F1} | {Share:P0} |"
            + string.Concat(rivals.Select(r => Ratios.TryGetValue(r.Name, out double ratio) ? $" {Speeds[r.Name]:F1} ({ratio:F2}) |" : " – |"));

    private static string Mark(ProductKind kind) => kind switch
    {
        ProductKind.TransposeLeft => " Aᵀ·B",
        ProductKind.TransposeRight => " A·Bᵀ",
        _ => "",
    };
}
