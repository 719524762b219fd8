namespace MiniDnn;

/// <summary>What both formats of a saved network have in common.</summary>
internal static class SavedLayers
{
    public static string Prefix(int layer) => $"layers.{LayerSettings.Text(layer)}.";

    /// <exception cref="InvalidDataException">The layers do not follow each other.</exception>
    public static NetworkLayout CreateLayout(SampleShape input, Layer[] layers)
    {
        try
        {
            return new(input, layers);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The file's layers make no network. {e.Message}", e);
        }
    }

    /// <summary>What is made of the settings of a layer of the file; a complaint says which layer.</summary>
    public static Layer[] Located(SafeTensors file, int index, Func<Dictionary<string, string>, Layer[]> read)
    {
        try
        {
            return read(LayerNames.Under(file.Metadata, Prefix(index)));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"Layer {index}: {e.Message}", e);
        }
    }
}
