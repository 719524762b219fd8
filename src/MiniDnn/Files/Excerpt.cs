namespace MiniDnn.Files;

/// <summary>What a file says, cut for messages: a header can hold names of megabytes.</summary>
internal static class Excerpt
{
    private const int MaxLength = 60;
    private const int MaxNames = 8;

    /// <summary>A text, cut where it is long.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }
        int length = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return string.Concat(text.AsSpan(0, length), "…");
    }

    /// <summary>A shape: <c>[2, 3]</c>.</summary>
    public static string Of(IEnumerable<long> shape) => Of($"[{string.Join(", ", shape)}]");

    /// <summary>The first of some names.</summary>
    public static string Of(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(MaxNames + 1)];
        return string.Join(", ", first.Take(MaxNames).Select(Of)) + (first.Length > MaxNames ? ", …" : "");
    }
}
