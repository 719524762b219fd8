namespace MiniDnn;

/// <summary>All that a training needs to go on as if it had not stopped, to the same bits: the network, what the update rule, the schedule and early stopping remember, the random numbers, the history. <see cref="Checkpoints{T}"/> hands it out.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed partial class TrainingState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal TrainingState()
    {
    }

    /// <summary>The epochs that were done.</summary>
    public IReadOnlyList<EpochSummary> Epochs { get; internal init; } = [];

    /// <summary>The number of steps that were taken.</summary>
    public long StepCount { get; internal init; }

    internal FeedForwardNetwork<T> Network { get; init; } = null!;

    internal string Rule { get; init; } = "";

    internal string Schedule { get; init; } = "";

    internal T[] BestParameters { get; init; } = [];

    internal T[] OptimizerState { get; init; } = [];

    internal double[] ScheduleState { get; init; } = [];

    internal (ulong S0, ulong S1, ulong S2, ulong S3) Random { get; init; }

    internal double BestLoss { get; init; }

    internal int EpochsWithoutImprovement { get; init; }

    /// <summary>The network as it was, to predict with or to go on training; a new one each time.</summary>
    public FeedForwardNetwork<T> CreateNetwork() => Network.Copy();

    /// <summary>How far the training had come.</summary>
    public override string ToString() => $"TrainingState after {Epochs.Count} epochs, {StepCount} steps";

    internal static string NameOf(object ruleOrSchedule) => ruleOrSchedule.GetType().Name;

    /// <summary>Refuses a state that belongs to another network or to other options.</summary>
    internal void Check(FeedForwardNetwork<T> network, TrainingOptions options)
    {
        string before = Describe(Network, Rule, OptimizerState.Length, Schedule, ScheduleState.Length);
        string now = Describe(network, NameOf(options.Optimizer), network.Parameters.Length * options.Optimizer.StateCount, NameOf(options.Schedule), options.Schedule.StateCount);
        if (before != now)
        {
            Throw.Argument("checkpoints", $"Train: the state has {before}; this training has {now}: layers, update rule and schedule must be the same.");
        }
    }

    private static string Describe(FeedForwardNetwork<T> network, string rule, int ruleNumbers, string schedule, int scheduleNumbers)
        => $"{network.LayerNames}, {rule} with {ruleNumbers} numbers and {schedule} with {scheduleNumbers}";
}
