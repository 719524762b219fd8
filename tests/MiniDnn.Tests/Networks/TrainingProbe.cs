namespace MiniDnn.Tests;

/// <summary>How a training is made to end.</summary>
internal enum TrainingEnd
{
    ByItself,
    CancelledBefore,
    CancelledInStep,
    CancelledInProgress,
    Diverged,
    ThrowsInProgress,
    ThrowsInCheckpoint,
    ThrowsInSchedule,
    ThrowsInLayer,
    ThrowsInLoss,
}

/// <summary>Follows a training step by step, and ends it at a step or an epoch.</summary>
internal sealed class TrainingProbe<T>(TrainingEnd end = TrainingEnd.ByItself, long at = 0) : IProgress<EpochSummary>, IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CancellationTokenSource _source = new();
    private bool _isInStep;

    public FeedForwardNetwork<T> Network { get; set; } = null!;

    /// <summary>The numbers before the first, the second … step.</summary>
    public List<T[]> BeforeStep { get; } = [];

    /// <summary>The numbers after the first, the second … epoch.</summary>
    public List<T[]> AfterEpoch { get; } = [];

    public List<EpochSummary> Epochs { get; } = [];

    public List<TrainingState<T>> States { get; } = [];

    /// <summary>Steps that were taken when the training was made to end.</summary>
    public int StepsDone { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Whether a step was taken after the last epoch.</summary>
    public bool IsInEpoch { get; private set; }

    public CancellationToken Token => _source.Token;

    public static T[] Numbers(FeedForwardNetwork<T> network) => [.. network.Parameters, .. network.Core.State];

    public TrainingOptions<T> Follow(TrainingOptions<T> options, Loss? loss)
    {
        if (end == TrainingEnd.CancelledBefore)
        {
            HasEnded = true;
            _source.Cancel();
        }
        return options with { Loss = loss, Schedule = new FollowedSchedule(options.Schedule, this), OnCheckpoint = Take };
    }

    public void Dispose() => _source.Dispose();

    public void Report(EpochSummary value)
    {
        AfterEpoch.Add(Numbers(Network));
        IsInEpoch = false;
        Epochs.Add(value);
        if (value.Epoch == at && end == TrainingEnd.CancelledInProgress)
        {
            End(BeforeStep.Count);
            _source.Cancel();
        }
        ThrowAt(value.Epoch, TrainingEnd.ThrowsInProgress, BeforeStep.Count);
    }

    /// <summary>The own layer goes back through a step.</summary>
    public void Backward() => ThrowAt(BeforeStep.Count, TrainingEnd.ThrowsInLayer, BeforeStep.Count - 1);

    /// <summary>The own loss is measured, in a step or after an epoch.</summary>
    public void Measure()
    {
        ThrowAt(BeforeStep.Count, TrainingEnd.ThrowsInLoss, _isInStep ? BeforeStep.Count - 1 : BeforeStep.Count);
        _isInStep = false;
    }

    private void Take(TrainingState<T> state)
    {
        States.Add(state);
        ThrowAt(state.Epochs.Count, TrainingEnd.ThrowsInCheckpoint, BeforeStep.Count);
    }

    private double Rate(double rate)
    {
        BeforeStep.Add(Numbers(Network));
        _isInStep = true;
        IsInEpoch = true;
        int step = BeforeStep.Count;
        ThrowAt(step, TrainingEnd.ThrowsInSchedule, step - 1);
        if (step != at)
        {
            return rate;
        }
        if (end == TrainingEnd.CancelledInStep)
        {
            End(step);
            _source.Cancel();
        }
        HasEnded |= end == TrainingEnd.Diverged;
        return end == TrainingEnd.Diverged ? double.MaxValue : rate;
    }

    private void ThrowAt(long here, TrainingEnd there, int stepsDone)
    {
        if (end == there && here >= at && !HasEnded)
        {
            End(stepsDone);
            throw new InvalidDataException("the power went out");
        }
    }

    private void End(int stepsDone) => (HasEnded, StepsDone) = (true, stepsDone);

    private sealed class FollowedSchedule(LearningRateSchedule? schedule, TrainingProbe<T> probe) : LearningRateSchedule
    {
        public override int StateCount => schedule?.StateCount ?? 0;

        public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state) => probe.Rate(schedule?.Rate(baseRate, point, state) ?? baseRate);

        public override void EndEpoch(double loss, Span<double> state) => schedule?.EndEpoch(loss, state);
    }
}

/// <summary>Passes everything on, and counts the steps in its state, also those in which the probe throws.</summary>
internal sealed class OwnLayer<T>(TrainingProbe<T> probe) : Layer
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "own";

    public override LayerPlan Plan(SampleShape input) => new() { Input = input, Output = input, State = [new("steps", 1)] };

    public override void Forward<TNumber>(in LayerPass<TNumber> pass, ReadOnlyMatrixSpan<TNumber> input, MatrixSpan<TNumber> output) => input.CopyTo(output);

    public override void Backward<TNumber>(in LayerPass<TNumber> pass, ReadOnlyMatrixSpan<TNumber> input, ReadOnlyMatrixSpan<TNumber> output, MatrixSpan<TNumber> outputDelta, MatrixSpan<TNumber> inputDelta)
    {
        if (!inputDelta.IsEmpty)
        {
            outputDelta.CopyTo(inputDelta);
        }
        if (pass.IsTraining)
        {
            pass.State(0)[0, 0] += TNumber.One;
            probe.Backward();
        }
    }
}

/// <summary>The mean squared error, followed by the probe.</summary>
internal sealed class OwnLoss<T>(TrainingProbe<T> probe) : Loss
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "own loss";

    public override TNumber Evaluate<TNumber>(ReadOnlyMatrixSpan<TNumber> preActivations, ReadOnlyMatrixSpan<TNumber> predictions, ReadOnlyMatrixSpan<TNumber> targets, MatrixSpan<TNumber> delta)
    {
        probe.Measure();
        return MeanSquaredError.Evaluate(preActivations, predictions, targets, delta);
    }
}
