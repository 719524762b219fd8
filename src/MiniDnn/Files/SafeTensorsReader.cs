using System.Buffers.Binary;

namespace MiniDnn.Files;

/// <summary>Reads the safetensors format, trusting nothing: every length is checked before memory is taken for it.</summary>
internal static class SafeTensorsReader
{
    /// <summary>From a stream whose length is not known, memory is taken in pieces that start at so many bytes and double.</summary>
    private const int FirstPiece = 1 << 16;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Stands where the file begins.</param>
    /// <param name="metadata">Receives the texts.</param>
    /// <param name="leavesNumbers">
    /// True to leave the numbers in a stream that can be read anywhere, from where tensors read them later.
    /// </param>
    /// <returns>The tensors by name, in the order of their numbers.</returns>
    /// <exception cref="InvalidDataException">The stream is not in the format.</exception>
    public static Dictionary<string, StoredTensor> Read(Stream stream, IDictionary<string, string> metadata, bool leavesNumbers)
    {
        List<TensorEntry> entries = SafeTensorsHeader.Parse(ReadHeader(stream), metadata);
        long end = CheckPlaces(entries);
        if (stream.CanSeek && end != stream.Length - stream.Position)
        {
            throw new InvalidDataException($"The header describes {end} bytes of numbers; there are {stream.Length - stream.Position}.");
        }
        var tensors = new Dictionary<string, StoredTensor>(entries.Count);
        bool staysInFile = leavesNumbers && stream.CanSeek;
        long start = staysInFile ? stream.Position : 0;
        foreach ((string name, NumberType type, long[] shape, long tensorBegin, long tensorEnd) in entries)
        {
            StoredTensor tensor = staysInFile
                ? new(type, shape, stream, start + tensorBegin, tensorEnd - tensorBegin)
                : new(type, shape, ReadBytes(stream, tensorEnd - tensorBegin, $"tensor '{Excerpt.Of(name)}'"));
            if (!tensors.TryAdd(name, tensor))
            {
                throw new InvalidDataException($"The header has two entries named '{Excerpt.Of(name)}'.");
            }
        }
        if (!stream.CanSeek && stream.ReadByte() >= 0)
        {
            throw new InvalidDataException($"The header describes {end} bytes of numbers; there are more.");
        }
        return tensors;
    }

    private static byte[] ReadHeader(Stream stream)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(stream, sizeof(ulong), "the length of the header"));
        return length <= SafeTensorsHeader.MaxLength
            ? ReadBytes(stream, (long)length, "the header")
            : throw new InvalidDataException($"The header's length is given as {length} bytes; at most {SafeTensorsHeader.MaxLength} are allowed.");
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
                throw new InvalidDataException(
                    $"Tensor '{Excerpt.Of(entry.Name)}' begins at byte {entry.Begin}; with no hole and no overlap it must begin at {position}.");
            }
            position = entry.End;
        }
        return position;
    }

    private static byte[] ReadBytes(Stream stream, long count, string what)
    {
        if (count > Array.MaxLength)
        {
            throw new InvalidDataException($"In the file, {what} takes {count} bytes; at most {Array.MaxLength} can be read.");
        }
        if (stream.CanSeek && count > stream.Length - stream.Position)
        {
            throw new InvalidDataException($"The file ends within {what}, which takes {count} bytes; there are {stream.Length - stream.Position}.");
        }
        byte[] bytes = count == 0 ? [] : new byte[stream.CanSeek ? count : Math.Min(count, FirstPiece)];
        int filled = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        while (filled == bytes.Length && filled < count)
        {
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            filled += stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
        }
        return filled == count ? bytes : throw new InvalidDataException($"The file ends within {what}, which takes {count} bytes; there are {filled}.");
    }
}
