using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniDnn.Files;

/// <summary>Writes the safetensors format.</summary>
internal sealed class SafeTensorsWriter
{
    /// <summary>The numbers start at a multiple of so many bytes, as other writers do it.</summary>
    private const int Alignment = 8;

    /// <summary>
    /// Letters of all scripts as they are, as the reference implementation writes them: the header is never part of a web page.
    /// </summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly KeyValuePair<string, StoredTensor>[] _tensors;
    private readonly ArrayBufferWriter<byte> _header = new();

    /// <summary>Composes the header: what could not be read back is refused before anything is written.</summary>
    /// <exception cref="InvalidOperationException">
    /// A text is null or not valid Unicode, or the header is longer than the format allows.
    /// </exception>
    public SafeTensorsWriter(IReadOnlyDictionary<string, StoredTensor> tensors, IDictionary<string, string> metadata)
    {
        if (tensors.Count + metadata.Count > SafeTensorsHeader.MaxEntries)
        {
            throw Refusal($"there are {tensors.Count} tensors and {metadata.Count} texts; a file has at most {SafeTensorsHeader.MaxEntries} in all");
        }
        // wide numbers first, so that all lie aligned; those of one width as they came
        _tensors = [.. tensors.OrderByDescending(tensor => Width(tensor.Value))];
        using var json = new Utf8JsonWriter(_header, Options);
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            WriteMetadata(json, metadata);
        }
        WriteTensors(json);
        json.WriteEndObject();
        json.Flush();
        _header.Write("       "u8[..(-_header.WrittenCount & (Alignment - 1))]);
        CheckLength(_header.WrittenCount);
    }

    [SkipLocalsInit]
    public void WriteTo(Stream stream)
    {
        Span<byte> buffer = stackalloc byte[StoredTensor.BlockLength];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, _header.WrittenCount);
        stream.Write(buffer[..sizeof(long)]);
        stream.Write(_header.WrittenSpan);
        foreach ((_, StoredTensor tensor) in _tensors)
        {
            for (long offset = 0; offset < tensor.Length;)
            {
                ReadOnlySpan<byte> block = tensor.Block(offset, buffer);
                stream.Write(block);
                offset += block.Length;
            }
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafeTensorsHeader.MetadataKey);
        foreach ((string key, string? value) in metadata)
        {
            if (value is null)
            {
                throw Refusal($"the metadata '{Excerpt.Of(key)}' is null");
            }
            if (!IsWellFormed(key) || !IsWellFormed(value))
            {
                throw Refusal($"the metadata '{Excerpt.Of(key)}' has half a surrogate pair, which is no text");
            }
            CheckLength(json.BytesCommitted + json.BytesPending + key.Length + value.Length);
            json.WriteString(key, value);
        }
        json.WriteEndObject();
    }

    private void WriteTensors(Utf8JsonWriter json)
    {
        long begin = 0;
        foreach ((string name, StoredTensor tensor) in _tensors)
        {
            CheckLength(json.BytesCommitted + json.BytesPending + name.Length);
            json.WriteStartObject(name);
            json.WriteString("dtype", tensor.Type.Name);
            WriteNumbers(json, "shape", tensor.Shape);
            WriteNumbers(json, "data_offsets", [begin, begin + tensor.Length]);
            json.WriteEndObject();
            begin += tensor.Length;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }

    /// <summary>What one number takes in bytes, at least one; of a type that is not known here as far as the shape tells it.</summary>
    private static double Width(StoredTensor tensor)
        => Math.Max(1, tensor.Type.Bits > 0 ? tensor.Type.Bits / 8 : tensor.Length / tensor.Shape.Aggregate(1.0, (product, count) => product * count));

    /// <summary>False where half a surrogate pair stands alone: it has no UTF-8, and would come back as another text.</summary>
    public static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }
        return true;
    }

    private static void CheckLength(long length)
    {
        if (length > SafeTensorsHeader.MaxLength)
        {
            throw Refusal($"names, shapes and metadata take more than the {SafeTensorsHeader.MaxLength} bytes that the format has for them");
        }
    }

    private static InvalidOperationException Refusal(string reason) => new($"Save: {reason}.");
}
