using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace MiniDnn.Files;

/// <summary>A type of numbers, as the format names it.</summary>
/// <param name="name">Its name in the header.</param>
/// <param name="bits">What a number takes; 0 where the type is not known here.</param>
/// <param name="read">
/// Makes a double of a number's bytes, NaN of a whole number that no double holds; null where the type is only kept.
/// </param>
/// <param name="isWhole">True where numbers are whole, and so are never rounded.</param>
internal sealed class NumberType(string name, int bits, Func<ReadOnlySpan<byte>, double>? read = null, bool isWhole = false)
{
    private static readonly NumberType F32 = new("F32", 32, bytes => ReadSingleLittleEndian(bytes));
    private static readonly NumberType F64 = new("F64", 64, ReadDoubleLittleEndian);

    /// <summary>All types of the reference implementation's version 0.7.</summary>
    private static readonly Dictionary<string, NumberType> Known = new NumberType[]
    {
        F64, F32,
        new("F16", 16, bytes => (double)ReadHalfLittleEndian(bytes)),
        new("BF16", 16, bytes => BitConverter.UInt32BitsToSingle((uint)ReadUInt16LittleEndian(bytes) << 16)),
        new("I64", 64, bytes => IfHeld(ReadInt64LittleEndian(bytes)), isWhole: true),
        new("U64", 64, bytes => IfHeld(ReadUInt64LittleEndian(bytes)), isWhole: true),
        new("I32", 32, bytes => ReadInt32LittleEndian(bytes), isWhole: true),
        new("U32", 32, bytes => ReadUInt32LittleEndian(bytes), isWhole: true),
        new("I16", 16, bytes => ReadInt16LittleEndian(bytes), isWhole: true),
        new("U16", 16, bytes => ReadUInt16LittleEndian(bytes), isWhole: true),
        new("I8", 8, bytes => (sbyte)bytes[0], isWhole: true),
        new("U8", 8, bytes => bytes[0], isWhole: true),
        new("BOOL", 8, bytes => bytes[0] <= 1 ? bytes[0] : double.NaN, isWhole: true),
        new("C64", 64), new("F8_E4M3", 8), new("F8_E5M2", 8), new("F8_E8M0", 8), new("F8_E4M3FNUZ", 8), new("F8_E5M2FNUZ", 8),
        new("F6_E2M3", 6), new("F6_E3M2", 6), new("F4", 4),
    }.ToDictionary(type => type.Name);

    public string Name => name;

    public int Bits => bits;

    public bool CanBeRead => read is not null;

    /// <summary>The type of that name, which may be one that this version does not know.</summary>
    public static NumberType Of(string name) => Known.TryGetValue(name, out NumberType? type) ? type : new(name, bits: 0);

    /// <summary>The type that <typeparamref name="T"/> is stored as.</summary>
    public static NumberType Of<T>() => typeof(T) == typeof(float) ? F32 : F64;

    /// <summary>Makes numbers of bytes: whole ones exactly, others rounded to <typeparamref name="T"/>.</summary>
    /// <returns>The index of the first number that <typeparamref name="T"/> does not hold; −1 where it holds all.</returns>
    public int Decode<T>(ReadOnlySpan<byte> bytes, Span<T> numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (LiesInMemoryAs<T>())
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(numbers));
            return -1;
        }
        int size = bits / 8;
        for (int i = 0; i < numbers.Length; i++)
        {
            double exact = read!(bytes.Slice(i * size, size));
            T number = T.CreateSaturating(exact);
            bool isHeld = isWhole ? double.CreateSaturating(number) == exact : T.IsFinite(number) || !double.IsFinite(exact);
            if (!isHeld)
            {
                return i;
            }
            numbers[i] = number;
        }
        return -1;
    }

    /// <summary>Makes bytes of numbers; for the types that <see cref="Of{T}"/> gives.</summary>
    public void Encode<T>(ReadOnlySpan<T> numbers, Span<byte> bytes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (LiesInMemoryAs<T>())
        {
            MemoryMarshal.AsBytes(numbers).CopyTo(bytes);
            return;
        }
        foreach (T number in numbers)
        {
            if (this == F32)
            {
                WriteSingleLittleEndian(bytes, float.CreateSaturating(number));
            }
            else
            {
                WriteDoubleLittleEndian(bytes, double.CreateSaturating(number));
            }
            bytes = bytes[(bits / 8)..];
        }
    }

    private bool LiesInMemoryAs<T>() => BitConverter.IsLittleEndian && this == Of<T>() && 8 * Unsafe.SizeOf<T>() == bits;

    private static double IfHeld(Int128 number) => (Int128)(double)number == number ? (double)number : double.NaN;
}
