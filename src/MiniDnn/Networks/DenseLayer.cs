namespace MiniDnn;

/// <summary>A layer inside a network: views of its weights and biases, which lie in the network's one array of parameters.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class DenseLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _parameters;
    private readonly int _offset;

    internal DenseLayer(T[] parameters, int offset, int inputs, int outputs, Activation activation, double dropout = 0)
    {
        _parameters = parameters;
        _offset = offset;
        InputCount = inputs;
        OutputCount = outputs;
        Activation = activation;
        Dropout = dropout;
    }

    /// <summary>How many inputs each neuron has.</summary>
    public int InputCount { get; }

    /// <summary>How many neurons the layer has.</summary>
    public int OutputCount { get; }

    /// <summary>f in Z = f(X·Wᵀ + b).</summary>
    public Activation Activation { get; }

    /// <summary>The share of the outputs that each training step sets to 0; it has no part in prediction.</summary>
    public double Dropout { get; }

    /// <summary>W, outputs×inputs: w_ij leads from neuron j of the layer before to neuron i. To read or to write.</summary>
    public MatrixSpan<T> Weights => WeightsIn(_parameters);

    /// <summary>b, one for each output. To read or to write.</summary>
    public Span<T> Bias => BiasIn(_parameters);

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => (InputCount * OutputCount) + OutputCount;

    /// <summary>The shape and the activation.</summary>
    public override string ToString() => $"{InputCount} → {OutputCount}, {Activation}";

    /// <summary>This layer's weights in an array that is laid out like the network's parameters, such as the gradient.</summary>
    internal MatrixSpan<T> WeightsIn(T[] parameters) => new(OutputCount, InputCount, InputCount, parameters.AsSpan(_offset, InputCount * OutputCount));

    /// <summary>This layer's biases in an array that is laid out like the network's parameters.</summary>
    internal Span<T> BiasIn(T[] parameters) => parameters.AsSpan(_offset + (InputCount * OutputCount), OutputCount);
}
