using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace MiniDnn;

/// <summary>A network of fully connected layers, each feeding the next: Z₀ = X, Aₗ = Zₗ₋₁·Wₗᵀ + bₗ, Zₗ = fₗ(Aₗ).</summary>
/// <remarks>
/// A batch has a row for each sample. All weights and biases lie in one array, layer after layer (weights outputs×inputs, then biases).
/// Any number of threads may predict at once; training is one call at a time, and not while others predict.
/// </remarks>
/// <example><code>
/// var network = new FeedForwardNetwork&lt;float&gt;(inputs: 2, [new Dense(8, Activation.Tanh), new Dense(1, Activation.Sigmoid)], seed: 42);
/// Matrix&lt;float&gt; x = [[0, 0], [0, 1], [1, 0], [1, 1]];
/// Matrix&lt;float&gt; y = [[0], [1], [1], [0]];
/// network.Train(x, y, new() { Loss = Loss.BinaryCrossEntropy, Optimizer = new Adam { LearningRate = 0.05 }, BatchSize = null, Epochs = 500 });
/// Matrix&lt;float&gt; probabilities = network.Predict(x);
/// Console.WriteLine(network.Evaluate(x, y, Loss.BinaryCrossEntropy).Accuracy);   // → 1
/// Console.WriteLine(network);                        // → tanh
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed partial class FeedForwardNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _parameters;
    private readonly DenseLayer<T>[] _layers;
    private int _trainings;

    /// <summary>A network whose weights start at random, each layer as its initialiser says; biases start at 0.</summary>
    /// <param name="inputs">The number of inputs, 1 or more.</param>
    /// <param name="layers">The layers in order, 1 or more.</param>
    /// <param name="seed">The same seed gives the same network.</param>
    /// <exception cref="ArgumentNullException"><paramref name="layers"/> or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is not positive.</exception>
    /// <exception cref="ArgumentException">
    /// There is no layer, the last has dropout, there are more parameters than an array can hold, or an initialiser gives a weight that is
    /// not finite.
    /// </exception>
    public FeedForwardNetwork(int inputs, IReadOnlyList<Dense> layers, ulong seed = 0)
        : this(inputs, Shapes(layers))
    {
        var random = new SeededRandom(seed);
        for (int l = 0; l < layers.Count; l++)
        {
            _layers[l].Weights.TryGetSpan(out Span<T> weights);
            layers[l].Initializer.Fill(weights, _layers[l].InputCount, _layers[l].OutputCount, random);
            if (!TensorPrimitives.IsFiniteAll<T>(weights))
            {
                Throw.Argument(nameof(layers), $"Layer {l}: the initialiser {layers[l].Initializer} gave a weight that is not finite.");
            }
        }
    }

    private FeedForwardNetwork(int inputs, (int Outputs, Activation Activation, double Dropout)[] shapes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        if (shapes.Length == 0)
        {
            Throw.Argument("layers", "A network must have a layer.");
        }
        if (shapes[^1].Dropout > 0)
        {
            Throw.Argument("layers", $"The last layer has Dropout {shapes[^1].Dropout}; the network's outputs can't be dropped, only those of the layers before.");
        }
        long count = 0;
        int width = inputs;
        foreach ((int outputs, _, _) in shapes)
        {
            count += ((long)width * outputs) + outputs;
            if (count > Array.MaxLength)
            {
                Throw.Argument("layers", $"Up to the layer of {width} inputs and {outputs} outputs the network has {count} parameters; at most {Array.MaxLength} fit.");
            }
            width = outputs;
        }
        _parameters = new T[count];
        _layers = new DenseLayer<T>[shapes.Length];
        int offset = 0;
        width = inputs;
        for (int l = 0; l < shapes.Length; l++)
        {
            _layers[l] = new(_parameters, offset, width, shapes[l].Outputs, shapes[l].Activation, shapes[l].Dropout);
            offset += _layers[l].ParameterCount;
            width = shapes[l].Outputs;
        }
    }

    /// <summary>The number of inputs.</summary>
    public int InputCount => _layers[0].InputCount;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => _layers[^1].OutputCount;

    /// <summary>The layers in order, with their weights and biases.</summary>
    public IReadOnlyList<DenseLayer<T>> Layers => _layers;

    /// <summary>All weights and biases, layer after layer: to read or to write.</summary>
    public Span<T> Parameters => _parameters;

    /// <summary>
    /// What the inputs are scaled with before they enter the first layer; null where they enter as they are. It is saved with the network.
    /// <see cref="TrainingOptions.StandardizeInputs"/> sets it; any other can be set before a training.
    /// </summary>
    /// <exception cref="ArgumentException">The scaler's number of columns is not that of the inputs.</exception>
    public Scaler<T>? InputScaler
    {
        get;
        set
        {
            CheckScaler(nameof(InputScaler), value, InputCount);
            field = value;
        }
    }

    /// <summary>
    /// For regression: what the outputs are brought back with, so that a prediction has the units of the targets; null where the last
    /// layer's outputs are the prediction. It is saved with the network.
    /// The last layer learns the scaled targets, and it is with these that training, <see cref="Backpropagate"/> and <see cref="GradientCheck"/> measure the loss; <see cref="Evaluate(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, Loss)"/> measures
    /// predictions in the units of the targets.
    /// <see cref="TrainingOptions.StandardizeTargets"/> sets it; any other can be set before a training.
    /// </summary>
    /// <exception cref="ArgumentException">The scaler's number of columns is not that of the outputs.</exception>
    public Scaler<T>? OutputScaler
    {
        get;
        set
        {
            CheckScaler(nameof(OutputScaler), value, OutputCount);
            field = value;
        }
    }

    /// <summary>The layers with their sizes and activations, to compare networks by.</summary>
    internal string LayerNames => string.Join(", ", _layers.Select(layer => layer.ToString()));

    internal T[] ParameterArray => _parameters;

    internal DenseLayer<T>[] LayerArray => _layers;

    /// <summary>A network with given weights.</summary>
    /// <param name="layers">
    /// For each layer its weights (outputs×inputs), its biases (one for each output) and its activation; copied.
    /// </param>
    /// <exception cref="ArgumentNullException">A weight matrix, a bias array or an activation is null.</exception>
    /// <exception cref="ArgumentException">There is no layer, a shape does not fit, or a value is not finite.</exception>
    public static FeedForwardNetwork<T> FromWeights(params ReadOnlySpan<(Matrix<T> Weights, T[] Bias, Activation Activation)> layers)
    {
        var shapes = new (int, Activation, double)[layers.Length];
        for (int l = 0; l < layers.Length; l++)
        {
            (Matrix<T> weights, T[] bias, Activation activation) = layers[l];
            ArgumentNullException.ThrowIfNull(weights, nameof(layers));
            ArgumentNullException.ThrowIfNull(bias, nameof(layers));
            ArgumentNullException.ThrowIfNull(activation, nameof(layers));
            CheckLayer(l, weights, bias, l == 0 ? weights.ColumnCount : layers[l - 1].Weights.RowCount);
            shapes[l] = (weights.RowCount, activation, 0);
        }
        var network = new FeedForwardNetwork<T>(layers.IsEmpty ? 1 : layers[0].Weights.ColumnCount, shapes);
        for (int l = 0; l < layers.Length; l++)
        {
            layers[l].Weights.CopyTo(network._layers[l].Weights);
            layers[l].Bias.CopyTo(network._layers[l].Bias);
        }
        return network;
    }

    /// <summary>A table of the layers with their shapes, activations and numbers of parameters.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"layer",-7}{"inputs",8}{"outputs",9}  {"activation",-12}{"parameters",12}");
        for (int l = 0; l < _layers.Length; l++)
        {
            DenseLayer<T> layer = _layers[l];
            text.AppendLine(CultureInfo.InvariantCulture, $"{l + 1,-7}{layer.InputCount,8}{layer.OutputCount,9}  {layer.Activation.Name,-12}{layer.ParameterCount,12:N0}");
        }
        text.Append(CultureInfo.InvariantCulture, $"{"total",-38}{_parameters.Length,10:N0}");
        return text.ToString();
    }

    /// <summary>A network of the same layers, weights and scalers.</summary>
    internal FeedForwardNetwork<T> Copy()
    {
        var copy = new FeedForwardNetwork<T>(InputCount, [.. _layers.Select(layer => (layer.OutputCount, layer.Activation, layer.Dropout))]) { InputScaler = InputScaler, OutputScaler = OutputScaler };
        _parameters.CopyTo(copy._parameters, 0);
        return copy;
    }

    /// <summary>Marks the network as being trained until the result is disposed of; refuses a second training meanwhile.</summary>
    internal TrainingLock BeginTraining()
    {
        if (Interlocked.Exchange(ref _trainings, 1) != 0)
        {
            throw new InvalidOperationException("The network is being trained by another call; training is one call at a time.");
        }
        return new(this);
    }

    internal readonly struct TrainingLock(FeedForwardNetwork<T> network) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref network._trainings, 0);
    }

    private static (int, Activation, double)[] Shapes(IReadOnlyList<Dense> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var shapes = new (int, Activation, double)[layers.Count];
        for (int l = 0; l < shapes.Length; l++)
        {
            Dense layer = layers[l] ?? throw new ArgumentNullException(nameof(layers), $"Layer {l} is null.");
            shapes[l] = (layer.Outputs, layer.Activation, layer.Dropout);
        }
        return shapes;
    }

    private static void CheckScaler(string name, Scaler<T>? scaler, int columns)
    {
        if (scaler is not null && scaler.ColumnCount != columns)
        {
            Throw.Argument(name, $"{name}: the scaler has {scaler.ColumnCount} columns; the network needs {columns}.");
        }
    }

    private static void CheckLayer(int index, Matrix<T> weights, T[] bias, int inputs)
    {
        if (weights.IsEmpty || weights.ColumnCount != inputs)
        {
            Throw.Argument("layers", $"FromWeights: the weights of layer {index} are {Throw.Shape(weights.RowCount, weights.ColumnCount)}; they must be outputs×{Math.Max(1, inputs)}, a column for each output of the layer before.");
        }
        if (bias.Length != weights.RowCount)
        {
            Throw.Argument("layers", $"FromWeights: layer {index} has {bias.Length} biases; it must have {weights.RowCount}, one for each row of its weights.");
        }
        weights.AsReadOnly().CheckFinite(nameof(FromWeights), "layers");
        Throw.IfNotFinite<T>(nameof(FromWeights), bias, "layers");
    }
}
