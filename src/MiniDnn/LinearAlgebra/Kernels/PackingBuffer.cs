namespace MiniDnn;

/// <summary>Memory for packed panels. Buffers are kept and used again: at most one for each processor, of 0.9 MiB; what comes back beyond that is left to the collector.</summary>
internal sealed unsafe class PackingBuffer
{
    /// <summary>For the packed block of B: three quarters of a second-level cache of 1 MiB, which leaves room for A and C.</summary>
    public const int BlockBytes = 768 * 1024;

    /// <summary>For the packed panels of A.</summary>
    public const int PanelBytes = 128 * 1024;

    private const int Alignment = 64;

    private static readonly PackingBuffer?[] Kept = new PackingBuffer?[Environment.ProcessorCount];

    // pinned for good, so that its address can be kept
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(BlockBytes + PanelBytes + Alignment, pinned: true);

    /// <summary>The first byte for B, aligned to a cache line.</summary>
    public byte* Block
    {
        get
        {
            fixed (byte* memory = _memory)
            {
                return (byte*)(((nint)memory + Alignment - 1) & -Alignment);
            }
        }
    }

    /// <summary>The first byte for A.</summary>
    public byte* Panel => Block + BlockBytes;

    public static PackingBuffer Rent()
    {
        for (int i = 0; i < Kept.Length; i++)
        {
            if (Kept[i] is not null && Interlocked.Exchange(ref Kept[i], null) is { } buffer)
            {
                return buffer;
            }
        }
        return new();
    }

    public void Return()
    {
        for (int i = 0; i < Kept.Length; i++)
        {
            if (Kept[i] is null && Interlocked.CompareExchange(ref Kept[i], this, null) is null)
            {
                return;
            }
        }
    }
}
