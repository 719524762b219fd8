using System.Runtime.CompilerServices;

namespace MiniDnn.Workloads;

/// <summary>Random numbers in (−1, 1) that do not come from the library, so that both builds work on the same.</summary>
internal static class RandomNumbers
{
    public static T[] Vector<T>(int count, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new T[count];
        Fill<T>(values, seed);
        return values;
    }

    /// <summary>The linear congruential generator of D. Knuth's MMIX; the upper bits, which make the number, are its good ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<T>(Span<T> values, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const double Unit = 1.0 / (1UL << 63);
        ulong state = (ulong)seed << 32;
        foreach (ref T value in values)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            value = T.CreateTruncating((long)state * Unit);
        }
    }
}
