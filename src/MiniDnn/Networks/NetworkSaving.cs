using MiniDnn.Files;

namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>Saves the network with its scalers in the safetensors format, which Hugging Face's library reads too. The file is written whole, or, where that fails, not at all, an old file of that name staying as it was.</summary>
    /// <remarks>Tensors: <c>layers.0.weight</c> [outputs, inputs], <c>layers.0.bias</c> [outputs] and so on, F32 for float and F64 for double; the scalers' numbers; activations by name, dropout, versions and a checksum as metadata.</remarks>
    /// <param name="path">The file, by custom with the ending <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or a weight is not finite.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => ToFile(this).Save(path);

    /// <summary>Writes the network, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ToFile(this).Save(stream);
    }

    /// <summary>Loads a network that was saved, or a checkpoint of a training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Whether numbers may be converted, and activations of your own; null for neither.</param>
    /// <exception cref="InvalidDataException">The file is damaged, was made by a newer version, has another number type, an unknown activation, or weights that are not finite; the message says which.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
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
        var weights = new Matrix<T>[count];
        var biases = new T[count][];
        var shapes = new (int Outputs, Activation Activation, double Dropout)[count];
        for (int l = 0; l < count; l++)
        {
            Matrix<T> w = weights[l] = SavedNetwork.ReadMatrix<T>(file, SavedNetwork.Weight(l), options);
            T[] b = biases[l] = SavedNetwork.ReadVector<T>(file, SavedNetwork.Bias(l), options);
            int inputs = l == 0 ? w.ColumnCount : weights[l - 1].RowCount;
            if (w.IsEmpty || w.ColumnCount != inputs || b.Length != w.RowCount)
            {
                throw new InvalidDataException($"Layer {l} has weights {Throw.Shape(w.RowCount, w.ColumnCount)} and {b.Length} biases; it must have {Math.Max(1, inputs)} columns, as many as the outputs before, and a bias for each row.");
            }
            shapes[l] = (w.RowCount, SavedNetwork.ReadActivation(file, l, options), l == count - 1 ? 0 : SavedNetwork.ReadDropout(file, l));
        }
        var network = new FeedForwardNetwork<T>(weights[0].ColumnCount, shapes);
        for (int l = 0; l < count; l++)
        {
            weights[l].CopyTo(network._layers[l].Weights);
            biases[l].CopyTo(network._layers[l].Bias);
        }
        network.InputScaler = SavedScaler.Read<T>(file, SavedNetwork.InputScaler, network.InputCount, options);
        network.OutputScaler = SavedScaler.Read<T>(file, SavedNetwork.OutputScaler, network.OutputCount, options);
        return network;
    }

    private static SafeTensors ToFile(FeedForwardNetwork<T> network)
    {
        SafeTensors file = SavedNetwork.Store(network);
        Checksum.Add(file);
        return file;
    }
}
