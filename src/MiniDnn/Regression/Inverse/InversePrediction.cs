namespace MiniDnn;

/// <summary>
/// The answer to "at which x was this y measured?": an estimate with its error and intervals, and in words how it came out.
/// </summary>
/// <example><code>
/// var line = LeastSquares.Fit([1, 2, 3, 4, 5, 6], [3.1, 2.2, 4.6, 3.9, 3.0, 4.9]);
/// var found = line.PredictInverse(9.5);
/// Console.WriteLine($"{found.Estimate:F1}");         // → 22.7
/// Console.WriteLine($"{found.Excluded:F1}");         // → [-13.0, 8.6]
/// Console.WriteLine(found.Message);                  // → Not bounded
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class InversePrediction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// The x at which the curve reaches the measured y: of several the one among the data, or the nearest to them; NaN where several lie
    /// among the data, or there is none. Not finite where the slope is 0.
    /// </summary>
    public required T Estimate { get; init; }

    /// <summary>Every x at which the curve reaches the measured y, in rising order.</summary>
    public IReadOnlyList<T> Roots { get; init; } = [];

    /// <summary>The standard error of the estimate by the curve's slope there (the delta method).</summary>
    public T StandardError { get; init; } = T.NaN;

    /// <summary>Estimate ± t·standard error: symmetric, and always bounded, which the truth need not be.</summary>
    public Interval<T> WaldInterval { get; init; } = new(T.NaN, T.NaN);

    /// <summary>The same about the logarithm of the estimate, for doses; NaN where the estimate is not positive.</summary>
    public Interval<T> LogWaldInterval { get; init; } = new(T.NaN, T.NaN);

    /// <summary>
    /// Every x about the estimate that is compatible with the measurement: a prediction interval there would hold y. From −∞ or to +∞ where
    /// nothing bounds it.
    /// </summary>
    public Interval<T> Interval { get; init; } = new(T.NaN, T.NaN);

    /// <summary>
    /// Where every x below and above is compatible with the measurement, but not between, the ends of this gap; null everywhere else.
    /// </summary>
    public Interval<T>? Excluded { get; init; }

    /// <summary>
    /// False where no finite interval covers x with the probability asked for: the slope is not significant, or the curve too flat.
    /// </summary>
    public bool IsBounded { get; init; }

    /// <summary>How it came out, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The estimate, its interval and the message, in the current culture.</summary>
    public override string ToString() => $"{Estimate:G6} {Interval}. {Message}";

    /// <summary>This of −x: what standard addition asks for.</summary>
    internal InversePrediction<T> Mirrored() => new()
    {
        Estimate = -Estimate,
        Roots = [.. Roots.Reverse().Select(root => -root)],
        StandardError = StandardError,
        WaldInterval = Mirror(WaldInterval),
        Interval = Mirror(Interval),
        Excluded = Excluded is { } gap ? Mirror(gap) : null,
        IsBounded = IsBounded,
        Message = Message,
    };

    private static Interval<T> Mirror(Interval<T> interval) => new(-interval.Upper, -interval.Lower);
}
