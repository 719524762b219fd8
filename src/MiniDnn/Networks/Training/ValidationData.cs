using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Samples on which a training measures itself after every epoch, without learning from them.</summary>
/// <remarks>Matrices and arrays are kept as they are, not copied; views and spans are copied.</remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1], [2], [3], [4], [5]], y = [[2], [4], [6], [8], [10]];
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 1, [new Dense(1)], seed: 1);
/// var validation = new ValidationData&lt;double&gt;(x.Rows(3..), y.Rows(3..));
/// TrainingHistory history = network.Train(x.Rows(..3), y.Rows(..3), new() { Loss = Loss.MeanSquaredError }, validation);
/// Console.WriteLine(history[^1].ValidationLoss &lt; history[0].ValidationLoss);   // → True
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class ValidationData<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T>? _rows;
    private readonly T[]? _numbers;
    private readonly int[]? _labels;

    /// <summary>Keeps samples with their targets.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-2)]
    public ValidationData(Matrix<T> x, Matrix<T> targets)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(targets);
        X = x;
        _rows = targets;
    }

    /// <summary>Copies samples with their targets.</summary>
    /// <inheritdoc cref="ValidationData(Matrix{T}, Matrix{T})"/>
    [OverloadResolutionPriority(-2)]
    public ValidationData(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets)
        : this(x.ToMatrix(), targets.ToMatrix())
    {
    }

    /// <summary>Keeps samples with a number each, for a network of one output.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">The number that is to be predicted for each sample.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ValidationData(Matrix<T> x, T[] targets)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(targets);
        X = x;
        _numbers = targets;
    }

    /// <summary>Copies samples with a number each, for a network of one output.</summary>
    /// <inheritdoc cref="ValidationData(Matrix{T}, T[])"/>
    [OverloadResolutionPriority(-1)]
    public ValidationData(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> targets)
        : this(x.ToMatrix(), targets.ToArray())
    {
    }

    /// <summary>Keeps samples with their classes.</summary>
    /// <remarks>Written out as <c>[0, 2, 1]</c>, labels are given by name: <c>labels: [0, 2, 1]</c>.</remarks>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-2)]
    public ValidationData(Matrix<T> x, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        X = x;
        _labels = labels;
    }

    /// <summary>Copies samples with their classes.</summary>
    /// <inheritdoc cref="ValidationData(Matrix{T}, int[])"/>
    [OverloadResolutionPriority(-3)]
    public ValidationData(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels)
        : this(x.ToMatrix(), labels.ToArray())
    {
    }

    internal Matrix<T> X { get; }

    internal Targets<T> Targets => _rows is not null ? new(_rows.AsReadOnly())
        : _numbers is not null ? new(_numbers.AsSpan())
        : new(_labels.AsSpan());
}
