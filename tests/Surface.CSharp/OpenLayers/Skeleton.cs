using System.Numerics;

namespace MiniDnn.Surface.OpenLayers;

// The types with which layers of one's own will be written, settled here before the library has them: these declarations go when it does,
// and the layers beside them are then compiled against the library's. What a layer needs to run alone works; what only a network can lend
// (state, layers inside layers, random numbers that a gradient check can replay) says so.

/// <summary>The shape of one sample: its rows (1, or tokens or time steps) and its columns. A layer sees it as so many rows.</summary>
public readonly record struct SampleShape(int Rows, int Columns);

/// <summary>The description of a matrix of parameters or of state.</summary>
/// <param name="name">Its name in files.</param>
/// <param name="rows">The number of rows.</param>
/// <param name="columns">The number of columns.</param>
public sealed class LayerTensor(string name, int rows, int columns)
{
    public string Name { get; } = name;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>False where weight decay spares it, as biases and scales.</summary>
    public bool Decays { get; init; } = true;
}

/// <summary>What a layer needs for samples of one shape, made once for each network.</summary>
public sealed class LayerPlan
{
    public required SampleShape Input { get; init; }

    public required SampleShape Output { get; init; }

    public IReadOnlyList<LayerTensor> Parameters { get; init; } = [];

    /// <summary>What is kept from step to step without being learned; it is written in Backward alone.</summary>
    public IReadOnlyList<LayerTensor> State { get; init; } = [];

    /// <summary>The plans of the layers inside this one.</summary>
    public IReadOnlyList<LayerPlan> Children { get; init; } = [];

    /// <summary>The columns of matrices with the batch's rows, kept from Forward to Backward.</summary>
    public IReadOnlyList<int> ScratchColumns { get; init; } = [];

    /// <summary>The lengths of memory that does not grow with the rows.</summary>
    public IReadOnlyList<int> BatchScratch { get; init; } = [];

    /// <summary>True where a batch may not be cut into strips.</summary>
    public bool CouplesSamples { get; init; }

    /// <summary>True where inputs are numbers of things: never scaled, and without a delta.</summary>
    public bool TakesIndices { get; init; }
}

/// <summary>A layer: an immutable description without numbers, to which memory is lent for each pass.</summary>
public abstract class Layer
{
    public abstract string Name { get; }

    /// <summary>The activation at the end, which a loss may take over.</summary>
    public virtual Activation OutputActivation => Activation.Identity;

    public abstract LayerPlan Plan(SampleShape input);

    /// <summary>Fills the parameters, which are 0 before.</summary>
    public virtual void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    public abstract void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <param name="pass">The memory of Forward, with gradients.</param>
    /// <param name="input">What Forward read.</param>
    /// <param name="output">What Forward wrote.</param>
    /// <param name="outputDelta">∂L/∂output, the layer's to overwrite.</param>
    /// <param name="inputDelta">∂L/∂input, to be written; empty where it is not asked for.</param>
    public abstract void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Writes what is needed to make the layer again from a file.</summary>
    public virtual void WriteSettings(IDictionary<string, string> settings)
    {
    }
}

/// <summary>The memory that is lent to a layer for one pass of a batch, and what is asked of it.</summary>
public readonly ref struct LayerPass<T>(LayerPlan plan, int samples, LayerMemory<T> memory)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LayerMemory<T> _memory = memory;

    public LayerPlan Plan { get; } = plan;

    public int Samples { get; } = samples;

    public bool IsTraining { get; init; }

    /// <summary>False for a layer that is frozen.</summary>
    public bool NeedsGradient { get; init; }

    /// <summary>True to add to the gradient, false to set it.</summary>
    public bool Accumulates { get; init; }

    /// <summary>True where the loss has taken the last activation over.</summary>
    public bool EndsBeforeActivation { get; init; }

    public int? Threads { get; init; }

    public SeededRandom Random => throw new NotSupportedException("Random: a network lends it, once layers are open.");

    public MatrixSpan<T> Parameter(int index) => _memory.Parameters[index];

    public MatrixSpan<T> Gradient(int index) => _memory.Gradients[index];

    public MatrixSpan<T> Scratch(int index) => _memory.Scratch[index];

    public Span<T> BatchScratch(int index) => _memory.BatchScratch[index];

    public MatrixSpan<T> State(int index) => throw new NotSupportedException($"State({index}): a network lends it, once layers are open.");

    public LayerPass<T> Child(int index) => throw new NotSupportedException($"Child({index}): a network lends it, once layers are open.");
}

/// <summary>The memory of one layer alone.</summary>
public sealed class LayerMemory<T>(LayerPlan plan, int samples)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Matrix<T>[] Parameters { get; } = [.. plan.Parameters.Select(tensor => new Matrix<T>(tensor.Rows, tensor.Columns))];

    public Matrix<T>[] Gradients { get; } = [.. plan.Parameters.Select(tensor => new Matrix<T>(tensor.Rows, tensor.Columns))];

    public Matrix<T>[] Scratch { get; } = [.. plan.ScratchColumns.Select(columns => new Matrix<T>(samples * plan.Input.Rows, columns))];

    public T[][] BatchScratch { get; } = [.. plan.BatchScratch.Select(length => new T[length])];
}
