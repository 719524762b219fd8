namespace MiniDnn;

/// <summary>What a training does with scalers that the network already has.</summary>
public enum ExistingScalers
{
    /// <summary>They stay: the parameters were learned with them.</summary>
    Keep,

    /// <summary>New ones are learned from the training samples.</summary>
    Replace,

    /// <summary>The training is refused.</summary>
    Refuse,
}

/// <summary>How a network is trained. The defaults are for a first try.</summary>
/// <example><code>
/// var options = new TrainingOptions&lt;float&gt;
/// {
///     Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.05 },
///     Schedule = new CosineSchedule { WarmUpEpochs = 2 },
///     Epochs = 60,
///     ValidationSplit = 0.1,
///     Patience = 5,
/// };
/// TrainingOptions&lt;float&gt; longer = options with { Epochs = 200 };
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed record TrainingOptions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// The loss; it must fit the output layer. Null, the default, for what goes with its activation: cross-entropy for sigmoid and softmax,
    /// otherwise the mean squared error.
    /// </summary>
    public Loss? Loss { get; init; }

    /// <summary>The update rule; Adam with η = 0.005 and its usual constants by default.</summary>
    /// <remarks>
    /// A small table makes few steps in an epoch: with 0.001 and 100 epochs, Iris ended at 85 to 93 % and two moons at 88 to 91 %; with
    /// five times the rate and twice the epochs at 98 % and 98 to 100 %. Handwritten digits gain, too: 2 epochs bring the loss to 0.17 in
    /// place of 0.9. With 0.01 some deep networks (six layers of 128) no longer learned them.
    /// </remarks>
    public Optimizer Optimizer { get; init; } = new Adam { LearningRate = 5e-3 };

    /// <summary>η in place of the update rule's own: positive; null, the default, for the rule's own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double? LearningRate
    {
        get;
        init => field = value is { } rate ? Throw.IfNotPositive(rate, nameof(LearningRate)) : null;
    }

    /// <summary>How the learning rate changes from step to step; null, the default, for a constant rate.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>
    /// The largest Euclidean norm of a step's gradient, positive: g ← g·ClipNorm/‖g‖ where ‖g‖ is larger (R. Pascanu, T. Mikolov and Y.
    /// Bengio, 2013). Null, the default, for no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double? ClipNorm
    {
        get;
        init => field = value is { } limit ? Throw.IfNotPositive(limit, nameof(ClipNorm)) : null;
    }

    /// <summary>
    /// The largest magnitude of each element of a step's gradient, positive; it comes before <see cref="ClipNorm"/>. Null, the default, for
    /// no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double? ClipValue
    {
        get;
        init => field = value is { } limit ? Throw.IfNotPositive(limit, nameof(ClipValue)) : null;
    }

    /// <summary>How many samples make a step: positive; 32 by default, 1 for one at a time, null for all (full batch).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? BatchSize
    {
        get;
        init => field = value is { } size ? Throw.IfNotPositive(size, nameof(BatchSize)) : null;
    } = 32;

    /// <summary>How many times the training goes through all samples at most: 0 or more; 200 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epochs
    {
        get;
        init => field = Throw.IfNegative(value, nameof(Epochs));
    } = 200;

    /// <summary>
    /// By how much the loss must fall to count as an improvement, as a share of the best so far: 0 or more; 0 by default.
    /// </summary>
    /// <remarks>
    /// With <see cref="Patience"/> it decides how long the training goes on; the parameters that are kept are those of the smallest loss in
    /// any case. Without, a training with a tolerance above 0 has converged when ten epochs in a row brought no improvement.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Tolerance
    {
        get;
        init => field = Throw.IfNegativeOrNotFinite(value, nameof(Tolerance));
    }

    /// <summary>True, the default, for a new random order of the samples in every epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The seed of everything random in the training; the same seed gives the same network to the bit.</summary>
    public ulong Seed { get; init; }

    /// <summary>Samples to measure with after every epoch, not to learn from; null, the default, for those of the split, if any.</summary>
    public DataSet<T>? Validation { get; init; }

    /// <summary>
    /// The share of the samples that is held out for validation where <see cref="Validation"/> is null, rounded up, at least one sample on
    /// each side: at least 0 and less than 1; 0, the default, for none. They are chosen at random; without <see cref="Shuffle"/> they are
    /// the last, as time series need it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double ValidationSplit
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(ValidationSplit));
    }

    /// <summary>True to hold out the same share of every class, for rare classes; the targets must be labels. False by default.</summary>
    /// <remarks>Without <see cref="Shuffle"/> both sides stay in the order of the samples.</remarks>
    public bool StratifiedSplit { get; init; }

    /// <summary>
    /// λ of the penalty ½λ·Σw² that keeps weights small. It is part of the loss that is minimised and reported, and it spares biases and
    /// scales (<see cref="Optimizer.WeightDecay"/> does not): 0 or more; 0 by default. Validation is measured without it.
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

    /// <summary>
    /// Early stopping: after how many epochs in a row without improvement the training ends, 1 or more. Null, the default, for never.
    /// </summary>
    /// <remarks>
    /// The loss that counts is that on the validation data, or, without such data, that on the training data after the epoch. However the
    /// training ends, the network has the parameters of its best epoch.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Patience
    {
        get;
        init => field = value is { } epochs ? Throw.IfNotPositive(epochs, nameof(Patience)) : null;
    }

    /// <summary>
    /// True to standardise the inputs with the mean and standard deviation of the training samples; the network keeps the scaler and
    /// applies it in prediction. Null, the default, for true where the network is new and the samples are in memory, else false.
    /// </summary>
    /// <remarks>
    /// A network is new until it is trained, or stepped by a <see cref="Trainer{T}"/>; one that was loaded or made of given weights is not.
    /// </remarks>
    public bool? StandardizeInputs { get; init; }

    /// <summary>
    /// For regression: true to standardise the targets with the mean and standard deviation of those of the training samples, so that
    /// losses and rates do not depend on their units. Null, the default, for true where the network is new, the samples are in memory, the
    /// last layer is linear and the loss is the mean squared or absolute error, else false.
    /// </summary>
    /// <remarks>
    /// The network keeps the scaler as <see cref="FeedForwardNetwork{T}.OutputScaler"/> and predicts in the units of the targets. The
    /// losses of the training are those of standardised targets.
    /// </remarks>
    public bool? StandardizeTargets { get; init; }

    /// <summary>
    /// What is done with scalers that the network already has: they stay, by default, since its parameters were learned with them.
    /// </summary>
    /// <remarks>Where <see cref="StandardizeInputs"/> or <see cref="StandardizeTargets"/> is false, they stay in any case.</remarks>
    public ExistingScalers ExistingScalers { get; init; }

    /// <summary>
    /// The state to go on from; null to start anew. With the same data and options the result is that of a training that was not
    /// interrupted, to the bit; the epochs done before count among <see cref="Epochs"/>.
    /// </summary>
    public TrainingState<T>? ResumeFrom { get; init; }

    /// <summary>
    /// Is given the state after every <see cref="CheckpointEpochs"/> epochs and after the last; null to take none. An exception from it
    /// ends the training.
    /// </summary>
    public Action<TrainingState<T>>? OnCheckpoint { get; init; }

    /// <summary>After how many epochs a state is taken, 1 or more; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int CheckpointEpochs
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(CheckpointEpochs));
    } = 1;

    /// <summary>At most so many threads; null, the default, for as many as pay. The result is the same to the bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Threads
    {
        get;
        init => field = value is { } threads ? Throw.IfNotPositive(threads, nameof(Threads)) : null;
    }

    internal double BaseRate => LearningRate ?? Optimizer.LearningRate;

    /// <summary>The loss, or the one that goes with the network's last activation.</summary>
    internal Loss LossFor(NetworkLayout layout) => Loss ?? layout.Layers[^1].OutputActivation switch
    {
        Softmax => Loss.CategoricalCrossEntropy,
        Sigmoid => Loss.BinaryCrossEntropy,
        _ => Loss.MeanSquaredError,
    };
}
