using System.Buffers.Binary;

namespace MiniDnn.Files;

/// <summary>Reads the safetensors format, trusting nothing: every length is checked before memory is taken for it.</summary>
internal static class SafeTensorsReader
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The format's own limit.</summary>
    private const ulong MaxHeaderLength = 100_000_000;

    /// <summary>From a stream whose length is not known, memory is taken in pieces that start at so many bytes and double.</summary>
    private const int FirstPiece = 1 << 16;

    public static void Read(Stream stream, Dictionary<string, StoredTensor> tensors, IDictionary<string, string> metadata)
    {
        long length = stream.CanSeek ? stream.Length - stream.Position : long.MaxValue;
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(stream, sizeof(ulong), length, "the length of the header"));
        if (headerLength > MaxHeaderLength)
        {
            throw new InvalidDataException($"The header's length is given as {headerLength} bytes; at most {MaxHeaderLength} are allowed.");
        }
        length -= sizeof(ulong);
        byte[] json = ReadBytes(stream, (long)headerLength, length, "the header");
        length -= json.Length;
        List<TensorEntry> entries = SafeTensorsHeader.Parse(json, metadata);
        long end = CheckPlaces(entries);
        if (stream.CanSeek && end != length)
        {
            throw new InvalidDataException($"The header describes {end} bytes of numbers; there are {length}.");
        }
        foreach (TensorEntry entry in entries)
        {
            byte[] data = ReadBytes(stream, entry.End - entry.Begin, length, $"tensor '{entry.Name}'");
            tensors.Add(entry.Name, new(entry.Type, entry.Shape, data));
        }
        if (stream.ReadByte() >= 0)
        {
            throw new InvalidDataException($"The header describes {end} bytes of numbers; there are more.");
        }
    }

    /// <summary>Sorts the tensors by their place and refuses overlaps and holes.</summary>
    /// <returns>The end of the last.</returns>
    private static long CheckPlaces(List<TensorEntry> entries)
    {
        entries.Sort((left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
        long position = 0;
        foreach (TensorEntry entry in entries)
        {
            if (entry.Begin != position)
            {
                throw new InvalidDataException($"Tensor '{entry.Name}' begins at byte {entry.Begin}; with no hole and no overlap it must begin at {position}.");
            }
            position = entry.End;
        }
        return position;
    }

    private static byte[] ReadBytes(Stream stream, long count, long available, string what)
    {
        if (count > Array.MaxLength)
        {
            throw new InvalidDataException($"In the file, {what} takes {count} bytes; at most {Array.MaxLength} can be read.");
        }
        if (count > available)
        {
            throw new InvalidDataException($"The file ends within {what}, which takes {count} bytes; there are {available}.");
        }
        byte[] bytes = new byte[stream.CanSeek ? count : Math.Min(count, FirstPiece)];
        int filled = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        while (filled == bytes.Length && filled < count)
        {
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            filled += stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
        }
        return filled == count ? bytes : throw new InvalidDataException($"The file ends within {what}, which takes {count} bytes; there are {filled}.");
    }
}
