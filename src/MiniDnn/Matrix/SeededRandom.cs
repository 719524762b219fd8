namespace MiniDnn;

/// <summary>
/// A random number generator whose numbers never change: a seed gives the same sequence on every machine, in every version.
/// </summary>
/// <remarks>
/// xoshiro256** (D. Blackman and S. Vigna, 2018; period 2²⁵⁶ − 1), its state filled from the seed by SplitMix64 (G. Steele, D. Lea and
/// C. Flood, 2014). Not for cryptography. Not safe for use by several threads at once.
/// </remarks>
/// <example><code>
/// var random = new SeededRandom(42);
/// Matrix&lt;double&gt; noise = Matrix&lt;double&gt;.RandomNormal(3, 2, random, mean: 0, standardDeviation: 0.1);
/// int[] order = [0, 1, 2, 3, 4];
/// random.Shuffle(order.AsSpan());
/// Console.WriteLine(new SeededRandom(42).NextUInt64() == new SeededRandom(42).NextUInt64());     // → True
/// </code></example>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>.</summary>
    public SeededRandom(ulong seed)
    {
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    /// <summary>Where the sequence stands, to be stored and set again: four numbers, not all 0.</summary>
    internal (ulong S0, ulong S1, ulong S2, ulong S3) State
    {
        get => (_s0, _s1, _s2, _s3);
        set => (_s0, _s1, _s2, _s3) = value;
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1, each equally likely (D. Lemire, 2019).</summary>
    /// <param name="bound">How many numbers there are to choose from, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong high = Math.BigMul(NextUInt64(), (ulong)bound, out ulong low);
        if (low < (ulong)bound)
        {
            ulong threshold = (ulong)-(long)bound % (ulong)bound;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), (ulong)bound, out low);
            }
        }
        return (int)high;
    }

    /// <summary>A number from the uniform distribution on [0, 1): a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from the standard normal distribution.</summary>
    /// <remarks>
    /// G. Marsaglia's polar method, 1964, of whose two numbers the second is dropped, so that the state is all there is to store.
    /// </remarks>
    public double NextNormal()
    {
        while (true)
        {
            double u = (2 * NextDouble()) - 1;
            double v = (2 * NextDouble()) - 1;
            double square = (u * u) + (v * v);
            if (square is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    /// <summary>Puts the items in random order, each order equally likely.</summary>
    /// <remarks>R. Fisher and F. Yates, 1938; R. Durstenfeld, 1964.</remarks>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
