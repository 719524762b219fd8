using System.Globalization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>All that a training needs to go on as if it had not stopped, to the same bits: the network, what the update rule, the schedule and early stopping remember, the random numbers, the history. <see cref="Checkpoints{T}"/> hands it out.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class TrainingState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int FormatVersion = 1;
    private const string FormatKey = "training.format", StepKey = "training.step", RandomKey = "training.random", RuleKey = "training.rule", ScheduleKey = "training.schedule";
    private const string Best = "training.best", RuleNumbers = "training.optimizer", ScheduleNumbers = "training.schedule_state", Stopping = "training.early_stopping", History = "training.history";

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

    /// <summary>Writes the state as a safetensors file, to a temporary file that then takes the place of the old one. It is that of <see cref="FeedForwardNetwork{T}.Save(string)"/> with tensors and metadata named <c>training.</c> besides, so <see cref="FeedForwardNetwork{T}.Load(string, LoadOptions)"/> gives the network in it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be written; an old one stays whole.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => ToFile().Save(path);

    /// <summary>Writes the state, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public void Save(Stream stream) => ToFile().Save(stream);

    /// <summary>Reads a state that <see cref="Save(string)"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Activations of your own; null for none. Numbers are not converted.</param>
    /// <exception cref="InvalidDataException">The file is damaged, from a newer version, of another number type, or no training state.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static TrainingState<T> Load(string path, LoadOptions? options = null) => FromFile(SafeTensors.Load(path), options);

    /// <summary>Reads a state from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">Activations of your own; null for none. Numbers are not converted.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, from a newer version, of another number type, or no training state.</exception>
    public static TrainingState<T> Load(Stream stream, LoadOptions? options = null) => FromFile(SafeTensors.Load(stream), options);

    private SafeTensors ToFile()
    {
        SafeTensors file = SavedNetwork.Store(Network);
        file.AddVector<T>(Best, BestParameters);
        file.AddVector<T>(RuleNumbers, OptimizerState);
        file.AddVector<double>(ScheduleNumbers, ScheduleState);
        file.AddVector<double>(Stopping, [BestLoss, EpochsWithoutImprovement]);
        file.Add<double>(History, HistoryRows());
        file.Metadata[FormatKey] = FormatVersion.ToString(CultureInfo.InvariantCulture);
        file.Metadata[RuleKey] = Rule;
        file.Metadata[ScheduleKey] = Schedule;
        file.Metadata[StepKey] = StepCount.ToString(CultureInfo.InvariantCulture);
        file.Metadata[RandomKey] = string.Create(CultureInfo.InvariantCulture, $"{Random.S0} {Random.S1} {Random.S2} {Random.S3}");
        Checksum.Add(file);
        return file;
    }

    private static TrainingState<T> FromFile(SafeTensors file, LoadOptions? options)
    {
        FeedForwardNetwork<T> network = FeedForwardNetwork<T>.FromFile(file, new() { Activations = options?.Activations ?? [] });
        if (!file.Metadata.TryGetValue(FormatKey, out string? format) || SavedNetwork.ParseCount(FormatKey, format) > FormatVersion)
        {
            throw new InvalidDataException(format is null ? "The file is a network without a training state." : $"The training state has format {format}; this version of the library reads formats up to {FormatVersion}.");
        }
        double[] stopping = Vector<double>(file, Stopping);
        ulong[] random = [.. Text(file, RandomKey).Split(' ').Select(number => ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : 0)];
        if (stopping.Length != 2 || random.Length != 4 || random.All(number => number == 0) || !long.TryParse(Text(file, StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out long step))
        {
            throw new InvalidDataException($"The training state's '{Stopping}', '{RandomKey}' or '{StepKey}' is not what it must be.");
        }
        T[] best = Vector<T>(file, Best), optimizer = Vector<T>(file, RuleNumbers);
        if (best.Length != network.Parameters.Length || optimizer.Length % best.Length != 0)
        {
            throw new InvalidDataException($"The network has {network.Parameters.Length} parameters; '{Best}' has {best.Length} numbers and '{RuleNumbers}' {optimizer.Length}, which must be as many and a multiple of that.");
        }
        return new()
        {
            Network = network,
            Rule = Text(file, RuleKey),
            Schedule = Text(file, ScheduleKey),
            Epochs = Summaries(file),
            StepCount = step,
            BestParameters = best,
            OptimizerState = optimizer,
            ScheduleState = Vector<double>(file, ScheduleNumbers),
            Random = (random[0], random[1], random[2], random[3]),
            BestLoss = stopping[0],
            EpochsWithoutImprovement = (int)Math.Clamp(stopping[1], 0, int.MaxValue),
        };
    }

    /// <summary>A row for each epoch; what an epoch does not have is NaN.</summary>
    private Matrix<double> HistoryRows()
    {
        var rows = new Matrix<double>(Epochs.Count, 6);
        for (int i = 0; i < rows.RowCount; i++)
        {
            EpochSummary e = Epochs[i];
            double[] row = [e.Loss, e.ValidationLoss ?? double.NaN, e.ValidationAccuracy ?? double.NaN, e.ValidationRSquared ?? double.NaN, e.LearningRate, e.Elapsed.TotalSeconds];
            row.CopyTo(rows.Row(i));
        }
        return rows;
    }

    private static EpochSummary[] Summaries(SafeTensors file)
    {
        if (!file.Names.Contains(History) || file.GetNumberType(History) != "F64" || file.GetShape(History) is not [_, 6])
        {
            throw new InvalidDataException($"The training state must have a '{History}' of six columns.");
        }
        Matrix<double> rows = file.GetMatrix<double>(History);
        return [.. Enumerable.Range(0, rows.RowCount).Select(i => new EpochSummary(i + 1, rows[i, 0], OrNull(rows[i, 1]))
        {
            ValidationAccuracy = OrNull(rows[i, 2]),
            ValidationRSquared = OrNull(rows[i, 3]),
            LearningRate = rows[i, 4],
            Elapsed = TimeSpan.FromSeconds(rows[i, 5] is >= 0 and < 1e9 ? rows[i, 5] : 0),
        })];
    }

    private static double? OrNull(double value) => double.IsNaN(value) ? null : value;

    private static string Text(SafeTensors file, string key)
        => file.Metadata.TryGetValue(key, out string? text) ? text : throw new InvalidDataException($"The training state lacks '{key}'.");

    private static TNumber[] Vector<TNumber>(SafeTensors file, string name)
        where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    {
        string type = StoredTensor.TypeOf<TNumber>();
        if (!file.Names.Contains(name) || file.GetNumberType(name) != type || file.GetShape(name).Count != 1)
        {
            throw new InvalidDataException($"The training state must have a vector '{name}' of {type}.");
        }
        return file.GetVector<TNumber>(name);
    }
}
