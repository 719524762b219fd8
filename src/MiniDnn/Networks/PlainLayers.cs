using MiniDnn.Files;

namespace MiniDnn;

/// <summary>
/// Format 1 of a saved network: dense layers alone, their sizes those of the tensors; <c>layers.0.activation</c>, and
/// <c>layers.0.dropout</c> where outputs of the layer are dropped, which is a layer of its own now.
/// </summary>
internal static class PlainLayers
{
    public static string ActivationKey(int layer) => $"{SavedLayers.Prefix(layer)}activation";

    /// <exception cref="InvalidDataException">The layers can't be read, or do not follow each other.</exception>
    public static (NetworkLayout Layout, string[] Prefixes) Read<T>(SafeTensors file, int count, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var layers = new List<Layer>();
        var prefixes = new List<string>();
        int inputs = 0;
        for (int l = 0; l < count; l++)
        {
            (int outputs, int layerInputs) = ReadShape<T>(file, l, options);
            inputs = l == 0 ? layerInputs : inputs;
            bool isLast = l == count - 1;
            Layer[] read = SavedLayers.Located(file, l, settings =>
            {
                var dense = new Dense(outputs, LayerNames.ReadActivation(settings, options));
                double share = isLast || !settings.ContainsKey("dropout") ? 0 : LayerSettings.Number(settings, "dropout", 0, 1);
                return share > 0 ? [dense, new Dropout(share)] : [dense];
            });
            layers.AddRange(read);
            // dropout has no tensors, so that its prefix meets none
            prefixes.AddRange(new[] { SavedLayers.Prefix(l), $"{SavedLayers.Prefix(l)}dropout." }[..read.Length]);
        }
        return (SavedLayers.CreateLayout(new(1, inputs), [.. layers]), [.. prefixes]);
    }

    private static (int Outputs, int Inputs) ReadShape<T>(SafeTensors file, int layer, LoadOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string weight = $"{SavedLayers.Prefix(layer)}weight";
        if (!file.Tensors.ContainsKey(weight) || !file.Metadata.ContainsKey(ActivationKey(layer)))
        {
            throw new InvalidDataException($"Layer {layer} must have the tensor '{weight}' and the metadata '{ActivationKey(layer)}'.");
        }
        long[] shape = SavedNumbers.Shape<T>(file, weight, options.ConvertNumbers);
        return shape is [long outputs and > 0 and <= int.MaxValue, long inputs and > 0 and <= int.MaxValue]
            ? ((int)outputs, (int)inputs)
            : throw new InvalidDataException($"The tensor '{weight}' has shape {Excerpt.Of(shape)}; it must be [outputs, inputs].");
    }
}
