using System.Buffers.Binary;

namespace MiniDnn.Files;

/// <summary>A tensor as it lies in a file: number type by its name there, shape, and little-endian numbers, the last index fastest.</summary>
internal sealed record StoredTensor(string Type, long[] Shape, byte[] Data)
{
    /// <summary>The size of a number in bytes; 0 for a type that the format does not know.</summary>
    public static int SizeOf(ReadOnlySpan<char> type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" => 1,
        "I16" or "U16" or "F16" or "BF16" => 2,
        "I32" or "U32" or "F32" => 4,
        "I64" or "U64" or "F64" => 8,
        _ => 0,
    };

    /// <summary>The name of the type that <typeparamref name="T"/> is stored as.</summary>
    public static string TypeOf<T>() => typeof(T) == typeof(float) ? "F32" : "F64";

    public static StoredTensor Encode<T>(long[] shape, ReadOnlyMatrixSpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string type = TypeOf<T>();
        int size = SizeOf(type);
        byte[] data = new byte[checked(size * values.RowCount * values.ColumnCount)];
        Span<byte> rest = data;
        for (int i = 0; i < values.RowCount; i++)
        {
            foreach (T value in values.Row(i))
            {
                if (size == sizeof(float))
                {
                    BinaryPrimitives.WriteSingleLittleEndian(rest, float.CreateChecked(value));
                }
                else
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(rest, double.CreateChecked(value));
                }
                rest = rest[size..];
            }
        }
        return new(type, shape, data);
    }

    /// <summary>The numbers as <typeparamref name="T"/>; the type must be F32 or F64.</summary>
    public T[] Decode<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = SizeOf(Type);
        var values = new T[Data.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> number = Data.AsSpan(i * size);
            values[i] = size == sizeof(float)
                ? T.CreateSaturating(BinaryPrimitives.ReadSingleLittleEndian(number))
                : T.CreateSaturating(BinaryPrimitives.ReadDoubleLittleEndian(number));
        }
        return values;
    }
}
