namespace MiniDnn;

/// <summary>Where the batches of an epoch come from.</summary>
internal interface IBatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many samples an epoch has; null where only its end will tell.</summary>
    public int? Count { get; }

    /// <summary>Goes back to the first batch, in a new order where one is asked for.</summary>
    public void BeginEpoch(SeededRandom random);

    /// <summary>The next batch; false at the end of the epoch. Weights are empty for 1 each.</summary>
    public bool Next(out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets, out ReadOnlySpan<T> weights);

    /// <summary>Lets go of what the epoch held.</summary>
    public void EndEpoch();
}

/// <summary>Samples in memory, gathered batch by batch, in order or shuffled; no more than a batch is copied.</summary>
internal ref struct SampleBatches<T> : IBatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Samples<T> _samples;
    private readonly SampleShape _output;
    private readonly IReadOnlyList<double>? _weights;
    private readonly Matrix<T> _inputs;
    private readonly Matrix<T> _targets;
    private readonly T[] _batchWeights;
    private readonly int[]? _order;
    private int _next;

    /// <param name="samples">The samples to train on.</param>
    /// <param name="output">The shape of the network's outputs.</param>
    /// <param name="batchSize">The number of samples in a batch.</param>
    /// <param name="options">Whether to shuffle, and the weights.</param>
    public SampleBatches(Samples<T> samples, SampleShape output, int batchSize, TrainingOptions<T> options)
    {
        _samples = samples;
        _output = output;
        _weights = options.SampleWeights;
        _inputs = new(batchSize, samples.X.ColumnCount);
        _targets = new(batchSize, (int)output.Size);
        _batchWeights = new T[_weights is null ? 0 : batchSize];
        _order = options.Shuffle ? new int[samples.Count] : null;
    }

    public readonly int? Count => _samples.Count;

    public void BeginEpoch(SeededRandom random)
    {
        _next = 0;
        if (_order is null)
        {
            return;
        }
        // from the same order each time, so that an epoch depends on the random numbers alone and can be resumed
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = _samples.Row(i);
        }
        random.Shuffle(_order.AsSpan());
    }

    public bool Next(out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets, out ReadOnlySpan<T> weights)
    {
        int start = _next;
        int count = Math.Min(_inputs.RowCount, _samples.Count - start);
        _next += count;
        Samples<T> epoch = _order is null ? _samples : new(_samples.X, _samples.Targets, _order);
        x = epoch.Inputs(start, count, _inputs);
        targets = epoch.TargetRows(start, count, _output, _targets);
        for (int i = 0; i < _batchWeights.Length && i < count; i++)
        {
            _batchWeights[i] = T.CreateChecked(_weights![epoch.Row(start + i)]);
        }
        weights = _batchWeights.AsSpan(0, Math.Min(_batchWeights.Length, count));
        return count > 0;
    }

    public readonly void EndEpoch()
    {
    }
}

/// <summary>Batches that come one after the other, all of which need not fit in memory; each is checked as it comes.</summary>
internal struct StreamBatches<T>(NetworkCore<T> network, IEnumerable<DataSet<T>> batches, Loss loss) : IBatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private IEnumerator<DataSet<T>>? _batches;
    private Matrix<T>? _encoded;
    private Matrix<T>? _gathered;
    private int _number;

    public readonly int? Count => null;

    public void BeginEpoch(SeededRandom random)
    {
        _batches = batches.GetEnumerator();
        _number = 0;
    }

    public bool Next(out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets, out ReadOnlySpan<T> weights)
    {
        x = default;
        targets = default;
        weights = default;
        if (!_batches!.MoveNext())
        {
            if (_number == 0)
            {
                Throw.Argument(nameof(batches), "Train: the stream is empty; an epoch must have a batch. (A sequence that can be gone through only once is empty in the second epoch.)");
            }
            return false;
        }
        string operation = $"Train, batch {_number++} of the stream";
        if (_batches.Current is not { } batch)
        {
            Throw.Argument(nameof(batches), $"{operation}: it is null.");
            return false;
        }
        Samples<T> samples = batch.View;
        NetworkChecks.CheckSamples(network, operation, samples.X, samples.Targets, loss);
        x = samples.Inputs(0, samples.Count, Memory(ref _gathered, samples.Count, network.InputCount));
        targets = samples.TargetRows(0, samples.Count, network.Layout.Output, Memory(ref _encoded, samples.Count, network.OutputCount));
        return true;
    }

    public readonly void EndEpoch() => _batches?.Dispose();

    private static Matrix<T> Memory(ref Matrix<T>? memory, int rows, int columns)
        => memory is not null && memory.RowCount >= rows ? memory : memory = new(rows, columns);
}
