namespace MiniDnn;

/// <summary>Samples in memory with their targets, handed out in batches, in order or shuffled.</summary>
internal sealed class Samples<T> : BatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int[] _order;
    private readonly Matrix<T>? _targets;
    private readonly int[]? _labels;
    private readonly T[] _weights;
    private readonly bool _shuffle;
    private readonly int _batchSize;
    private readonly Matrix<T> _batchInputs;
    private readonly Matrix<T> _batchTargets;
    private readonly T[] _batchWeights;
    private int _next;

    /// <summary>Copies the rows that <paramref name="rows"/> names.</summary>
    public Samples(ReadOnlyMatrixSpan<T> x, Targets<T> targets, int outputs, ReadOnlySpan<int> rows, int batchSize, TrainingOptions options)
    {
        Inputs = new(rows.Length, x.ColumnCount);
        x.SelectRows(rows, Inputs);
        (_targets, _labels) = targets.Select(rows);
        _weights = SelectWeights(options.SampleWeights, rows);
        _shuffle = options.Shuffle;
        _batchSize = batchSize;
        _order = [.. Enumerable.Range(0, rows.Length)];
        _batchInputs = new(batchSize, x.ColumnCount);
        _batchTargets = new(batchSize, outputs);
        _batchWeights = new T[_weights.Length == 0 ? 0 : batchSize];
    }

    public Matrix<T> Inputs { get; }

    /// <summary>The targets where they are numbers; null where they are labels.</summary>
    public Matrix<T>? TargetRows => _targets;

    public override int? Count => _order.Length;

    private Targets<T> Targets => _targets is not null ? new(_targets.AsReadOnly()) : new(_labels);

    public override void BeginEpoch(SeededRandom random)
    {
        _next = 0;
        if (_shuffle)
        {
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }
            random.Shuffle(_order.AsSpan());
        }
    }

    public override bool Next(out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets, out ReadOnlySpan<T> weights)
    {
        int start = _next;
        int count = Math.Min(_batchSize, _order.Length - start);
        _next += count;
        if (_shuffle)
        {
            Gather(_order.AsSpan(start, count));
            x = _batchInputs.Rows(..count);
            targets = _batchTargets.Rows(..count);
            weights = _batchWeights.AsSpan(0, Math.Min(_batchWeights.Length, count));
        }
        else
        {
            x = Inputs.Rows(start..(start + count));
            targets = Targets.Slice(start, count, _batchTargets);
            weights = _weights.Length == 0 ? default : _weights.AsSpan(start, count);
        }
        return count > 0;
    }

    private void Gather(ReadOnlySpan<int> rows)
    {
        Inputs.SelectRows(rows, _batchInputs.Rows(..rows.Length));
        Targets.Gather(rows, _batchTargets);
        for (int i = 0; i < _batchWeights.Length && i < rows.Length; i++)
        {
            _batchWeights[i] = _weights[rows[i]];
        }
    }

    private static T[] SelectWeights(IReadOnlyList<double>? weights, ReadOnlySpan<int> rows)
    {
        if (weights is null)
        {
            return [];
        }
        var selected = new T[rows.Length];
        for (int i = 0; i < selected.Length; i++)
        {
            selected[i] = T.CreateChecked(weights[rows[i]]);
        }
        return selected;
    }
}
