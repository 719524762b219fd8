namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class GradientClippingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Largest = typeof(T) == typeof(float) ? T.CreateChecked(float.MaxValue) : T.CreateChecked(double.MaxValue);

    private static double[] ByNorm(double limit, params double[] gradient) => Clip(numbers => GradientClipping.ByNorm(numbers.AsSpan(), limit), gradient);

    private static double[] ByValue(double limit, params double[] gradient) => Clip(numbers => GradientClipping.ByValue(numbers.AsSpan(), limit), gradient);

    private static double[] Clip(Action<T[]> clip, double[] gradient)
    {
        T[] numbers = [.. gradient.Select(T.CreateChecked)];
        clip(numbers);
        return [.. numbers.Select(double.CreateChecked)];
    }

    [Test]
    public void Each_value_is_limited_by_itself()
    {
        double[] gradient = [-9, -0.5, -0.25, 0, 0.25, 0.5, 9, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.75];
        Assert.That(ByValue(0.5, gradient), Is.EqualTo(new[] { -0.5, -0.5, -0.25, 0, 0.25, 0.5, 0.5, double.NaN, 0.5, -0.5, 0.5 }));
    }

    [Test]
    public void The_norm_of_all_is_limited_and_the_direction_kept([Values(1, 7, 64, 1001)] int count)
    {
        T[] gradient = [.. TestMatrices.Random<T>(1, count, 3).AsSpan()];
        double[] before = [.. gradient.Select(double.CreateChecked)];
        double norm = Math.Sqrt(before.Sum(g => g * g));
        GradientClipping.ByNorm(gradient.AsSpan(), norm / 4);
        Assert.That(gradient.Select(double.CreateChecked), Is.EqualTo(before.Select(g => g / 4)).Within(1e-6));
        GradientClipping.ByNorm(gradient.AsSpan(), norm);
        Assert.That(gradient.Select(double.CreateChecked), Is.EqualTo(before.Select(g => g / 4)).Within(1e-6), "what is within the limit stays");
    }

    [Test]
    public void A_norm_too_large_for_a_number_is_limited_all_the_same()
    {
        T[] gradient = [Largest, -Largest, T.Zero, Largest, Largest];
        GradientClipping.ByNorm(gradient.AsSpan(), 2);
        Assert.That(gradient.Select(double.CreateChecked), Is.EqualTo(new double[] { 1, -1, 0, 1, 1 }).Within(1e-6));
    }

    /// <summary>limit/‖g‖ may be too small for a number where limit·g/‖g‖ is not.</summary>
    [Test]
    public void The_share_that_is_kept_may_be_smaller_than_any_number([Values(1e-30, 1e-9, 1e-3, 1, 1e30)] double limit, [Values(0.3, 1e-3, 1e-20)] double share)
    {
        double largest = double.CreateChecked(Largest) * share;
        T[] gradient = [T.CreateChecked(0.3 * largest), T.CreateChecked(-0.4 * largest)];
        GradientClipping.ByNorm(gradient.AsSpan(), limit);
        double exact = Math.Min(limit, 0.5 * largest), tolerance = 4 * double.CreateChecked(T.BitIncrement(T.One) - T.One);
        Assert.That(double.CreateChecked(gradient[0]), Is.EqualTo(0.6 * exact).Within(tolerance * exact));
        Assert.That(double.CreateChecked(gradient[1]), Is.EqualTo(-0.8 * exact).Within(tolerance * exact));
    }

    [Test]
    public void A_gradient_that_is_not_finite_or_0_or_empty_stays()
    {
        Assert.That(ByNorm(1, double.PositiveInfinity, 5), Is.EqualTo(new[] { double.PositiveInfinity, 5 }));
        Assert.That(ByNorm(1, double.NaN, 5), Is.EqualTo(new[] { double.NaN, 5 }));
        Assert.That(ByNorm(1, 0, 0), Is.EqualTo(new double[] { 0, 0 }));
        Assert.That(ByNorm(1), Is.Empty);
        Assert.That(ByValue(1), Is.Empty);
    }

    [Test]
    public void Limits_are_positive_and_finite([Values(0, -1, double.NaN, double.PositiveInfinity)] double limit)
    {
        Assert.That(() => new TrainingOptions<T> { ClipValue = limit }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("ClipValue must be positive and finite."));
        Assert.That(() => new TrainingOptions<T> { ClipNorm = limit }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("ClipNorm must be positive and finite."));
    }

    [Test]
    public void A_step_clips_each_value_first_and_the_norm_then()
    {
        var network = new FeedForwardNetwork<T>(2, [new Dense(1)], seed: 1);
        T[] before = network.Parameters.ToArray();
        var trainer = new Trainer<T>(network, new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd { LearningRate = 1 }, ClipValue = 4, ClipNorm = 1 });
        trainer.Step(Matrix.Create<T>([[T.CreateChecked(1e3), T.CreateChecked(-1e4)]]), [T.CreateChecked(-1e3)]);
        double share = 1 / Math.Sqrt(3);
        Assert.That(before.Zip(network.Parameters.ToArray(), (p, q) => Math.Abs(double.CreateChecked(p - q))), Is.EqualTo(new[] { share, share, share }).Within(1e-6));
    }
}

internal sealed class GradientClippingOfHalfTests
{
    [Test]
    public void Half_keeps_its_digits()
    {
        Half[] gradient = [(Half)300, (Half)400];
        GradientClipping.ByNorm(gradient.AsSpan(), 0.01);
        Assert.That((double)gradient[0], Is.EqualTo(0.006).Within(5e-6), "half a unit in the last place of 0.01 and of 0.006");
        Assert.That((double)gradient[1], Is.EqualTo(0.008).Within(7e-6));
    }
}
