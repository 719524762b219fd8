namespace MiniDnn.Tests;

/// <summary>The errors that docs/accuracy.md states, over the whole range of the type, against doubled precision.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ActivationAccuracyTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double Epsilon = double.CreateChecked(T.BitIncrement(T.One) - T.One), Denormal = double.CreateChecked(T.BitIncrement(T.Zero));

    /// <summary>Every power of 2 of both signs, the interval where the functions live, and their long tails.</summary>
    private static readonly T[] Sweep = MakeSweep();

    /// <param name="F">The activation.</param>
    /// <param name="Value">f(a).</param>
    /// <param name="Slope">f′(a).</param>
    /// <param name="Ulps">The error of f(a) in units in the last place.</param>
    /// <param name="SlopeEpsilons">The error of f′(a) in units of ε, the distance from 1 to the next number.</param>
    public sealed record Stated(Activation F, Func<double, DoubleDouble> Value, Func<double, DoubleDouble> Slope, Func<double, double> Ulps, double SlopeEpsilons)
    {
        public override string ToString() => F.Name;
    }

    private static readonly Stated[] All =
    [
        new(Activation.Identity, a => a, _ => 1, _ => 0, 0),
        new(Activation.ReLU, a => Math.Max(a, 0), a => a > 0 ? 1 : 0, _ => 0, 0),
        new(Activation.Sigmoid, ExactActivations.Sigmoid, ExactActivations.SigmoidSlope, _ => 3, 1),
        new(Activation.Tanh, ExactActivations.Tanh, ExactActivations.TanhSlope, _ => 4, 4),
        new(new LeakyReLU { Slope = 0.25 }, a => a > 0 ? a : a / 4, a => a > 0 ? 1 : 0.25, _ => 1, 0),
        new(Activation.ELU, ExactActivations.Elu, ExactActivations.EluSlope, _ => 4, 2),
        new(Activation.Softplus, ExactActivations.Softplus, ExactActivations.Sigmoid, _ => 4, 2),
        new(Activation.SiLU, ExactActivations.Silu, ExactActivations.SiluSlope, _ => 4, 20),
        new(Activation.GELU, ExactActivations.Gelu, ExactActivations.GeluSlope, a => a > 0 ? 6 : 6 + Math.Min(a * a, 1600), 10),
        new(Activation.GELUTanh, ExactActivations.GeluTanh, ExactActivations.GeluTanhSlope, a => a > 0 ? 4 : 4 + (2 * Math.Abs(ExactActivations.GeluArgument(Math.Max(a, -50)).High)), 50),
    ];

    private static T[] MakeSweep()
    {
        var random = new SeededRandom(3);
        var values = new List<double> { 0, double.NegativeZero };
        for (int e = -1074; e < 1024; e++)
        {
            double value = Math.ScaleB(1 + random.NextDouble(), e);
            values.AddRange([value, -value]);
        }
        for (int i = 0; i < 4000; i++)
        {
            double share = random.NextDouble() - 0.5;
            values.AddRange([share * 2, share * 8, share * 40, share * 220, share * 1500]);
        }
        return [.. values.Select(T.CreateTruncating).Where(T.IsFinite), T.BitDecrement(T.PositiveInfinity), T.BitIncrement(T.NegativeInfinity)];
    }

    [TestCaseSource(nameof(All))]
    public void Values_and_slopes_are_within_what_is_stated(object activation)
    {
        var stated = (Stated)activation;
        Matrix<T> input = new(1, Sweep.Length, Sweep), output = input.Clone(), slopes = input.Map(_ => T.One);
        stated.F.Apply<T>(input, output);
        stated.F.Backward(stated.F.NeedsInput ? input.AsReadOnly() : default, output, slopes);
        for (int i = 0; i < Sweep.Length; i++)
        {
            double a = double.CreateChecked(Sweep[i]);
            DoubleDouble value = stated.Value(a);
            // a product with σ(a) is no better than σ(a), which may be so small that it has few digits
            double bound = (stated.Ulps(a) * Ulp(value)) + (stated.F.NeedsInput ? Math.Min(Math.Abs(a), 1000) * Denormal : 0);
            AssertWithin(output[0, i], value, bound, stated, "", a);
            AssertWithin(slopes[0, i], stated.Slope(a), stated.SlopeEpsilons * Epsilon, stated, "′", a);
        }
    }

    [Test]
    public void Infinite_arguments_give_the_limits_and_not_a_number_stays()
    {
        void Check(Activation activation, double below, double above)
        {
            Matrix<T> ends = new(1, 3, [T.NegativeInfinity, T.PositiveInfinity, T.NaN]);
            activation.Apply<T>(ends, ends);
            Assert.That(ends.AsSpan().ToArray().Select(double.CreateChecked), Is.EqualTo(new[] { below, above, double.NaN }), activation.Name);
        }
        Check(Activation.ReLU, 0, double.PositiveInfinity);
        Check(Activation.Sigmoid, 0, 1);
        Check(Activation.Tanh, -1, 1);
        Check(Activation.LeakyReLU, double.NegativeInfinity, double.PositiveInfinity);
        Check(Activation.ELU, -1, double.PositiveInfinity);
        Check(Activation.Softplus, 0, double.PositiveInfinity);
        Check(Activation.SiLU, double.NaN, double.PositiveInfinity);   // −∞·0
        Check(Activation.GELU, double.NaN, double.PositiveInfinity);
        Check(Activation.GELUTanh, double.NaN, double.PositiveInfinity);
    }

    [Test]
    public void Softmax_and_its_derivative_are_within_what_is_stated([Values(1, 2, 10, 100, 1000)] int length, [Values(1, 20, 160)] double spread)
    {
        var random = new SeededRandom(5);
        T[] a = [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked((random.NextDouble() - 0.5) * spread))], delta = [.. a.Select(_ => T.CreateChecked(random.NextDouble() - 0.5))];
        Matrix<T> output = new(1, length, a), back = new(1, length, delta);
        Activation.Softmax.Apply<T>(output, output);
        Activation.Softmax.Backward<T>(default, output, back);

        double largest = a.Max(double.CreateChecked);
        double[] distances = [.. a.Select(x => largest - double.CreateChecked(x))];
        DoubleDouble[] exponentials = [.. a.Select(x => ExactActivations.Exp(DoubleDouble.ExactSum(double.CreateChecked(x), -largest)))];
        DoubleDouble sum = exponentials.Aggregate((x, y) => x + y), dot = DoubleDouble.Zero;
        double magnitude = 0;
        for (int i = 0; i < length; i++)
        {
            dot += DoubleDouble.ExactProduct(double.CreateChecked(output[0, i]), double.CreateChecked(delta[i]));
            magnitude += Math.Abs(double.CreateChecked(output[0, i] * delta[i]));
        }
        for (int i = 0; i < length; i++)
        {
            DoubleDouble value = exponentials[i] / sum, slope = (-dot + double.CreateChecked(delta[i])) * double.CreateChecked(output[0, i]);
            AssertWithin(output[0, i], value, (4 + (length / 50.0) + distances[i]) * Ulp(value), "softmax", "", distances[i]);
            AssertWithin(back[0, i], slope, (2 + (length / 50.0)) * Epsilon * double.CreateChecked(output[0, i]) * (Math.Abs(double.CreateChecked(delta[i])) + magnitude) + Denormal, "softmax", "′", distances[i]);
        }
    }

    private static double Ulp(DoubleDouble value)
    {
        T magnitude = T.Abs(T.CreateTruncating(value.High));
        return magnitude == T.Zero ? Denormal : double.CreateChecked(magnitude - T.BitDecrement(magnitude));
    }

    // the message is put together where it is needed only: for all the numbers of a sweep that took longer than everything else
    private static void AssertWithin(T actual, DoubleDouble exact, double bound, object function, string mark, double argument)
    {
        double error = Math.Abs((exact - double.CreateChecked(actual)).High);
        if (!(error <= bound))
        {
            Assert.Fail($"{function}{mark}({argument:R}) is {actual}, exactly {exact.High}: the error {error:E2} is more than {bound:E2}");
        }
    }
}
