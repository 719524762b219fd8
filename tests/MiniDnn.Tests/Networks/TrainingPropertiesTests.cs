using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>
/// Random trainings, ended in every way: parameters, state, scalers, the kept epoch, history and message belong together, and going on
/// from a checkpoint equals never having stopped.
/// </summary>
internal sealed class TrainingPropertiesTests
{
    private const int Chunk = 50;

    [TestCase(0)]
    [TestCase(50)]
    [TestCase(100)]
    [TestCase(150)]
    [TestCase(200)]
    [TestCase(250)]
    public void However_a_random_training_ends_all_that_it_leaves_belongs_together(int first) => CheckAll(first, Chunk);

    /// <summary>
    /// As many as are asked for: <c>dotnet test --filter … -- TestRunParameters.Parameter(name="first", value="0")</c>, and <c>count</c>.
    /// </summary>
    [Test]
    [Explicit("takes minutes")]
    public void Random_trainings_of_a_range_of_seeds()
        => CheckAll(Parameter("first", 0), Parameter("count", 10_000));

    private static int Parameter(string name, int otherwise)
        => int.Parse(TestContext.Parameters.Get(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static void CheckAll(int first, int count)
    {
        var violations = new List<string>();
        var kinds = new Dictionary<string, int>();
        for (int seed = first; seed < first + count; seed++)
        {
            try
            {
                string kind = seed % 2 == 0 ? Check<double>((ulong)seed) : Check<float>((ulong)seed);
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }
            catch (Exception e)
            {
                violations.Add($"{seed}: {e.GetType().Name} {e.Message}");
            }
        }
        TestContext.Out.WriteLine(string.Join(Environment.NewLine, kinds.OrderBy(kind => kind.Key).Select(kind => $"{kind.Value,6} {kind.Key}")));
        Assert.That(violations, Is.Empty);
        Assert.That(kinds.Where(kind => kind.Key.StartsWith("refused", StringComparison.Ordinal)).Sum(kind => kind.Value), Is.LessThan(count / 4), "most are not refused");
    }

    private static string Check<T>(ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var training = new RandomTraining<T>(seed, (TrainingEnd)(seed / 2 % 10));
        using var whole = new TrainingProbe<T>();
        FeedForwardNetwork<T> network = training.NewNetwork(whole, seed: 1);
        TrainingHistory history;
        try
        {
            history = Run(training, whole, network);
        }
        catch (ArgumentException e) when (e.Message.Contains("normalisation over a batch", StringComparison.Ordinal) || e.Message.Contains("BatchNorm: the batch has one row", StringComparison.Ordinal))
        {
            Same(TrainingProbe<T>.Numbers(network), whole.BeforeStep.Count == 0 ? TrainingProbe<T>.Numbers(training.NewNetwork(whole, seed: 1)) : whole.BeforeStep[^1], "a refused training changes nothing");
            return "refused: a batch of one row";
        }
        CheckHistory(training, whole, network, history);
        CheckResumed(training, whole, network, history, seed);
        return CheckEnded(training, whole, (TrainingEnd)(seed / 2 % 10), seed) + $" ({history.Outcome} by itself)";
    }

    private static TrainingHistory Run<T>(RandomTraining<T> training, TrainingProbe<T> probe, FeedForwardNetwork<T> network, TrainingState<T>? from = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        probe.Network = network;
        TrainingOptions<T> options = probe.Follow(training.Options, training.NewLoss(probe)) with { ResumeFrom = from };
        return training.Train(network, options, probe, probe.Token);
    }

    /// <summary>The network is that of the kept epoch, which is that of the smallest loss where early stopping is asked for.</summary>
    private static void CheckHistory<T>(RandomTraining<T> training, TrainingProbe<T> probe, FeedForwardNetwork<T> network, TrainingHistory history)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.That(history.Select(Figures), Is.EqualTo(probe.Epochs.Select(Figures)), "the history is what progress was told");
        Assert.That(history.Select(epoch => epoch.Epoch), Is.EqualTo(Enumerable.Range(1, history.Count)));
        Assert.That(history.Select(epoch => epoch.Elapsed), Is.Ordered);
        bool hasBest = training.Options.Patience is not null && history.Count > 0;
        if (history.KeptEpoch is { } kept)
        {
            T[] expected = kept > 0 ? probe.AfterEpoch[kept - 1] : TrainingProbe<T>.Numbers(training.NewNetwork(probe, seed: 1));
            Same(TrainingProbe<T>.Numbers(network), expected, $"the network is that of epoch {kept}");
            Assert.That(kept, Is.EqualTo(hasBest ? Best(history) : history.Count), "kept epoch");
            Assert.That(kept > 0 || (network.InputScaler is null && network.OutputScaler is null), "no scalers without an epoch");
        }
        else
        {
            Assert.That((history.Outcome, hasBest, probe.IsInEpoch), Is.EqualTo((DescentOutcome.Cancelled, false, true)), "only in the middle of an epoch");
        }
        string epoch = history.Outcome switch
        {
            DescentOutcome.Diverged => $"Diverged in epoch {history.Count + 1} ",
            DescentOutcome.Cancelled => probe.IsInEpoch ? $"Cancelled in epoch {history.Count + 1}." : $"Cancelled after {history.Count} epochs.",
            DescentOutcome.StoppedEarly => $"Stopped early after {history.Count} ",
            DescentOutcome.Converged => $"Converged after {history.Count} ",
            _ => $"Completed {history.Count} ",
        };
        Assert.That(history.Message, Does.StartWith(epoch));
        Assert.That(history.Message.Contains("were the best and are kept", StringComparison.Ordinal), Is.EqualTo(hasBest));
        Assert.That(hasBest, Is.EqualTo(history.Message.Contains($"The parameters of epoch {history.KeptEpoch} were the best", StringComparison.Ordinal)));
        CheckMeasured(training, network, history);
    }

    /// <summary>The history's loss and metrics of the kept epoch are those of the network.</summary>
    private static void CheckMeasured<T>(RandomTraining<T> training, FeedForwardNetwork<T> network, TrainingHistory history)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (history.KeptEpoch is not > 0 || training.Measured is not { } samples)
        {
            return;
        }
        EpochSummary kept = history[history.KeptEpoch.Value - 1];
        using var probe = new TrainingProbe<T>();
        Loss loss = training.NewLoss(probe) ?? new TrainingOptions<T>().LossFor(network.Core.Layout);
        (double expected, Evaluation metrics) = RandomTraining<T>.Measure(network, samples, loss);
        if (double.IsFinite(expected))
        {
            Assert.That(kept.ComparedLoss, Is.EqualTo(expected).Within(typeof(T) == typeof(float) ? 1e-4 : 1e-12).Percent.Or.EqualTo(expected).Within(1e-30), "compared loss");
        }
        if (kept.ValidationLoss is not null)
        {
            Assert.That((kept.ValidationAccuracy, kept.ValidationRSquared), Is.EqualTo((metrics.Accuracy, metrics.RSquared)), "metrics");
        }
    }

    private static void CheckResumed<T>(RandomTraining<T> training, TrainingProbe<T> whole, FeedForwardNetwork<T> network, TrainingHistory history, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (whole.States.Count == 0)
        {
            Assert.That(history.Count == 0 || history.Outcome == DescentOutcome.Diverged);
            return;
        }
        TrainingState<T> state = whole.States[(int)(seed / 20) % whole.States.Count];
        if (!training.HasOwnLayer)
        {
            var file = new MemoryStream();
            state.Save(file);
            file.Position = 0;
            state = TrainingState<T>.Load(file);
        }
        using var probe = new TrainingProbe<T>();
        FeedForwardNetwork<T> resumed = training.NewNetwork(probe, seed: 99);
        TrainingHistory after = Run(training, probe, resumed, state);
        Same(TrainingProbe<T>.Numbers(resumed), TrainingProbe<T>.Numbers(network), "resumed");
        Same(training.Predict(resumed).AsSpan().ToArray(), training.Predict(network).AsSpan().ToArray(), "predictions of the resumed");
        Assert.That(after.Select(Figures), Is.EqualTo(history.Select(Figures)), "history of the resumed");
        Assert.That((after.Outcome, after.KeptEpoch, after.Message), Is.EqualTo((history.Outcome, history.KeptEpoch, history.Message)));
        Assert.That(after.Select(epoch => epoch.Elapsed), Is.Ordered, "the time goes on");
    }

    private static string CheckEnded<T>(RandomTraining<T> training, TrainingProbe<T> whole, TrainingEnd end, ulong seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool isByEpoch = end is TrainingEnd.CancelledInProgress or TrainingEnd.ThrowsInProgress or TrainingEnd.ThrowsInCheckpoint;
        int most = isByEpoch ? whole.Epochs.Count : whole.BeforeStep.Count;
        using var probe = new TrainingProbe<T>(end, 1 + (int)(seed / 20 % (ulong)Math.Max(1, most)));
        FeedForwardNetwork<T> network = training.NewNetwork(probe, seed: 1);
        try
        {
            TrainingHistory history = Run(training, probe, network);
            CheckHistory(training, probe, network, history);
            bool isLate = history.Outcome != DescentOutcome.Cancelled;
            if (probe.HasEnded && !isLate)
            {
                CheckStopped(training, whole, probe, network);
            }
            return probe.HasEnded ? $"{end}{(isLate ? $", {history.Outcome}" : "")}" : "ended by itself";
        }
        catch (InvalidDataException) when (probe.HasEnded)
        {
            CheckStopped(training, whole, probe, network);
            return end.ToString();
        }
    }

    /// <summary>The network is that of the best epoch, or, without one, that of the last step; without a step all is as before.</summary>
    private static void CheckStopped<T>(RandomTraining<T> training, TrainingProbe<T> whole, TrainingProbe<T> probe, FeedForwardNetwork<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.That(probe.Epochs.Select(Figures), Is.EqualTo(whole.Epochs.Take(probe.Epochs.Count).Select(Figures)), "epochs before the end");
        T[] last = probe.StepsDone < whole.BeforeStep.Count ? whole.BeforeStep[probe.StepsDone]
            : whole.AfterEpoch.Count > 0 ? whole.AfterEpoch[^1]
            : TrainingProbe<T>.Numbers(training.NewNetwork(probe, seed: 1));
        bool hasBest = training.Options.Patience is not null && probe.Epochs.Count > 0;
        Same(TrainingProbe<T>.Numbers(network), hasBest ? probe.AfterEpoch[Best(probe.Epochs) - 1] : last, $"after {probe.StepsDone} steps");
        bool hasScaler = network.InputScaler is not null;
        Assert.That(hasScaler, Is.EqualTo(probe.StepsDone > 0 && !training.Streams && training.Options.StandardizeInputs != false), "scaler");
        (Scaler<T>? inputs, Scaler<T>? outputs) = (network.InputScaler, network.OutputScaler);
        Assert.That(training.Train(network, training.Options with { Epochs = 1 }).Count, Is.LessThanOrEqualTo(1), "it can be trained again");
        Assert.That((inputs is null || ReferenceEquals(inputs, network.InputScaler), outputs is null || ReferenceEquals(outputs, network.OutputScaler)), Is.EqualTo((true, true)), "and keeps its scalers");
    }

    private static int Best(IReadOnlyList<EpochSummary> epochs) => epochs.OrderBy(epoch => double.IsNaN(epoch.ComparedLoss) ? double.PositiveInfinity : epoch.ComparedLoss).First().Epoch;

    private static void Same<T>(T[] actual, T[] expected, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Assert.That(actual.AsSpan().SequenceEqual(expected), what);

    private static (int, double, double?, double?, double?, double, double) Figures(EpochSummary e)
        => (e.Epoch, e.Loss, e.ValidationLoss, e.ValidationAccuracy, e.ValidationRSquared, e.ComparedLoss, e.LearningRate);
}
