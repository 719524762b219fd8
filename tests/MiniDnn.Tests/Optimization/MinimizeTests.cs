namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class MinimizeTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateChecked(value);

    /// <summary>(x − 3)² + 10·(y + 1)².</summary>
    private static T Bowl(ReadOnlySpan<T> p, Span<T> gradient)
    {
        T x = p[0] - Number(3), y = p[1] + T.One;
        gradient[0] = Number(2) * x;
        gradient[1] = Number(20) * y;
        return (x * x) + (Number(10) * y * y);
    }

    [Test]
    public void A_bowl_is_descended_to_its_bottom()
    {
        DescentResult<T> result = GradientDescent.Minimize<T>(Bowl, [T.Zero, T.Zero], new() { LearningRate = 0.04, Tolerance = 1e-4, TraceEvery = 10 });
        Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Converged));
        Assert.That(result.Parameters.Select(double.CreateChecked), Is.EqualTo(new[] { 3.0, -1 }).Within(1e-4));
        Assert.That(result.Message, Is.EqualTo($"Converged after {result.Epochs} epochs."));
        Assert.That(result.Trace.Select(point => point.Epochs).SkipLast(1), Is.All.Matches<int>(epoch => epoch % 10 == 0));
        Assert.That(result.Trace[^1].Epochs, Is.EqualTo(result.Epochs));
        Assert.That(result.Trace.Select(point => double.CreateChecked(point.Loss)), Is.Ordered.Descending);
        Assert.That(result.Trace[0].ToString(), Does.StartWith("epoch 0: loss 19"));
        Assert.That(result.ToString(), Does.StartWith(result.Message));
    }

    [Test]
    public void Rosenbrocks_valley_is_followed_by_Adam()
    {
        static T Valley(ReadOnlySpan<T> p, Span<T> gradient)
        {
            T a = T.One - p[0], b = p[1] - (p[0] * p[0]);
            gradient[0] = (Number(-2) * a) - (Number(400) * p[0] * b);
            gradient[1] = Number(200) * b;
            return (a * a) + (Number(100) * b * b);
        }
        DescentResult<T> result = GradientDescent.Minimize<T>(Valley, [Number(-1.2), T.One], new() { Optimizer = new Adam { LearningRate = 0.02 }, Epochs = 20_000, Tolerance = 1e-3 });
        Assert.That(result.Parameters.Select(double.CreateChecked), Is.EqualTo(new[] { 1.0, 1 }).Within(2e-2));
    }

    [Test]
    public void Divergence_is_told_and_the_best_parameters_are_kept()
    {
        DescentResult<T> result = GradientDescent.Minimize<T>(Bowl, [T.Zero, T.Zero], new() { LearningRate = 0.2 });
        Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Diverged));
        Assert.That(result.Message, Does.Contain("the learning rate 0.2 is too large"));
        Assert.That(double.CreateChecked(result.Loss), Is.EqualTo(19));
        Assert.That(result.Trace, Is.Empty);
    }

    [Test]
    public void The_limit_and_a_cancellation_end_the_descent()
    {
        Assert.That(GradientDescent.Minimize<T>(Bowl, [T.Zero, T.Zero], new() { Epochs = 3 }).Message, Is.EqualTo("Stopped at the limit of 3 epochs."));
        DescentResult<T> cancelled = GradientDescent.Minimize<T>(Bowl, [T.Zero, T.Zero], null, new CancellationToken(canceled: true));
        Assert.That((cancelled.Outcome, cancelled.Epochs, cancelled.Message), Is.EqualTo((DescentOutcome.Cancelled, 0, "Cancelled after 0 epochs.")));
    }

    [Test]
    public void Bad_starts_and_options_are_refused()
    {
        Assert.That(() => GradientDescent.Minimize<T>(null!, [T.One]), Throws.ArgumentNullException);
        Assert.That(() => GradientDescent.Minimize<T>(Bowl, []), Throws.ArgumentException.With.Message.StartsWith("Minimize: start has no elements"));
        Assert.That(() => GradientDescent.Minimize<T>(Bowl, [T.One, T.NaN]), Throws.ArgumentException.With.Message.Contains("start[1] is NaN"));
        Assert.That(() => GradientDescent.Minimize<T>((_, _) => T.NaN, [T.One]), Throws.ArgumentException.With.Message.StartsWith("Minimize: at start the loss is NaN"));
        Assert.That(() => new DescentOptions { LearningRate = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DescentOptions { Epochs = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DescentOptions { Tolerance = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DescentOptions { TraceEvery = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
