namespace MiniDnn.Tests;

/// <summary>The cross-entropies and their gradients against the textbook's sums in double, for rows of every length up to several vectors and one more.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class CrossEntropyTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double Tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-14;

    private static T Of(double value) => T.CreateTruncating(value);

    private static double Of(T value) => double.CreateTruncating(value);

    [Test]
    public void Binary_is_the_sum_over_every_number([Range(0, 40)] int count)
    {
        var random = new SeededRandom(3);
        T[] a = new T[count], z = new T[count], t = new T[count], delta = new T[count + 1];
        delta[count] = T.NaN;
        double expected = 0;
        for (int i = 0; i < count; i++)
        {
            a[i] = Of((random.NextDouble() - 0.5) * 20);
            t[i] = Of(random.NextDouble());
            double p = 1 / (1 + Math.Exp(-Of(a[i]))), q = 1 / (1 + Math.Exp(Of(a[i])));
            z[i] = Of(p);
            expected -= (Of(t[i]) * Math.Log(p)) + ((1 - Of(t[i])) * Math.Log(q));
        }
        T loss = CrossEntropy.Binary(a, z, t, delta.AsSpan(0, count), Of(0.25));
        Assert.That(Of(loss), Is.EqualTo(expected).Within(Tolerance * Math.Max(1, expected) * 4));
        for (int i = 0; i < count; i++)
        {
            Assert.That(delta[i], Is.EqualTo((z[i] - t[i]) * Of(0.25)));
        }
        Assert.That(T.IsNaN(delta[count]), "nothing is written behind the end");
    }

    [TestCase(0.0, 0.69314718055994530942)]
    [TestCase(1.0, 0.31326168751822283405)]
    [TestCase(20.0, 2.0611536203143808e-09)]
    [TestCase(60.0, 8.75651076269652e-27)]
    public void A_small_loss_keeps_its_digits(double logit, double expected)
    {
        T[] delta = new T[1];
        T right = CrossEntropy.Binary([Of(logit)], [T.One], [T.One], delta, T.One);
        Assert.That(Of(right) / expected, Is.EqualTo(1).Within(Tolerance));
        Assert.That(Of(CrossEntropy.Binary([Of(-logit)], [T.Zero], [T.Zero], delta, T.One)), Is.EqualTo(Of(right)));
    }

    [Test]
    public void Categorical_is_the_sum_over_every_class([Range(1, 40)] int classes, [Values(0, 0.1)] double smoothing)
    {
        var random = new SeededRandom(4);
        T[] a = [.. Enumerable.Range(0, classes).Select(_ => Of((random.NextDouble() - 0.5) * 20))], z = new T[classes], delta = new T[classes + 1];
        var t = new T[classes];
        t[random.NextInt32(classes)] = T.One;
        delta[classes] = T.NaN;
        ElementWise.Softmax<T>(a, z);
        double logSum = Math.Log(a.Sum(x => Math.Exp(Of(x)))), expected = 0;
        for (int j = 0; j < classes; j++)
        {
            expected += ((Of(t[j]) * (1 - smoothing)) + (smoothing / classes)) * (logSum - Of(a[j]));
        }
        T loss = CrossEntropy.Categorical(a, z, t, delta.AsSpan(0, classes), new(Of(smoothing), T.One, Of(0.5)));
        Assert.That(Of(loss), Is.EqualTo(expected).Within(Tolerance * Math.Max(1, expected) * 4));
        for (int j = 0; j < classes; j++)
        {
            double target = (Of(t[j]) * (1 - smoothing)) + (smoothing / classes);
            Assert.That(Of(delta[j]), Is.EqualTo(0.5 * (Of(z[j]) - target)).Within(Tolerance));
        }
        Assert.That(T.IsNaN(delta[classes]), "nothing is written behind the end");
    }

    [Test]
    public void Categorical_is_finite_for_the_largest_logits_and_notices_NaN([Values(2, 10, 33)] int classes)
    {
        T largest = typeof(T) == typeof(float) ? Of(float.MaxValue) : Of(double.MaxValue);
        T[] a = new T[classes], z = new T[classes], t = new T[classes], delta = new T[classes];
        a[0] = largest;
        a[^1] = -largest;
        t[0] = T.One;
        ElementWise.Softmax<T>(a, z);
        Assert.That(CrossEntropy.Categorical(a, z, t, delta, new(T.Zero, T.One, T.One)), Is.EqualTo(T.Zero));
        a[1] = T.NaN;
        ElementWise.Softmax<T>(a, z);
        Assert.That(T.IsNaN(CrossEntropy.Categorical(a, z, t, delta, new(T.Zero, T.One, T.One))));
    }
}
