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

/// <summary>An argument of a call that has a shape: its memory, and what was in it before the call.</summary>
internal sealed unsafe class Slot<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<(int, Placement), GuardedMemory<byte>> _memories = [];
    private Type _element = typeof(T);
    private int _lastNumber;
    private byte[] _before = [];
    private int _byteCount;

    public Extent Extent { get; private set; }

    /// <summary>The matrix, where the argument is one and not a view.</summary>
    public Matrix<T>? Matrix { get; private set; }

    public byte* Address { get; private set; }

    /// <summary>The memory from the first element to the last.</summary>
    public Span<byte> Bytes => Matrix is not null ? MemoryMarshal.AsBytes(Matrix.AsSpan()) : new(Address, _byteCount);

    /// <summary>Gives the argument memory of its own between pages that no one may touch.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="extent">Its shape.</param>
    /// <param name="placement">Where it lies.</param>
    /// <param name="lastNumber">The last one of whole numbers; those before are 0.</param>
    public void Place(Argument argument, Extent extent, Placement placement, int lastNumber = 0)
    {
        (_element, Extent, _lastNumber, _byteCount, Matrix) = (argument.Element, extent, lastNumber, 0, null);
        if (argument.IsObject)
        {
            Matrix = new Matrix<T>(extent.Rows, extent.Columns);
            return;
        }
        _byteCount = extent.Length * (_element == typeof(int) ? sizeof(int) : _element == typeof(double) ? sizeof(double) : sizeof(T));
        int shift = placement == Placement.Unaligned ? 1 : 0;
        if (!_memories.TryGetValue((_byteCount, placement), out GuardedMemory<byte>? memory))
        {
            _memories.Add((_byteCount, placement), memory = new(_byteCount + shift, placement == Placement.AtEnd));
        }
        Address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory.Span)) + shift;
    }

    /// <summary>Gives the argument memory that it shares with others.</summary>
    public void Place(Extent extent, T* memory)
    {
        (_element, Extent, _lastNumber, _byteCount, Matrix) = (typeof(T), extent, 0, extent.Length * sizeof(T), null);
        Address = (byte*)memory;
    }

    /// <summary>Sets the memory, gaps between rows included.</summary>
    public void Fill(Argument argument)
    {
        if (_element == typeof(int))
        {
            Span<int> numbers = MemoryMarshal.Cast<byte, int>(Bytes);
            numbers.Clear();
            if (!numbers.IsEmpty)
            {
                numbers[^1] = _lastNumber;
            }
        }
        else if (_element == typeof(T))
        {
            Contents.Fill(argument.Name, MemoryMarshal.Cast<byte, T>(Bytes), Extent, argument.IsSet);
        }
        else
        {
            Contents.Fill(argument.Name, MemoryMarshal.Cast<byte, double>(Bytes), Extent, argument.IsSet);
        }
    }

    /// <summary>Sets the elements, but nothing between the rows, which may be another argument's; not what the call is to set.</summary>
    public void FillElements(Argument argument)
    {
        if (_element != typeof(T))
        {
            Fill(argument);
        }
        else if (!argument.IsSet)
        {
            Contents.FillElements(argument.Name, MemoryMarshal.Cast<byte, T>(Bytes), Extent);
        }
    }

    /// <summary>Keeps a copy to compare with.</summary>
    public void Remember()
    {
        if (_before.Length != Bytes.Length)
        {
            _before = new byte[Bytes.Length];
        }
        Bytes.CopyTo(_before);
    }

    public bool IsUnchanged => Bytes.SequenceEqual(_before);

    /// <summary>True where only elements have changed, nothing that lies between the rows.</summary>
    public bool GapsAreUnchanged
    {
        get
        {
            int size = Extent.Length == 0 ? 0 : Bytes.Length / Extent.Length, gap = Extent.Gap * size;
            for (int i = 1; i < Extent.FilledRows && gap > 0; i++)
            {
                int start = ((i * Extent.Stride) - Extent.Gap) * size;
                if (!Bytes.Slice(start, gap).SequenceEqual(_before.AsSpan(start, gap)))
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>True where every element was set, or is no floating-point number.</summary>
    public bool IsWritten
    {
        get
        {
            ReadOnlySpan<T> values = _element == typeof(T) ? MemoryMarshal.Cast<byte, T>(Bytes) : [];
            for (int i = 0; i < Extent.FilledRows && !values.IsEmpty; i++)
            {
                foreach (T value in values.Slice(i * Extent.Stride, Extent.Columns))
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

    public void Dispose()
    {
        foreach (GuardedMemory<byte> memory in _memories.Values)
        {
            memory.Dispose();
        }
    }
}
