namespace MiniDnn;

/// <summary>
/// What a multinomial model may be told; the defaults fit a constant and all predictors, and compare with the first class.
/// </summary>
/// <example><code>
/// Matrix&lt;double&gt; size = [[1], [2], [3], [4], [5], [6]];
/// var model = MultinomialModel.Fit(size, [0, 1, 0, 1, 1, 0], new()
/// {
///     ClassNames = ["bus", "car"],
///     Reference = "car",
///     PredictorNames = ["size"],
///     Weights = [3, 1, 2, 2, 1, 4],
///     WeightsAreFrequencies = true,
/// });
/// Console.WriteLine(model);                          // → bus: size
/// </code></example>
public sealed record MultinomialOptions
{
    /// <summary>True (the default) to fit a constant for each class beside the predictors.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>The name of the class that the others are compared with; null for the first.</summary>
    public string? Reference { get; init; }

    /// <summary>Names for the classes, each of its own, in the order of their labels; null for 0, 1, 2, ….</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// A weight ≥ 0 for each row, by which its log-likelihood is multiplied: how precise a row is. Null for 1. A row of weight 0 is not
    /// counted.
    /// </summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>True where weights are frequencies: a row of weight 3 stands for three equal rows, in degrees of freedom, too.</summary>
    public bool WeightsAreFrequencies { get; init; }

    /// <summary>Names for the predictors, each of its own, used in tables and messages; null for x, or x1, x2, ….</summary>
    public IReadOnlyList<string>? PredictorNames { get; init; }

    /// <summary>Refuses names where records give them.</summary>
    internal void RefuseNames()
    {
        RecordFit.RefuseNames(PredictorNames);
        if (ClassNames is not null)
        {
            Throw.Argument("options", "Fit: ClassNames must be null: the classes have the names that are read from the records.");
        }
    }

    /// <summary>The same for the records that count.</summary>
    internal MultinomialOptions For<TRecord>(RecordSample<TRecord> sample, IReadOnlyList<string> names, IReadOnlyList<string> classes)
        => this with
        {
            ClassNames = classes,
            PredictorNames = names,
            Weights = sample.Keep("Fit", Weights, nameof(Weights)),
        };
}
