namespace MiniDnn;

/// <summary>One training: epochs of batches, validation, and the reasons to stop.</summary>
internal sealed class TrainingLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FeedForwardNetwork<T> _network;
    private readonly TrainingOptions _options;
    private readonly Trainer<T> _trainer;
    private readonly SeededRandom _random;
    private readonly Samples<T> _training;
    private readonly Samples<T>? _validation;
    private readonly List<EpochSummary> _epochs = [];
    private readonly T[] _best;
    private double _bestLoss = double.PositiveInfinity;
    private int _epochsWithoutImprovement;

    public TrainingLoop(FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, TrainingOptions options)
    {
        _network = network;
        _options = options;
        _random = new(options.Seed);
        int[] order = [.. Enumerable.Range(0, x.RowCount)];
        int held = (int)Math.Round(options.ValidationSplit * x.RowCount);
        if (held > 0)
        {
            _random.Shuffle(order.AsSpan());
            _validation = new(x, targets, order.AsSpan(..held), held);
        }
        int batchSize = Math.Min(options.BatchSize ?? x.RowCount, x.RowCount - held);
        _training = new(x, targets, order.AsSpan(held..), batchSize);
        if (options.StandardizeInputs)
        {
            network.InputScaler = StandardScaler<T>.Fit(_training.Inputs);
        }
        _trainer = new(network, options.Loss, options.Optimizer, batchSize, options.Threads);
        _best = network.Parameters.ToArray();
    }

    public TrainingHistory Run(IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
    {
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            T[] before = _network.Parameters.ToArray();
            double? loss = RunEpoch(cancellationToken);
            if (loss is null)
            {
                return History(TrainingOutcome.Cancelled, $"Cancelled in epoch {epoch}.");
            }
            if (!double.IsFinite(loss.Value) || !_network.ParametersAreFinite())
            {
                before.CopyTo(_network.Parameters);
                return History(TrainingOutcome.Diverged, $"Diverged in epoch {epoch} with learning rate {_options.Optimizer.LearningRate}: the loss is no longer finite. Try a tenth of the rate, or StandardizeInputs. The network has the weights from before that epoch.");
            }
            var summary = new EpochSummary(epoch, loss.Value, ValidationLoss());
            _epochs.Add(summary);
            progress?.Report(summary);
            if (_options.EarlyStopping is { } rule && HasStoppedImproving(summary, rule))
            {
                _best.CopyTo(_network.Parameters);
                return History(TrainingOutcome.StoppedEarly, $"Stopped early after {epoch} epochs; the weights of epoch {epoch - _epochsWithoutImprovement} were the best and are kept.");
            }
        }
        if (_options.EarlyStopping is not null && _epochs.Count > 0)
        {
            _best.CopyTo(_network.Parameters);
        }
        return History(TrainingOutcome.Completed, $"Completed {_options.Epochs} epochs.");
    }

    /// <returns>The mean loss over the samples; null where the caller asked to stop.</returns>
    private double? RunEpoch(CancellationToken cancellationToken)
    {
        if (_options.Shuffle)
        {
            _training.Shuffle(_random);
        }
        double sum = 0;
        for (int start = 0; start < _training.Count; start += _training.BatchSize)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }
            int count = _training.LoadBatch(start, inOrder: !_options.Shuffle, out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets);
            sum += count * double.CreateChecked(_trainer.StepUnchecked(x, targets, _options.Optimizer.LearningRate));
            if (!double.IsFinite(sum))
            {
                break;
            }
        }
        return sum / _training.Count;
    }

    private double? ValidationLoss()
        => _validation is null ? null : double.CreateChecked(_network.ComputeLoss(_validation.Inputs, _validation.Targets, _options.Loss));

    private bool HasStoppedImproving(EpochSummary summary, EarlyStopping rule)
    {
        double loss = summary.ValidationLoss ?? summary.Loss;
        if (loss < _bestLoss - rule.MinimumImprovement)
        {
            _bestLoss = loss;
            _epochsWithoutImprovement = 0;
            _network.Parameters.CopyTo(_best);
            return false;
        }
        return ++_epochsWithoutImprovement >= rule.Patience;
    }

    private TrainingHistory History(TrainingOutcome outcome, string message) => new(_epochs, outcome, message);
}
