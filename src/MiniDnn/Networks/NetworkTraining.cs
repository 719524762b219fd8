namespace MiniDnn;

/// <summary>Prepares a training: what options and data must be, the samples for validation, the scalers.</summary>
internal static class NetworkTraining
{
    /// <summary>Trains on samples in memory.</summary>
    public static TrainingHistory Train<T>(
        NetworkCore<T> network, Samples<T> samples, TrainingOptions<T> options, IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Loss loss = options.LossFor(network.Layout);
        NetworkChecks.CheckSamples(network, nameof(Train), samples.X, samples.Targets, loss);
        CheckOptions(network, options, loss);
        CheckWeights(options.SampleWeights, samples.Count);
        if (options.StandardizeTargets == true && samples.Targets.AreLabels)
        {
            Throw.Argument(nameof(options), "Train: StandardizeTargets is for targets that are numbers; labels are classes.");
        }
        using NetworkCore<T>.TrainingLock training = network.BeginTraining();
        var random = new SeededRandom(options.Seed);
        ReadOnlySpan<int> order = HoldOut(samples, options, random, out int held);
        Samples<T> learned = held == 0 ? samples : new(samples.X, samples.Targets, order[..^held]);
        Samples<T> validation = options.Validation is { } given ? given.View : new(samples.X, samples.Targets, order[^held..]);
        int batchSize = Math.Min(options.BatchSize ?? learned.Count, learned.Count);
        CheckLastBatch(network.Layout, learned.Count, batchSize);
        var run = new TrainingRun<T>(network, options, batchSize, random)
        {
            InputScaler = options.ResumeFrom is null ? NetworkScalers.ForInputs(network, learned, options) : null,
            OutputScaler = options.ResumeFrom is null ? NetworkScalers.ForTargets(network, learned, options, loss) : null,
        };
        var batches = new SampleBatches<T>(learned, network.Layout.Output, batchSize, options);
        return run.Run(ref batches, learned, validation, progress, cancellationToken);
    }

    /// <summary>Trains on a stream of batches.</summary>
    public static TrainingHistory Train<T>(
        NetworkCore<T> network, IEnumerable<DataSet<T>> stream, TrainingOptions<T> options, IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream, "batches");
        Loss loss = options.LossFor(network.Layout);
        CheckOptions(network, options, loss);
        NetworkChecks.CheckLoss(network, nameof(Train), loss);
        RefuseWhatNeedsAll(options);
        using NetworkCore<T>.TrainingLock training = network.BeginTraining();
        var run = new TrainingRun<T>(network, options, batchSize: 1, new SeededRandom(options.Seed))
        {
            InputScaler = network.InputScaler,
            OutputScaler = network.OutputScaler,
        };
        var batches = new StreamBatches<T>(network, stream, loss);
        return run.Run(ref batches, default, options.Validation is { } validation ? validation.View : default, progress, cancellationToken);
    }

    private static void CheckOptions<T>(NetworkCore<T> network, TrainingOptions<T> options, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(options.Optimizer, nameof(options));
        if (!network.NumbersAreFinite())
        {
            throw new ArgumentException("Train: the network has a weight or bias that is not finite; every parameter must be finite.");
        }
        if (options.Validation is { } validation)
        {
            NetworkChecks.CheckSamples(network, "Train, validation", validation.View.X, validation.View.Targets, loss);
        }
        if (options.StandardizeTargets == true && loss.IsClassification)
        {
            Throw.Argument(nameof(options), $"Train: StandardizeTargets is for regression, and the loss {loss} is for classes; use Loss.MeanSquaredError, or leave the targets as they are.");
        }
        if (options.ResumeFrom is { } state)
        {
            CheckState(network, state, options);
        }
    }

    /// <summary>Refuses a state that belongs to another network or to other options.</summary>
    private static void CheckState<T>(NetworkCore<T> network, TrainingState<T> state, TrainingOptions<T> options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string now = TrainingState<T>.Describe(
            network.Layout,
            TrainingState<T>.NameOf(options.Optimizer),
            network.Parameters.Length * options.Optimizer.StateCount,
            TrainingState<T>.NameOf(options.Schedule),
            options.Schedule?.StateCount ?? 0);
        if (state.Requirement != now)
        {
            Throw.Argument(nameof(options), $"Train: the state has {state.Requirement}; this training has {now}: layers, update rule and schedule must be the same.");
        }
    }

    private static void RefuseWhatNeedsAll<T>(TrainingOptions<T> options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string? refused = options.SampleWeights is not null ? nameof(options.SampleWeights)
            : options.StandardizeInputs == true ? nameof(options.StandardizeInputs)
            : options.StandardizeTargets == true ? nameof(options.StandardizeTargets)
            : options.ValidationSplit > 0 && options.Validation is null ? nameof(options.ValidationSplit)
            : options.ExistingScalers == ExistingScalers.Replace ? "ExistingScalers.Replace"
            : options.Patience is not null && options.Validation is null ? "Patience without Validation"
            : null;
        if (refused is not null)
        {
            Throw.Argument(nameof(options), $"Train: {refused} needs all samples at once, which a stream does not give; scale by setting InputScaler and OutputScaler before, validate with Validation.");
        }
    }

    /// <summary>
    /// The rows to learn from, and after them the last <paramref name="held"/> to validate with; empty where none are held out.
    /// </summary>
    private static int[] HoldOut<T>(Samples<T> samples, TrainingOptions<T> options, SeededRandom random, out int held)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        held = 0;
        if (options.Validation is not null || options.ValidationSplit == 0)
        {
            return [];
        }
        if (options.StratifiedSplit)
        {
            return HoldOutOfEachClass(samples, options, out held);
        }
        if (samples.Count < 2)
        {
            Throw.Argument(nameof(options), $"Train: ValidationSplit {options.ValidationSplit} of {samples.Count} samples leaves none to train on.");
        }
        held = TrainTestSplit.TestCount(samples.Count, options.ValidationSplit);
        var order = new int[samples.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        if (options.Shuffle)
        {
            random.Shuffle(order.AsSpan());
        }
        return order;
    }

    private static int[] HoldOutOfEachClass<T>(Samples<T> samples, TrainingOptions<T> options, out int held)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (samples.Targets.Labels.Length != samples.Count)
        {
            Throw.Argument(nameof(options), "Train: StratifiedSplit needs class labels, one for each sample; give labels, or leave it out.");
        }
        TrainTestSplit split = TrainTestSplit.Stratified(samples.Targets.Labels, options.ValidationSplit, options.Seed);
        held = split.Test.Count;
        // without shuffling both sides stay in the order of the samples
        return options.Shuffle ? [.. split.Train, .. split.Test] : [.. split.Train.Order(), .. split.Test.Order()];
    }

    private static void CheckLastBatch(NetworkLayout layout, int samples, int batchSize)
    {
        // batches of one leave no rest, and are all too small
        if (layout.NeedsTwoSamples && (batchSize == 1 || samples % batchSize == 1))
        {
            Throw.Argument("options", $"Train: batches of {batchSize} leave one of a single sample at the end of {samples}; normalisation over a batch needs two or more. Choose another BatchSize.");
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
