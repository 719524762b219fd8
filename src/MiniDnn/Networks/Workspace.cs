namespace MiniDnn;

/// <summary>What a pass through a network is for.</summary>
internal enum PassKind
{
    /// <summary>Prediction: nothing is kept.</summary>
    Prediction,

    /// <summary>The loss of predictions: the last activation is applied apart where the loss belongs to it.</summary>
    Loss,

    /// <summary>A step: loss and gradient.</summary>
    Step,

    /// <summary>For those who look on: every activation is applied apart, and every delta kept.</summary>
    Inspection,
}

/// <summary>
/// The memory of a pass through a network: what each layer computes for a batch. Made once, used for every batch up to its capacity.
/// </summary>
internal sealed class Workspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkLayout _layout;
    private readonly LentNumbers<T> _numbers;
    private readonly LayerMemory<T>[] _memories;
    private readonly Matrix<T>[] _outputs;
    private readonly Matrix<T>?[] _activated;
    private readonly Matrix<T>[] _deltas;
    private readonly int[] _rows;
    private Matrix<T>? _inputs;
    private Matrix<T>? _inputDelta;
    private Matrix<T>? _targets;

    /// <param name="layout">The network's layers.</param>
    /// <param name="capacity">The largest number of samples in a batch.</param>
    /// <param name="numbers">The network's numbers, and where the gradient goes.</param>
    /// <param name="kind">What the passes are for.</param>
    /// <param name="loss">The loss, which may take the last activation over; null where there is none.</param>
    public Workspace(NetworkLayout layout, int capacity, LentNumbers<T> numbers, PassKind kind, Loss? loss)
    {
        int count = layout.Layers.Length;
        _layout = layout;
        _numbers = numbers;
        Capacity = capacity;
        _rows = [.. layout.Nodes.Select(node => node.Plan.Output.Rows)];
        LossTakesActivation = loss?.RequiredActivation is not null;
        _memories = [.. layout.Nodes.Select(node => new LayerMemory<T>(node, capacity))];
        _outputs = [.. layout.Nodes.Select(NewOutput)];
        _activated = new Matrix<T>?[count];
        for (int l = 0; l < count; l++)
        {
            bool isApart = kind == PassKind.Inspection || (l == count - 1 && LossTakesActivation);
            _activated[l] = isApart ? NewOutput(layout.Nodes[l]) : null;
        }
        _deltas = new Matrix<T>[count];
        for (int l = kind switch { PassKind.Prediction => count, PassKind.Loss => count - 1, _ => 0 }; l < count; l++)
        {
            _deltas[l] = NewOutput(layout.Nodes[l]);
        }
        KeptDeltas = kind == PassKind.Inspection ? new Matrix<T>[count] : null;

        Matrix<T> NewOutput(LayerNode node) => new(checked(capacity * node.Plan.Output.Rows), node.Plan.Output.Columns);
    }

    public int Capacity { get; }

    /// <summary>Whether the derivative of the last activation is part of the loss.</summary>
    public bool LossTakesActivation { get; }

    /// <summary>Where ∂L/∂A of each layer is kept for those who look on; null in other passes.</summary>
    public Matrix<T>[]? KeptDeltas { get; }

    /// <summary>What a layer is lent for the first samples.</summary>
    public LayerPass<T> Pass(int layer, int samples)
        => new(_layout.Nodes[layer], _memories[layer], _numbers, samples, AppliesActivation(layer));

    /// <summary>Whether the activation of a layer is applied by the network and not by the layer.</summary>
    public bool AppliesActivation(int layer) => _activated[layer] is not null;

    /// <summary>What a layer writes for the first samples: Z, or A where the network applies the activation.</summary>
    public MatrixSpan<T> Written(int layer, int samples) => _outputs[layer].FirstRows(samples * _rows[layer]);

    /// <summary>Z of a layer, which the next one gets.</summary>
    public MatrixSpan<T> Outputs(int layer, int samples) => (_activated[layer] ?? _outputs[layer]).FirstRows(samples * _rows[layer]);

    /// <summary>The network's outputs, a row for each sample.</summary>
    public MatrixSpan<T> Predictions(int samples)
    {
        int size = (int)_layout.Output.Size;
        return new(samples, size, size, (_activated[^1] ?? _outputs[^1]).AsSpan()[..(samples * size)]);
    }

    /// <summary>∂L/∂Z of a layer.</summary>
    public MatrixSpan<T> Deltas(int layer, int samples) => _deltas[layer].FirstRows(samples * _rows[layer]);

    /// <summary>Memory for the inputs, a row for each sample.</summary>
    public MatrixSpan<T> Inputs(int samples) => (_inputs ??= new(Capacity, (int)_layout.Input.Size)).FirstRows(samples);

    /// <summary>Memory for ∂L/∂X, a row for each sample; made on first use.</summary>
    public MatrixSpan<T> InputDelta(int samples) => (_inputDelta ??= new(Capacity, (int)_layout.Input.Size)).FirstRows(samples);

    /// <summary>Memory for the targets, a row for each sample.</summary>
    public MatrixSpan<T> Targets(int samples) => (_targets ??= new(Capacity, (int)_layout.Output.Size)).FirstRows(samples);
}
