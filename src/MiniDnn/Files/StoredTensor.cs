using System.Runtime.CompilerServices;

namespace MiniDnn.Files;

/// <summary>A tensor of a file: number type, shape, and little-endian numbers, the last index fastest.</summary>
/// <remarks>The numbers lie in memory, or still in the file, from where they are read in blocks.</remarks>
internal sealed class StoredTensor
{
    /// <summary>A whole multiple of every number's size, and little enough for the stack.</summary>
    public const int BlockLength = 8192;

    private readonly byte[]? _bytes;
    private readonly Stream _file = Stream.Null;
    private readonly long _begin;

    public StoredTensor(NumberType type, long[] shape, byte[] bytes)
    {
        Type = type;
        Shape = shape;
        Length = bytes.Length;
        _bytes = bytes;
    }

    public StoredTensor(NumberType type, long[] shape, Stream file, long begin, long length)
    {
        Type = type;
        Shape = shape;
        Length = length;
        _file = file;
        _begin = begin;
    }

    public NumberType Type { get; }

    public long[] Shape { get; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>How many numbers a shape has; where that is more than a matrix has rows, as many as a long holds.</summary>
    public static long Count(ReadOnlySpan<long> shape)
    {
        if (shape.Contains(0))
        {
            return 0;
        }
        long count = 1;
        foreach (long length in shape)
        {
            count = count > int.MaxValue || length > int.MaxValue ? long.MaxValue : count * length;
        }
        return count;
    }

    /// <summary>A copy of the numbers of a matrix.</summary>
    /// <exception cref="ArgumentException">They take more bytes than an array can hold.</exception>
    public static StoredTensor Encode<T>(long[] shape, ReadOnlyMatrixSpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NumberType type = NumberType.Of<T>();
        long rowLength = (long)type.Bits / 8 * values.ColumnCount;
        if (rowLength * values.RowCount > Array.MaxLength)
        {
            Throw.Argument("matrix", $"Add: the numbers of shape {Excerpt.Of(shape)} take {rowLength * values.RowCount} bytes; at most {Array.MaxLength} can be added.");
        }
        byte[] bytes = new byte[rowLength * values.RowCount];
        for (int i = 0; i < values.RowCount && rowLength > 0; i++)
        {
            type.Encode(values.Row(i), bytes.AsSpan((int)(i * rowLength), (int)rowLength));
        }
        return new(type, shape, bytes);
    }

    /// <summary>
    /// The bytes from an offset on: all where they lie in memory, as many as the buffer is long where they lie in a file.
    /// </summary>
    /// <param name="offset">Where they begin, before the end.</param>
    /// <param name="buffer">Where bytes of a file are put.</param>
    /// <exception cref="InvalidDataException">The file has become shorter meanwhile.</exception>
    public ReadOnlySpan<byte> Block(long offset, Span<byte> buffer)
    {
        if (_bytes is not null)
        {
            return _bytes.AsSpan((int)offset);
        }
        int count = (int)Math.Min(buffer.Length, Length - offset);
        _file.Position = _begin + offset;
        return _file.ReadAtLeast(buffer[..count], count, throwOnEndOfStream: false) == count
            ? buffer[..count]
            : throw new InvalidDataException("The file has become shorter while it was read.");
    }

    /// <summary>Gives the numbers, as many as the destination is long.</summary>
    /// <returns>The index of the first number that <typeparamref name="T"/> does not hold; −1 where it holds all.</returns>
    [SkipLocalsInit]
    public int CopyTo<T>(Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = Type.Bits / 8;
        Span<byte> buffer = stackalloc byte[BlockLength];
        for (int done = 0; done < destination.Length;)
        {
            ReadOnlySpan<byte> block = Block((long)done * size, buffer);
            int count = block.Length / size;
            int failed = Type.Decode(block, destination.Slice(done, count));
            if (failed >= 0)
            {
                return done + failed;
            }
            done += count;
        }
        return -1;
    }
}
