namespace MiniDnn.Tests;

internal sealed class SeededRandomTests
{
    [Test]
    public void The_sequence_never_changes()
    {
        // xoshiro256** with the state that SplitMix64 makes of the seed, computed independently with big integers.
        ulong[] expected = Reference(42).Take(1000).ToArray();
        var random = new SeededRandom(42);
        Assert.That(Enumerable.Range(0, 1000).Select(_ => random.NextUInt64()), Is.EqualTo(expected));
    }

    [Test]
    public void State_starts_as_published_for_SplitMix64()
        => Assert.That(new SeededRandom(1234567).State, Is.EqualTo((6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL)));

    [Test]
    public void A_sequence_goes_on_from_its_state()
    {
        var first = new SeededRandom(1);
        first.NextNormal();
        var second = new SeededRandom(2) { State = first.State };
        Assert.That(second.NextUInt64(), Is.EqualTo(first.NextUInt64()));
    }

    [Test]
    public void Bounded_numbers_are_equally_likely()
    {
        var random = new SeededRandom(3);
        var counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.NextInt32(7)]++;
        }
        double chiSquare = counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000);
        Assert.That(chiSquare, Is.LessThan(22.5), "χ² with 6 degrees of freedom exceeds 22.5 with probability 0.001");
        Assert.That(() => random.NextInt32(0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("bound"));
        Assert.That(() => random.NextInt32(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(random.NextInt32(1), Is.Zero);
    }

    [Test]
    public void A_draw_that_would_make_some_numbers_likelier_is_repeated()
    {
        // from this state the generator's next output is 0, the one in 2⁶⁴ that must not be used for three numbers
        var random = new SeededRandom(1) { State = (1, 0, 2, 3) };
        var next = new SeededRandom(1) { State = random.State };
        Assert.That(next.NextUInt64(), Is.Zero);
        Assert.That(random.NextInt32(3), Is.EqualTo((int)Math.BigMul(next.NextUInt64(), 3UL, out _)));
        Assert.That(random.State, Is.EqualTo(next.State));
    }

    [Test]
    public void Uniform_numbers_have_the_moments_of_the_distribution_and_stay_below_1()
    {
        var random = new SeededRandom(6);
        double[] numbers = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];
        Assert.That(numbers, Has.All.InRange(0.0, double.BitDecrement(1)));
        Assert.That(numbers.Average(), Is.EqualTo(0.5).Within(0.004));
        Assert.That(numbers.Average(x => x * x), Is.EqualTo(1.0 / 3).Within(0.004));
    }

    [Test]
    public void Normal_numbers_have_the_moments_of_the_distribution()
    {
        var random = new SeededRandom(4);
        double[] numbers = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextNormal())];
        Assert.That(numbers.Average(), Is.EqualTo(0).Within(0.015));
        Assert.That(numbers.Average(x => x * x), Is.EqualTo(1).Within(0.02));
        Assert.That(numbers.Average(x => Math.Pow(x, 4)), Is.EqualTo(3).Within(0.15));
    }

    [Test]
    public void Shuffling_reaches_every_order_equally_often()
    {
        var random = new SeededRandom(5);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24_000; i++)
        {
            int[] items = [0, 1, 2, 3];
            random.Shuffle(items.AsSpan());
            string order = string.Concat(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.That(counts, Has.Count.EqualTo(24));
        Assert.That(counts.Values, Has.All.InRange(850, 1150));
    }

    /// <summary>The published algorithms, in arithmetic without a fixed width.</summary>
    private static IEnumerable<ulong> Reference(ulong seed)
    {
        BigInteger mask = ulong.MaxValue;
        BigInteger z = seed;
        var s = new BigInteger[4];
        for (int i = 0; i < 4; i++)
        {
            z = (z + 0x9E3779B97F4A7C15) & mask;
            BigInteger x = z;
            x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask;
            x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask;
            s[i] = x ^ (x >> 31);
        }
        BigInteger Rotate(BigInteger x, int k) => ((x << k) | (x >> (64 - k))) & mask;
        while (true)
        {
            yield return (ulong)((Rotate((s[1] * 5) & mask, 7) * 9) & mask);
            BigInteger t = (s[1] << 17) & mask;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = Rotate(s[3], 45);
        }
    }
}
