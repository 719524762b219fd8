using System.Globalization;
using System.Reflection;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>How a network is laid out in safetensors: <c>layers.0.weight</c> [outputs, inputs], <c>layers.0.bias</c> [outputs], …; scalers as <see cref="SavedScaler"/> has them; what a training remembers under <c>training.</c>; the rest as metadata.</summary>
internal static class SavedNetwork
{
    /// <summary>The version of this layout. It rises when older versions of the library could misread what is written.</summary>
    private const int FormatVersion = 1;

    public const string InputScaler = "input_scaler";
    public const string OutputScaler = "output_scaler";
    public const string TrainingPrefix = "training.";

    private const string FormatKey = "minidnn.format";
    private const string LayersKey = "layers";

    public static string Weight(int layer) => $"layers.{layer}.weight";

    public static string Bias(int layer) => $"layers.{layer}.bias";

    private static string ActivationKey(int layer) => $"layers.{layer}.activation";

    private static string DropoutKey(int layer) => $"layers.{layer}.dropout";

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
            file.Metadata[ActivationKey(l)] = layer.Activation.Name;
            if (layer.Dropout > 0)
            {
                file.Metadata[DropoutKey(l)] = layer.Dropout.ToString("R", CultureInfo.InvariantCulture);
            }
            file.Add<T>(Weight(l), layer.Weights);
            file.AddVector<T>(Bias(l), layer.Bias);
        }
        SavedScaler.Store(file, InputScaler, network.InputScaler);
        SavedScaler.Store(file, OutputScaler, network.OutputScaler);
        return file;
    }

    /// <summary>The number of layers, after a check that the file is whole and that this version of the library can read it.</summary>
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
        Checksum.Check(file);
        int layers = ParseCount(LayersKey, file.Metadata.TryGetValue(LayersKey, out string? count) ? count : "");
        for (int l = 0; l < layers; l++)
        {
            if (!file.Tensors.ContainsKey(Weight(l)) || !file.Tensors.ContainsKey(Bias(l)) || !file.Metadata.ContainsKey(ActivationKey(l)))
            {
                throw new InvalidDataException($"The file says that it has {layers} layers; layer {l} must have '{Weight(l)}', '{Bias(l)}' and the metadata '{ActivationKey(l)}'.");
            }
        }
        string? unknown = file.Names.FirstOrDefault(name => !IsKnown(name, layers));
        return unknown is null ? layers : throw new InvalidDataException($"The file has a tensor '{unknown}', which a network of {layers} layers does not have.");
    }

    public static Activation ReadActivation(SafeTensors file, int layer, LoadOptions options)
    {
        string name = file.Metadata[ActivationKey(layer)];
        return ActivationNames.Find(name, options.Activations)
            ?? throw new InvalidDataException($"Layer {layer} has the unknown activation '{name}'; one of your own must be given in LoadOptions.Activations.");
    }

    /// <summary>The share of a layer's outputs that training drops.</summary>
    public static double ReadDropout(SafeTensors file, int layer)
    {
        if (!file.Metadata.TryGetValue(DropoutKey(layer), out string? text))
        {
            return 0;
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is >= 0 and < 1
            ? share
            : throw new InvalidDataException($"The metadata '{DropoutKey(layer)}' is '{text}'; it must be at least 0 and less than 1.");
    }

    /// <summary>A matrix whose numbers are all finite.</summary>
    public static Matrix<T> ReadMatrix<T>(SafeTensors file, string name, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckType<T>(file, name, options);
        Matrix<T> matrix = file.GetMatrix<T>(name);
        CheckFinite<T>(name, matrix.AsSpan(), options);
        return matrix;
    }

    /// <summary>A vector whose numbers are all finite.</summary>
    public static T[] ReadVector<T>(SafeTensors file, string name, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckType<T>(file, name, options);
        T[] vector = file.GetVector<T>(name);
        CheckFinite<T>(name, vector, options);
        return vector;
    }

    private static void CheckType<T>(SafeTensors file, string name, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (file.GetNumberType(name) != StoredTensor.TypeOf<T>() && !options.ConvertNumbers)
        {
            throw new InvalidDataException($"Tensor '{name}' has numbers of type {file.GetNumberType(name)}; {typeof(T).Name} needs {StoredTensor.TypeOf<T>()}. LoadOptions.ConvertNumbers converts F32 and F64.");
        }
    }

    private static void CheckFinite<T>(string name, ReadOnlySpan<T> values, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
            {
                throw new InvalidDataException($"Tensor '{name}' has the value {values[i]} as number {i}; every value must be finite{(options.ConvertNumbers ? $", as {typeof(T).Name} too" : "")}.");
            }
        }
    }

    /// <summary>A whole number of the metadata, 1 or more.</summary>
    public static int ParseCount(string key, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
        ? value
        : throw new InvalidDataException($"The metadata '{key}' is '{text}'; it must be a whole number, 1 or more.");

    private static bool IsKnown(string name, int layers)
    {
        if (name.StartsWith(TrainingPrefix, StringComparison.Ordinal) || SavedScaler.IsTensor(name, InputScaler) || SavedScaler.IsTensor(name, OutputScaler))
        {
            return true;
        }
        string[] parts = name.Split('.');
        return parts is ["layers", _, "weight" or "bias"] && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && layer < layers && parts[1] == layer.ToString(CultureInfo.InvariantCulture);
    }
}
