namespace MiniDnn;

/// <summary>Samples with their targets, handed out in batches, in order or shuffled.</summary>
internal sealed class Samples<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int[] _order;
    private readonly Matrix<T> _batchInputs;
    private readonly Matrix<T> _batchTargets;

    /// <summary>Copies the rows that <paramref name="rows"/> names.</summary>
    public Samples(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, ReadOnlySpan<int> rows, int batchSize)
    {
        Inputs = new(rows.Length, x.ColumnCount);
        Targets = new(rows.Length, targets.ColumnCount);
        Gather(x, rows, Inputs);
        Gather(targets, rows, Targets);
        BatchSize = batchSize;
        _order = [.. Enumerable.Range(0, rows.Length)];
        _batchInputs = new(batchSize, x.ColumnCount);
        _batchTargets = new(batchSize, targets.ColumnCount);
    }

    public Matrix<T> Inputs { get; }

    public Matrix<T> Targets { get; }

    public int BatchSize { get; }

    public int Count => _order.Length;

    public void Shuffle(SeededRandom random) => random.Shuffle(_order.AsSpan());

    /// <summary>The batch that starts at a place in the order; the last may be smaller.</summary>
    public int LoadBatch(int start, bool inOrder, out ReadOnlyMatrixSpan<T> x, out ReadOnlyMatrixSpan<T> targets)
    {
        int count = Math.Min(BatchSize, Count - start);
        if (inOrder)
        {
            x = Inputs.Rows(start..(start + count));
            targets = Targets.Rows(start..(start + count));
            return count;
        }
        ReadOnlySpan<int> rows = _order.AsSpan(start, count);
        Gather(Inputs, rows, _batchInputs.Rows(..count));
        Gather(Targets, rows, _batchTargets.Rows(..count));
        x = _batchInputs.Rows(..count);
        targets = _batchTargets.Rows(..count);
        return count;
    }

    private static void Gather(ReadOnlyMatrixSpan<T> source, ReadOnlySpan<int> rows, MatrixSpan<T> destination)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            source.Row(rows[i]).CopyTo(destination.Row(i));
        }
    }
}
