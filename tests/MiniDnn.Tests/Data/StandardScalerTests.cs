namespace MiniDnn.Tests;

internal sealed class StandardScalerTests
{
    /// <summary>What rounding leaves of a sum of 100,000 numbers is put right by the mean of the deviations.</summary>
    [Test]
    public void The_mean_of_many_numbers_keeps_the_digits_of_float([Range(1, 5)] int seed)
    {
        Matrix<float> x = Matrix<float>.RandomUniform(100_000, 1, new SeededRandom((ulong)seed), 0, 1);
        double mean = x.AsSpan().ToArray().Average(value => (double)value);
        Assert.That(StandardScaler.Fit(x).Means[0], Is.EqualTo(mean).Within(1e-7));
    }

    /// <summary>A sum in float stops growing at 2²⁴ terms of like size: the scale was 2 % off.</summary>
    [Test]
    public void Thirty_million_rows_cost_no_digits()
    {
        const int Rows = 30_000_000;
        var scaler = StandardScaler.Fit(Enumerable.Range(0, 30).Select(_ => Matrix.Create(Rows / 30, 1, (i, _) => (float)(i % 4))));
        Assert.That(scaler.Means[0], Is.EqualTo(1.5f));
        Assert.That(scaler.Scales[0], Is.EqualTo((float)Math.Sqrt(1.25)));
    }

    /// <summary>Against sums of whole numbers, which are exact: means far from 0, outliers in front, sizes whose squares overflow or vanish.</summary>
    [Test]
    public void Means_and_deviations_are_those_of_exact_sums(
        [Values(-1000, -300, 0, 300, 900)] int exponent, [Values(0L, 1_000_000_007, 9_007_199_254_000_000)] long level, [Range(1, 3)] int seed)
    {
        var random = new Random(seed);
        int rows = random.Next(1, 60_000);
        long[] numbers = [.. Enumerable.Range(0, rows).Select(i => level + random.Next(-20, 21) + (i == 0 && seed == 2 ? 500_000 : 0))];
        var scaler = StandardScaler.Fit(Matrix.Create(rows, 1, (i, _) => Math.ScaleB(numbers[i], exponent)));
        BigInteger sum = numbers.Aggregate(BigInteger.Zero, (all, number) => all + number);
        BigInteger squares = numbers.Aggregate(BigInteger.Zero, (all, number) => all + BigInteger.Pow((number * (BigInteger)rows) - sum, 2));
        double deviation = Math.Sqrt((double)squares / rows) / rows;
        Assert.That(scaler.Scales[0], Is.EqualTo(Math.ScaleB(squares.IsZero ? 1 : deviation, squares.IsZero ? 0 : exponent)).Within(4).Ulps);
        BigInteger whole = BigInteger.Divide(sum, rows);
        double fraction = (double)(sum - (whole * rows)) / rows;
        Assert.That(scaler.Means[0], Is.EqualTo(Math.ScaleB((double)whole + fraction, exponent)).Within(Math.ScaleB(Math.Max(Math.BitIncrement(level) - level, 1e-15 * deviation), exponent)));
        double z = scaler.Transform(new Matrix<double>(1, 1, [Math.ScaleB((double)whole, exponent)]))[0, 0];
        Assert.That(z, Is.EqualTo(squares.IsZero ? 0 : -fraction / deviation).Within(2e-15), "the mean is subtracted with all its digits");
    }

    /// <summary>Data that vary by few units of the last place: a rounded mean would put them off the middle.</summary>
    [Test]
    public void Two_neighbours_are_minus_1_and_1_and_come_back([Values(1, 2, 3)] int units, [Values(1.7e9f, 1e30f, 3e-30f, -1.7e9f)] float start)
    {
        float end = start;
        for (int i = 0; i < units; i++)
        {
            end = MathF.BitIncrement(end);
        }
        Matrix<float> x = [[start], [end]], z = StandardScaler.Fit(x).Transform(x);
        Assert.That(z.AsSpan().ToArray(), Is.EqualTo(new[] { -1f, 1 }));
        Assert.That(StandardScaler.Fit(x).InverseTransform(z).AsSpan().ToArray(), Is.EqualTo(x.AsSpan().ToArray()));
    }

    [Test]
    public void The_examples_of_the_fault()
    {
        Matrix<float> near = [[1.7e9f], [1.7e9f + 128]];
        Assert.That(StandardScaler.Fit(near).Transform(near).AsSpan().ToArray(), Is.EqualTo(new[] { -1f, 1 }));
        Matrix<double> far = [[1e16], [1e16 + 2]];
        Assert.That(StandardScaler.Fit(far).Transform(far).AsSpan().ToArray(), Is.EqualTo(new[] { -1.0, 1 }));
        Matrix<double> plain = [[1, 2], [3, 5], [6, 1]];
        Assert.That(StandardScaler.Fit(plain).MeanRests.IsEmpty, "where it makes no difference, nothing is kept beside the mean");
    }
}
