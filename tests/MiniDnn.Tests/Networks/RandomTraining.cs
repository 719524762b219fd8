namespace MiniDnn.Tests;

/// <summary>A training drawn at random from a seed: an architecture, samples, a loss and options that fit each other.</summary>
internal sealed class RandomTraining<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly SeededRandom _random;
    private readonly List<Func<TrainingProbe<T>, Layer>> _layers = [];
    private readonly SampleShape _input;
    private readonly bool _hasCategories;
    private readonly int[]? _labels;
    private readonly Matrix<T> _x;
    private readonly Matrix<T> _y;

    /// <param name="seed">Of all that is drawn.</param>
    /// <param name="end">How it is to be ended, which may need a layer or a loss of one's own.</param>
    public RandomTraining(ulong seed, TrainingEnd end)
    {
        _random = new(seed);
        int kind = Next(4);
        _hasCategories = kind == 0;
        _input = kind == 1 ? new(2 + Next(2), 1 + Next(3)) : new(1, 2 + Next(3));
        int samples = 6 + Next(30), task = end == TrainingEnd.ThrowsInLoss ? 0 : Next(3), outputs = task == 2 ? 3 : 1 + Next(2);
        AddHidden(hasOwn: Next(3) == 0 || end == TrainingEnd.ThrowsInLayer);
        _layers.Add(_ => new Dense(outputs, task switch { 0 => Activation.Identity, 1 => Activation.Sigmoid, _ => Activation.Softmax }));
        bool hasOwnLoss = task == 0 && (Next(2) == 0 || end == TrainingEnd.ThrowsInLoss);
        Loss? loss = task > 0 ? null : Pick<Loss>(Loss.MeanSquaredError, Loss.MeanAbsoluteError, Loss.Huber, new Huber { Delta = 0.5 });
        NewLoss = probe => hasOwnLoss ? new OwnLoss<T>(probe) : loss;
        double level = Pick(0, 0, 100), unit = Pick(1, 1, 50);
        _x = Matrix.Create(samples, (int)_input.Size, (_, j) => T.CreateChecked(_hasCategories && j == 0 ? Next(3) : level + (unit * ((2 * _random.NextDouble()) - 1))));
        _y = Matrix.Create(samples, outputs, (i, j) => Target(task, i, j));
        _labels = task == 2 || (task == 1 && outputs == 1 && Next(2) == 0) ? [.. Enumerable.Range(0, samples).Select(i => task == 2 ? (i + Next(2)) % 3 : i % 2)] : null;
        Streams = Next(5) == 0;
        TrainingOptions<T> options = DrawOptions(samples);
        // of three classes one may have a single sample, which can't be on both sides
        Options = options with { StratifiedSplit = _labels is not null && task == 1 && options.ValidationSplit > 0 && Next(2) == 0 };
    }

    public TrainingOptions<T> Options { get; }

    public bool Streams { get; }

    public Func<TrainingProbe<T>, Loss?> NewLoss { get; }

    public bool HasOwnLayer { get; private set; }

    /// <summary>The samples that the kept epoch's loss was measured on, where a test can know them; null where it can't.</summary>
    public DataSet<T>? Measured
    {
        get
        {
            bool isSplit = Options.ValidationSplit > 0 && Options.Validation is null;
            int held = (int)Math.Ceiling((Options.ValidationSplit * _x.RowCount) - 1e-9);
            return Options.Validation is { } given ? given
                : isSplit && !Options.Shuffle && !Options.StratifiedSplit ? Rows(_x.RowCount - held, held)
                : !isSplit && Options.Patience is not null ? Rows(0, _x.RowCount)
                : null;
        }
    }

    public FeedForwardNetwork<T> NewNetwork(TrainingProbe<T> probe, ulong seed)
        => new(_input, [.. _layers.Select(layer => layer(probe))], seed);

    public TrainingHistory Train(FeedForwardNetwork<T> network, TrainingOptions<T> options, IProgress<EpochSummary>? progress = null, CancellationToken token = default)
    {
        if (Streams)
        {
            int half = (_x.RowCount / 2) + 1;
            return network.Train([Rows(0, half), Rows(half, _x.RowCount - half)], options, progress, token);
        }
        return _labels is null ? network.Train(_x, _y, options, progress, token) : network.Train(_x, _labels, options, progress, token);
    }

    public Matrix<T> Predict(FeedForwardNetwork<T> network) => network.Predict(_x);

    /// <summary>The loss and the metrics of a network on samples, its outputs beside scaled targets, as a training measures it.</summary>
    public static (double Loss, Evaluation Metrics) Measure(FeedForwardNetwork<T> network, DataSet<T> samples, Loss loss)
    {
        Samples<T> view = samples.View;
        Matrix<T> x = new(view.Count, network.InputCount), y = new(view.Count, network.OutputCount);
        view.Inputs(0, view.Count, x).CopyTo(x);
        view.TargetRows(0, view.Count, new(1, network.OutputCount), y).CopyTo(y);
        FeedForwardNetwork<T> unscaled = network.Clone();
        unscaled.OutputScaler = null;
        return (unscaled.Evaluate(x, network.OutputScaler?.Transform(y) ?? y, loss).Loss, network.Evaluate(x, y, loss));
    }

    private DataSet<T> Rows(int start, int count)
    {
        int[] rows = [.. Enumerable.Range(start, count)];
        return _labels is null ? new(_x.SelectRows(rows), _y.SelectRows(rows)) : new(_x.SelectRows(rows), rows.Select(row => _labels[row]).ToArray());
    }

    private T Target(int task, int row, int column)
        => T.CreateChecked(task == 1 ? (row + column + Next(2)) % 2 : 20 + (5 * double.CreateChecked(_x[row, ^1])) + _random.NextDouble());

    private void AddHidden(bool hasOwn)
    {
        int width = _input.Columns;
        if (_hasCategories)
        {
            _layers.Add(_ => new Embedding(new IndexColumn(0, 3, 2)));
            width++;
        }
        for (int l = Next(4); l > 0; l--)
        {
            AddOne(ref width);
        }
        if (hasOwn)
        {
            _layers.Add(probe => new OwnLayer<T>(probe));
            HasOwnLayer = true;
        }
        if (_input.Rows > 1)
        {
            _layers.Add(_ => new Flatten());
        }
    }

    private void AddOne(ref int width)
    {
        int kind = Next(6), units = 1 + Next(5), same = width;
        Activation activation = Pick(Activation.ReLU, Activation.Tanh, Activation.Sigmoid, Activation.GELU, Activation.SiLU, Activation.Softplus, Activation.Identity);
        _layers.Add(kind switch
        {
            0 => _ => new Dropout(0.3),
            1 => _ => new BatchNorm(),
            2 => _ => new LayerNorm(),
            3 => _ => new Residual(new BatchNorm(), new Dense(same, activation)),
            _ => _ => new Dense(units, activation),
        });
        width = kind > 3 ? units : width;
    }

    private TrainingOptions<T> DrawOptions(int samples)
    {
        double rate = Pick(1e-3, 0.01, 0.1);
        bool stops = Next(2) == 0, isLong = Next(4) == 0;
        var validation = Next(3);
        bool needsAll = !Streams;
        return new()
        {
            Optimizer = Pick<Optimizer>(new Sgd { WeightDecay = 0.01 }, new Sgd { Momentum = 0.9 }, new Sgd { Momentum = 0.9, Nesterov = true }, new RmsProp(), new AdaGrad(), new Adam(), new AdamW()),
            LearningRate = rate,
            Schedule = Pick<LearningRateSchedule?>(null, new StepSchedule { EveryEpochs = 2 }, new CosineSchedule(), new ReduceOnPlateau { Patience = 1 }),
            ClipNorm = Next(3) == 0 ? 1 : null,
            BatchSize = Pick<int?>(null, 2, 5, 8),
            Epochs = isLong ? 16 : Next(7),
            Tolerance = Next(3) == 0 ? Pick(1e-3, 0.05, 0.5) : 0,
            Shuffle = Next(2) == 0,
            Seed = (ulong)Next(1000),
            Validation = validation == 0 || (Streams && stops) ? Rows(0, Math.Min(samples, 5)) : null,
            ValidationSplit = validation == 1 && needsAll ? Pick(0.01, 0.25, 0.3) : 0,
            L2 = Next(4) == 0 ? 0.01 : 0,
            SampleWeights = needsAll && Next(5) == 0 ? [.. Enumerable.Range(0, samples).Select(_ => 2 * _random.NextDouble())] : null,
            Patience = stops ? 1 + Next(3) : null,
            StandardizeInputs = needsAll ? Pick<bool?>(null, true, false) : null,
            CheckpointEpochs = 1 + Next(3),
            Threads = Pick<int?>(null, 1, 2),
        };
    }

    private int Next(int bound) => _random.NextInt32(bound);

    private TItem Pick<TItem>(params TItem[] items) => items[Next(items.Length)];
}
