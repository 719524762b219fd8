namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>Saves the network with its input scaler in the safetensors format, which Hugging Face's library reads too. The file is written whole, or, where that fails, not at all, an old file of that name staying as it was.</summary>
    /// <remarks>Tensors: <c>layers.0.weight</c> [outputs, inputs], <c>layers.0.bias</c> [outputs] and so on, F32 for float and F64 for double; activations by name, and versions, as metadata.</remarks>
    /// <param name="path">The file, by custom with the ending <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or a weight is not finite.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => SavedNetwork.Store(this).Save(path);

    /// <summary>Writes the network, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SavedNetwork.Store(this).Save(stream);
    }

    /// <summary>Loads a network that was saved, or a checkpoint of a training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Whether numbers may be converted, and activations of your own; null for neither.</param>
    /// <exception cref="InvalidDataException">The file is damaged, was made by a newer version, has another number type, an unknown activation, or weights that are not finite; the message says which.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static FeedForwardNetwork<T> Load(string path, LoadOptions? options = null) => FromFile(SafeTensors.Load(path), options);

    /// <summary>Loads a network from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">Whether numbers may be converted, and activations of your own; null for neither.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, were made by a newer version, have another number type, an unknown activation, or weights that are not finite; the message says which.</exception>
    public static FeedForwardNetwork<T> Load(Stream stream, LoadOptions? options = null) => FromFile(SafeTensors.Load(stream), options);

    internal static FeedForwardNetwork<T> FromFile(SafeTensors file, LoadOptions? options)
    {
        options ??= new();
        int count = SavedNetwork.ReadLayerCount(file);
        var layers = new (Matrix<T> Weights, T[] Bias, Activation Activation)[count];
        for (int l = 0; l < count; l++)
        {
            Matrix<T> weights = SavedNetwork.Read<T>(file, SavedNetwork.Weight(l), 2, options);
            Matrix<T> bias = SavedNetwork.Read<T>(file, SavedNetwork.Bias(l), 1, options);
            int inputs = l == 0 ? weights.ColumnCount : layers[l - 1].Weights.RowCount;
            if (weights.IsEmpty || weights.ColumnCount != inputs || bias.ColumnCount != weights.RowCount)
            {
                throw new InvalidDataException($"Layer {l} has weights {Throw.Shape(weights.RowCount, weights.ColumnCount)} and {bias.ColumnCount} biases; it must have {Math.Max(1, inputs)} columns, as many as the outputs before, and a bias for each row.");
            }
            layers[l] = (weights, bias.Row(0).ToArray(), SavedNetwork.ReadActivation(file, l, options));
        }
        FeedForwardNetwork<T> network = FromWeights(layers);
        network.InputScaler = ReadScaler(file, network.InputCount, options);
        return network;
    }

    private static StandardScaler<T>? ReadScaler(SafeTensors file, int inputs, LoadOptions options)
    {
        bool hasMean = file.Tensors.ContainsKey("scaler.mean");
        if (hasMean != file.Tensors.ContainsKey("scaler.scale"))
        {
            throw new InvalidDataException("The file has one of 'scaler.mean' and 'scaler.scale'; it must have both or neither.");
        }
        if (!hasMean)
        {
            return null;
        }
        T[] means = SavedNetwork.Read<T>(file, "scaler.mean", 1, options).Row(0).ToArray();
        T[] scales = SavedNetwork.Read<T>(file, "scaler.scale", 1, options).Row(0).ToArray();
        return means.Length == inputs && scales.Length == inputs && scales.All(scale => scale > T.Zero)
            ? new(means, scales)
            : throw new InvalidDataException($"The scaler has {means.Length} means and {scales.Length} scales; it must have {inputs} of both, one for each input, every scale positive.");
    }
}
