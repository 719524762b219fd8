using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Where an argument's memory lies between pages that no one may touch.</summary>
internal enum Placement
{
    /// <summary>Its last byte is the last before the page behind it.</summary>
    AtEnd,

    /// <summary>Its first byte is the first behind the page before it.</summary>
    AtStart,

    /// <summary>One byte further, so that no element is aligned.</summary>
    Unaligned,
}

/// <summary>An argument of a call that has a shape, a span or a matrix of any kind: its memory and what was in it before the call.</summary>
internal sealed unsafe class Slot<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<(int, Placement), GuardedMemory<byte>> _memories = [];
    private byte[] _before = [];
    private byte* _memory;
    private int _bytes;

    /// <summary>The number type of the elements: <typeparamref name="T"/>, int, or double for what a learning-rate schedule remembers.</summary>
    public Type Element { get; private set; } = typeof(T);

    public Extent Extent { get; private set; }

    /// <summary>The last element of a vector of whole numbers; those before are 0.</summary>
    public int LastNumber { get; private set; }

    /// <summary>The matrix, where the argument is one and not a view.</summary>
    public Matrix<T>? Matrix { get; private set; }

    public byte* Address => _memory;

    /// <summary>Gives the argument memory of its own.</summary>
    public void Place(Type element, Extent extent, Placement placement, int lastNumber = 0)
    {
        (Element, Extent, LastNumber, Matrix) = (element, extent, lastNumber, null);
        _bytes = extent.Length * (element == typeof(int) ? sizeof(int) : element == typeof(double) ? sizeof(double) : sizeof(T));
        int shift = placement == Placement.Unaligned ? 1 : 0;
        if (!_memories.TryGetValue((_bytes, placement), out GuardedMemory<byte>? memory))
        {
            _memories.Add((_bytes, placement), memory = new(_bytes + shift, placement == Placement.AtEnd));
        }
        _memory = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory.Span)) + shift;
    }

    /// <summary>Gives the argument memory that it may share with others.</summary>
    public void Place(Extent extent, T* memory)
    {
        (Element, Extent, LastNumber, Matrix) = (typeof(T), extent, 0, null);
        _memory = (byte*)memory;
        _bytes = extent.Length * sizeof(T);
    }

    /// <summary>Makes the argument a matrix.</summary>
    public void PlaceMatrix(Extent extent)
    {
        (Element, Extent, LastNumber, _bytes) = (typeof(T), extent, 0, 0);
        Matrix = new Matrix<T>(extent.Rows, extent.Columns);
    }

    /// <summary>Sets the elements, but nothing between the rows, which may be another argument's; and leaves alone what the call is to set.</summary>
    public void FillElements(string name, bool isSet)
    {
        if (isSet)
        {
            return;
        }
        if (Matrix is null && Element == typeof(T))
        {
            Contents.FillElements(name, new Span<T>(_memory, Extent.Length), Extent);
        }
        else
        {
            Fill(name, isSet);
        }
    }

    /// <summary>Fills the memory with what makes sense for an argument of that name, and gaps with NaN; all with NaN where the call is to set it.</summary>
    public void Fill(string name, bool isSet)
    {
        if (Matrix is not null)
        {
            Contents.Fill(name, Matrix.AsSpan(), Extent, isSet);
        }
        else if (Element == typeof(int))
        {
            var numbers = new Span<int>(_memory, Extent.Length);
            numbers.Clear();
            if (!numbers.IsEmpty)
            {
                numbers[^1] = LastNumber;
            }
        }
        else if (Element == typeof(T))
        {
            Contents.Fill(name, new Span<T>(_memory, Extent.Length), Extent, isSet);
        }
        else
        {
            Contents.Fill(name, new Span<double>(_memory, Extent.Length), Extent, isSet);
        }
    }

    /// <summary>The memory, to write to.</summary>
    public Span<byte> Writable => new(_memory, _bytes);

    /// <summary>Keeps a copy to compare with.</summary>
    public void Remember()
    {
        ReadOnlySpan<byte> now = Bytes;
        if (_before.Length != now.Length)
        {
            _before = new byte[now.Length];
        }
        now.CopyTo(_before);
    }

    public bool IsUnchanged => Bytes.SequenceEqual(_before);

    /// <summary>True where only elements have changed, none of what lies between the rows.</summary>
    public bool GapsAreUnchanged
    {
        get
        {
            int size = Extent.Length == 0 ? 0 : Bytes.Length / Extent.Length, row = Extent.Stride * size, width = Extent.Columns * size;
            for (int start = width; size > 0 && start < _before.Length; start += row)
            {
                if (!Bytes[start..(start + row - width)].SequenceEqual(_before.AsSpan(start, row - width)))
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>True where every element was set.</summary>
    public bool IsWritten
    {
        get
        {
            ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(Bytes);
            for (int i = 0; i < Extent.Rows && Extent.Columns > 0; i++)
            {
                foreach (ref readonly T value in values.Slice(i * Extent.Stride, Extent.Columns))
                {
                    if (Contents.IsUnset(value))
                    {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    public ReadOnlySpan<byte> Bytes => Matrix is not null ? MemoryMarshal.AsBytes(Matrix.AsSpan()) : new(_memory, _bytes);

    public void Dispose()
    {
        foreach (GuardedMemory<byte> memory in _memories.Values)
        {
            memory.Dispose();
        }
    }

    public override string ToString() => Element == typeof(int) && LastNumber != 0 ? $"{Extent} of which the last is {LastNumber}" : Extent.ToString();
}

/// <summary>Numbers that every operation accepts where shapes fit.</summary>
internal static class Contents
{
    /// <summary>A matrix that is symmetric and positive definite where it is square, of full rank where not; targets that name a class.</summary>
    public static void Fill<T>(string name, Span<T> values, Extent extent, bool isSet)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        values.Fill(Unset<T>());
        if (!isSet)
        {
            FillElements(name, values, extent);
        }
    }

    public static void FillElements<T>(string name, Span<T> values, Extent extent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < extent.Rows && extent.Columns > 0; i++)
        {
            Span<T> row = values.Slice(i * extent.Stride, extent.Columns);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = T.CreateTruncating(name switch
                {
                    "targets" => j == i % extent.Columns ? 1 : 0,
                    "state" => 0,
                    _ => (1.0 / (1 + i + j)) + (i == j ? 10 : 0),
                });
            }
        }
    }

    public static bool IsUnset<T>(T value)
        where T : unmanaged
        => Unsafe.SizeOf<T>() == 4 ? Unsafe.BitCast<T, int>(value) == UnsetBits : Unsafe.BitCast<T, long>(value) == ((long)UnsetBits << 32);

    /// <summary>A NaN that no computation gives.</summary>
    private const int UnsetBits = 0x7FFABCDE;

    private static T Unset<T>()
        where T : unmanaged
        => Unsafe.SizeOf<T>() == 4 ? Unsafe.BitCast<int, T>(UnsetBits) : Unsafe.BitCast<long, T>((long)UnsetBits << 32);
}
