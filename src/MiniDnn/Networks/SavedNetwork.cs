using System.Globalization;
using System.Reflection;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>A layer as a file describes it.</summary>
internal readonly record struct SavedLayer(int Inputs, int Outputs, Activation Activation, double Dropout);

/// <summary>How a network is laid out in safetensors.</summary>
/// <remarks>
/// Tensors <c>layers.0.weight</c> [outputs, inputs], <c>layers.0.bias</c> [outputs], …; scalers as <see cref="SavedScaler"/> has them; what
/// a training remembers under <c>training.</c>.
/// The rest is metadata: the format's version, the library's, the number of layers, <c>layers.0.activation</c>, <c>layers.0.dropout</c>, …,
/// the checksum.
/// </remarks>
internal static class SavedNetwork
{
    /// <summary>The version of this layout. It rises when older versions of the library could misread what is written.</summary>
    private const int FormatVersion = 1;

    public const string TrainingPrefix = "training.";

    private const string FormatKey = "minidnn.format", LibraryKey = "minidnn.version", LayersKey = "layers";
    private const string InputScaler = "input_scaler", OutputScaler = "output_scaler";

    /// <summary>A file of the network, but for its checksum.</summary>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public static SafeTensors Store<T>(FeedForwardNetwork<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfNotFinite<T>("Save", network.Parameters, "network.Parameters");
        var file = new SafeTensors();
        file.Metadata[FormatKey] = FormatVersion.ToString(CultureInfo.InvariantCulture);
        file.Metadata[LibraryKey] = typeof(SavedNetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        file.Metadata[LayersKey] = network.Layers.Count.ToString(CultureInfo.InvariantCulture);
        for (int l = 0; l < network.Layers.Count; l++)
        {
            DenseLayer<T> layer = network.Layers[l];
            file.Metadata[ActivationKey(l)] = layer.Activation.Name;
            if (layer.Dropout > 0)
            {
                file.Metadata[DropoutKey(l)] = layer.Dropout.ToString("R", CultureInfo.InvariantCulture);
            }
            file.Add(Weight(l), layer.Weights);
            file.AddVector(Bias(l), layer.Bias);
        }
        SavedScaler.Store(file, InputScaler, network.InputScaler);
        SavedScaler.Store(file, OutputScaler, network.OutputScaler);
        return file;
    }

    /// <summary>
    /// The layers, after a check that the file is whole, that this version of the library can read it, and that all shapes fit.
    /// </summary>
    /// <exception cref="InvalidDataException">Something is not so.</exception>
    public static SavedLayer[] ReadLayers<T>(SafeTensors file, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckFormat(file);
        Checksum.Check(file);
        int count = SavedNumbers.Count(file, LayersKey);
        CheckNames(file, count);
        var layers = new SavedLayer[count];
        long parameters = 0;
        for (int l = 0; l < count; l++)
        {
            (int outputs, int inputs) = ReadShape<T>(file, l, l == 0 ? null : layers[l - 1].Outputs, options);
            parameters += ((long)outputs * inputs) + outputs;
            if (parameters > Array.MaxLength)
            {
                throw new InvalidDataException($"Up to layer {l} the network has {parameters} parameters; at most {Array.MaxLength} fit.");
            }
            layers[l] = new(inputs, outputs, ReadActivation(file, l, options), l == count - 1 ? 0 : ReadDropout(file, l));
        }
        return layers;
    }

    /// <summary>Reads weights, biases and scalers into a network of the file's layers.</summary>
    /// <exception cref="InvalidDataException">A number is not finite, or a scaler makes no sense.</exception>
    public static void ReadNumbers<T>(SafeTensors file, FeedForwardNetwork<T> network, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int l = 0; l < network.Layers.Count; l++)
        {
            network.Layers[l].Weights.TryGetSpan(out Span<T> weights);
            SavedNumbers.Read(file, Weight(l), weights);
            SavedNumbers.Read(file, Bias(l), network.Layers[l].Bias);
        }
        network.InputScaler = SavedScaler.Read<T>(file, InputScaler, network.InputCount, options.ConvertNumbers);
        network.OutputScaler = SavedScaler.Read<T>(file, OutputScaler, network.OutputCount, options.ConvertNumbers);
    }

    private static string Weight(int layer) => $"layers.{layer}.weight";

    private static string Bias(int layer) => $"layers.{layer}.bias";

    private static string ActivationKey(int layer) => $"layers.{layer}.activation";

    private static string DropoutKey(int layer) => $"layers.{layer}.dropout";

    private static void CheckFormat(SafeTensors file)
    {
        if (!file.Metadata.ContainsKey(FormatKey))
        {
            throw new InvalidDataException(
                $"The file has no metadata '{FormatKey}': it was not saved by this library. SafeTensors.Load reads its tensors, FromWeights makes a network of them.");
        }
        int version = SavedNumbers.Count(file, FormatKey);
        if (version > FormatVersion)
        {
            throw new InvalidDataException(
                $"The file has format {version}; this version of the library reads formats up to {FormatVersion}. A newer version of the library wrote it, and can read it.");
        }
    }

    /// <summary>
    /// Refuses a file that lacks what belongs to a layer, or has a tensor that belongs to none: it would be another network than it says.
    /// </summary>
    private static void CheckNames(SafeTensors file, int layers)
    {
        var expected = new HashSet<string>();
        for (int l = 0; l < layers; l++)
        {
            if (!file.Tensors.ContainsKey(Weight(l)) || !file.Tensors.ContainsKey(Bias(l)) || !file.Metadata.ContainsKey(ActivationKey(l)))
            {
                throw new InvalidDataException(
                    $"The file says that it has {layers} layers; layer {l} must have '{Weight(l)}', '{Bias(l)}' and the metadata '{ActivationKey(l)}'.");
            }
            expected.Add(Weight(l));
            expected.Add(Bias(l));
        }
        string? unknown = file.Names.FirstOrDefault(name => !expected.Contains(name) && !SavedScaler.IsTensor(name, InputScaler)
            && !SavedScaler.IsTensor(name, OutputScaler) && !name.StartsWith(TrainingPrefix, StringComparison.Ordinal));
        if (unknown is not null)
        {
            throw new InvalidDataException($"The file has a tensor '{Excerpt.Of(unknown)}', which a network of {layers} layers does not have.");
        }
    }

    private static (int Outputs, int Inputs) ReadShape<T>(SafeTensors file, int layer, int? outputsBefore, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long[] weight = SavedNumbers.Shape<T>(file, Weight(layer), options.ConvertNumbers);
        long[] bias = SavedNumbers.Shape<T>(file, Bias(layer), options.ConvertNumbers);
        bool fits = weight is [long outputs and > 0 and <= int.MaxValue, long inputs and > 0 and <= int.MaxValue]
            && inputs == (outputsBefore ?? inputs) && bias is [long biases] && biases == outputs;
        return fits
            ? ((int)weight[0], (int)weight[1])
            : throw new InvalidDataException(
                $"Layer {layer} has weights of shape {Excerpt.Of(weight)} and biases of shape {Excerpt.Of(bias)}; "
                + $"they must be [outputs, {(outputsBefore is { } count ? $"{count}, the outputs before" : "inputs")}] and [outputs].");
    }

    private static Activation ReadActivation(SafeTensors file, int layer, LoadOptions options)
    {
        string name = file.Metadata[ActivationKey(layer)];
        return ActivationNames.Find(name, options.Activations)
            ?? throw new InvalidDataException(
                $"Layer {layer} has the unknown activation '{Excerpt.Of(name)}'; one of your own must be given in LoadOptions.Activations.");
    }

    /// <summary>The share of a layer's outputs that training drops.</summary>
    private static double ReadDropout(SafeTensors file, int layer)
    {
        if (!file.Metadata.TryGetValue(DropoutKey(layer), out string? text))
        {
            return 0;
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is >= 0 and < 1
            ? share
            : throw new InvalidDataException($"The metadata '{DropoutKey(layer)}' is '{Excerpt.Of(text)}'; it must be at least 0 and less than 1.");
    }
}
