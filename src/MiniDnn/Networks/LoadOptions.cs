namespace MiniDnn;

/// <summary>What may be done in loading a network.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// True to convert weights that were saved in another number type (float to double exactly, double to float rounded); by default such a
    /// file is refused.
    /// </summary>
    public bool ConvertNumbers { get; init; }

    /// <summary>Activations of your own that the file may name, besides the built-in ones.</summary>
    public IReadOnlyList<Activation> Activations { get; init; } = [];

    /// <summary>
    /// How layers of your own are made again, by <see cref="Layer.Name"/>: each function gets what <see cref="Layer.WriteSettings"/> wrote.
    /// They come before the built-in layers.
    /// </summary>
    public IReadOnlyDictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>> Layers { get; init; }
        = new Dictionary<string, Func<IReadOnlyDictionary<string, string>, Layer>>();
}
