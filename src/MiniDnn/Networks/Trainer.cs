using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Trains a network one step at a time, for those who write their own loop.</summary>
/// <remarks>The loop of <c>FeedForwardNetwork.Train</c> is built on it.</remarks>
/// <example><code>
/// var network = new FeedForwardNetwork&lt;float&gt;(inputs: 2, [new Dense(4, Activation.Tanh), new Dense(1)], seed: 1);
/// var random = new SeededRandom(2);
/// var trainer = new Trainer&lt;float&gt;(network, Loss.MeanSquaredError, new Adam { LearningRate = 0.01 }, batchSize: 32);
/// float loss = 0;
/// for (int step = 0; step &lt; 1000; step++)
/// {
///     Matrix&lt;float&gt; x = Matrix&lt;float&gt;.RandomUniform(32, 2, random, -1, 1);
///     Matrix&lt;float&gt; y = Matrix.Create(32, 1, (i, _) =&gt; x[i, 0] * x[i, 1]);
///     loss = trainer.Step(x, y);
/// }
/// Console.WriteLine(loss &lt; 0.02);                    // → True
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkCore<T> _network;
    private readonly TrainingStep<T> _step;
    private readonly int _batchSize;
    private Matrix<T>? _encoded;

    /// <summary>Prepares the memory for steps; no step allocates.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss; it must fit the output layer.</param>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="batchSize">The largest number of samples in a step, 1 or more.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The loss does not fit the output layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public Trainer(FeedForwardNetwork<T> network, Loss loss, Optimizer optimizer, int batchSize)
        : this(network, new() { Loss = loss ?? throw new ArgumentNullException(nameof(loss)), Optimizer = optimizer, BatchSize = batchSize })
    {
    }

    /// <summary>
    /// Prepares the memory for steps with the loss, update rule, learning rate, batch size, penalty, clipping, seed (of dropout) and
    /// threads of <paramref name="options"/>; the loop is the caller's.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How a step is made; <see cref="TrainingOptions{T}.BatchSize"/> must be given.</param>
    /// <exception cref="ArgumentNullException">An argument or the optimizer is null.</exception>
    /// <exception cref="ArgumentException">
    /// The loss does not fit the output layer, there is no batch size, or the options ask for what belongs to the loop of Train: a
    /// schedule, standardisation, sample weights, validation, early stopping, checkpoints.
    /// </exception>
    public Trainer(FeedForwardNetwork<T> network, TrainingOptions<T> options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Optimizer, nameof(options));
        if (options.BatchSize is null)
        {
            Throw.Argument(nameof(options), "Trainer: BatchSize is null; a trainer must know the largest number of samples in a step.");
        }
        _network = network.Core;
        _batchSize = options.BatchSize.Value;
        LearningRate = options.BaseRate;
        NetworkChecks.CheckLoss(_network, nameof(Trainer<>), options.LossFor(_network.Layout));
        _step = new(_network, options, _batchSize, new SeededRandom(options.Seed));
        RefuseWhatTrainDoes(options);
    }

    /// <summary>
    /// The gradient of the last step, laid out like <see cref="FeedForwardNetwork{T}.Parameters"/>; <see
    /// cref="NetworkLayer{T}.Parameter(int, ReadOnlySpan{T})"/> finds a layer's part.
    /// </summary>
    public ReadOnlySpan<T> Gradient => _step.Gradient;

    /// <summary>
    /// η of the next steps: that of the options until it is set, as a schedule of your own may do before every step. 0 or more, and finite.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get;
        set => field = Throw.IfNegativeOrNotFinite(value, nameof(LearningRate));
    }

    /// <summary>The number of steps taken.</summary>
    public long StepCount => _step.Count;

    /// <summary>
    /// False where the last step was refused, since its loss, its gradient or a layer's new state was not finite: the network is then as it
    /// was before.
    /// </summary>
    public bool LastStepTaken => _step.IsTaken;

    /// <summary>Takes one step: forward, loss, backward, update. Allocates nothing.</summary>
    /// <param name="x">A row for each sample; at least one, at most the batch size.</param>
    /// <param name="targets">A row for each sample, a column for each output; or a number for each sample.</param>
    /// <param name="sampleWeights">How much each sample counts; empty for 1 each.</param>
    /// <returns>The loss of the batch before the step; see <see cref="LastStepTaken"/>.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, a value is not finite, or a target is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public T Step(ReadOnlyMatrixSpan<T> x, Targets<T> targets, ReadOnlySpan<T> sampleWeights = default)
    {
        NetworkChecks.CheckSamples(_network, nameof(Step), x, targets, _step.Loss);
        if (x.RowCount > _batchSize)
        {
            Throw.Argument(nameof(x), $"Step: x has {x.RowCount} rows; the trainer was made for batches of at most {_batchSize}.");
        }
        if (!sampleWeights.IsEmpty)
        {
            Throw.IfLengthIsNot(nameof(Step), nameof(sampleWeights), sampleWeights.Length, x.RowCount, "one for each sample");
            Throw.IfNotFinite(nameof(Step), sampleWeights);
        }
        if (targets.AreLabels)
        {
            _encoded ??= new(_batchSize, _network.OutputCount);
        }
        MatrixSpan<T> encoded = _encoded is null ? default : _encoded.Rows(..);
        using NetworkCore<T>.TrainingLock training = _network.BeginTraining();
        return _step.Take(x, targets.Slice(0, x.RowCount, _network.Layout.Output, encoded), LearningRate, sampleWeights);
    }

    /// <summary>Takes one step with class labels. Allocates nothing once warm.</summary>
    /// <remarks>Written out as <c>[0, 2, 1]</c>, labels are given by name: <c>labels: [0, 2, 1]</c>.</remarks>
    /// <param name="x">A row for each sample; at least one, at most the batch size.</param>
    /// <param name="labels">The class of each sample: from 0 to the number of outputs − 1; with a single output 0 or 1.</param>
    /// <param name="sampleWeights">How much each sample counts; empty for 1 each.</param>
    /// <returns>The loss of the batch before the step; see <see cref="LastStepTaken"/>.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, a value is not finite, or a label is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    [OverloadResolutionPriority(-1)]
    public T Step(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, ReadOnlySpan<T> sampleWeights = default)
        => Step(x, new Targets<T>(labels), sampleWeights);

    private static void RefuseWhatTrainDoes(TrainingOptions<T> options)
    {
        string? refused = options.Schedule is not null ? nameof(options.Schedule)
            : options.StandardizeInputs == true ? nameof(options.StandardizeInputs)
            : options.StandardizeTargets == true ? nameof(options.StandardizeTargets)
            : options.SampleWeights is not null ? nameof(options.SampleWeights)
            : options.Validation is not null ? nameof(options.Validation)
            : options.ValidationSplit > 0 ? nameof(options.ValidationSplit)
            : options.StratifiedSplit ? nameof(options.StratifiedSplit)
            : !options.Shuffle ? nameof(options.Shuffle)
            : options.ExistingScalers != ExistingScalers.Keep ? nameof(options.ExistingScalers)
            : options.CheckpointEpochs != 1 ? nameof(options.CheckpointEpochs)
            : options.Patience is not null ? nameof(options.Patience)
            : options.Tolerance > 0 ? nameof(options.Tolerance)
            : options.ResumeFrom is not null ? nameof(options.ResumeFrom)
            : options.OnCheckpoint is not null ? nameof(options.OnCheckpoint)
            : null;
        if (refused is not null)
        {
            Throw.Argument(nameof(options), $"Trainer: {refused} belongs to the loop, which is yours; leave it out, or use Train. (LearningRate can be set before each step, InputScaler on the network, weights in Step.)");
        }
    }
}
