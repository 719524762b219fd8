namespace MiniDnn;

/// <summary>How <see cref="GradientDescent"/> fits a linear model.</summary>
public sealed class LinearDescentOptions : DescentOptions
{
    /// <summary>
    /// True for the loss ½·Σ(ŷ − y)²/n, whose gradient is a mean over the samples; false, the default, for ½·Σ(ŷ − y)².
    /// </summary>
    public bool MeanLoss { get; init; }

    /// <summary>True, the default, to fit a constant term too.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>
    /// How many samples make a step: positive; null, the default, for all (full batch), 1 for one at a time (stochastic gradient descent).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? BatchSize
    {
        get;
        init => field = value is { } size ? Throw.IfNotPositive(size, nameof(BatchSize)) : null;
    }

    /// <summary>The seed of a new random order of the samples in every epoch; null, the default, keeps the order of the data.</summary>
    public ulong? ShuffleSeed { get; init; }

    /// <summary>
    /// True to standardise the predictors first (mean 0, standard deviation 1): the same answer in fewer epochs. Learning rate, loss and
    /// trace then belong to the standardised problem; the coefficients are given back for the original predictors.
    /// </summary>
    public bool Standardize { get; init; }
}
