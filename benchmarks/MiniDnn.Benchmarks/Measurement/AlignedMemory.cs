using System.Runtime.CompilerServices;

namespace MiniDnn.Benchmarks;

/// <summary>Memory that starts with a cache line: where it starts by chance, a copy differs by a factor of 2 from process to process.</summary>
internal static class AlignedMemory
{
    private const int Line = 64;

    public static unsafe Memory<T> Allocate<T>(int count)
        where T : unmanaged
    {
        T[] memory = GC.AllocateArray<T>(count + (Line / sizeof(T)), pinned: true);
        nint behind = (nint)Unsafe.AsPointer(ref memory[0]) % Line;
        return memory.AsMemory((int)((Line - behind) % Line) / sizeof(T), count);
    }
}
