using System.Diagnostics;
using System.Globalization;

namespace MiniDnn;

/// <summary>One training: epochs of batches, validation, and the reasons to stop.</summary>
internal sealed class TrainingLoop<T>(
    FeedForwardNetwork<T> network, TrainingOptions options, Trainer<T> trainer, BatchSource<T> batches, ValidationData<T>? validation, SeededRandom random, Checkpoints<T>? checkpoints = null)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<EpochSummary> _epochs = [];
    private readonly double[] _scheduleState = new double[options.Schedule.StateCount];
    private readonly T[] _best = network.Parameters.ToArray();
    private readonly T[] _before = new T[network.Parameters.Length];
    private double _bestLoss = double.PositiveInfinity;
    private int _epochsWithoutImprovement;
    private double _rate = options.Optimizer.LearningRate;

    public TrainingHistory Run(IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
    {
        using Activity? activity = TrainingTelemetry.StartTraining(network.Parameters.Length, options);
        TrainingHistory history = RunEpochs(progress, cancellationToken);
        TrainingTelemetry.EndTraining(activity, history);
        return history;
    }

    private TrainingHistory RunEpochs(IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Restore();
        int before = _epochs.Count;
        for (int epoch = before + 1; epoch <= options.Epochs; epoch++)
        {
            network.Parameters.CopyTo(_before);
            double? loss = RunEpoch(epoch, cancellationToken);
            if (loss is null)
            {
                return History(TrainingOutcome.Cancelled, $"Cancelled in epoch {epoch}.");
            }
            if (!double.IsFinite(loss.Value) || !network.ParametersAreFinite())
            {
                return Diverged(epoch);
            }
            EpochSummary summary = Summarize(epoch, loss.Value, Stopwatch.GetElapsedTime(start), epoch - before);
            _epochs.Add(summary);
            options.Schedule.EndEpoch(summary.ValidationLoss ?? summary.Loss, _scheduleState);
            TrainingTelemetry.Record(summary);
            progress?.Report(summary);
            if (options.EarlyStopping is { } rule && HasStoppedImproving(summary, rule))
            {
                _best.CopyTo(network.Parameters);
                return History(TrainingOutcome.StoppedEarly, $"Stopped early after {epoch} epochs; the weights of epoch {epoch - _epochsWithoutImprovement} were the best and are kept.");
            }
            if (checkpoints?.Taken is { } taken && epoch % checkpoints.Every == 0)
            {
                taken(TakeState());
            }
        }
        return Completed();
    }

    /// <returns>The mean loss over the samples; null where the caller asked to stop.</returns>
    private double? RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        batches.BeginEpoch(random);
        try
        {
            double sum = 0;
            long samples = 0;
            while (batches.Next(out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets, out ReadOnlySpan<T> weights))
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return null;
                }
                double done = epoch - 1 + (batches.Count is { } count ? (double)samples / count : 0);
                _rate = Rate(new(trainer.StepCount + 1, done, options.Epochs));
                samples += x.RowCount;
                sum += x.RowCount * double.CreateChecked(trainer.StepUnchecked(x, targets, _rate, weights));
                if (!double.IsFinite(sum))
                {
                    break;
                }
            }
            return sum / samples;
        }
        finally
        {
            batches.EndEpoch();
        }
    }

    private double Rate(SchedulePoint point)
    {
        double rate = options.Schedule.Rate(options.Optimizer.LearningRate, point, _scheduleState);
        return rate >= 0 && double.IsFinite(rate)
            ? rate
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Train: the schedule {options.Schedule} gave a learning rate of {rate} for step {point.Step}; it must be 0 or more, and finite."));
    }

    private EpochSummary Summarize(int epoch, double loss, TimeSpan elapsed, int epochsOfThisRun)
    {
        Evaluation? evaluation = validation is null ? null : network.EvaluateUnchecked(validation.X, validation.Targets, options.Loss, scalesTargets: true);
        return new(epoch, loss, evaluation?.Loss)
        {
            ValidationAccuracy = evaluation?.Accuracy,
            ValidationRSquared = evaluation?.RSquared,
            LearningRate = _rate,
            Elapsed = elapsed,
            Remaining = elapsed / epochsOfThisRun * (options.Epochs - epoch),
        };
    }

    private bool HasStoppedImproving(EpochSummary summary, EarlyStopping rule)
    {
        double loss = summary.ValidationLoss ?? summary.Loss;
        if (loss < _bestLoss - rule.MinimumImprovement)
        {
            _bestLoss = loss;
            _epochsWithoutImprovement = 0;
            network.Parameters.CopyTo(_best);
            return false;
        }
        return ++_epochsWithoutImprovement >= rule.Patience;
    }

    private TrainingHistory Completed()
    {
        if (options.EarlyStopping is null || _epochs.Count == 0)
        {
            return History(TrainingOutcome.Completed, $"Completed {options.Epochs} epochs.");
        }
        _best.CopyTo(network.Parameters);
        return History(TrainingOutcome.Completed, $"Completed {options.Epochs} epochs; the weights of epoch {_epochs.Count - _epochsWithoutImprovement} were the best and are kept.");
    }

    private TrainingHistory Diverged(int epoch)
    {
        bool hasBest = options.EarlyStopping is not null;
        (hasBest ? _best : _before).CopyTo(network.Parameters);
        return History(TrainingOutcome.Diverged, string.Create(CultureInfo.InvariantCulture, $"Diverged in epoch {epoch} with learning rate {_rate}: the loss is no longer finite. Try a tenth of the rate, StandardizeInputs{(options.Loss.Kind == LossKind.Regression ? ", StandardizeTargets" : "")}, or Clipping. ")
            + (hasBest ? "The network has its best weights." : "The network has the weights from before that epoch."));
    }

    private TrainingState<T> TakeState() => new()
    {
        Epochs = [.. _epochs],
        StepCount = trainer.StepCount,
        Network = network.Copy(),
        Rule = TrainingState<T>.NameOf(options.Optimizer),
        Schedule = TrainingState<T>.NameOf(options.Schedule),
        BestParameters = [.. _best],
        OptimizerState = trainer.OptimizerState.ToArray(),
        ScheduleState = [.. _scheduleState],
        Random = random.State,
        BestLoss = _bestLoss,
        EpochsWithoutImprovement = _epochsWithoutImprovement,
    };

    private void Restore()
    {
        if (checkpoints?.From is not { } state)
        {
            return;
        }
        _epochs.AddRange(state.Epochs);
        state.Network.Parameters.CopyTo(network.Parameters);
        network.InputScaler = state.Network.InputScaler;
        network.OutputScaler = state.Network.OutputScaler;
        state.BestParameters.CopyTo(_best, 0);
        state.ScheduleState.CopyTo(_scheduleState, 0);
        trainer.Restore(state.OptimizerState, state.StepCount);
        random.State = state.Random;
        _bestLoss = state.BestLoss;
        _epochsWithoutImprovement = state.EpochsWithoutImprovement;
    }

    private TrainingHistory History(TrainingOutcome outcome, string message) => new(_epochs, outcome, message);
}
