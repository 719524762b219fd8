using System.Buffers.Binary;

namespace MiniDnn.Files;

/// <summary>CRC-32C (G. Castagnoli, S. Bräuer and M. Herrmann, 1993), which finds every error that lies within 32 bits.</summary>
internal struct Crc32C()
{
    private uint _rest = uint.MaxValue;

    public readonly uint Value => ~_rest;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = new Crc32C();
        sum.Append(bytes);
        return sum.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            _rest = BitOperations.Crc32C(_rest, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        foreach (byte value in bytes)
        {
            _rest = BitOperations.Crc32C(_rest, value);
        }
    }
}
