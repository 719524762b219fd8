namespace MiniDnn.Tests;

/// <summary>A rate beyond the stable one is told whatever the units of the target and however slow the growth; a stable one never is.</summary>
internal sealed class DescentDivergenceTests
{
    private static (Matrix<double> X, double[] Y) Data(ulong seed, double unit)
    {
        var random = new SeededRandom(seed);
        int n = 5 + random.NextInt32(20);
        Matrix<double> x = Matrix.Create(n, 1 + random.NextInt32(3), (_, _) => random.NextNormal() + 1);
        return (x, [.. Enumerable.Range(0, n).Select(_ => unit * (random.NextNormal() + 2))]);
    }

    [Test]
    public void Plain_descent_beyond_the_stable_rate_diverges([Values(1.003, 1.05, 1.5, 10)] double factor, [Values(1e-150, 1e-9, 1, 1e9, 1e100)] double unit)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            (Matrix<double> x, double[] y) = Data(seed, unit);
            double rate = factor * GradientDescent.Fit(x, y, new() { Epochs = 0 }).LargestStableRate();
            LinearDescentResult<double> result = GradientDescent.Fit(x, y, new() { LearningRate = rate, Epochs = 2000 });
            Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Diverged), $"seed {seed}");
            Assert.That(result.Loss, Is.LessThanOrEqualTo(GradientDescent.Fit(x, y, new() { Epochs = 0 }).Loss));
            Assert.That(result.Message, Does.Contain("the largest stable rate"));
        }
    }

    [Test]
    public void A_stable_rate_never_does([Values(0.3, 0.9, 0.999)] double factor, [Values(1e-150, 1e-9, 1, 1e9)] double unit, [Values(20, 3000)] int epochs)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            (Matrix<double> x, double[] y) = Data(seed, unit);
            double rate = factor * GradientDescent.Fit(x, y, new() { Epochs = 0 }).LargestStableRate();
            Assert.That(GradientDescent.Fit(x, y, new() { LearningRate = rate, Epochs = epochs }).Outcome, Is.Not.EqualTo(DescentOutcome.Diverged), $"seed {seed}");
            Optimizer momentum = new Sgd { LearningRate = rate / 10, Momentum = 0.9 };
            Assert.That(GradientDescent.Fit(x, y, new() { Optimizer = momentum, Epochs = epochs }).Outcome, Is.Not.EqualTo(DescentOutcome.Diverged), $"seed {seed}");
        }
    }

    [Test]
    public void A_descent_that_can_go_no_further_has_converged([Values] bool momentum)
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            (Matrix<double> x, double[] y) = Data(seed, 1);
            double rate = 0.5 * GradientDescent.Fit(x, y, new() { Epochs = 0 }).LargestStableRate();
            Optimizer? rule = momentum ? new Sgd { LearningRate = rate, Momentum = 0.5 } : null;
            LinearDescentResult<double> result = GradientDescent.Fit(x, y, new() { LearningRate = rate, Optimizer = rule, Epochs = 200_000 });
            Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Converged), $"seed {seed}: {result}");
            Assert.That(result.Parameters, Is.EqualTo(LeastSquares.Fit(x, y).Coefficients).Within(1e-11));
        }
    }

    [Test]
    public void Steps_too_short_to_change_anything_are_no_convergence()
        => Assert.That(GradientDescent.Minimize((p, g) => { g[0] = 2 * (p[0] - 3); return (p[0] - 3) * (p[0] - 3); }, [1], new() { LearningRate = 1e-30 }).Outcome, Is.EqualTo(DescentOutcome.EpochLimit));
}
