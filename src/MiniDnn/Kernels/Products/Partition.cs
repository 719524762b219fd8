using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>Rows, columns or k in parts that differ by one at most.</summary>
internal static class Partition
{
    /// <summary>How many parts of at most <paramref name="size"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count(int count, int size) => (int)(((uint)count + (uint)size - 1) / (uint)size);

    /// <summary>Where part number <paramref name="part"/> starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Start(int count, int parts, int part) => (int)((long)count * part / parts);
}
