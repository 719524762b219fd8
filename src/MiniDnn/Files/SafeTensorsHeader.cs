using System.Text.Json;
using System.Text.Unicode;

namespace MiniDnn.Files;

/// <summary>
/// A tensor as the header describes it; its numbers lie from <paramref name="Begin"/> to <paramref name="End"/>, counted from the end of
/// the header.
/// </summary>
internal readonly record struct TensorEntry(string Name, NumberType Type, long[] Shape, long Begin, long End);

/// <summary>Reads the header of the safetensors format: a JSON object of tensors by name, and of text under <c>__metadata__</c>.</summary>
/// <remarks>As strict as the reference implementation, and where that takes the last of two equal names, stricter.</remarks>
internal static class SafeTensorsHeader
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The format's own limit.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>
    /// So many tensors and texts at most, as each takes a hundred bytes or two besides what it says, and a header has room for ten million.
    /// The largest models of today have some 140,000 tensors, all their files together.
    /// </summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>As many dimensions as NumPy allows at most.</summary>
    private const int MaxDimensions = 64;

    /// <summary>
    /// The tensors in the order of the header. What they promise is checked but for the places, which are not in one tensor's hands.
    /// </summary>
    /// <exception cref="InvalidDataException">The header is not in the format.</exception>
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
        catch (JsonException e)
        {
            // the message of the reader has all of a word that is none, which can be the whole header
            throw new InvalidDataException($"The header is not valid JSON: it goes wrong in line {e.LineNumber + 1} after {e.BytePositionInLine} bytes.");
        }
        catch (InvalidOperationException)
        {
            throw new InvalidDataException("The header is not valid JSON: a text has half a surrogate pair.");
        }
    }

    private static List<TensorEntry> ParseTensors(ReadOnlySpan<byte> json, IDictionary<string, string> metadata)
    {
        var entries = new List<TensorEntry>();
        bool hasMetadata = false;
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (NextName(ref reader) is { } name)
        {
            if (name != MetadataKey)
            {
                entries.Add(ParseTensor(ref reader, name));
                CheckCount(entries.Count + metadata.Count);
                continue;
            }
            if (hasMetadata)
            {
                throw new InvalidDataException($"The header has two entries named '{MetadataKey}'.");
            }
            hasMetadata = true;
            ParseMetadata(ref reader, metadata, entries.Count);
        }
        reader.Read();   // refuses what follows the object
        return entries;
    }

    private static void ParseMetadata(ref Utf8JsonReader reader, IDictionary<string, string> metadata, int tensorCount)
    {
        if (!reader.Read() || reader.TokenType == JsonTokenType.Null)
        {
            return;   // the reference implementation takes null for none
        }
        Require(reader.TokenType, JsonTokenType.StartObject, MetadataKey);
        while (NextName(ref reader) is { } key)
        {
            Expect(ref reader, JsonTokenType.String, "metadata", key);
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw new InvalidDataException($"The metadata have two entries named '{Excerpt.Of(key)}'.");
            }
            CheckCount(tensorCount + metadata.Count);
        }
    }

    private static void CheckCount(int count)
    {
        if (count > MaxEntries)
        {
            throw new InvalidDataException($"The header has more than {MaxEntries} tensors and texts, which this library does not read.");
        }
    }

    private static TensorEntry ParseTensor(ref Utf8JsonReader reader, string name)
    {
        NumberType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, "tensor", name);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                RequireFirst(type, name);
                Expect(ref reader, JsonTokenType.String, "dtype of tensor", name);
                type = NumberType.Of(reader.GetString()!);
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                RequireFirst(shape, name);
                shape = ParseNumbers(ref reader, "shape of tensor", name);
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                RequireFirst(offsets, name);
                offsets = ParseNumbers(ref reader, "data_offsets of tensor", name);
            }
            else
            {
                reader.Skip();   // as the reference implementation does with what it does not know
            }
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
        {
            throw new InvalidDataException($"In the header, tensor '{Excerpt.Of(name)}' must have dtype, shape and data_offsets of two numbers.");
        }
        CheckSize(name, type, shape, begin, end);
        return new(name, type, shape, begin, end);
    }

    /// <summary>Refuses a place that is not as long as the numbers. Of a type that is not known here, only the place is known.</summary>
    private static void CheckSize(string name, NumberType type, long[] shape, long begin, long end)
    {
        Int128 bits = shape.Contains(0) ? 0 : type.Bits;
        foreach (long count in shape)
        {
            bits *= bits > long.MaxValue ? 1 : count;   // beyond that, no file is long enough
        }
        bool isRight = type.Bits == 0 ? end >= begin : end - (Int128)begin == bits / 8 && bits % 8 == 0;
        if (!isRight)
        {
            throw new InvalidDataException(
                $"Tensor '{Excerpt.Of(name)}' lies from byte {begin} to {end}; its shape {Excerpt.Of(shape)} in {Excerpt.Of(type.Name)} takes "
                + (bits > long.MaxValue ? "more than a file can hold." : bits % 8 == 0 ? $"{bits / 8} bytes." : $"{bits} bits, no whole bytes."));
        }
    }

    /// <summary>An array of whole numbers, 0 or more.</summary>
    private static long[] ParseNumbers(ref Utf8JsonReader reader, string what, string name)
    {
        Span<long> numbers = stackalloc long[MaxDimensions];
        int count = 0;
        Expect(ref reader, JsonTokenType.StartArray, what, name);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || count == MaxDimensions)
            {
                throw new InvalidDataException($"In the header, {what} '{Excerpt.Of(name)}' must be at most {MaxDimensions} whole numbers, 0 or more.");
            }
            numbers[count++] = number;
        }
        return numbers[..count].ToArray();
    }

    /// <summary>The name of the object's next member; null at its end.</summary>
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
    }

    private static void RequireFirst(object? before, string name)
    {
        if (before is not null)
        {
            throw new InvalidDataException($"In the header, tensor '{Excerpt.Of(name)}' has two entries of one name.");
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what, string? name = null)
    {
        reader.Read();
        Require(reader.TokenType, type, what, name);
    }

    private static void Require(JsonTokenType token, JsonTokenType expected, string what, string? name = null)
    {
        if (token != expected)
        {
            string kind = expected == JsonTokenType.String ? "a string" : expected == JsonTokenType.StartArray ? "an array" : "an object";
            throw new InvalidDataException($"In the header, {what}{(name is null ? "" : $" '{Excerpt.Of(name)}'")} must be {kind}.");
        }
    }
}
