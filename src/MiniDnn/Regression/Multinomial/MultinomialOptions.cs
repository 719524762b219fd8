namespace MiniDnn;

/// <summary>
/// What a multinomial model may be told; the defaults fit a constant and all predictors, and compare with the first class.
/// </summary>
/// <remarks>A weight multiplies the log-likelihood of its row.</remarks>
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
public sealed record MultinomialOptions : RegressionOptions<double>
{
    /// <summary>The name of the class that the others are compared with; null for the first.</summary>
    public string? Reference { get; init; }

    /// <summary>Names for the classes, each of its own, in the order of their labels; null for 0, 1, 2, ….</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>True where weights are frequencies: a row of weight 3 stands for three equal rows, in degrees of freedom, too.</summary>
    public bool WeightsAreFrequencies { get; init; }

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
