namespace MiniDnn;

/// <summary>A view of samples with their targets, and of the rows that count; nothing is copied.</summary>
internal readonly ref struct Samples<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _areChosen;
    private readonly ReadOnlySpan<int> _rows;

    /// <summary>All samples in their order.</summary>
    public Samples(ReadOnlyMatrixSpan<T> x, Targets<T> targets)
    {
        X = x;
        Targets = targets;
        Count = x.RowCount;
    }

    /// <summary>The samples that <paramref name="rows"/> names, in that order.</summary>
    public Samples(ReadOnlyMatrixSpan<T> x, Targets<T> targets, ReadOnlySpan<int> rows)
        : this(x, targets)
    {
        _rows = rows;
        _areChosen = true;
        Count = rows.Length;
    }

    public ReadOnlyMatrixSpan<T> X { get; }

    public Targets<T> Targets { get; }

    public int Count { get; }

    /// <summary>Some of the inputs: a view where they lie in order, else gathered in <paramref name="memory"/>.</summary>
    public ReadOnlyMatrixSpan<T> Inputs(int start, int count, MatrixSpan<T> memory)
    {
        if (!_areChosen)
        {
            return X.Rows(start..(start + count));
        }
        MatrixSpan<T> gathered = memory.Rows(..count);
        X.SelectRows(_rows.Slice(start, count), gathered);
        return gathered;
    }

    /// <summary>Some of the targets as rows: a view where they are that and lie in order, else in <paramref name="memory"/>.</summary>
    public ReadOnlyMatrixSpan<T> TargetRows(int start, int count, SampleShape output, MatrixSpan<T> memory)
    {
        if (!_areChosen)
        {
            return Targets.Slice(start, count, output, memory);
        }
        Targets.Gather(_rows.Slice(start, count), output, memory);
        return memory.Rows(..count);
    }

    /// <summary>The row of a sample.</summary>
    public int Row(int index) => _areChosen ? _rows[index] : index;
}
