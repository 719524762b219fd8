namespace MiniDnn;

/// <summary>
/// The memory of a pass through a network: what each layer computes for a batch. Made once, used for every batch up to its capacity.
/// </summary>
internal sealed class Workspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _outputs;
    private readonly Matrix<T>?[] _preActivations;
    private readonly Matrix<T>[] _deltas;
    private readonly DropoutMask<T>?[] _dropouts;
    private readonly FeedForwardNetwork<T> _network;
    private Matrix<T>? _scaledInputs;
    private Matrix<T>? _scaledTargets;

    /// <param name="network">The network.</param>
    /// <param name="capacity">The largest number of samples in a batch.</param>
    /// <param name="keepPreActivations">For each layer whether A is kept apart from Z; otherwise the activation works in place.</param>
    /// <param name="withDeltas">True for backpropagation.</param>
    /// <param name="dropout">The source of random numbers where outputs are to be dropped; null to drop none.</param>
    public Workspace(FeedForwardNetwork<T> network, int capacity, Func<int, bool> keepPreActivations, bool withDeltas, SeededRandom? dropout = null)
    {
        int count = network.Layers.Count;
        _network = network;
        Capacity = capacity;
        _outputs = new Matrix<T>[count];
        _preActivations = new Matrix<T>?[count];
        _deltas = new Matrix<T>[withDeltas ? count : 0];
        _dropouts = new DropoutMask<T>?[count];
        for (int l = 0; l < count; l++)
        {
            int width = network.Layers[l].OutputCount;
            _outputs[l] = new(capacity, width);
            _preActivations[l] = keepPreActivations(l) ? new(capacity, width) : null;
            if (dropout is not null && network.Layers[l].Dropout > 0)
            {
                _dropouts[l] = new(capacity, width, network.Layers[l].Dropout, dropout);
            }
            if (withDeltas)
            {
                _deltas[l] = new(capacity, width);
            }
        }
    }

    public int Capacity { get; }

    /// <summary>Zₗ of the first samples.</summary>
    public MatrixSpan<T> Outputs(int layer, int samples) => _outputs[layer].FirstRows(samples);

    /// <summary>What drops outputs of a layer; null where none are dropped.</summary>
    public DropoutMask<T>? Dropout(int layer) => _dropouts[layer];

    /// <summary>What the next layer gets of the first samples: Zₗ, or what dropout has left of it.</summary>
    public MatrixSpan<T> Passed(int layer, int samples) => _dropouts[layer] is { } dropout ? dropout.Kept(samples) : Outputs(layer, samples);

    /// <summary>Aₗ of the first samples; the same memory as Zₗ where it is not kept apart.</summary>
    public MatrixSpan<T> PreActivations(int layer, int samples) => (_preActivations[layer] ?? _outputs[layer]).FirstRows(samples);

    /// <summary>Whether Aₗ is kept apart from Zₗ.</summary>
    public bool KeepsPreActivations(int layer) => _preActivations[layer] is not null;

    /// <summary>δₗ = ∂L/∂Aₗ of the first samples.</summary>
    public MatrixSpan<T> Deltas(int layer, int samples) => _deltas[layer].FirstRows(samples);

    /// <summary>Memory for the inputs of the first samples as the network's scaler makes them.</summary>
    public MatrixSpan<T> ScaledInputs(int samples) => (_scaledInputs ??= new(Capacity, _network.InputCount)).FirstRows(samples);

    /// <summary>Memory for the targets of the first samples as the network's scaler makes them.</summary>
    public MatrixSpan<T> ScaledTargets(int samples) => (_scaledTargets ??= new(Capacity, _network.OutputCount)).FirstRows(samples);
}
