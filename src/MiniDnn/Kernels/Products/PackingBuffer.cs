namespace MiniDnn.Kernels;

/// <summary>
/// Memory for packed panels. Buffers are kept and used again: at most one for each processor, of 0.9 MiB; what comes back beyond that is
/// left to the collector.
/// </summary>
internal sealed unsafe class PackingBuffer
{
    private static readonly PackingBuffer?[] Kept = new PackingBuffer?[Environment.ProcessorCount];

    // pinned for good, so that its address can be kept
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(Tuning.BlockBytes + Tuning.PanelBytes + Tuning.CacheLine, pinned: true);

    /// <summary>The first byte for B, aligned to a cache line.</summary>
    public byte* Block
    {
        get
        {
            fixed (byte* memory = _memory)
            {
                return (byte*)(((nint)memory + Tuning.CacheLine - 1) & -Tuning.CacheLine);
            }
        }
    }

    /// <summary>The first byte for A.</summary>
    public byte* Panel => Block + Tuning.BlockBytes;

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
