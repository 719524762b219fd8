using System.Globalization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>The numbers among the settings of a layer, as text of every culture.</summary>
internal static class LayerSettings
{
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">There is no such setting, or it is no whole number from 1 up.</exception>
    public static int Count(IReadOnlyDictionary<string, string> settings, string name)
        => int.TryParse(Get(settings, name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new InvalidDataException($"The setting '{name}' is '{Excerpt.Of(Get(settings, name))}'; it must be a whole number from 1 up.");

    /// <exception cref="InvalidDataException">There is no such setting, or it is no number from the least up to below the bound.</exception>
    public static double Number(IReadOnlyDictionary<string, string> settings, string name, double least, double below)
        => double.TryParse(Get(settings, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value < below
            ? value
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"The setting '{name}' is '{Excerpt.Of(Get(settings, name))}'; it must be at least {least} and less than {below}."));

    /// <exception cref="InvalidDataException">There is no such setting.</exception>
    public static string Get(IReadOnlyDictionary<string, string> settings, string name)
        => settings.TryGetValue(name, out string? text) ? text : throw new InvalidDataException($"The setting '{name}' is missing.");
}
