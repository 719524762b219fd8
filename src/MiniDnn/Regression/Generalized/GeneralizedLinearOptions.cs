namespace MiniDnn;

/// <summary>
/// What a generalised linear model may be told; the defaults fit a constant and all predictors with the family's canonical link.
/// </summary>
/// <remarks>Weights are prior weights: the variance is φ·V(μ)/w, unless they are frequencies.</remarks>
/// <example><code>
/// double[] dose = [0, 1, 2, 3, 4, 5];
/// var model = GeneralizedLinearModel.Fit(dose, [0, 2, 6, 10, 12, 16], Family.Binomial, new()
/// {
///     Trials = [20, 20, 20, 20, 20, 20],
///     Link = Link.Probit,
///     PredictorNames = ["log dose"],
/// });
/// Console.WriteLine(model);                          // → log dose
/// </code></example>
public sealed record GeneralizedLinearOptions : RegressionOptions<double>
{
    /// <summary>
    /// The link; null for the canonical one: identity, logit, log, inverse, inverse square. Gaussian also takes log and inverse, binomial
    /// probit and complementary log-log, Poisson identity and square root, gamma log and identity, inverse Gaussian inverse, log and
    /// identity.
    /// </summary>
    public Link? Link { get; init; }

    /// <summary>
    /// True where weights are frequencies: a row of weight 3 stands for three equal rows, in degrees of freedom and dispersion, too.
    /// </summary>
    public bool WeightsAreFrequencies { get; init; }

    /// <summary>
    /// The number of trials of each row, for <see cref="Family.Binomial"/>: y is then the number of successes. Null where y is 1 for yes
    /// and 0 for no (or a share between). A row of 0 trials is not counted.
    /// </summary>
    public IReadOnlyList<double>? Trials { get; init; }

    /// <summary>
    /// A known part of η for each row, for instance the logarithm of the exposure; null for 0. It is part of the fitted values and of the
    /// null model. Predictions at new points have an offset of their own.
    /// </summary>
    public IReadOnlyList<double>? Offset { get; init; }

    /// <summary>
    /// λ ≥ 0: minimises −log-likelihood + ½·λ·(sum of the squared coefficients, the intercept's left out), the likelihood that of
    /// dispersion 1; 0 by default. The predictors are not standardised.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Ridge
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(Ridge));
    }

    /// <summary>The same for the records that count.</summary>
    internal GeneralizedLinearOptions For<TRecord>(RecordSample<TRecord> sample, IReadOnlyList<string> names) => this with
    {
        Weights = sample.Keep("Fit", Weights, nameof(Weights)),
        Trials = sample.Keep("Fit", Trials, nameof(Trials)),
        Offset = sample.Keep("Fit", Offset, nameof(Offset)),
        PredictorNames = names,
    };
}
