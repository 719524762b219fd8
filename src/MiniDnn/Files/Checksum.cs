using System.Globalization;
using System.Text;

namespace MiniDnn.Files;

/// <summary>CRC-32C (G. Castagnoli, S. Bräuer and M. Herrmann, 1993) of all that a file says, however it is laid out: a damaged weight is still a number, and only this shows it.</summary>
internal static class Checksum
{
    private const string Key = "minidnn.checksum";

    public static void Add(SafeTensors file) => file.Metadata[Key] = Of(file);

    /// <summary>Refuses a file whose contents are not those that were saved.</summary>
    public static void Check(SafeTensors file)
    {
        if (file.Metadata.TryGetValue(Key, out string? saved) && saved != Of(file))
        {
            throw new InvalidDataException($"The file is damaged: its checksum is {Of(file)}, that of what was saved {saved}. (Whoever changes a file on purpose removes the metadata '{Key}'.)");
        }
    }

    private static string Of(SafeTensors file)
    {
        uint crc = uint.MaxValue;
        foreach ((string key, string value) in file.Metadata.Where(entry => entry.Key != Key).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            crc = Append(crc, $"{key}\0{value}\0");
        }
        foreach ((string name, StoredTensor tensor) in file.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            crc = Append(crc, $"{name}\0{tensor.Type}[{string.Join(',', tensor.Shape)}]\0");
            crc = Append(crc, tensor.Data);
        }
        return (~crc).ToString("x8", CultureInfo.InvariantCulture);
    }

    private static uint Append(uint crc, string text) => Append(crc, Encoding.UTF8.GetBytes(text));

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BitConverter.ToUInt64(bytes));
        }
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }
        return crc;
    }
}
