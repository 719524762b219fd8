using System.Globalization;
using System.Reflection;

namespace MiniDnn;

/// <summary>How a network is laid out in safetensors: <c>layers.0.weight</c> [outputs, inputs], <c>layers.0.bias</c> [outputs], …; <c>scaler.mean</c> and <c>scaler.scale</c> [inputs]; the rest as metadata.</summary>
internal static class SavedNetwork
{
    /// <summary>The version of this layout. It rises when older versions of the library could misread what is written.</summary>
    private const int FormatVersion = 1;

    private const string FormatKey = "minidnn.format";
    private const string LayersKey = "layers";

    public static string Weight(int layer) => $"layers.{layer}.weight";

    public static string Bias(int layer) => $"layers.{layer}.bias";

    public static string ActivationKey(int layer) => $"layers.{layer}.activation";

    public static SafeTensors Store<T>(FeedForwardNetwork<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfNotFinite<T>("Save", network.Parameters, "network.Parameters");
        var file = new SafeTensors();
        file.Metadata[FormatKey] = FormatVersion.ToString(CultureInfo.InvariantCulture);
        file.Metadata["minidnn.version"] = typeof(SavedNetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        file.Metadata[LayersKey] = network.Layers.Count.ToString(CultureInfo.InvariantCulture);
        for (int l = 0; l < network.Layers.Count; l++)
        {
            DenseLayer<T> layer = network.Layers[l];
            file.Metadata[ActivationKey(l)] = ActivationNames.NameOf(layer.Activation);
            file.Add<T>(Weight(l), layer.Weights);
            file.AddVector<T>(Bias(l), layer.Bias);
        }
        if (network.InputScaler is { } scaler)
        {
            file.AddVector("scaler.mean", scaler.Means);
            file.AddVector("scaler.scale", scaler.Scales);
        }
        return file;
    }

    /// <summary>The number of layers, after a check that this version of the library can read the file.</summary>
    public static int ReadLayerCount(SafeTensors file)
    {
        if (!file.Metadata.TryGetValue(FormatKey, out string? text))
        {
            throw new InvalidDataException($"The file has no metadata '{FormatKey}': it was not saved by this library. SafeTensors.Load reads its tensors, FromWeights makes a network of them.");
        }
        int version = ParseCount(FormatKey, text);
        if (version > FormatVersion)
        {
            throw new InvalidDataException($"The file has format {version}; this version of the library reads formats up to {FormatVersion}. A newer version of the library wrote it, and can read it.");
        }
        int layers = ParseCount(LayersKey, file.Metadata.TryGetValue(LayersKey, out string? count) ? count : "");
        for (int l = 0; l < layers; l++)
        {
            if (!file.Tensors.ContainsKey(Weight(l)) || !file.Tensors.ContainsKey(Bias(l)) || !file.Metadata.ContainsKey(ActivationKey(l)))
            {
                throw new InvalidDataException($"The file says that it has {layers} layers; layer {l} must have '{Weight(l)}', '{Bias(l)}' and the metadata '{ActivationKey(l)}'.");
            }
        }
        string? unknown = file.Names.FirstOrDefault(name => !name.StartsWith("training.", StringComparison.Ordinal) && !IsKnown(name, layers));
        return unknown is null ? layers : throw new InvalidDataException($"The file has a tensor '{unknown}', which a network of {layers} layers does not have.");
    }

    public static Activation ReadActivation(SafeTensors file, int layer, LoadOptions options)
    {
        string name = file.Metadata[ActivationKey(layer)];
        return ActivationNames.Find(name, options.Activations)
            ?? throw new InvalidDataException($"Layer {layer} has the unknown activation '{name}'; one of your own must be given in LoadOptions.Activations.");
    }

    /// <summary>A matrix, or a vector as a matrix of one row, whose numbers are all finite.</summary>
    public static Matrix<T> Read<T>(SafeTensors file, string name, int dimensions, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (file.GetNumberType(name) != StoredTensor.TypeOf<T>() && !options.ConvertNumbers)
        {
            throw new InvalidDataException($"Tensor '{name}' has numbers of type {file.GetNumberType(name)}; {typeof(T).Name} needs {StoredTensor.TypeOf<T>()}. LoadOptions.ConvertNumbers converts F32 and F64.");
        }
        Matrix<T> values;
        if (dimensions == 2)
        {
            values = file.GetMatrix<T>(name);
        }
        else
        {
            T[] vector = file.GetVector<T>(name);
            values = new(1, vector.Length, vector);
        }
        for (int i = 0; i < values.RowCount; i++)
        {
            foreach (T value in values.Row(i))
            {
                if (!T.IsFinite(value))
                {
                    throw new InvalidDataException($"Tensor '{name}' has the value {value} in row {i}; every value must be finite{(options.ConvertNumbers ? $", as {typeof(T).Name} too" : "")}.");
                }
            }
        }
        return values;
    }

    /// <summary>A whole number of the metadata, 1 or more.</summary>
    public static int ParseCount(string key, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
        ? value
        : throw new InvalidDataException($"The metadata '{key}' is '{text}'; it must be a whole number, 1 or more.");

    private static bool IsKnown(string name, int layers)
    {
        if (name is "scaler.mean" or "scaler.scale")
        {
            return true;
        }
        string[] parts = name.Split('.');
        return parts is ["layers", _, "weight" or "bias"] && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && layer < layers && parts[1] == layer.ToString(CultureInfo.InvariantCulture);
    }
}
