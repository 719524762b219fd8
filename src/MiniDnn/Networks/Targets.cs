namespace MiniDnn;

/// <summary>
/// What a network is to learn: rows of numbers, or class labels that become one-hot rows batch by batch. With a single output a label is 0
/// or 1 itself.
/// </summary>
internal readonly ref struct Targets<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _areNumbers;

    public Targets(ReadOnlyMatrixSpan<T> rows) => Rows = rows;

    /// <summary>A number for each sample, for a network of one output.</summary>
    public Targets(ReadOnlySpan<T> numbers)
    {
        Rows = new(numbers, numbers.Length, 1);
        _areNumbers = true;
    }

    public Targets(ReadOnlySpan<int> labels)
    {
        Labels = labels;
        AreLabels = true;
    }

    public bool AreLabels { get; }

    public ReadOnlyMatrixSpan<T> Rows { get; }

    public ReadOnlySpan<int> Labels { get; }

    public int Count => AreLabels ? Labels.Length : Rows.RowCount;

    public static implicit operator Targets<T>(ReadOnlyMatrixSpan<T> rows) => new(rows);

    /// <summary>Some of the rows: a view, or written into <paramref name="scratch"/>.</summary>
    public ReadOnlyMatrixSpan<T> Slice(int start, int count, MatrixSpan<T> scratch)
    {
        if (!AreLabels)
        {
            return Rows.Rows(start..(start + count));
        }
        MatrixSpan<T> encoded = scratch.Rows(..count);
        for (int i = 0; i < count; i++)
        {
            Encode(Labels[start + i], encoded.Row(i));
        }
        return encoded;
    }

    /// <summary>Writes the rows that <paramref name="order"/> names.</summary>
    public void Gather(ReadOnlySpan<int> order, MatrixSpan<T> destination)
    {
        if (!AreLabels)
        {
            Rows.SelectRows(order, destination.Rows(..order.Length));
            return;
        }
        for (int i = 0; i < order.Length; i++)
        {
            Encode(Labels[order[i]], destination.Row(i));
        }
    }

    /// <summary>A copy of the targets that <paramref name="order"/> names.</summary>
    public (Matrix<T>? Rows, int[]? Labels) Select(ReadOnlySpan<int> order)
    {
        if (!AreLabels)
        {
            var rows = new Matrix<T>(order.Length, Rows.ColumnCount);
            Gather(order, rows);
            return (rows, null);
        }
        var labels = new int[order.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = Labels[order[i]];
        }
        return (null, labels);
    }

    /// <summary>Refuses what does not fit the network and the loss.</summary>
    public void Check(string operation, int samples, int outputs, Loss loss)
    {
        if (AreLabels)
        {
            CheckLabels(operation, samples, Math.Max(2, outputs));
            CheckClasses(outputs, loss);
            return;
        }
        if (_areNumbers)
        {
            CheckNumbers(operation, samples, outputs);
        }
        if (Rows.RowCount != samples || Rows.ColumnCount != outputs)
        {
            Throw.Argument("targets", $"{operation}: targets is {Throw.Shape(Rows.RowCount, Rows.ColumnCount)}; it must be {Throw.Shape(samples, outputs)}, a row for each sample and a column for each output.");
        }
        Rows.CheckFinite(operation, "targets");
        loss.CheckTargets(Rows);
    }

    private void CheckNumbers(string operation, int samples, int outputs)
    {
        if (outputs != 1)
        {
            string what = $"targets is a number for each of {Rows.RowCount} samples, which one output can learn, and the network has {outputs}";
            string expected = $"it must be {Throw.Shape(samples, outputs)}, a row for each sample";
            Throw.Argument("targets", $"{operation}: {what}; {expected}. Class labels are an int[], or given by name: labels: […].");
        }
        Throw.IfLengthIsNot(operation, "targets", Rows.RowCount, samples, "one for each sample");
        Rows.TryGetSpan(out ReadOnlySpan<T> numbers);
        Throw.IfNotFinite(operation, numbers, "targets");
    }

    private static void Encode(int label, Span<T> row)
    {
        if (row.Length == 1)
        {
            row[0] = T.CreateChecked(label);
            return;
        }
        row.Clear();
        row[label] = T.One;
    }

    /// <summary>One row stands for all, since every row of labels is alike.</summary>
    private static void CheckClasses(int outputs, Loss loss)
    {
        Span<T> row = outputs <= 64 ? stackalloc T[outputs] : new T[outputs];
        Encode(0, row);
        loss.CheckTargets(new ReadOnlyMatrixSpan<T>(row, 1, outputs));
    }

    private void CheckLabels(string operation, int samples, int classes)
    {
        Throw.IfLengthIsNot(operation, "labels", Labels.Length, samples, "one for each sample");
        for (int i = 0; i < Labels.Length; i++)
        {
            if ((uint)Labels[i] >= (uint)classes)
            {
                Throw.Argument("labels", $"{operation}: labels[{i}] is {Labels[i]}; a label must be from 0 to {classes - 1}.");
            }
        }
    }
}
