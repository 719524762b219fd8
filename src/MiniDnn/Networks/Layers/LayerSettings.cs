using System.Globalization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>The settings of layers as texts that are the same in every culture.</summary>
internal static class LayerSettings
{
    public const string TypeKey = "layer";

    /// <summary>Writes what makes a layer again, each text under a prefix.</summary>
    public static void Write(IDictionary<string, string> settings, string prefix, Layer layer)
    {
        settings.Add(prefix + TypeKey, layer.Name);
        var own = new Dictionary<string, string>();
        layer.WriteSettings(own);
        foreach ((string name, string text) in own)
        {
            if (name == TypeKey)
            {
                throw new InvalidOperationException($"Layer {layer} writes a setting '{TypeKey}', which is where its name goes; choose another.");
            }
            settings.Add(prefix + name, text);
        }
    }

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">There is no such setting, or it is no whole number from 1 up.</exception>
    public static int Count(IReadOnlyDictionary<string, string> settings, string name)
        => int.TryParse(Get(settings, name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new InvalidDataException($"The setting '{name}' is '{Excerpt.Of(Get(settings, name))}'; it must be a whole number from 1 up.");

    /// <exception cref="InvalidDataException">
    /// There is no such setting, or it is no number from the least up to below the bound.
    /// </exception>
    public static double Number(IReadOnlyDictionary<string, string> settings, string name, double least, double below)
        => double.TryParse(Get(settings, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value < below
            ? value
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"The setting '{name}' is '{Excerpt.Of(Get(settings, name))}'; it must be at least {least} and less than {below}."));

    /// <exception cref="InvalidDataException">There is no such setting.</exception>
    public static string Get(IReadOnlyDictionary<string, string> settings, string name)
        => settings.TryGetValue(name, out string? text) ? text : throw new InvalidDataException($"The setting '{name}' is missing.");
}
