using System.Globalization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>All that a training needs to go on as if it had not stopped, to the same bits.</summary>
/// <remarks>That is the network, what the update rule, the schedule and early stopping remember, the random numbers, the history.
/// <see cref="TrainingOptions{T}.OnCheckpoint"/> is given it, <see cref="TrainingOptions{T}.ResumeFrom"/> takes it.</remarks>
/// <typeparam name="T">The number type.</typeparam>
public sealed class TrainingState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int FormatVersion = 1;
    private const string FormatKey = "training.format", StepKey = "training.step", RandomKey = "training.random";
    private const string RuleKey = "training.rule", ScheduleKey = "training.schedule";
    private const string Best = "training.best", RuleNumbers = "training.optimizer", ScheduleNumbers = "training.schedule_state";
    private const string BestStateNumbers = "training.best_state", Stopping = "training.early_stopping";
    private const string History = "training.history", Compared = "training.compared_losses", BestEpochKey = "training.best_epoch";

    /// <summary>Loss, validation loss, accuracy and R², learning rate, seconds.</summary>
    private const int HistoryColumns = 6;

    /// <summary>A loss that was measured and is NaN: its bits tell it from NaN where nothing was measured.</summary>
    private const ulong MeasuredNaN = 0x7FF8_0000_0000_0001;

    /// <summary>In seconds, thirty years: far less than a <see cref="TimeSpan"/> holds.</summary>
    private const double LongestTraining = 1e9;

    internal TrainingState()
    {
    }

    /// <summary>The epochs that were done.</summary>
    public IReadOnlyList<EpochSummary> Epochs { get; internal init; } = [];

    /// <summary>The number of steps that were taken.</summary>
    internal long StepCount { get; init; }

    internal NetworkCore<T> Network { get; init; } = null!;

    internal string Rule { get; init; } = "";

    internal string Schedule { get; init; } = "";

    internal T[] BestParameters { get; init; } = [];

    internal T[] OptimizerState { get; init; } = [];

    internal double[] ScheduleState { get; init; } = [];

    internal (ulong S0, ulong S1, ulong S2, ulong S3) Random { get; init; }

    internal T[] BestState { get; init; } = [];

    /// <summary>After which epoch the best parameters were.</summary>
    internal int BestEpoch { get; init; }

    /// <summary>What patience and tolerance have counted.</summary>
    internal LossProgress Progress { get; init; } = LossProgress.None;

    /// <summary>How far the training had come.</summary>
    public override string ToString() => $"TrainingState after {Epochs.Count} epochs, {StepCount} steps";

    /// <summary>The name of a rule, or of a schedule, of which there may be none.</summary>
    internal static string NameOf(object? ruleOrSchedule) => ruleOrSchedule?.GetType().Name ?? "ConstantSchedule";

    /// <summary>What a training must have in common with this one to go on from it.</summary>
    internal string Requirement => Describe(Network.Layout, Rule, OptimizerState.Length, Schedule, ScheduleState.Length);

    /// <summary>The layers, the update rule and the schedule of a training, with how much they remember.</summary>
    internal static string Describe(NetworkLayout layout, string rule, int ruleNumbers, string schedule, int scheduleNumbers)
        => $"{layout.Description}, {Excerpt.Of(rule)} with {ruleNumbers} numbers and {Excerpt.Of(schedule)} with {scheduleNumbers}";

    /// <summary>Writes the state as a safetensors file, to a temporary file that then takes the place of the old one.</summary>
    /// <remarks>It is the file of <see cref="FeedForwardNetwork{T}.Save(string)"/> with tensors and metadata named <c>training.</c>
    /// besides,
    /// so <see cref="FeedForwardNetwork{T}.Load(string, LoadOptions)"/> gives the network in it.</remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty, or a number of the network, of the update rule or of the schedule is not finite.
    /// </exception>
    /// <exception cref="IOException">The file can't be written; an old one stays whole.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => ToFile().Save(path);

    /// <summary>Writes the state, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">A number of the network, of the update rule or of the schedule is not finite.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ToFile().Save(stream);
    }

    /// <summary>Reads a state that <see cref="Save(string)"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Activations of your own; null for none. Numbers are not converted.</param>
    /// <exception cref="InvalidDataException">The file is damaged, from a newer version, of another number type, or no training state;
    /// or a number that must be finite is not. The message says which.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static TrainingState<T> Load(string path, LoadOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream, options);
    }

    /// <summary>Reads a state from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">Activations of your own; null for none. Numbers are not converted.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, from a newer version, of another number type, or no training state;
    /// or a number that must be finite is not. The message says which.</exception>
    public static TrainingState<T> Load(Stream stream, LoadOptions? options = null) => SafeTensors.Read(stream, file => FromFile(file, options));

    private SafeTensors ToFile()
    {
        CheckNumbers();
        SafeTensors file = SavedNetwork.Store(Network);
        file.AddVector(Best, BestParameters);
        file.AddVector(RuleNumbers, OptimizerState);
        file.AddVector(ScheduleNumbers, ScheduleState);
        if (BestState.Length > 0)
        {
            file.AddVector(BestStateNumbers, BestState);
        }
        file.AddVector<double>(Stopping, [Progress.Best, Progress.EpochsWithoutImprovement]);
        file.Add(History, HistoryRows());
        file.AddVector<double>(Compared, [.. Epochs.Select(epoch => epoch.ComparedLoss)]);
        file.Metadata[BestEpochKey] = BestEpoch.ToString(CultureInfo.InvariantCulture);
        file.Metadata[FormatKey] = FormatVersion.ToString(CultureInfo.InvariantCulture);
        file.Metadata[RuleKey] = Rule;
        file.Metadata[ScheduleKey] = Schedule;
        file.Metadata[StepKey] = StepCount.ToString(CultureInfo.InvariantCulture);
        file.Metadata[RandomKey] = string.Create(CultureInfo.InvariantCulture, $"{Random.S0} {Random.S1} {Random.S2} {Random.S3}");
        Checksum.Add(file);
        return file;
    }

    /// <summary>Refuses what could not be loaded again.</summary>
    private void CheckNumbers()
    {
        Throw.IfNotFinite<T>("Save", BestParameters, "state.BestParameters");
        Throw.IfNotFinite<T>("Save", OptimizerState, "state.OptimizerState");
        Throw.IfNotFinite<double>("Save", ScheduleState, "state.ScheduleState");
        Throw.IfNotFinite<T>("Save", BestState, "state.BestState");
        if (!(Progress.Best > double.NegativeInfinity))
        {
            Throw.Argument("state.Progress", $"Save: the best loss is {Progress.Best}, which no other can be compared with.");
        }
    }

    private static TrainingState<T> FromFile(SafeTensors file, LoadOptions? options)
    {
        NetworkCore<T> network = SavedNetwork.FromFile<T>(file, (options ?? new()) with { ConvertNumbers = false });
        if (!file.Metadata.ContainsKey(FormatKey))
        {
            throw new InvalidDataException("The file is a network without a training state.");
        }
        int format = SavedNumbers.Count(file, FormatKey);
        if (format > FormatVersion)
        {
            throw new InvalidDataException($"The training state has format {format}; this version of the library reads formats up to {FormatVersion}.");
        }
        T[] best = SavedNumbers.Vector<T>(file, Best), optimizer = SavedNumbers.Vector<T>(file, RuleNumbers);
        T[] bestState = network.State.Length == 0 ? [] : SavedNumbers.Vector<T>(file, BestStateNumbers);
        if (best.Length != network.Parameters.Length || bestState.Length != network.State.Length || optimizer.Length % Math.Max(1, best.Length) != 0)
        {
            throw new InvalidDataException(
                $"The network has {network.Parameters.Length} parameters and {network.State.Length} numbers of state; '{Best}' has {best.Length} numbers, "
                + $"'{BestStateNumbers}' {bestState.Length} and '{RuleNumbers}' {optimizer.Length}, which must be as many and a multiple of that.");
        }
        EpochSummary[] epochs = ReadHistory(file);
        LossProgress progress = ReadProgress(file, Stopping, epochs.Length);
        return new()
        {
            Network = network,
            // two rules that were of their own before
            Rule = Text(file, RuleKey) is var rule and not ("Momentum" or "Nesterov") ? rule : nameof(Sgd),
            Schedule = Text(file, ScheduleKey),
            Epochs = epochs,
            StepCount = ReadStepCount(file),
            BestParameters = best,
            OptimizerState = optimizer,
            ScheduleState = SavedNumbers.Vector<double>(file, ScheduleNumbers),
            Random = ReadRandom(file),
            BestState = bestState,
            Progress = progress,
            // files of earlier versions have no such number
            BestEpoch = file.Metadata.ContainsKey(BestEpochKey)
                ? (int)SavedNumbers.WholeNumber(file, BestEpochKey, 0, epochs.Length)
                : Math.Max(0, epochs.Length - progress.EpochsWithoutImprovement),
        };
    }

    /// <summary>The best loss, which is +∞ as long as there is none to compare with, and the epochs since.</summary>
    private static LossProgress ReadProgress(SafeTensors file, string name, int epochs)
    {
        bool isVector = SavedNumbers.Shape<double>(file, name) is [2];
        return isVector && file.GetVector<double>(name) is [double loss and > double.NegativeInfinity, double without and >= 0 and <= int.MaxValue]
            && double.IsInteger(without)
            ? new(loss, epochs, (int)without)
            : throw new InvalidDataException($"The training state's '{name}' must be two numbers: a loss that is no NaN, and a number of epochs.");
    }

    private static long ReadStepCount(SafeTensors file)
        // half of what a long holds, so that no training comes to its end
        => long.TryParse(Text(file, StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out long step) && step <= long.MaxValue / 2
            ? step
            : throw new InvalidDataException($"The training state's '{StepKey}' is '{Excerpt.Of(Text(file, StepKey))}'; it must be a number of steps.");

    private static (ulong S0, ulong S1, ulong S2, ulong S3) ReadRandom(SafeTensors file)
    {
        string text = Text(file, RandomKey);
        Span<ulong> numbers = stackalloc ulong[4];
        int count = 0;
        foreach (Range part in text.AsSpan().Split(' '))
        {
            bool isNumber = ulong.TryParse(text.AsSpan(part), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
            if (!isNumber || count == numbers.Length)
            {
                count = 0;
                break;
            }
            numbers[count++] = number;
        }
        return count == numbers.Length && numbers.ContainsAnyExcept(0UL)
            ? (numbers[0], numbers[1], numbers[2], numbers[3])
            : throw new InvalidDataException($"The training state's '{RandomKey}' is '{Excerpt.Of(text)}'; it must be four whole numbers that are not all 0.");
    }

    /// <summary>A row for each epoch; what an epoch does not have is NaN.</summary>
    private Matrix<double> HistoryRows()
    {
        var rows = new Matrix<double>(Epochs.Count, HistoryColumns);
        for (int i = 0; i < rows.RowCount; i++)
        {
            EpochSummary e = Epochs[i];
            double[] row =
            [
                e.Loss, OrNaN(e.ValidationLoss), OrNaN(e.ValidationAccuracy), OrNaN(e.ValidationRSquared), e.LearningRate,
                e.Elapsed.TotalSeconds,
            ];
            row.CopyTo(rows.Row(i));
        }
        return rows;
    }

    private static EpochSummary[] ReadHistory(SafeTensors file)
    {
        long[] shape = SavedNumbers.Shape<double>(file, History);
        if (shape is not [_, HistoryColumns])
        {
            throw new InvalidDataException($"The training state's '{History}' has shape {Excerpt.Of(shape)}; it must have {HistoryColumns} columns.");
        }
        Matrix<double> rows = file.GetMatrix<double>(History);
        EpochSummary[] epochs = [.. Enumerable.Range(0, rows.RowCount).Select(i => ReadEpoch(i + 1, rows.Row(i)))];
        // files of earlier versions have no compared losses
        return file.Tensors.ContainsKey(Compared) ? WithComparedLosses(epochs, file) : epochs;
    }

    private static EpochSummary[] WithComparedLosses(EpochSummary[] epochs, SafeTensors file)
    {
        long[] shape = SavedNumbers.Shape<double>(file, Compared);
        return shape is [long count] && count == epochs.Length
            ? [.. epochs.Zip(file.GetVector<double>(Compared), (epoch, loss) => epoch with { ComparedLoss = loss })]
            : throw new InvalidDataException($"The training state's '{Compared}' has shape {Excerpt.Of(shape)}; it must be a number for each of {epochs.Length} epochs.");
    }

    private static EpochSummary ReadEpoch(int epoch, ReadOnlySpan<double> row)
    {
        (double loss, double rate, double seconds) = (row[0], row[4], row[5]);
        if (!double.IsFinite(loss) || rate is not (>= 0 and < double.PositiveInfinity) || seconds is not (>= 0 and < LongestTraining))
        {
            throw new InvalidDataException($"The training state's '{History}' has for epoch {epoch} the loss {loss}, the learning rate {rate} and {seconds} seconds.");
        }
        return new(epoch, loss, OrNull(row[1]))
        {
            ValidationAccuracy = OrNull(row[2]),
            ValidationRSquared = OrNull(row[3]),
            LearningRate = rate,
            Elapsed = TimeSpan.FromSeconds(seconds),
        };
    }

    private static double? OrNull(double value)
        => !double.IsNaN(value) || BitConverter.DoubleToUInt64Bits(value) == MeasuredNaN ? value : null;

    private static double OrNaN(double? value)
        => value is { } number ? double.IsNaN(number) ? BitConverter.UInt64BitsToDouble(MeasuredNaN) : number : double.NaN;

    private static string Text(SafeTensors file, string key)
        => file.Metadata.TryGetValue(key, out string? text) ? text : throw new InvalidDataException($"The training state lacks '{key}'.");
}
