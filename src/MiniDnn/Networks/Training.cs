using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    // Priorities: numbers before labels, since whole numbers written out fit both, and a vector before a matrix, since an empty literal does

    /// <summary>Trains the network on samples. It stays usable however the training ends.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more.</param>
    /// <param name="validation">
    /// Samples to measure with after every epoch, not to learn from; null for none.
    /// With them <see cref="TrainingOptions.ValidationSplit"/> is not used.
    /// </param>
    /// <param name="checkpoints">
    /// Where to start from, and what to do with the state every so many epochs; null to start anew and keep none.
    /// With a state to start from, the epochs done before count among <see cref="TrainingOptions.Epochs"/>.
    /// </param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">The data, <paramref name="options"/> or its loss or optimizer is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite (in the data or in the network's weights), a target is out of range,
    /// the loss does not fit the output layer, the state does not fit the network, or validation takes all samples.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    [OverloadResolutionPriority(-1)]
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, TrainingOptions options, ValidationData<T>? validation = null,
        Checkpoints<T>? checkpoints = null, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
        => Train(x, new Targets<T>(targets), options, validation, checkpoints, progress, cancellationToken);

    /// <summary>Trains a network of one output on samples with a number each. It stays usable however the training ends.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">The number that is to be predicted for each sample.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more.</param>
    /// <param name="validation">
    /// Samples to measure with after every epoch, not to learn from; null for none.
    /// With them <see cref="TrainingOptions.ValidationSplit"/> is not used.
    /// </param>
    /// <param name="checkpoints">
    /// Where to start from, and what to do with the state every so many epochs; null to start anew and keep none.
    /// With a state to start from, the epochs done before count among <see cref="TrainingOptions.Epochs"/>.
    /// </param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">The data, <paramref name="options"/> or its loss or optimizer is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite (in the data or in the network's weights), a target is out of range,
    /// the loss does not fit the output layer, the state does not fit the network, or validation takes all samples.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> targets, TrainingOptions options, ValidationData<T>? validation = null,
        Checkpoints<T>? checkpoints = null, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
        => Train(x, new Targets<T>(targets), options, validation, checkpoints, progress, cancellationToken);

    /// <summary>Trains the network on samples with class labels, which become one-hot rows batch by batch.</summary>
    /// <remarks>
    /// No matrix of them is made. Written out, labels are given by name, <c>labels: [0, 2, 1]</c>: without it they are numbers to predict.
    /// </remarks>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="labels">The class of each sample: from 0 to the number of outputs − 1; with a single output 0 or 1.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more.</param>
    /// <param name="validation">
    /// Samples to measure with after every epoch, not to learn from; null for none.
    /// With them <see cref="TrainingOptions.ValidationSplit"/> is not used.
    /// </param>
    /// <param name="checkpoints">
    /// Where to start from, and what to do with the state every so many epochs; null to start anew and keep none.
    /// With a state to start from, the epochs done before count among <see cref="TrainingOptions.Epochs"/>.
    /// </param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">The data, <paramref name="options"/> or its loss or optimizer is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite (in the data or in the network's weights), a label is out of range,
    /// the loss does not fit the output layer, the state does not fit the network, or validation takes all samples.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    [OverloadResolutionPriority(-1)]
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, TrainingOptions options, ValidationData<T>? validation = null,
        Checkpoints<T>? checkpoints = null, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
        => Train(x, new Targets<T>(labels), options, validation, checkpoints, progress, cancellationToken);

    /// <summary>Trains the network on a stream of batches, which may be larger than memory.</summary>
    /// <remarks>
    /// Every epoch goes through the sequence once, in its order. An asynchronous stream comes in by <c>ToBlockingEnumerable()</c>.
    /// </remarks>
    /// <param name="batches">Inputs and targets of each batch; each is checked as it comes. The batches may differ in size.</param>
    /// <param name="options">
    /// Loss, update rule, epochs and more; batch size and shuffling are the stream's affair and not used. What needs all samples at once
    /// (validation split, sample weights, standardisation) is refused: see <see cref="InputScaler"/> and <see cref="ValidationData{T}"/>.
    /// </param>
    /// <param name="validation">Samples to measure with after every epoch, not to learn from; null for none.</param>
    /// <param name="checkpoints">
    /// Where to start from, and what to do with the state every so many epochs; null to start anew and keep none.
    /// With a state to start from, the epochs done before count among <see cref="TrainingOptions.Epochs"/>.
    /// </param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="batches"/>, <paramref name="options"/> or its loss or optimizer is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The options ask for what a stream can't give. The stream is empty, or a batch does not fit, as soon as that is seen;
    /// the network is then as the step before left it.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        IEnumerable<(Matrix<T> X, Matrix<T> Targets)> batches, TrainingOptions options, ValidationData<T>? validation = null,
        Checkpoints<T>? checkpoints = null, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        CheckOptions(options, validation, checkpoints);
        CheckOptionsOfStream(options, validation);
        using TrainingLock training = BeginTraining();
        var random = new SeededRandom(options.Seed);
        var trainer = new Trainer<T>(this, options, batchSize: 1, random);
        return new TrainingLoop<T>(this, options, trainer, new BatchStream<T>(this, batches, options), validation, random, checkpoints).Run(progress, cancellationToken);
    }

    internal bool ParametersAreFinite() => TensorPrimitives.IsFiniteAll<T>(_parameters);

    private TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, Targets<T> targets, TrainingOptions options, ValidationData<T>? validation,
        Checkpoints<T>? checkpoints, IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
    {
        CheckOptions(options, validation, checkpoints);
        CheckSamples(nameof(Train), x, targets, options.Loss);
        CheckWeights(options.SampleWeights, x.RowCount);
        if (options.StandardizeTargets && targets.AreLabels)
        {
            Throw.Argument(nameof(options), "Train: StandardizeTargets is for targets that are numbers; labels are classes.");
        }
        int held = validation is null && options.ValidationSplit > 0 ? Math.Max(1, (int)Math.Round(options.ValidationSplit * x.RowCount)) : 0;
        if (held >= x.RowCount)
        {
            Throw.Argument(nameof(options), $"Train: ValidationSplit {options.ValidationSplit} of {x.RowCount} samples leaves none to train on.");
        }
        using TrainingLock training = BeginTraining();
        var random = new SeededRandom(options.Seed);
        int[] order = [.. Enumerable.Range(0, x.RowCount)];
        if (held > 0)
        {
            random.Shuffle(order.AsSpan());
            validation = HoldOut(x, targets, order.AsSpan(..held));
        }
        int batchSize = Math.Min(options.BatchSize ?? x.RowCount, x.RowCount - held);
        var samples = new Samples<T>(x, targets, OutputCount, order.AsSpan(held..), batchSize, options);
        if (options.StandardizeInputs)
        {
            InputScaler = StandardScaler.Fit(samples.Inputs);
        }
        if (options.StandardizeTargets)
        {
            OutputScaler = StandardScaler.Fit(samples.TargetRows!);
        }
        return new TrainingLoop<T>(this, options, new(this, options, batchSize, random), samples, validation, random, checkpoints).Run(progress, cancellationToken);
    }

    private static ValidationData<T> HoldOut(ReadOnlyMatrixSpan<T> x, Targets<T> targets, Span<int> rows)
    {
        Matrix<T> inputs = x.SelectRows(rows.ToArray());
        (Matrix<T>? heldTargets, int[]? labels) = targets.Select(rows);
        return heldTargets is not null ? new(inputs, heldTargets) : new(inputs, labels!);
    }

    private void CheckOptions(TrainingOptions options, ValidationData<T>? validation, Checkpoints<T>? checkpoints)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Loss, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Optimizer, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Schedule, nameof(options));
        if (!ParametersAreFinite())
        {
            throw new ArgumentException("Train: the network has a weight or bias that is not finite; every parameter must be finite.");
        }
        if (validation is not null)
        {
            CheckSamples("Train, validation", validation.X, validation.Targets, options.Loss);
        }
        if (options.StandardizeTargets && options.Loss.Kind != LossKind.Regression)
        {
            Throw.Argument(nameof(options), $"Train: StandardizeTargets is for regression, and the loss {options.Loss} is for classes; use Loss.MeanSquaredError, or leave the targets as they are.");
        }
        checkpoints?.From?.Check(this, options);
    }

    private static void CheckOptionsOfStream(TrainingOptions options, ValidationData<T>? validation)
    {
        string? refused = options.SampleWeights is not null ? "SampleWeights"
            : options.StandardizeInputs ? "StandardizeInputs"
            : options.StandardizeTargets ? "StandardizeTargets"
            : options.ValidationSplit > 0 && validation is null ? "ValidationSplit"
            : null;
        if (refused is not null)
        {
            Throw.Argument(nameof(options), $"Train: {refused} needs all samples at once, which a stream does not give; scale by setting InputScaler and OutputScaler before, validate with ValidationData.");
        }
    }

    private static void CheckWeights(IReadOnlyList<double>? weights, int samples)
    {
        if (weights is null)
        {
            return;
        }
        if (weights.Count != samples)
        {
            Throw.Argument("options", $"Train: SampleWeights has {weights.Count} weights; there must be {samples}, one for each sample.");
        }
        for (int i = 0; i < weights.Count; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
            {
                Throw.Argument("options", $"Train: SampleWeights[{i}] is {weights[i]}; every weight must be 0 or more, and finite.");
            }
        }
    }
}
