using System.Globalization;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>Makes layers again of the names and settings under which they were saved.</summary>
internal static class LayerNames
{
    /// <summary>Makes the layer whose settings have a prefix.</summary>
    /// <exception cref="InvalidDataException">The layer is unknown, or a setting is not what it must be.</exception>
    public static Layer Read(IReadOnlyDictionary<string, string> settings, LoadOptions options, int depth = 0)
    {
        if (depth > LayerNode.DeepestNesting)
        {
            throw new InvalidDataException($"Layers lie {depth} deep in layers; at most {LayerNode.DeepestNesting} are allowed.");
        }
        string name = LayerSettings.Get(settings, LayerSettings.TypeKey);
        if (options.Layers.TryGetValue(name, out Func<IReadOnlyDictionary<string, string>, Layer>? create))
        {
            return ReadOwn(name, create, settings);
        }
        return name switch
        {
            Dense.TypeName => new Dense(LayerSettings.Count(settings, "outputs"), ReadActivation(settings, options)),
            Dropout.TypeName => new Dropout(LayerSettings.Number(settings, "share", 0, 1)),
            BatchNorm.TypeName => new BatchNorm { Epsilon = ReadEpsilon(settings), Momentum = LayerSettings.Number(settings, "momentum", 0, 1) },
            LayerNorm.TypeName => new LayerNorm { Epsilon = ReadEpsilon(settings) },
            Flatten.TypeName => new Flatten(),
            Embedding.TypeName => new Embedding(ReadColumns(settings)),
            Residual.TypeName => new Residual(ReadInner(settings, options, depth)),
            _ => throw new InvalidDataException($"The layer '{Excerpt.Of(name)}' is unknown; one of your own must be given in LoadOptions.Layers."),
        };
    }

    /// <summary>The settings that have a prefix, without it.</summary>
    public static Dictionary<string, string> Under(IEnumerable<KeyValuePair<string, string>> settings, string prefix)
        => settings.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    /// <summary>What a user's own code finds missing or wrong in the settings is the file's fault.</summary>
    private static Layer ReadOwn(
        string name, Func<IReadOnlyDictionary<string, string>, Layer> create, IReadOnlyDictionary<string, string> settings)
    {
        try
        {
            return create(settings) ?? throw new InvalidDataException($"LoadOptions.Layers made no layer of '{Excerpt.Of(name)}'.");
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"The settings of '{Excerpt.Of(name)}' make no layer: {Excerpt.Of(e.Message)}", e);
        }
    }

    /// <exception cref="InvalidDataException">The activation is missing or unknown.</exception>
    public static Activation ReadActivation(IReadOnlyDictionary<string, string> settings, LoadOptions options)
    {
        string name = LayerSettings.Get(settings, "activation");
        return ActivationNames.Find(name, options.Activations)
            ?? throw new InvalidDataException($"The activation '{Excerpt.Of(name)}' is unknown; one of your own must be given in LoadOptions.Activations.");
    }

    private static double ReadEpsilon(IReadOnlyDictionary<string, string> settings)
        => LayerSettings.Number(settings, "epsilon", double.Epsilon, double.PositiveInfinity);

    private static Layer[] ReadInner(IReadOnlyDictionary<string, string> settings, LoadOptions options, int depth)
    {
        var layers = new List<Layer>();
        while (Under(settings, $"{LayerSettings.Text(layers.Count)}.") is { Count: > 0 } inner)
        {
            layers.Add(Read(inner, options, depth + 1));
        }
        return layers.Count > 0 ? [.. layers] : throw new InvalidDataException("A residual layer has no layer inside.");
    }

    private static IndexColumn[] ReadColumns(IReadOnlyDictionary<string, string> settings)
    {
        string text = LayerSettings.Get(settings, "columns");
        var columns = new List<IndexColumn>();
        foreach (string part in text.Split(' '))
        {
            int[] numbers = [.. part.Split(':').Select(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1)];
            bool isNew = columns.TrueForAll(column => numbers.Length == 0 || column.Column != numbers[0]);
            if (numbers is not [>= 0, > 0, > 0] || !isNew)
            {
                throw new InvalidDataException($"The setting 'columns' is '{Excerpt.Of(text)}'; it must be column:categories:size, each column once.");
            }
            columns.Add(new(numbers[0], numbers[1], numbers[2]));
        }
        return [.. columns];
    }
}
