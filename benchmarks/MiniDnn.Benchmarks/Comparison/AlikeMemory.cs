using System.Runtime;
using System.Runtime.CompilerServices;

namespace MiniDnn.Benchmarks;

/// <summary>Lets contenders allocate so that their memory lies alike: the same loop can take twice the time on vectors that lie across two cache lines.</summary>
internal static class AlikeMemory
{
    private const int CacheLine = 64;

    /// <summary>Lengths whose arrays, with 24 bytes beside the elements, take an odd multiple of 8 bytes: eight of them come by every place of a line. The longer one is in the heap of large objects.</summary>
    private const int SmallFiller = 16, LargeFiller = 85_008;

    private const int SmallSize = 24 + SmallFiller;

    /// <summary>Small objects come from pieces of the heap of so many bytes.</summary>
    private const int Piece = 8192;

    /// <summary>The last filler, so that the compiler can't put it on the stack.</summary>
    private static byte[]? _filler;

    /// <param name="makers">What allocates, in order.</param>
    /// <param name="offset">Where the memory of each starts: bytes behind the start of a cache line, a multiple of 8 below 64.</param>
    public static T[] Create<T>(IEnumerable<Func<T>> makers, int offset)
    {
        // without holes, and without a collection that makes new ones, objects come to lie one behind the other
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GCLatencyMode usual = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.LowLatency;
        try
        {
            return [.. makers.Select(make => CreateAt(offset, make))];
        }
        finally
        {
            GCSettings.LatencyMode = usual;
        }
    }

    private static T CreateAt<T>(int offset, Func<T> make)
    {
        GoToNewPiece();
        GoTo(offset, SmallFiller);
        GoTo(offset, LargeFiller);
        return make();
    }

    /// <summary>Where a piece ends, something lies between two fillers.</summary>
    private static void GoToNewPiece()
    {
        nint last = Allocate(SmallFiller), next = Allocate(SmallFiller);
        for (int i = 0; i < 2 * Piece / SmallSize && next - last == SmallSize; i++)
        {
            last = next;
            next = Allocate(SmallFiller);
        }
    }

    private static void GoTo(int offset, int filler)
    {
        for (int i = 0; i < CacheLine / sizeof(long) && (Allocate(filler) + filler) % CacheLine != offset; i++)
        {
        }
    }

    private static unsafe nint Allocate(int length)
    {
        _filler = new byte[length];
        return (nint)Unsafe.AsPointer(ref _filler[0]);
    }
}
