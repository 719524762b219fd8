using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// What a network is to learn, a view of it: a matrix with a row for each sample, or a number for each sample where there is one output.
/// Matrices, views, arrays and spans convert to it by themselves, and so do numbers and rows that are written out.
/// </summary>
/// <remarks>Of a network with outputs of several rows, a sample's rows follow each other in one row of the matrix.</remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1], [2], [3]], y = [[2], [4], [6]];
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 1, [new Dense(1)], seed: 1);
/// network.Train(x, y);
/// network.Train(x, [2, 4, 6]);
/// network.Train(x, [[2], [4], [6]]);
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
[CollectionBuilder(typeof(Targets), nameof(Targets.Create))]
public readonly ref struct Targets<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _areNumbers;

    internal Targets(ReadOnlyMatrixSpan<T> rows) => Rows = rows;

    /// <summary>A number for each sample, for a network of one output.</summary>
    internal Targets(ReadOnlySpan<T> numbers)
    {
        Rows = new(numbers, numbers.Length, 1);
        _areNumbers = true;
    }

    /// <summary>Classes, which become one-hot rows batch by batch; with a single output a label is 0 or 1 itself.</summary>
    internal Targets(ReadOnlySpan<int> labels)
    {
        Labels = labels;
        AreLabels = true;
    }

    internal bool AreLabels { get; }

    internal ReadOnlyMatrixSpan<T> Rows { get; }

    internal ReadOnlySpan<int> Labels { get; }

    /// <summary>A row for each sample.</summary>
    public static implicit operator Targets<T>(ReadOnlyMatrixSpan<T> rows) => new(rows);

    /// <summary>A row for each sample.</summary>
    public static implicit operator Targets<T>(MatrixSpan<T> rows) => new(rows.AsReadOnly());

    /// <summary>A row for each sample.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public static implicit operator Targets<T>(Matrix<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows, "targets");
        return new(rows.AsReadOnly());
    }

    /// <summary>A number for each sample.</summary>
    public static implicit operator Targets<T>(ReadOnlySpan<T> numbers) => new(numbers);

    /// <summary>A number for each sample.</summary>
    public static implicit operator Targets<T>(Span<T> numbers) => new((ReadOnlySpan<T>)numbers);

    /// <summary>A number for each sample.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="numbers"/> is null.</exception>
    public static implicit operator Targets<T>(T[] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers, "targets");
        return new(numbers.AsSpan());
    }

    /// <summary>The rows: what lets targets that are written out convert.</summary>
    public IEnumerator<TargetRow<T>> GetEnumerator()
    {
        var rows = new List<TargetRow<T>>();
        for (int i = 0; i < Rows.RowCount; i++)
        {
            rows.Add(Targets.CreateRow(Rows.Row(i)));
        }
        return rows.GetEnumerator();
    }

    /// <summary>The rows of some samples: a view, or written into <paramref name="scratch"/>.</summary>
    internal ReadOnlyMatrixSpan<T> Slice(int start, int count, SampleShape output, MatrixSpan<T> scratch)
    {
        if (!AreLabels)
        {
            return Rows.Rows(start..(start + count));
        }
        MatrixSpan<T> encoded = scratch.Rows(..count);
        for (int i = 0; i < count; i++)
        {
            Encode(start + i, output, encoded.Row(i));
        }
        return encoded;
    }

    /// <summary>Writes the rows of the samples that <paramref name="order"/> names.</summary>
    internal void Gather(ReadOnlySpan<int> order, SampleShape output, MatrixSpan<T> destination)
    {
        if (!AreLabels)
        {
            Rows.SelectRows(order, destination.Rows(..order.Length));
            return;
        }
        for (int i = 0; i < order.Length; i++)
        {
            Encode(order[i], output, destination.Row(i));
        }
    }

    /// <summary>Refuses what does not fit the network and the loss.</summary>
    internal void Check(string operation, int samples, SampleShape output, Loss loss)
    {
        int outputs = (int)output.Size;
        if (AreLabels)
        {
            CheckLabels(operation, samples, output);
            CheckClasses(output.Columns, loss);
            return;
        }
        if (_areNumbers)
        {
            CheckNumbers(operation, samples, outputs);
        }
        if (Rows.RowCount != samples || Rows.ColumnCount != outputs)
        {
            string columns = output.Rows == 1 ? "a column for each output" : $"the {output} outputs of the sample, row after row";
            Throw.Argument("targets", $"{operation}: targets is {Throw.Shape(Rows.RowCount, Rows.ColumnCount)}; it must be {Throw.Shape(samples, outputs)}, a row for each sample and {columns}.");
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

    /// <summary>Writes a sample's labels, one for each of its rows, as one-hot rows.</summary>
    private void Encode(int sample, SampleShape output, Span<T> rows)
    {
        for (int r = 0; r < output.Rows; r++)
        {
            Encode(Labels[(sample * output.Rows) + r], rows.Slice(r * output.Columns, output.Columns));
        }
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

    private void CheckLabels(string operation, int samples, SampleShape output)
    {
        int classes = Math.Max(2, output.Columns);
        string reason = output.Rows == 1 ? "one for each sample" : $"one for each of the {output.Rows} rows of each sample";
        Throw.IfLengthIsNot(operation, "labels", Labels.Length, checked(samples * output.Rows), reason);
        for (int i = 0; i < Labels.Length; i++)
        {
            if ((uint)Labels[i] >= (uint)classes)
            {
                Throw.Argument("labels", $"{operation}: labels[{i}] is {Labels[i]}; a label must be from 0 to {classes - 1}.");
            }
        }
    }
}

/// <summary>The targets of one sample as they are written out: a number, or a row of numbers in brackets.</summary>
/// <typeparam name="T">The number type.</typeparam>
[CollectionBuilder(typeof(Targets), nameof(Targets.CreateRow))]
public readonly struct TargetRow<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal TargetRow(T[] numbers, bool isNumber)
    {
        Numbers = numbers;
        IsNumber = isNumber;
    }

    internal T[] Numbers { get; }

    /// <summary>Whether it was written without brackets.</summary>
    internal bool IsNumber { get; }

    /// <summary>One number.</summary>
    public static implicit operator TargetRow<T>(T number) => new([number], isNumber: true);

    /// <summary>The numbers.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(Numbers ?? [])).GetEnumerator();
}

/// <summary>Makes the targets that are written out.</summary>
public static class Targets
{
    /// <summary>Targets of rows, or of a number for each sample.</summary>
    /// <exception cref="ArgumentException">Some are numbers, others rows, or rows differ in length.</exception>
    public static Targets<T> Create<T>(ReadOnlySpan<TargetRow<T>> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[][] numbers = new T[rows.Length][];
        int single = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = rows[i].Numbers ?? [];
            single += rows[i].IsNumber ? 1 : 0;
        }
        if (single == rows.Length)
        {
            T[] vector = [.. numbers.Select(row => row[0])];
            return new(vector.AsSpan());
        }
        if (single > 0)
        {
            Throw.Argument(nameof(rows), $"Targets: {single} of {rows.Length} are numbers, the others rows; they must be alike.");
        }
        return new(Matrix.Create(numbers).AsReadOnly());
    }

    /// <summary>The targets of one sample.</summary>
    public static TargetRow<T> CreateRow<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(numbers.ToArray(), isNumber: false);
}
