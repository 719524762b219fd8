namespace MiniDnn.Files;

/// <summary>A file of JSON: what it holds, in which version of that format, and the contents.</summary>
internal sealed record SavedFile<TContent>
{
    public required string Format { get; init; }

    public required int Version { get; init; }

    public required TContent Content { get; init; }
}
