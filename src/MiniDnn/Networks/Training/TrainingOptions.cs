namespace MiniDnn;

/// <summary>How a network is trained.</summary>
/// <example><code>
/// var options = new TrainingOptions
/// {
///     Loss = Loss.CategoricalCrossEntropy,
///     Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.05 },
///     Schedule = new CosineSchedule { WarmUpEpochs = 2 },
///     BatchSize = 32,
///     Epochs = 60,
///     ValidationSplit = 0.1,
///     EarlyStopping = new() { Patience = 5 },
/// };
/// </code></example>
public sealed class TrainingOptions
{
    /// <summary>The loss; it must fit the output layer.</summary>
    public required Loss Loss { get; init; }

    /// <summary>The update rule; Adam with its usual constants by default.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>How the learning rate changes from step to step; constant by default.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Bounds the gradient of every step; null, the default, for no bound.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>How many samples make a step: positive; 32 by default, 1 for one at a time, null for all (full batch).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? BatchSize
    {
        get;
        init
        {
            if (value is { } size)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(BatchSize));
            }
            field = value;
        }
    } = 32;

    /// <summary>How many times the training goes through all samples: 0 or more; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epochs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Epochs));
            field = value;
        }
    } = 10;

    /// <summary>True, the default, for a new random order of the samples in every epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The seed of everything random in the training; the same seed gives the same network to the bit.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The share of the samples that is held out for validation, chosen at random, at least one sample: at least 0 and less than 1; 0, the
    /// default, for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double ValidationSplit
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(ValidationSplit));
    }

    /// <summary>
    /// λ of the penalty ½λ·Σw² that keeps weights small. It is part of the loss that is minimised and reported, and it spares the biases
    /// (<see cref="Optimizer.WeightDecay"/> does not): 0 or more; 0 by default. Validation is measured without it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double L2
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(L2));
    }

    /// <summary>
    /// How much each sample counts, 0 or more: L = Σ wᵢ·Lᵢ/n. Null, the default, for 1 each; weights of mean 1 leave the learning rate as
    /// good as it was.
    /// </summary>
    public IReadOnlyList<double>? SampleWeights { get; init; }

    /// <summary>When to end before all epochs are done; null, the default, for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// True to standardise the inputs with the mean and standard deviation of the training samples; the network keeps the scaler and
    /// applies it in prediction.
    /// </summary>
    public bool StandardizeInputs { get; init; }

    /// <summary>
    /// For regression: true to standardise the targets with the mean and standard deviation of those of the training samples, so that
    /// losses and rates do not depend on their units; the network keeps the scaler as <see cref="FeedForwardNetwork{T}.OutputScaler"/> and
    /// predicts in the units of the targets. The losses of the training are those of standardised targets.
    /// </summary>
    public bool StandardizeTargets { get; init; }

    /// <summary>At most so many threads; null, the default, for as many as pay. The result is the same to the bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Threads
    {
        get;
        init
        {
            if (value is { } threads)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(Threads));
            }
            field = value;
        }
    }
}
