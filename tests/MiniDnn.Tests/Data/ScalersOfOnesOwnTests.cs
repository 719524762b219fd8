namespace MiniDnn.Tests;

/// <summary>Scalers of given numbers, and of rows that come batch by batch.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ScalersOfOnesOwnTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateChecked(value);

    [Test]
    public void Given_means_and_scales_are_used_as_they_are()
    {
        T[] means = [Number(2), Number(-1)], scales = [Number(4), Number(0.5)];
        var scaler = new StandardScaler<T>(means, scales);
        means[0] = scales[0] = T.NaN;
        Matrix<T> x = new(1, 2, [Number(10), Number(3)]);
        Matrix<T> z = scaler.Transform(x);
        Assert.That(z.AsSpan().ToArray(), Is.EqualTo(new[] { Number(2), Number(8) }));
        Assert.That(scaler.InverseTransform(z).AsSpan().ToArray(), Is.EqualTo(x.AsSpan().ToArray()));
        Assert.That((scaler.Means[0], scaler.Scales[1]), Is.EqualTo((Number(2), Number(0.5))), "they were copied");
        StandardScaler<T> learned = StandardScaler.Fit(TestMatrices.Random<T>(9, 2, 4));
        Assert.That(new StandardScaler<T>(learned.Means, learned.Scales).Transform(x).AsSpan().ToArray(), Is.EqualTo(learned.Transform(x).AsSpan().ToArray()));
    }

    [Test]
    public void Given_minima_and_maxima_give_what_is_learned_from_rows_of_them()
    {
        T[] minima = [Number(-3), Number(7)], maxima = [Number(5), Number(7)];
        Matrix<T> x = new(2, 2, [.. minima, .. maxima]);
        foreach ((T? low, T? high) in new (T?, T?)[] { (null, null), (-T.One, Number(3)) })
        {
            MinMaxScaler<T> given = new(minima, maxima, low, high), learned = MinMaxScaler.Fit(x, low, high);
            Assert.That(given.Scales.ToArray(), Is.EqualTo(learned.Scales.ToArray()));
            Assert.That(given.Minima.ToArray(), Is.EqualTo(learned.Minima.ToArray()));
            Assert.That((given.Low, given.High), Is.EqualTo((learned.Low, learned.High)));
        }
    }

    [Test]
    public void Numbers_that_make_no_scaler_are_refused()
    {
        T one = T.One;
        Assert.That(() => new StandardScaler<T>([one], [one, one]), Throws.ArgumentException.With.Message.StartsWith("StandardScaler: scales has 2 elements; it must have 1, one for each mean."));
        Assert.That(() => new StandardScaler<T>([one, one], [one, T.Zero]), Throws.ArgumentException.With.Message.StartsWith("StandardScaler: scales[1] is 0; every scale must be positive."));
        Assert.That(() => new StandardScaler<T>([T.NaN], [one]), Throws.ArgumentException.With.Message.StartsWith("StandardScaler: means[0] is NaN"));
        Assert.That(() => new StandardScaler<T>([one], [T.PositiveInfinity]), Throws.ArgumentException.With.Message.StartsWith("StandardScaler: scales[0] is"));
        Assert.That(() => new MinMaxScaler<T>([one], []), Throws.ArgumentException.With.Message.StartsWith("MinMaxScaler: maxima has 0 elements; it must have 1, one for each minimum."));
        Assert.That(() => new MinMaxScaler<T>([one], [T.Zero]), Throws.ArgumentException.With.Message.StartsWith("MinMaxScaler: column 0 reaches from 1 to 0; its range must be 0 or more, and finite."));
        Assert.That(() => new MinMaxScaler<T>([one], [T.PositiveInfinity]), Throws.ArgumentException.With.Message.StartsWith("MinMaxScaler: maxima[0] is"));
        Assert.That(() => new MinMaxScaler<T>([one], [one], one, one), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("MinMaxScaler: low is 1, high is 1"));
    }

    /// <summary>Rows are gathered into blocks of a fixed size, so nothing depends on how they come: to the bit.</summary>
    [Test]
    public void Batches_give_to_the_bit_what_the_whole_gives([Values(1, 3, 40)] int columns, [Values(1, 7, 999, 50_000)] int batchSize)
    {
        int rows = columns == 40 ? 3_000 : 40_000;
        Matrix<T> x = Matrix<T>.RandomNormal(rows, columns, new SeededRandom(3), 1000, 5);
        IEnumerable<Matrix<T>> batches = Enumerable.Range(0, ((rows - 1) / batchSize) + 1)
            .Select(i => x.Rows((i * batchSize)..Math.Min(rows, (i + 1) * batchSize)).ToMatrix());
        StandardScaler<T> streamed = StandardScaler.Fit(batches), whole = StandardScaler.Fit(x);
        Assert.That(streamed.Means.ToArray(), Is.EqualTo(whole.Means.ToArray()));
        Assert.That(streamed.Scales.ToArray(), Is.EqualTo(whole.Scales.ToArray()));
        Assert.That(streamed.MeanRests.ToArray(), Is.EqualTo(whole.MeanRests.ToArray()));
        MinMaxScaler<T> range = MinMaxScaler.Fit(batches, -T.One), wholeRange = MinMaxScaler.Fit(x, -T.One);
        Assert.That(range.Minima.ToArray(), Is.EqualTo(wholeRange.Minima.ToArray()));
        Assert.That(range.Scales.ToArray(), Is.EqualTo(wholeRange.Scales.ToArray()));
        Assert.That(range.Low, Is.EqualTo(-T.One));
    }

    [Test]
    public void Batches_that_do_not_belong_together_are_refused()
    {
        Matrix<T> one = new(1, 2), bad = new(1, 2, [T.One, T.NaN]);
        foreach (Action<IEnumerable<Matrix<T>>> fit in new Action<IEnumerable<Matrix<T>>>[] { b => StandardScaler.Fit(b), b => MinMaxScaler.Fit(b) })
        {
            Assert.That(() => fit([]), Throws.ArgumentException.With.Message.StartsWith("Fit: the 0 batches have no row; there must be one."));
            Assert.That(() => fit([new(0, 2)]), Throws.ArgumentException.With.Message.StartsWith("Fit: the 1 batches have no row; there must be one."));
            Assert.That(() => fit([one, new(4, 3)]), Throws.ArgumentException.With.Message.StartsWith("Fit: batches[1] is 4×3; it must have 2 columns, as those before."));
            Assert.That(() => fit([one, bad]), Throws.ArgumentException.With.Message.StartsWith("Fit: batches[1][0, 1] is NaN"));
            Assert.That(() => fit([one, null!]), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("batches[1]"));
            Assert.That(() => fit(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("batches"));
        }
    }
}
