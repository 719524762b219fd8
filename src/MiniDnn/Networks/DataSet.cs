using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Samples with their targets: those on which a training measures itself after every epoch, or a batch of a stream.</summary>
/// <remarks>Matrices and arrays are kept as they are, not copied; views and spans are copied.</remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1], [2], [3], [4], [5]], y = [[2], [4], [6], [8], [10]];
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 1, [new Dense(1)], seed: 1);
/// var all = new DataSet&lt;double&gt;(x, y);
/// TrainingHistory history = network.Train(x.Rows(..3), y.Rows(..3), new() { Validation = all.Select([3, 4]) });
/// Console.WriteLine(history[^1].ValidationLoss &lt; history[0].ValidationLoss);   // → True
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class DataSet<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T> _x;
    private readonly Matrix<T>? _targets;
    private readonly T[]? _numbers;
    private readonly int[]? _labels;
    private readonly int[]? _rows;

    /// <summary>Keeps samples with their targets.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-2)]
    public DataSet(Matrix<T> x, Matrix<T> targets)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(targets);
        _x = x;
        _targets = targets;
    }

    /// <summary>Copies samples with their targets.</summary>
    /// <inheritdoc cref="DataSet(Matrix{T}, Matrix{T})"/>
    [OverloadResolutionPriority(-2)]
    public DataSet(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets)
        : this(x.ToMatrix(), targets.ToMatrix())
    {
    }

    /// <summary>Keeps samples with a number each, for a network of one output.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">The number that is to be predicted for each sample.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public DataSet(Matrix<T> x, T[] targets)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(targets);
        _x = x;
        _numbers = targets;
    }

    /// <summary>Copies samples with a number each, for a network of one output.</summary>
    /// <inheritdoc cref="DataSet(Matrix{T}, T[])"/>
    [OverloadResolutionPriority(-1)]
    public DataSet(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> targets)
        : this(x.ToMatrix(), targets.ToArray())
    {
    }

    /// <summary>Keeps samples with their classes.</summary>
    /// <remarks>Written out as <c>[0, 2, 1]</c>, labels are given by name: <c>labels: [0, 2, 1]</c>.</remarks>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-2)]
    public DataSet(Matrix<T> x, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        _x = x;
        _labels = labels;
    }

    /// <summary>Copies samples with their classes.</summary>
    /// <inheritdoc cref="DataSet(Matrix{T}, int[])"/>
    [OverloadResolutionPriority(-3)]
    public DataSet(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels)
        : this(x.ToMatrix(), labels.ToArray())
    {
    }

    private DataSet(DataSet<T> all, int[] rows)
    {
        _x = all._x;
        _targets = all._targets;
        _numbers = all._numbers;
        _labels = all._labels;
        _rows = rows;
    }

    /// <summary>The number of samples.</summary>
    public int Count => _rows?.Length ?? _x.RowCount;

    internal Samples<T> View
    {
        get
        {
            Targets<T> targets = _targets is not null ? new(_targets.AsReadOnly()) : _numbers is not null ? new(_numbers.AsSpan()) : new(_labels.AsSpan());
            return _rows is null ? new(_x, targets) : new(_x, targets, _rows);
        }
    }

    /// <summary>Some of the samples, such as a side of a <see cref="TrainTestSplit"/>; nothing is copied but their numbers.</summary>
    /// <param name="samples">Which, counted from 0, in the order in which they are to come.</param>
    /// <exception cref="ArgumentNullException"><paramref name="samples"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public DataSet<T> Select(IReadOnlyList<int> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var rows = new int[samples.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)samples[i], (uint)Count, nameof(samples));
            rows[i] = _rows is null ? samples[i] : _rows[samples[i]];
        }
        return new(this, rows);
    }

    /// <summary>The number of samples, and what their targets are.</summary>
    public override string ToString() => $"DataSet of {Count} samples with {(_labels is not null ? "labels" : _numbers is not null ? "numbers" : "rows of targets")}";
}
