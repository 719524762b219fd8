using System.Text.Json;
using System.Text.Unicode;

namespace MiniDnn.Files;

/// <summary>A tensor as the header describes it; its numbers lie from <paramref name="Begin"/> to <paramref name="End"/>, counted from the end of the header.</summary>
internal sealed record TensorEntry(string Name, string Type, long[] Shape, long Begin, long End);

/// <summary>Reads the header of the safetensors format: a JSON object of tensors by name, and of text under <c>__metadata__</c>.</summary>
internal static class SafeTensorsHeader
{
    /// <summary>As many dimensions as NumPy allows at most.</summary>
    private const int MaxDimensions = 64;

    public static List<TensorEntry> Parse(ReadOnlySpan<byte> json, IDictionary<string, string> metadata)
    {
        if (!json.StartsWith("{"u8) || !Utf8.IsValid(json))
        {
            throw new InvalidDataException("The header is not a JSON object in UTF-8.");
        }
        try
        {
            return ParseTensors(json, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // invalid text in a JSON string is an InvalidOperationException of the reader
            throw new InvalidDataException($"The header is not valid JSON: {e.Message}", e);
        }
    }

    private static List<TensorEntry> ParseTensors(ReadOnlySpan<byte> json, IDictionary<string, string> metadata)
    {
        var entries = new List<TensorEntry>();
        var names = new HashSet<string>();
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (NextName(ref reader) is { } name)
        {
            if (!names.Add(name))
            {
                throw new InvalidDataException($"The header has two entries named '{name}'.");
            }
            if (name == SafeTensorsReader.MetadataKey)
            {
                ParseMetadata(ref reader, metadata);
            }
            else
            {
                entries.Add(ParseTensor(ref reader, name));
            }
        }
        reader.Read();
        return entries;
    }

    private static void ParseMetadata(ref Utf8JsonReader reader, IDictionary<string, string> metadata)
    {
        Expect(ref reader, JsonTokenType.StartObject, SafeTensorsReader.MetadataKey);
        while (NextName(ref reader) is { } key)
        {
            Expect(ref reader, JsonTokenType.String, $"metadata '{key}'");
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw new InvalidDataException($"The metadata have two entries named '{key}'.");
            }
        }
    }

    private static TensorEntry ParseTensor(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, $"tensor '{name}'");
        while (NextName(ref reader) is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"dtype of tensor '{name}'");
                    type = reader.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(ref reader, $"shape of tensor '{name}'");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(ref reader, $"data_offsets of tensor '{name}'");
                    break;
                default:
                    throw new InvalidDataException($"Tensor '{name}' has an entry '{key}' twice or one that the format does not know.");
            }
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
        {
            throw new InvalidDataException($"Tensor '{name}' must have dtype, shape and data_offsets of two numbers.");
        }
        CheckSize(name, type, shape, begin, end);
        return new(name, type, shape, begin, end);
    }

    private static void CheckSize(string name, string type, long[] shape, long begin, long end)
    {
        int size = StoredTensor.SizeOf(type);
        if (size == 0)
        {
            throw new InvalidDataException($"Tensor '{name}' has the unknown number type '{type}'.");
        }
        Int128 bytes = size;
        foreach (long count in shape)
        {
            bytes *= count;
            if (bytes > long.MaxValue)
            {
                throw new InvalidDataException($"Tensor '{name}' has shape [{string.Join(", ", shape)}], which is more than a file can hold.");
            }
        }
        if (end < begin || end - begin != bytes)
        {
            throw new InvalidDataException($"Tensor '{name}' lies from byte {begin} to {end}; its shape [{string.Join(", ", shape)}] in {type} takes {bytes} bytes.");
        }
    }

    /// <summary>An array of whole numbers, 0 or more.</summary>
    private static long[] ParseNumbers(ref Utf8JsonReader reader, string what)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, what);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || numbers.Count == MaxDimensions)
            {
                throw new InvalidDataException($"The {what} must be at most {MaxDimensions} whole numbers, 0 or more.");
            }
            numbers.Add(number);
        }
        return [.. numbers];
    }

    /// <summary>The name of the object's next member; null at its end.</summary>
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new InvalidDataException($"In the header, {what} must be {(type == JsonTokenType.String ? "a string" : type == JsonTokenType.StartArray ? "an array" : "an object")}.");
        }
    }
}
