namespace MiniDnn.Kernels;

/// <summary>
/// Memory for packed panels. Buffers are kept and used again: at most one for each processor, of 0.9 MiB; what comes back beyond that is
/// left to the collector.
/// </summary>
internal sealed unsafe class PackingBuffer
{
    // not made by a static constructor, which would fail for ever after memory had run out in it once
    private static PackingBuffer?[]? _kept;

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
        PackingBuffer?[] kept = Volatile.Read(ref _kept) ?? MakePlaces();
        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i] is not null && Interlocked.Exchange(ref kept[i], null) is { } buffer)
            {
                return buffer;
            }
        }
        return new();
    }

    public void Return()
    {
        PackingBuffer?[] kept = _kept!;
        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i] is null && Interlocked.CompareExchange(ref kept[i], this, null) is null)
            {
                return;
            }
        }
    }

    private static PackingBuffer?[] MakePlaces()
    {
        Interlocked.CompareExchange(ref _kept, new PackingBuffer?[Environment.ProcessorCount], null);
        return _kept;
    }
}
