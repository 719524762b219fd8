using MiniDnn.Files;

namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>Saves the network with its scalers in the safetensors format, which Hugging Face's library reads too.</summary>
    /// <remarks>
    /// The file is written whole, or, where that fails, not at all, an old file of that name staying as it was.
    /// Tensors: <c>layers.0.weight</c> [outputs, inputs], <c>layers.0.bias</c> [outputs] and so on, F32 for float and F64 for double; the
    /// scalers' numbers;
    /// activations by name, dropout, versions and a checksum as metadata.
    /// </remarks>
    /// <param name="path">The file, by custom with the ending <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or a weight is not finite.</exception>
    /// <exception cref="InvalidOperationException">The name of an activation is null or no valid Unicode.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => ToFile().Save(path);

    /// <summary>Writes the network, as <see cref="Save(string)"/>, to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    /// <exception cref="InvalidOperationException">The name of an activation is null or no valid Unicode.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ToFile().Save(stream);
    }

    /// <summary>Loads a network that was saved, or a checkpoint of a training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Whether numbers may be converted, and activations of your own; null for neither.</param>
    /// <exception cref="InvalidDataException">The file is damaged, was made by a newer version, has another number type, an unknown
    /// activation,
    /// or weights that are not finite; the message says which.</exception>
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
    /// <param name="options">Whether numbers may be converted, and activations of your own; null for neither.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, were made by a newer version, have another number type, an unknown
    /// activation,
    /// or weights that are not finite; the message says which.</exception>
    public static FeedForwardNetwork<T> Load(Stream stream, LoadOptions? options = null)
        => SafeTensors.Read(stream, file => FromFile(file, options ?? new()));

    /// <summary>The network in a file, its weights read straight into its memory.</summary>
    internal static FeedForwardNetwork<T> FromFile(SafeTensors file, LoadOptions options)
    {
        SavedLayer[] layers = SavedNetwork.ReadLayers<T>(file, options);
        var network = new FeedForwardNetwork<T>(layers[0].Inputs, [.. layers.Select(layer => (layer.Outputs, layer.Activation, layer.Dropout))]);
        SavedNetwork.ReadNumbers(file, network, options);
        return network;
    }

    private SafeTensors ToFile()
    {
        SafeTensors file = SavedNetwork.Store(this);
        Checksum.Add(file);
        return file;
    }
}
