namespace MiniDnn;

/// <summary>The memory that a network lends a layer for one pass of a batch, and what it asks for.</summary>
/// <typeparam name="T">The number type.</typeparam>
public readonly ref struct LayerPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LayerNode _node;
    private readonly LayerMemory<T> _memory;
    private readonly LentNumbers<T> _numbers;

    internal LayerPass(LayerNode node, LayerMemory<T> memory, LentNumbers<T> numbers, int samples, bool endsBeforeActivation)
    {
        _node = node;
        _memory = memory;
        _numbers = numbers;
        Samples = samples;
        EndsBeforeActivation = endsBeforeActivation;
    }

    /// <summary>The layer's plan.</summary>
    public LayerPlan Plan => _node.Plan;

    /// <summary>The number of samples; the inputs have so many times the plan's rows.</summary>
    public int Samples { get; }

    /// <summary>
    /// True in a step of training, false in prediction, where nothing is dropped and running means take the batch's place.
    /// </summary>
    public bool IsTraining => _numbers.IsTraining;

    /// <summary>True where Backward follows, for which Forward keeps what it needs.</summary>
    public bool NeedsGradient => _numbers.Gradient is not null;

    /// <summary>
    /// True where the network applies <see cref="Layer.OutputActivation"/>: Forward gives what goes into it, and the delta that Backward
    /// gets is that of what goes into it.
    /// </summary>
    public bool EndsBeforeActivation { get; }

    /// <summary>The random numbers of the training, drawn in Forward alone; the same for any number of threads.</summary>
    /// <exception cref="InvalidOperationException">The pass is not one of training.</exception>
    public SeededRandom Random => _numbers.Random
        ?? throw new InvalidOperationException("LayerPass.Random: a prediction draws no random numbers; ask for them in training alone (IsTraining).");

    /// <summary>At most so many threads; null for as many as pay.</summary>
    public int? Threads => _numbers.Threads;

    /// <summary>A parameter, counted as in the plan.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public MatrixSpan<T> Parameter(int index) => Place(_node.Parameters, index).In(_numbers.Parameters);

    /// <summary>The gradient of a parameter, to be set in Backward.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    /// <exception cref="InvalidOperationException">The pass asks for no gradient.</exception>
    public MatrixSpan<T> Gradient(int index)
    {
        T[] gradient = _numbers.Gradient
            ?? throw new InvalidOperationException("LayerPass.Gradient: this pass asks for no gradient; only Backward sets it.");
        return Place(_node.Parameters, index).In(gradient);
    }

    /// <summary>A matrix of state, counted as in the plan.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such matrix.</exception>
    public MatrixSpan<T> State(int index) => Place(_node.State, index).In(_numbers.State);

    /// <summary>
    /// A matrix with a row for each row of the inputs, counted as in the plan; its contents stay from Forward to Backward.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such matrix.</exception>
    public MatrixSpan<T> Scratch(int index)
    {
        Check(index, _memory.Scratch.Length);
        return _memory.Scratch[index].FirstRows(Samples * _node.Plan.Input.Rows);
    }

    /// <summary>Memory that does not grow with the rows, counted as in the plan; its contents stay from Forward to Backward.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such memory.</exception>
    public Span<T> BatchScratch(int index)
    {
        Check(index, _memory.BatchScratch.Length);
        return _memory.BatchScratch[index];
    }

    /// <summary>The pass of a layer inside this one, counted as in the plan.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public LayerPass<T> Child(int index)
    {
        Check(index, _node.Children.Length);
        return new(_node.Children[index], _memory.Children[index], _numbers, Samples, endsBeforeActivation: false);
    }

    private static TensorPlace Place(TensorPlace[] places, int index)
    {
        Check(index, places.Length);
        return places[index];
    }

    private static void Check(int index, int count) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
}

/// <summary>What a network lends all its layers for a pass.</summary>
internal sealed class LentNumbers<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public required T[] Parameters { get; init; }

    public required T[] State { get; init; }

    /// <summary>Null where no Backward follows.</summary>
    public T[]? Gradient { get; init; }

    /// <summary>Null where nothing random may happen.</summary>
    public SeededRandom? Random { get; init; }

    public bool IsTraining => Random is not null;

    public int? Threads { get; init; }
}

/// <summary>The memory of a layer for batches up to a size, and of the layers inside it.</summary>
internal sealed class LayerMemory<T>(LayerNode node, int capacity)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Matrix<T>[] Scratch { get; } = [.. node.Plan.ScratchColumns.Select(columns => new Matrix<T>(checked(capacity * node.Plan.Input.Rows), columns))];

    public T[][] BatchScratch { get; } = [.. node.Plan.BatchScratch.Select(length => new T[length])];

    public LayerMemory<T>[] Children { get; } = [.. node.Children.Select(child => new LayerMemory<T>(child, capacity))];
}
