using System.Reflection;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>How a network is laid out in safetensors.</summary>
/// <remarks>
/// Tensors <c>layers.0.weight</c>, <c>layers.0.bias</c>, … by the names that each layer gives its parameters, <c>layers.1.state.mean</c>,
/// …;
/// scalers as <see cref="SavedScaler"/> has them; what a training remembers under <c>training.</c>. The rest is metadata: the format's
/// version, the library's, the number of layers, the checksum, and what makes the layers again. Networks of dense layers alone are written
/// in format 1, which has <c>layers.0.activation</c> only, so that earlier versions of the library read them; in format 2 are
/// <c>input.rows</c>, <c>input.columns</c>, <c>layers.0.layer</c> and the layer's settings under <c>layers.0.</c>.
/// </remarks>
internal static class SavedNetwork
{
    /// <summary>The version of this layout. It rises when older versions of the library could misread what is written.</summary>
    private const int FormatVersion = 2;

    public const string TrainingPrefix = "training.";

    private const string FormatKey = "minidnn.format", LibraryKey = "minidnn.version", LayersKey = "layers";
    private const string RowsKey = "input.rows", ColumnsKey = "input.columns";
    private const string InputScaler = "input_scaler", OutputScaler = "output_scaler";

    public static SafeTensors ToFile<T>(NetworkCore<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SafeTensors file = Store(network);
        Checksum.Add(file);
        return file;
    }

    /// <summary>A file of the network, but for its checksum.</summary>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static SafeTensors Store<T>(NetworkCore<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfNotFinite<T>("Save", network.Parameters, "network.Parameters");
        Throw.IfNotFinite<T>("Save", network.State, "network.State");
        NetworkLayout layout = network.Layout;
        bool isPlain = layout.Input.Rows == 1 && layout.Layers.All(layer => layer is Dense);
        var file = new SafeTensors();
        file.Metadata[FormatKey] = LayerSettings.Text(isPlain ? 1 : FormatVersion);
        file.Metadata[LibraryKey] = typeof(SavedNetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        file.Metadata[LayersKey] = LayerSettings.Text(layout.Layers.Length);
        if (!isPlain)
        {
            file.Metadata[RowsKey] = LayerSettings.Text(layout.Input.Rows);
            file.Metadata[ColumnsKey] = LayerSettings.Text(layout.Input.Columns);
        }
        for (int l = 0; l < layout.Layers.Length; l++)
        {
            if (isPlain)
            {
                file.Metadata[PlainLayers.ActivationKey(l)] = layout.Layers[l].OutputActivation.Name;
            }
            else
            {
                LayerSettings.Write(file.Metadata, SavedLayers.Prefix(l), layout.Layers[l]);
            }
        }
        foreach (StoredPlace place in Places(layout, Prefixes(layout)))
        {
            Add(file, place, place.In(network));
        }
        SavedScaler.Store(file, InputScaler, network.InputScaler);
        SavedScaler.Store(file, OutputScaler, network.OutputScaler);
        return file;
    }

    /// <summary>
    /// The network in a file, its numbers read straight into its memory, after a check that the file is whole, that this version of the
    /// library can read it, and that all shapes fit.
    /// </summary>
    /// <exception cref="InvalidDataException">Something is not so, a number is not finite, or a variance is below 0.</exception>
    public static NetworkCore<T> FromFile<T>(SafeTensors file, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int version = CheckFormat(file);
        Checksum.Check(file);
        int count = SavedNumbers.Count(file, LayersKey);
        (NetworkLayout layout, string[] prefixes) = version == 1 ? PlainLayers.Read<T>(file, count, options) : ReadLayers(file, count, options);
        StoredPlace[] places = [.. Places(layout, prefixes)];
        CheckTensors<T>(file, places, options);
        var network = new NetworkCore<T>(layout);
        foreach (StoredPlace place in places)
        {
            place.In(network).TryGetSpan(out Span<T> numbers);
            SavedNumbers.Read(file, place.Name, numbers);
            if (place.Place.Tensor.IsNonNegative && numbers.IndexOfAnyExceptInRange(T.Zero, T.PositiveInfinity) is >= 0 and int index)
            {
                throw new InvalidDataException($"Tensor '{place.Name}' has the value {numbers[index]} as number {index}; it must be at least 0.");
            }
        }
        network.InputScaler = SavedScaler.Read<T>(file, InputScaler, network.InputCount, options.ConvertNumbers);
        network.OutputScaler = SavedScaler.Read<T>(file, OutputScaler, network.OutputCount, options.ConvertNumbers);
        return network;
    }

    private static string[] Prefixes(NetworkLayout layout) => [.. layout.Layers.Select((_, l) => SavedLayers.Prefix(l))];

    private static (NetworkLayout Layout, string[] Prefixes) ReadLayers(SafeTensors file, int count, LoadOptions options)
    {
        SampleShape input = new(SavedNumbers.Count(file, RowsKey), SavedNumbers.Count(file, ColumnsKey));
        var layers = new List<Layer>();
        for (int l = 0; l < count; l++)
        {
            layers.AddRange(SavedLayers.Located(file, l, settings => [LayerNames.Read(settings, options)]));
        }
        NetworkLayout layout = SavedLayers.CreateLayout(input, [.. layers]);
        return (layout, Prefixes(layout));
    }

    private static int CheckFormat(SafeTensors file)
    {
        if (!file.Metadata.ContainsKey(FormatKey))
        {
            throw new InvalidDataException(
                $"The file has no metadata '{FormatKey}': it was not saved by this library. SafeTensors.Load reads its tensors, FromWeights makes a network of them.");
        }
        int version = SavedNumbers.Count(file, FormatKey);
        return version <= FormatVersion
            ? version
            : throw new InvalidDataException(
                $"The file has format {version}; this version of the library reads formats up to {FormatVersion}. A newer version of the library wrote it, and can read it.");
    }

    private static IEnumerable<StoredPlace> Places(NetworkLayout layout, string[] prefixes)
        => layout.Nodes.SelectMany((node, l) => node.AllParameters.Select(place => new StoredPlace(prefixes[l] + place.Name, place, IsState: false))
            .Concat(node.AllState.Select(place => new StoredPlace($"{prefixes[l]}state.{place.Name}", place, IsState: true))));

    private static void Add<T>(SafeTensors file, StoredPlace place, MatrixSpan<T> numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (place.Place.Tensor.IsVector)
        {
            file.AddVector<T>(place.Name, numbers.Row(0));
        }
        else
        {
            file.Add(place.Name, numbers);
        }
    }

    /// <summary>
    /// Refuses a file that lacks what belongs to a layer, or has a tensor that belongs to none: it would be another network than it says.
    /// </summary>
    private static void CheckTensors<T>(SafeTensors file, StoredPlace[] places, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (StoredPlace place in places)
        {
            long[] shape = SavedNumbers.Shape<T>(file, place.Name, options.ConvertNumbers);
            LayerTensor tensor = place.Place.Tensor;
            long[] expected = tensor.IsVector ? [tensor.Columns] : [tensor.Rows, tensor.Columns];
            if (!shape.AsSpan().SequenceEqual(expected))
            {
                throw new InvalidDataException($"The tensor '{place.Name}' has shape {Excerpt.Of(shape)}; it must be {Excerpt.Of(expected)}.");
            }
        }
        HashSet<string> known = [.. places.Select(place => place.Name)];
        string? unknown = file.Names.FirstOrDefault(name => !known.Contains(name) && !SavedScaler.IsTensor(name, InputScaler)
            && !SavedScaler.IsTensor(name, OutputScaler) && !name.StartsWith(TrainingPrefix, StringComparison.Ordinal));
        if (unknown is not null)
        {
            throw new InvalidDataException($"The file has a tensor '{Excerpt.Of(unknown)}', which its layers do not have.");
        }
    }

    /// <summary>A tensor of a network under its name in the file.</summary>
    private readonly record struct StoredPlace(string Name, TensorPlace Place, bool IsState)
    {
        public MatrixSpan<T> In<T>(NetworkCore<T> network)
            where T : unmanaged, IFloatingPointIeee754<T>
            => Place.In(IsState ? network.State : network.Parameters);
    }
}
