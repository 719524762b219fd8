namespace MiniDnn;

/// <summary>All that a training needs to go on as if it had not stopped, to the same bits: the network, what the update rule, the schedule and early stopping remember, the random numbers, the history. <see cref="Checkpoints{T}"/> hands it out.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed partial class TrainingState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal TrainingState()
    {
    }

    /// <summary>The network as it was: a copy, to predict with or to go on training.</summary>
    public FeedForwardNetwork<T> Network { get; internal init; } = null!;

    /// <summary>The epochs that were done.</summary>
    public IReadOnlyList<EpochSummary> Epochs { get; internal init; } = [];

    /// <summary>The number of steps that were taken.</summary>
    public long StepCount { get; internal init; }

    internal T[] BestParameters { get; init; } = [];

    internal T[] OptimizerState { get; init; } = [];

    internal double[] ScheduleState { get; init; } = [];

    internal (ulong S0, ulong S1, ulong S2, ulong S3) Random { get; init; }

    internal double BestLoss { get; init; }

    internal int EpochsWithoutImprovement { get; init; }

    /// <summary>How far the training had come.</summary>
    public override string ToString() => $"TrainingState after {Epochs.Count} epochs, {StepCount} steps";

    /// <summary>Refuses a state that belongs to another network or to other options.</summary>
    internal void Check(FeedForwardNetwork<T> network, TrainingOptions options)
    {
        string before = Network.LayerNames, now = network.LayerNames;
        int parameters = network.Parameters.Length;
        if (before != now || OptimizerState.Length != parameters * options.Optimizer.StateCount || ScheduleState.Length != options.Schedule.StateCount)
        {
            Throw.Argument("checkpoints", $"Train: the state is of the layers {before}, with {OptimizerState.Length} numbers of the update rule and {ScheduleState.Length} of the schedule; "
                + $"this training has {now}, {parameters * options.Optimizer.StateCount} and {options.Schedule.StateCount}: it must have the same layers, update rule and schedule.");
        }
    }
}
