using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MiniDnn;

/// <summary>A network of layers, each feeding the next; of fully connected ones: Z₀ = X, Aₗ = Zₗ₋₁·Wₗᵀ + bₗ, Zₗ = fₗ(Aₗ).</summary>
/// <remarks>
/// A batch has a row for each sample. All parameters lie in one array, layer after layer (of a <see cref="Dense"/> the weights
/// outputs×inputs, then the biases).
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
public sealed class FeedForwardNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PredictionPool<T> _predictions;

    /// <summary>A network whose parameters start at random, each layer as it says; biases start at 0.</summary>
    /// <param name="inputs">The number of inputs, 1 or more.</param>
    /// <param name="layers">The layers in order, 1 or more.</param>
    /// <param name="seed">The same seed gives the same network.</param>
    /// <exception cref="ArgumentNullException"><paramref name="layers"/> or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is not positive.</exception>
    /// <exception cref="ArgumentException">
    /// There is no layer, one can't take what comes in, the last is a <see cref="Dropout"/>, there are more parameters than an array can
    /// hold, or a layer starts with a number that is not finite.
    /// </exception>
    public FeedForwardNetwork(int inputs, IReadOnlyList<Layer> layers, ulong seed = 0)
        : this(new SampleShape(1, CheckInputCount(inputs)), layers, seed)
    {
    }

    /// <summary>A network for samples of several rows, such as tokens or time steps; its parameters start at random.</summary>
    /// <param name="input">The shape of a sample, which is a row of Rows·Columns numbers in a batch.</param>
    /// <param name="layers">The layers in order, 1 or more.</param>
    /// <param name="seed">The same seed gives the same network.</param>
    /// <exception cref="ArgumentNullException"><paramref name="layers"/> or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="input"/> has no rows or columns, or too many.</exception>
    /// <exception cref="ArgumentException">
    /// There is no layer, one can't take what comes in, the last is a <see cref="Dropout"/>, there are more parameters than an array can
    /// hold, or a layer starts with a number that is not finite.
    /// </exception>
    public FeedForwardNetwork(SampleShape input, IReadOnlyList<Layer> layers, ulong seed = 0)
        : this(new NetworkCore<T>(new NetworkLayout(input, layers)))
    {
        var random = new SeededRandom(seed);
        var workspace = new Workspace<T>(Core.Layout, capacity: 0, Core.Lend(), PassKind.Prediction, loss: null);
        for (int l = 0; l < Core.Layers.Length; l++)
        {
            Initialize(l, workspace, random);
        }
        Core.MarkAsNew();
    }

    /// <summary>The network as it was at a checkpoint of its training, to predict with or to go on training.</summary>
    /// <param name="state">The checkpoint.</param>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    public FeedForwardNetwork(TrainingState<T> state)
        : this((state ?? throw new ArgumentNullException(nameof(state))).Network.Clone())
    {
    }

    private FeedForwardNetwork(NetworkCore<T> core)
    {
        Core = core;
        _predictions = new(core);
    }

    /// <summary>The number of inputs: the numbers of a sample.</summary>
    public int InputCount => Core.InputCount;

    /// <summary>The number of outputs for a sample.</summary>
    public int OutputCount => Core.OutputCount;

    /// <summary>The layers in order, with their shapes and parameters.</summary>
    public IReadOnlyList<NetworkLayer<T>> Layers => Core.Layers;

    /// <summary>All that is learned, layer after layer: to read or to write.</summary>
    public Span<T> Parameters => Core.Parameters;

    /// <summary>
    /// What the inputs are scaled with before they enter the first layer; null where they enter as they are. It is saved with the network.
    /// <see cref="TrainingOptions{T}.StandardizeInputs"/> sets it; any other can be set before a training. Numbers of categories are not
    /// scaled.
    /// </summary>
    /// <exception cref="ArgumentException">The scaler's number of columns is not that of the inputs.</exception>
    public Scaler<T>? InputScaler
    {
        get => Core.InputScaler;
        set
        {
            NetworkChecks.CheckScaler(nameof(InputScaler), value, InputCount);
            Core.InputScaler = value;
        }
    }

    /// <summary>
    /// For regression: what the outputs are brought back with, so that a prediction has the units of the targets; null where the last
    /// layer's outputs are the prediction. It is saved with the network.
    /// </summary>
    /// <remarks>
    /// The last layer learns the scaled targets, and it is with these that training, <see cref="Backpropagate"/> and <see
    /// cref="GradientCheck"/> measure the loss; <see cref="Evaluate(ReadOnlyMatrixSpan{T}, Targets{T}, Loss)"/> measures predictions in the
    /// units of the targets. <see cref="TrainingOptions{T}.StandardizeTargets"/> sets it; any other can be set before a training.
    /// </remarks>
    /// <exception cref="ArgumentException">The scaler's number of columns is not that of the outputs.</exception>
    public Scaler<T>? OutputScaler
    {
        get => Core.OutputScaler;
        set
        {
            NetworkChecks.CheckScaler(nameof(OutputScaler), value, OutputCount);
            Core.OutputScaler = value;
        }
    }

    internal NetworkCore<T> Core { get; }

    /// <summary>A network of fully connected layers with given weights.</summary>
    /// <param name="weights">The weights of each layer, outputs×inputs; copied.</param>
    /// <param name="biases">The biases of each layer, one for each output; copied.</param>
    /// <param name="activations">The activation of each layer.</param>
    /// <exception cref="ArgumentNullException">A list, a weight matrix, a bias array or an activation is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no layer, the lists differ in length, a shape does not fit, or a value is not finite.
    /// </exception>
    public static FeedForwardNetwork<T> FromWeights(
        IReadOnlyList<Matrix<T>> weights, IReadOnlyList<T[]> biases, IReadOnlyList<Activation> activations)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        ArgumentNullException.ThrowIfNull(activations);
        Throw.IfLengthIsNot(nameof(FromWeights), nameof(biases), biases.Count, weights.Count, "one for each layer");
        Throw.IfLengthIsNot(nameof(FromWeights), nameof(activations), activations.Count, weights.Count, "one for each layer");
        var dense = new Dense[weights.Count];
        for (int l = 0; l < dense.Length; l++)
        {
            ArgumentNullException.ThrowIfNull(weights[l], nameof(weights));
            ArgumentNullException.ThrowIfNull(biases[l], nameof(biases));
            ArgumentNullException.ThrowIfNull(activations[l], nameof(activations));
            CheckLayer(l, weights[l], biases[l], l == 0 ? weights[l].ColumnCount : weights[l - 1].RowCount);
            dense[l] = new(weights[l].RowCount, activations[l]);
        }
        var network = new FeedForwardNetwork<T>(new NetworkCore<T>(new NetworkLayout(new(1, dense.Length == 0 ? 1 : weights[0].ColumnCount), dense)));
        for (int l = 0; l < dense.Length; l++)
        {
            weights[l].CopyTo(network.Layers[l].Weights);
            biases[l].CopyTo(network.Layers[l].Bias);
        }
        return network;
    }

    /// <summary>A network of the same layers with the same parameters, state and scalers.</summary>
    public FeedForwardNetwork<T> Clone() => new(Core.Clone());

    /// <summary>Predicts the outputs for a batch. Safe to call from many threads at once.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <returns>A new matrix with a row for each sample, a column for each output.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="x"/> has another number of columns than the network has inputs, or the number of a category is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public Matrix<T> Predict(ReadOnlyMatrixSpan<T> x)
    {
        var result = new Matrix<T>(x.RowCount, OutputCount);
        Predict(x, result);
        return result;
    }

    /// <summary>Predicts the outputs for one sample. Safe to call from many threads at once.</summary>
    /// <param name="x">A value for each input.</param>
    /// <returns>A new array with an element for each output.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="x"/> has another length than the network has inputs, or the number of a category is out of range.
    /// </exception>
    public T[] Predict(ReadOnlySpan<T> x)
    {
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, InputCount, "one for each input");
        var result = new T[OutputCount];
        Predict(x, result);
        return result;
    }

    /// <summary>
    /// Writes the outputs for a batch into <paramref name="destination"/>. Allocates nothing once warm; safe to call from many threads at
    /// once.
    /// </summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="destination">A row for each sample, a column for each output; it must not overlap <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, the memory overlaps, or the number of a category is out of range.
    /// </exception>
    public void Predict(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        NetworkChecks.CheckInputs(Core, nameof(Predict), x);
        Throw.IfDestinationIsNot(nameof(Predict), destination.RowCount, destination.ColumnCount, x.RowCount, OutputCount);
        x.CheckOverlap(nameof(Predict), destination, nameof(x));
        _predictions.Predict(x, destination);
    }

    /// <summary>
    /// Writes the outputs for one sample into <paramref name="destination"/>. Allocates nothing once warm; safe to call from many threads
    /// at once.
    /// </summary>
    /// <param name="x">A value for each input.</param>
    /// <param name="destination">An element for each output.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the memory overlaps, or the number of a category is out of range.
    /// </exception>
    public void Predict(ReadOnlySpan<T> x, Span<T> destination)
        => Predict(new ReadOnlyMatrixSpan<T>(x, 1, x.Length), new MatrixSpan<T>(destination, 1, destination.Length));

    /// <summary>The forward pass of a batch with all that the layers compute on the way, as in prediction.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="x"/> has another number of columns than the network has inputs, or the number of a category is out of range.
    /// </exception>
    public ForwardPass<T> Forward(ReadOnlyMatrixSpan<T> x)
    {
        NetworkChecks.CheckInputs(Core, nameof(Forward), x);
        var workspace = new Workspace<T>(Core.Layout, x.RowCount, Core.Lend(), PassKind.Inspection, loss: null);
        Propagation.Forward(Core, x, workspace);
        return new(workspace, Core.Layers.Length, x.RowCount);
    }

    /// <summary>
    /// The gradient of the loss of a batch, by backpropagation, layers working as in prediction; the network is not changed.
    /// </summary>
    /// <param name="x">A row for each sample, a column for each input; at least one row.</param>
    /// <param name="targets">A row for each sample, a column for each output; or a number for each sample.</param>
    /// <param name="loss">The loss; it must fit the output layer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite, a target is out of range, or the loss does not fit the output layer.
    /// </exception>
    public NetworkGradient<T> Backpropagate(ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss)
    {
        NetworkChecks.CheckSamples(Core, nameof(Backpropagate), x, targets, loss);
        var gradient = new T[Core.Parameters.Length];
        var workspace = new Workspace<T>(Core.Layout, x.RowCount, Core.Lend(gradient), PassKind.Inspection, loss);
        Propagation.Forward(Core, x, workspace);
        T value = Propagation.OutputDelta(Core, targets.Rows, default, loss, workspace);
        Propagation.Backward(Core, x, workspace, wantsInputDelta: true);
        Matrix<T> inputs = workspace.InputDelta(x.RowCount).ToMatrix();
        if (InputScaler is { } scaler)
        {
            inputs.DivideRow(scaler.Scales, inputs);
        }
        return new(value, Core.Layers, gradient, workspace.KeptDeltas!, inputs);
    }

    /// <summary>Predicts samples and compares with their targets, in the units of the targets.</summary>
    /// <param name="x">A row for each sample, a column for each input; at least one row.</param>
    /// <param name="targets">A row for each sample, a column for each output; or a number for each sample.</param>
    /// <param name="loss">The loss; with one for classes the result has accuracy and confusion matrix, else R².</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite, a target is out of range, or the loss does not fit the output layer.
    /// </exception>
    public Evaluation Evaluate(ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss)
    {
        NetworkChecks.CheckSamples(Core, nameof(Evaluate), x, targets, loss);
        return new Evaluator<T>(Core, loss, x.RowCount).Evaluate(new(x, targets), scalesTargets: false);
    }

    /// <summary>Predicts samples and compares with their classes.</summary>
    /// <remarks>Written out as <c>[0, 2, 1]</c>, labels are given by name: <c>labels: [0, 2, 1]</c>.</remarks>
    /// <param name="x">A row for each sample, a column for each input; at least one row.</param>
    /// <param name="labels">The class of each sample: from 0 to the number of outputs − 1; with a single output 0 or 1.</param>
    /// <param name="loss">The loss; with one for classes the result has accuracy and confusion matrix, else R².</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite, a label is out of range, or the loss does not fit the output layer.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public Evaluation Evaluate(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, Loss loss) => Evaluate(x, new Targets<T>(labels), loss);

    // Priorities: numbers before labels, since whole numbers written out fit both

    /// <summary>Trains the network on samples. It stays usable however the training ends.</summary>
    /// <remarks>
    /// Each call starts the update rule anew; with <see cref="TrainingOptions{T}.ResumeFrom"/> it goes on where a checkpoint was. Where a
    /// callback throws, the network is as the last step left it.
    /// </remarks>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output; or a number for each sample.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more; null for the defaults.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">The data, or the optimizer or schedule of the options is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite (in the data or in the network's parameters), a target is out of range, the loss does
    /// not fit the output layer, the state does not fit the network, validation takes all samples, or the last batch would have one sample
    /// and a layer needs two.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, Targets<T> targets, TrainingOptions<T>? options = null, IProgress<EpochSummary>? progress = null,
        CancellationToken cancellationToken = default)
        => NetworkTraining.Train(Core, new Samples<T>(x, targets), options ?? new(), progress, cancellationToken);

    /// <summary>Trains the network on samples with class labels, which become one-hot rows batch by batch.</summary>
    /// <remarks>
    /// No matrix of them is made. Written out, labels are given by name, <c>labels: [0, 2, 1]</c>: without it they are numbers to predict.
    /// </remarks>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="labels">
    /// The class of each sample, of a network with outputs of several rows that of each row: from 0 to the number of outputs − 1; with a
    /// single output 0 or 1.
    /// </param>
    /// <param name="options">Loss, update rule, batch size, epochs and more; null for the defaults.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">The data, or the optimizer or schedule of the options is null.</exception>
    /// <exception cref="ArgumentException">As of the other overload; a label is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    [OverloadResolutionPriority(-1)]
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, TrainingOptions<T>? options = null, IProgress<EpochSummary>? progress = null,
        CancellationToken cancellationToken = default)
        => NetworkTraining.Train(Core, new Samples<T>(x, new Targets<T>(labels)), options ?? new(), progress, cancellationToken);

    /// <summary>Trains the network on a stream of batches, which may be larger than memory.</summary>
    /// <remarks>
    /// Every epoch goes through the sequence once, in its order. An asynchronous stream comes in by <c>ToBlockingEnumerable()</c>.
    /// </remarks>
    /// <param name="batches">Each is checked as it comes. They may differ in size.</param>
    /// <param name="options">
    /// Loss, update rule, epochs and more; batch size and shuffling are the stream's affair and not used. What needs all samples at once
    /// (validation split, sample weights, standardisation, early stopping without validation data) is refused.
    /// </param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="batches"/>, or the optimizer or schedule of the options is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The options ask for what a stream can't give. The stream is empty, or a batch does not fit, as soon as that is seen;
    /// the network is then as the step before left it.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        IEnumerable<DataSet<T>> batches, TrainingOptions<T>? options = null, IProgress<EpochSummary>? progress = null,
        CancellationToken cancellationToken = default)
        => NetworkTraining.Train(Core, batches, options ?? new(), progress, cancellationToken);

    /// <summary>Saves the network with its scalers in the safetensors format, which Hugging Face's library reads too.</summary>
    /// <remarks>
    /// The file is written whole, or, where that fails, not at all, an old file of that name staying as it was. The page on saving lists
    /// the tensors and the metadata.
    /// </remarks>
    /// <param name="path">The file, by custom with the ending <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">A layer or an activation has no name that a file can hold.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => SavedNetwork.ToFile(Core).Save(path);

    /// <summary>Writes the network, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    /// <exception cref="InvalidOperationException">A layer or an activation has no name that a file can hold.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SavedNetwork.ToFile(Core).Save(stream);
    }

    /// <summary>Loads a network that was saved, or a checkpoint of a training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Whether numbers may be converted, and layers and activations of your own; null for neither.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, was made by a newer version, has another number type, an unknown layer or activation, or numbers that are not
    /// finite; the message says which.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static FeedForwardNetwork<T> Load(string path, LoadOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream, options);
    }

    /// <summary>Loads a network from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">Whether numbers may be converted, and layers and activations of your own; null for neither.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">
    /// The contents are damaged, were made by a newer version, have another number type, an unknown layer or activation, or numbers that
    /// are not finite; the message says which.
    /// </exception>
    public static FeedForwardNetwork<T> Load(Stream stream, LoadOptions? options = null)
        => new(SafeTensors.Read(stream, file => SavedNetwork.FromFile<T>(file, options ?? new())));

    /// <summary>A table of the layers with their shapes and numbers of parameters.</summary>
    public override string ToString()
    {
        string[] names = [.. Core.Layers.Select(layer => layer.Layer.ToString()!)];
        int width = Math.Max(5, names.Max(name => name.Length));
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-4}{"layer".PadRight(width)}{"in",10}{"out",10}{"parameters",13}");
        for (int l = 0; l < Core.Layers.Length; l++)
        {
            NetworkLayer<T> layer = Core.Layers[l];
            text.AppendLine(CultureInfo.InvariantCulture, $"{l,-4}{names[l].PadRight(width)}{layer.Input,10}{layer.Output,10}{layer.ParameterCount,13:N0}");
        }
        text.Append(CultureInfo.InvariantCulture, $"{"",-4}{"total".PadRight(width)}{"",20}{Core.Parameters.Length,13:N0}");
        return text.ToString();
    }

    private static int CheckInputCount(int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        return inputs;
    }

    private void Initialize(int index, Workspace<T> workspace, SeededRandom random)
    {
        Layer layer = Core.Layout.Layers[index];
        try
        {
            layer.Initialize(workspace.Pass(index, samples: 0), random);
        }
        catch (ArgumentException e)
        {
            Throw.Argument("layers", $"Layer {index}: {e.Message}");
        }
        foreach (TensorPlace place in Core.Layout.Nodes[index].AllParameters)
        {
            if (Throw.IndexOfNotFinite<T>(Core.Parameters.AsSpan(place.Offset, place.Length)) >= 0)
            {
                Throw.Argument("layers", $"Layer {index}: {layer} starts with a number in '{place.Name}' that is not finite.");
            }
        }
    }

    private static void CheckLayer(int index, Matrix<T> weights, T[] bias, int inputs)
    {
        if (weights.IsEmpty || weights.ColumnCount != inputs)
        {
            Throw.Argument(nameof(weights), $"FromWeights: the weights of layer {index} are {Throw.Shape(weights.RowCount, weights.ColumnCount)}; they must be outputs×{Math.Max(1, inputs)}, a column for each output of the layer before.");
        }
        if (bias.Length != weights.RowCount)
        {
            Throw.Argument("biases", $"FromWeights: layer {index} has {bias.Length} biases; it must have {weights.RowCount}, one for each row of its weights.");
        }
        weights.AsReadOnly().CheckFinite(nameof(FromWeights), nameof(weights));
        Throw.IfNotFinite<T>(nameof(FromWeights), bias, "biases");
    }
}
