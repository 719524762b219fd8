using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn.Kernels;

/// <summary>Asks for memory that is needed soon, so that it comes while something else is computed.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Brings memory to the second cache, where the processor has a command for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(ReadOnlySpan<T> memory)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        fixed (T* start = memory)
        {
            for (int i = 0; i < memory.Length; i += Tuning.CacheLine / sizeof(T))
            {
                Sse.Prefetch1(start + i);
            }
        }
    }
}
