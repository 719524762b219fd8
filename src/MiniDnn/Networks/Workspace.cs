namespace MiniDnn;

/// <summary>The memory of a pass through a network: what each layer computes for a batch. Made once, used for every batch up to its capacity.</summary>
internal sealed class Workspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _outputs;
    private readonly Matrix<T>?[] _preActivations;
    private readonly Matrix<T>[] _deltas;
    private readonly Matrix<T> _scaledInputs;

    /// <param name="network">The network.</param>
    /// <param name="capacity">The largest number of samples in a batch.</param>
    /// <param name="keepPreActivations">For each layer whether A is kept apart from Z; otherwise the activation works in place.</param>
    /// <param name="withDeltas">True for backpropagation.</param>
    public Workspace(FeedForwardNetwork<T> network, int capacity, Func<int, bool> keepPreActivations, bool withDeltas)
    {
        int count = network.Layers.Count;
        Capacity = capacity;
        _outputs = new Matrix<T>[count];
        _preActivations = new Matrix<T>?[count];
        _deltas = new Matrix<T>[withDeltas ? count : 0];
        for (int l = 0; l < count; l++)
        {
            int width = network.Layers[l].OutputCount;
            _outputs[l] = new(capacity, width);
            _preActivations[l] = keepPreActivations(l) ? new(capacity, width) : null;
            if (withDeltas)
            {
                _deltas[l] = new(capacity, width);
            }
        }
        _scaledInputs = new(network.InputScaler is null ? 0 : capacity, network.InputCount);
    }

    public int Capacity { get; }

    public bool ScalesInputs => _scaledInputs.RowCount > 0;

    /// <summary>Zₗ of the first samples.</summary>
    public MatrixSpan<T> Outputs(int layer, int samples) => _outputs[layer].Rows(..samples);

    /// <summary>Aₗ of the first samples; the same memory as Zₗ where it is not kept apart.</summary>
    public MatrixSpan<T> PreActivations(int layer, int samples) => (_preActivations[layer] ?? _outputs[layer]).Rows(..samples);

    /// <summary>Whether Aₗ is kept apart from Zₗ.</summary>
    public bool KeepsPreActivations(int layer) => _preActivations[layer] is not null;

    /// <summary>δₗ = ∂L/∂Aₗ of the first samples.</summary>
    public MatrixSpan<T> Deltas(int layer, int samples) => _deltas[layer].Rows(..samples);

    public MatrixSpan<T> ScaledInputs(int samples) => _scaledInputs.Rows(..samples);
}
