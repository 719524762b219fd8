namespace MiniDnn.Tests;

/// <summary>The elementary functions against System.Math in double, over the whole range, and the stated errors in units in the last place.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ElementWiseTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private delegate void Function(ReadOnlySpan<T> x, Span<T> y);

    /// <summary>Every exponent of both signs, the neighbourhood of 0, the interval where the functions live, the limits of overflow, and what is not finite.</summary>
    private static readonly T[] Sweep = MakeSweep();

    private static T[] MakeSweep()
    {
        var random = new SeededRandom(8);
        var values = new List<double> { 0, double.NegativeZero, double.PositiveInfinity, double.NegativeInfinity, 88.72283, 88.7229, -87.3365, -103.97, -104, 709.78, 709.79, -708.4, -745.1, -745.2 };
        for (int e = -1074; e < 1024; e++)
        {
            double value = Math.ScaleB(1 + random.NextDouble(), e);
            values.AddRange([value, -value]);
        }
        for (int i = 0; i < 60_000; i++)
        {
            values.AddRange([(random.NextDouble() - 0.5) * 30, (random.NextDouble() - 0.5) * 220, (random.NextDouble() - 0.5) * 1500]);
        }
        return [.. values.Select(T.CreateTruncating), T.BitIncrement(T.Zero), T.BitDecrement(T.PositiveInfinity), T.BitIncrement(T.NegativeInfinity)];
    }

    private static void Check(Function function, Func<double, double> truth, double ulps)
    {
        var results = new T[Sweep.Length];
        function(Sweep, results);
        double worst = 0;
        T at = default;
        for (int i = 0; i < Sweep.Length; i++)
        {
            double exact = truth(double.CreateTruncating(Sweep[i]));
            T expected = T.CreateTruncating(exact);
            if (T.IsInfinity(expected) || T.IsNaN(expected))
            {
                Assert.That(results[i].Equals(expected), $"f({Sweep[i]}) is {results[i]}, expected {expected}");
                continue;
            }
            T magnitude = T.Abs(expected);
            double error = Math.Abs(double.CreateTruncating(results[i]) - exact) / double.CreateTruncating(T.BitIncrement(magnitude) - magnitude);
            (worst, at) = error > worst || double.IsNaN(error) ? (error, Sweep[i]) : (worst, at);
        }
        Assert.That(worst, Is.LessThanOrEqualTo(ulps), $"at {at}");
        T[] notANumber = [T.NaN];
        function(notANumber, notANumber);
        Assert.That(T.IsNaN(notANumber[0]));
    }

    [Test]
    public void Exponential_is_within_2_ulp() => Check(ElementWise.Exp, Math.Exp, 2);

    [Test]
    public void Sigmoid_is_within_3_ulp()
        => Check(ElementWise.Sigmoid, static x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)), 3);

    [Test]
    public void Tanh_is_within_4_ulp() => Check(ElementWise.Tanh, Math.Tanh, 4);

    [Test]
    public void ReLU_is_exact() => Check(ElementWise.ReLU, static x => Math.Max(x, 0), 0);

    [Test]
    public void A_result_depends_neither_on_place_nor_on_length([Values(1, 2, 3, 7, 8, 15, 16, 17, 33, 100)] int length)
    {
        T[] x = [.. TestMatrices.Random<T>(1, length, 4).AsSpan()];
        foreach (Function function in new Function[] { ElementWise.Exp, ElementWise.Sigmoid, ElementWise.Tanh, ElementWise.ReLU })
        {
            var whole = new T[length];
            function(x, whole);
            for (int offset = 0; offset < length; offset++)
            {
                var part = new T[length - offset];
                function(x.AsSpan(offset), part);
                Assert.That(part, Is.EqualTo(whole[offset..]));
            }
            T[] inPlace = [.. x];
            function(inPlace, inPlace);
            Assert.That(inPlace, Is.EqualTo(whole));
        }
    }

    [Test]
    public void Results_too_large_for_the_caches_are_the_same()
    {
        T[] pattern = [.. TestMatrices.Random<T>(1, 37, 4).AsSpan()];
        var x = new T[(8 << 20) / (typeof(T) == typeof(float) ? 4 : 8) + 5];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = pattern[i % pattern.Length];
        }
        var y = new T[x.Length];
        ElementWise.ReLU<T>(x, y);
        ElementWise.ReLU(x, x);
        Assert.That(y.AsSpan().SequenceEqual(x));
        Assert.That(y[..37], Is.EqualTo(pattern.Select(v => T.Max(v, T.Zero))));
    }

    [Test]
    public void Nothing_is_done_to_nothing_and_a_short_destination_is_refused()
    {
        foreach (Function function in new Function[] { ElementWise.Exp, ElementWise.Sigmoid, ElementWise.Tanh, ElementWise.ReLU, ElementWise.Softmax })
        {
            Assert.That(() => function([], []), Throws.Nothing);
            Assert.That(() => function(new T[3], new T[2]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Not_a_number_spoils_the_whole_softmax([Values(1, 20, 70)] int length)
    {
        for (int at = 0; at < length; at++)
        {
            var x = new T[length];
            x[at] = T.NaN;
            ElementWise.Softmax(x, x);
            Assert.That(x, Has.All.Matches<T>(T.IsNaN));
        }
    }

    [Test]
    public void Softmax_is_the_share_of_the_exponentials([Values(1, 2, 5, 16, 17, 100)] int length)
    {
        double tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-14;
        foreach (double shift in new[] { 0.0, -1000, 1000, 1e30 })
        {
            T[] x = [.. TestMatrices.Random<T>(1, length, 6).AsSpan().ToArray().Select(v => v + T.CreateChecked(shift))];
            double largest = x.Max(double.CreateChecked), sum = x.Sum(v => Math.Exp(double.CreateChecked(v) - largest));
            var y = new T[length];
            ElementWise.Softmax<T>(x, y);
            Assert.That(y.Select(double.CreateChecked), Is.EqualTo(x.Select(v => Math.Exp(double.CreateChecked(v) - largest) / sum)).Within(tolerance));
        }
    }

    [Test]
    public void Derivatives_multiply_delta()
    {
        const int Length = 37;
        T[] delta = [.. TestMatrices.Random<T>(1, Length, 2).AsSpan()];
        T[] y = [.. TestMatrices.Random<T>(1, Length, 3).AsSpan().ToArray().Select(v => v / T.CreateChecked(2))];
        void CheckBackward(Action<T[]> backward, Func<double, double> derivative)
        {
            var result = new T[Length];
            backward(result);
            Assert.That(result.Select(double.CreateChecked), Is.EqualTo(y.Select((v, i) => double.CreateChecked(delta[i]) * derivative(double.CreateChecked(v)))).Within(1e-6));
        }
        CheckBackward(r => ElementWise.SigmoidBackward<T>(y, delta, r), static v => v * (1 - v));
        CheckBackward(r => ElementWise.TanhBackward<T>(y, delta, r), static v => 1 - (v * v));
        CheckBackward(r => ElementWise.ReLUBackward<T>(y, delta, r), static v => v > 0 ? 1 : 0);
    }

    [Test]
    public void A_type_that_vectors_do_not_hold_takes_the_plain_path()
    {
        Half[] x = [(Half)(-2), (Half)0, (Half)1.5f], y = new Half[3];
        ElementWise.Tanh<Half>(x, y);
        Assert.That((float)y[2], Is.EqualTo(MathF.Tanh(1.5f)).Within(1e-3));
        ElementWise.Sigmoid<Half>(x, y);
        Assert.That((float)y[0], Is.EqualTo(1 / (1 + MathF.Exp(2))).Within(1e-3));
        ElementWise.ReLU<Half>(x, y);
        Assert.That(y, Is.EqualTo(new[] { (Half)0, (Half)0, (Half)1.5f }));
        ElementWise.Exp<Half>(x, y);
        Assert.That((float)y[1], Is.EqualTo(1));
        ElementWise.ReLUBackward<Half>(x, [(Half)3, (Half)3, (Half)3], y);
        Assert.That(y, Is.EqualTo(new[] { (Half)0, (Half)0, (Half)3 }));
        ElementWise.SigmoidBackward<Half>([(Half)0.5f], [(Half)2], y.AsSpan(..1));
        ElementWise.TanhBackward<Half>([(Half)0.5f], [(Half)2], y.AsSpan(1..2));
        Assert.That(y[..2], Is.EqualTo(new[] { (Half)0.5f, (Half)1.5f }));
        ElementWise.Softmax<Half>(x, y);
        Assert.That(y.Sum(v => (float)v), Is.EqualTo(1).Within(2e-3));
    }
}
