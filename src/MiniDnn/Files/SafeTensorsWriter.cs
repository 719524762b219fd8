using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace MiniDnn.Files;

/// <summary>Writes the safetensors format.</summary>
internal static class SafeTensorsWriter
{
    /// <summary>The numbers start at a multiple of so many bytes, as other writers do it.</summary>
    private const int Alignment = 8;

    public static void Write(Stream stream, IReadOnlyDictionary<string, StoredTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        // wide numbers first, so that all lie aligned
        KeyValuePair<string, StoredTensor>[] ordered = [.. tensors.OrderByDescending(tensor => StoredTensor.SizeOf(tensor.Value.Type))];
        ReadOnlySpan<byte> header = Header(ordered, metadata);
        int padded = (header.Length + Alignment - 1) / Alignment * Alignment;
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(header);
        stream.Write("       "u8[..(padded - header.Length)]);
        foreach ((_, StoredTensor tensor) in ordered)
        {
            stream.Write(tensor.Data);
        }
    }

    private static ReadOnlySpan<byte> Header(KeyValuePair<string, StoredTensor>[] tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (metadata.Any())
        {
            json.WriteStartObject(SafeTensorsReader.MetadataKey);
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }
            json.WriteEndObject();
        }
        long begin = 0;
        foreach ((string name, StoredTensor tensor) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", tensor.Type);
            WriteNumbers(json, "shape", tensor.Shape);
            WriteNumbers(json, "data_offsets", [begin, begin + tensor.Data.Length]);
            json.WriteEndObject();
            begin += tensor.Data.Length;
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
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
}
