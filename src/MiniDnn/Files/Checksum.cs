using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MiniDnn.Files;

/// <summary>A sum over all that a file says, however it is laid out: a damaged weight is still a number, and only this shows it.</summary>
internal static class Checksum
{
    private const string Key = "minidnn.checksum";

    public static void Add(SafeTensors file) => file.Metadata[Key] = Of(file);

    /// <summary>Refuses a file whose contents are not those that were saved.</summary>
    /// <exception cref="InvalidDataException">The checksum is another.</exception>
    public static void Check(SafeTensors file)
    {
        if (file.Metadata.TryGetValue(Key, out string? saved) && saved != Of(file))
        {
            throw new InvalidDataException(
                $"The file is damaged: its checksum is {Of(file)}, that of what was saved {Excerpt.Of(saved)}. "
                + $"(Whoever changes a file on purpose removes the metadata '{Key}'.)");
        }
    }

    [SkipLocalsInit]
    private static string Of(SafeTensors file)
    {
        var sum = new Crc32C();
        foreach ((string key, string value) in file.Metadata.Where(entry => entry.Key != Key).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(ref sum, $"{key}\0{value}\0");
        }
        Span<byte> buffer = stackalloc byte[StoredTensor.BlockLength];
        foreach ((string name, StoredTensor tensor) in file.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(ref sum, $"{name}\0{tensor.Type.Name}[{string.Join(',', tensor.Shape)}]\0");
            for (long offset = 0; offset < tensor.Length;)
            {
                ReadOnlySpan<byte> block = tensor.Block(offset, buffer);
                sum.Append(block);
                offset += block.Length;
            }
        }
        return sum.Value.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static void Append(ref Crc32C sum, string text) => sum.Append(Encoding.UTF8.GetBytes(text));
}
