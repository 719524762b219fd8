using System.Diagnostics;
using System.Globalization;

namespace MiniDnn;

/// <summary>One training: epochs of batches, validation, and the reasons to stop.</summary>
/// <remarks>
/// However it ends, by an exception too, parameters, state and scalers of the network belong together: they are those of the last step,
/// those of the best epoch where early stopping asks for it, those from before the epoch where it diverged, or, without a step, those from
/// before the training.
/// </remarks>
internal sealed class TrainingRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkCore<T> _network;
    private readonly TrainingOptions<T> _options;
    private readonly Loss _loss;
    private readonly TrainingStep<T> _step;
    private readonly SeededRandom _random;
    private readonly List<EpochSummary> _epochs = [];
    private readonly double[] _scheduleState;
    private readonly NetworkSnapshot<T> _before;
    private readonly NetworkSnapshot<T> _best;
    private Evaluator<T>? _evaluator;
    private LossProgress _progress = LossProgress.None;
    private int _bestEpoch;
    private long _stepsBefore;
    private double _rate;
    private TimeSpan _elapsedBefore;

    /// <summary>
    /// So many epochs in a row without enough improvement are no accident of the batches' order; scikit-learn waits as long.
    /// </summary>
    private const int ConvergencePatience = 10;

    /// <param name="network">As it was before the training.</param>
    /// <param name="options">How it is to be trained.</param>
    /// <param name="batchSize">The number of samples in most batches.</param>
    /// <param name="random">The random numbers.</param>
    public TrainingRun(NetworkCore<T> network, TrainingOptions<T> options, int batchSize, SeededRandom random)
    {
        _network = network;
        _options = options;
        _loss = options.LossFor(network.Layout);
        _random = random;
        _before = new(network);
        _best = new(network);
        _step = new(network, options, batchSize, random);
        _scheduleState = new double[options.Schedule?.StateCount ?? 0];
        _rate = options.BaseRate;
    }

    /// <summary>What is set on the network before the first step, and taken back where there is none.</summary>
    public required Scaler<T>? InputScaler { get; init; }

    /// <inheritdoc cref="InputScaler"/>
    public required Scaler<T>? OutputScaler { get; init; }

    /// <param name="batches">What is learned.</param>
    /// <param name="training">The samples to measure with where there are none for validation; none of a stream.</param>
    /// <param name="validation">The samples to measure with; none for none.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step.</param>
    public TrainingHistory Run<TSource>(
        ref TSource batches, Samples<T> training, Samples<T> validation, IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
        where TSource : IBatchSource<T>, allows ref struct
    {
        using Activity? activity = TrainingTelemetry.StartTraining(_network.Parameters.Length, _options.Epochs, _loss);
        Start();
        try
        {
            TrainingHistory history = RunEpochs(ref batches, training, validation, progress, cancellationToken);
            TrainingTelemetry.EndTraining(activity, history);
            return history;
        }
        catch
        {
            GiveBest();
            throw;
        }
        finally
        {
            if (_step.Count == 0)
            {
                _before.GiveTo(_network);
            }
        }
    }

    private void Start()
    {
        if (_options.ResumeFrom is not { } state)
        {
            _network.InputScaler = InputScaler;
            _network.OutputScaler = OutputScaler;
            return;
        }
        _epochs.AddRange(state.Epochs);
        new NetworkSnapshot<T>(state.Network).GiveTo(_network);
        _before.Take(_network);
        _best.Take(_network);
        state.BestParameters.CopyTo(_best.Parameters, 0);
        state.BestState.CopyTo(_best.State, 0);
        _bestEpoch = state.BestEpoch;
        state.ScheduleState.CopyTo(_scheduleState, 0);
        _step.Restore(state.OptimizerState, state.StepCount);
        _random.State = state.Random;
        _progress = state.Progress;
        _elapsedBefore = _epochs.Count == 0 ? TimeSpan.Zero : _epochs[^1].Elapsed;
    }

    private TrainingHistory RunEpochs<TSource>(
        ref TSource batches, Samples<T> training, Samples<T> validation, IProgress<EpochSummary>? progress, CancellationToken cancellationToken)
        where TSource : IBatchSource<T>, allows ref struct
    {
        long start = Stopwatch.GetTimestamp();
        int before = _epochs.Count;
        for (int epoch = before + 1; epoch <= _options.Epochs && ReasonToStop() is null; epoch++)
        {
            if (epoch > before + 1)
            {
                _before.Take(_network);
            }
            _stepsBefore = _step.Count;
            double? loss = RunEpoch(ref batches, epoch, cancellationToken);
            if (loss is null)
            {
                return End(DescentOutcome.Cancelled, epoch);
            }
            if (!double.IsFinite(loss.Value) || !_network.NumbersAreFinite())
            {
                return End(DescentOutcome.Diverged, epoch);
            }
            EpochSummary summary = Summarize(epoch, loss.Value, training, validation);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Record(summary with { Elapsed = _elapsedBefore + elapsed, Remaining = elapsed / (epoch - before) * (_options.Epochs - epoch) });
            progress?.Report(_epochs[^1]);
            if (_options.OnCheckpoint is { } take && (epoch % _options.CheckpointEpochs == 0 || epoch == _options.Epochs || ReasonToStop() is not null))
            {
                take(TakeState());
            }
        }
        return End(ReasonToStop() ?? DescentOutcome.EpochLimit, _epochs.Count);
    }

    /// <returns>The mean loss over the samples; NaN where a step was refused, null where the caller asked to stop.</returns>
    private double? RunEpoch<TSource>(ref TSource batches, int epoch, CancellationToken cancellationToken)
        where TSource : IBatchSource<T>, allows ref struct
    {
        batches.BeginEpoch(_random);
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
                _rate = Rate(new(_step.Count + 1, done, _options.Epochs));
                samples += x.RowCount;
                sum += x.RowCount * double.CreateChecked(_step.Take(x, targets, _rate, weights));
                if (!_step.IsTaken)
                {
                    return double.NaN;
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
        double rate = _options.Schedule is { } schedule ? schedule.Rate(_options.BaseRate, point, _scheduleState) : _options.BaseRate;
        return rate >= 0 && double.IsFinite(rate)
            ? rate
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Train: the schedule {_options.Schedule} gave a learning rate of {rate} for step {point.Step}; it must be 0 or more, and finite."));
    }

    private EpochSummary Summarize(int epoch, double loss, Samples<T> training, Samples<T> validation)
    {
        Evaluation? evaluation = validation.Count == 0 ? null : EvaluatorOf(validation).Evaluate(validation, scalesTargets: true);
        // the loss of the batches is that of parameters that are gone: what is kept must be measured
        bool isMeasured = evaluation is null && _options.Patience is not null;
        return new(epoch, loss, evaluation?.Loss)
        {
            ValidationAccuracy = evaluation?.Accuracy,
            ValidationRSquared = evaluation?.RSquared,
            ComparedLoss = isMeasured ? EvaluatorOf(training).Loss(training) : evaluation?.Loss ?? loss,
            LearningRate = _rate,
        };
    }

    /// <summary>Its memory serves every epoch: a training measures the same samples each time.</summary>
    private Evaluator<T> EvaluatorOf(Samples<T> samples) => _evaluator ??= new(_network, _loss, samples.Count);

    /// <summary>Takes an epoch into account: schedule, early stopping and tolerance compare one loss and count one way.</summary>
    private void Record(EpochSummary summary)
    {
        _epochs.Add(summary);
        double loss = summary.ComparedLoss;
        _options.Schedule?.EndEpoch(loss, _scheduleState);
        bool isWaiting = _options.Patience is not null || _options.Tolerance > 0;
        _progress = isWaiting ? _progress.After(loss, _options.Tolerance) : LossProgress.None with { Epochs = _epochs.Count };
        // the smallest loss is kept, too small an improvement to wait for though it may be
        if (_options.Patience is not null
            && (_bestEpoch == 0 || loss < _epochs[_bestEpoch - 1].ComparedLoss || double.IsNaN(_epochs[_bestEpoch - 1].ComparedLoss)))
        {
            _best.Take(_network);
            _bestEpoch = _epochs.Count;
        }
        TrainingTelemetry.Record(summary);
    }

    private DescentOutcome? ReasonToStop()
        => !_progress.HasStalled(_options.Patience ?? ConvergencePatience) ? null
            : _options.Patience is null ? DescentOutcome.Converged
            : DescentOutcome.StoppedEarly;

    private TrainingHistory End(DescentOutcome outcome, int epoch)
    {
        bool isWhole = _step.Count == _stepsBefore;
        string message = outcome switch
        {
            DescentOutcome.Cancelled => isWhole ? $"Cancelled after {_epochs.Count} epochs." : $"Cancelled in epoch {epoch}.",
            DescentOutcome.Diverged => TrainingAdvice.Diverged(epoch, _rate, _options, _loss),
            DescentOutcome.StoppedEarly => $"Stopped early after {epoch} epochs.",
            DescentOutcome.Converged => $"Converged after {epoch} epochs.",
            _ => $"Completed {epoch} epochs.{TrainingAdvice.AtTheLimit(_epochs)}",
        };
        int? kept = outcome == DescentOutcome.Cancelled && !isWhole ? null : _epochs.Count;
        if (GiveBest())
        {
            kept = _bestEpoch;
            message += $" The parameters of epoch {kept} were the best and are kept.";
        }
        else if (outcome == DescentOutcome.Diverged)
        {
            _before.GiveTo(_network);
            message += " The network has the parameters from before that epoch.";
        }
        return new(_epochs, outcome, message, kept);
    }

    /// <summary>Gives the network what early stopping found best; false where there is none.</summary>
    private bool GiveBest()
    {
        bool hasBest = _options.Patience is not null && _bestEpoch > 0;
        if (hasBest)
        {
            _best.GiveTo(_network);
        }
        return hasBest;
    }

    private TrainingState<T> TakeState()
    {
        // without early stopping the last is the best that a training with it could go on from
        bool hasBest = _options.Patience is not null;
        return new()
        {
            Epochs = [.. _epochs],
            StepCount = _step.Count,
            Network = _network.Clone(),
            Rule = TrainingState<T>.NameOf(_options.Optimizer),
            Schedule = TrainingState<T>.NameOf(_options.Schedule),
            BestParameters = [.. hasBest ? _best.Parameters : _network.Parameters],
            BestState = [.. hasBest ? _best.State : _network.State],
            BestEpoch = hasBest ? _bestEpoch : _epochs.Count,
            OptimizerState = _step.RuleNumbers.ToArray(),
            ScheduleState = [.. _scheduleState],
            Random = _random.State,
            Progress = _progress,
        };
    }
}
