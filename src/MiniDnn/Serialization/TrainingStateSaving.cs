using System.Globalization;

namespace MiniDnn;

public sealed partial class TrainingState<T>
{
    private const string VersionKey = "minidnn.training_state";

    /// <summary>Writes the state as a safetensors file, to a temporary file that then takes the place of the old one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file can't be written; an old one stays whole.</exception>
    public void Save(string path)
    {
        var file = new SafeTensors();
        file.AddVector<T>("parameters", Parameters);
        file.AddVector<T>("best_parameters", BestParameters);
        file.AddVector<T>("optimizer", OptimizerState);
        file.AddVector<double>("schedule", ScheduleState);
        file.AddVector<double>("early_stopping", [BestLoss, EpochsWithoutImprovement]);
        file.Add<double>("history", HistoryRows());
        file.Metadata[VersionKey] = "1";
        file.Metadata["step"] = StepCount.ToString(CultureInfo.InvariantCulture);
        file.Metadata["random"] = string.Create(CultureInfo.InvariantCulture, $"{Random.S0} {Random.S1} {Random.S2} {Random.S3}");
        file.Save(path);
    }

    /// <summary>Reads a state that <see cref="Save"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, from a newer version, of another number type, or no training state.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static TrainingState<T> Load(string path)
    {
        SafeTensors file = SafeTensors.Load(path);
        if (!file.Metadata.TryGetValue(VersionKey, out string? version) || version != "1")
        {
            throw new InvalidDataException(version is null ? "The file has no training state." : $"The training state is of version {version}; version 1 is understood.");
        }
        double[] stopping = ReadVector<double>(file, "early_stopping");
        ulong[] random = [.. Text(file, "random").Split(' ').Select(number => ulong.TryParse(number, CultureInfo.InvariantCulture, out ulong value) ? value : 0)];
        if (stopping.Length != 2 || random.Length != 4 || random.All(number => number == 0) || !long.TryParse(Text(file, "step"), CultureInfo.InvariantCulture, out long step) || step < 0)
        {
            throw new InvalidDataException("The training state's 'early_stopping', 'random' or 'step' is not what it must be.");
        }
        return new()
        {
            Epochs = Summaries(file),
            StepCount = step,
            Parameters = ReadVector<T>(file, "parameters"),
            BestParameters = ReadVector<T>(file, "best_parameters"),
            OptimizerState = ReadVector<T>(file, "optimizer"),
            ScheduleState = ReadVector<double>(file, "schedule"),
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
        if (!file.Names.Contains("history") || file.GetNumberType("history") != "F64" || file.GetShape("history") is not [_, 6])
        {
            throw new InvalidDataException("The training state must have a 'history' of six columns.");
        }
        Matrix<double> rows = file.GetMatrix<double>("history");
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

    private static TNumber[] ReadVector<TNumber>(SafeTensors file, string name)
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
