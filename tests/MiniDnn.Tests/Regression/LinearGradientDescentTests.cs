namespace MiniDnn.Tests;

internal sealed class LinearGradientDescentTests
{
    private static readonly double[] Temperature = [20, 30, 40];
    private static readonly double[] Orders = [30, 50, 80];

    private static LinearDescentResult<double> Descend(int epochs, double rate = 0.0005, int? batch = null, bool meanLoss = false)
        => GradientDescent.Fit(Temperature, Orders, new() { LearningRate = rate, Epochs = epochs, BatchSize = batch, MeanLoss = meanLoss });

    [TestCase(1, 2.65, 0.08, 1e-15)]
    [TestCase(3, 1.99391665, 0.055143555, 1e-14)]
    [TestCase(10, 1.825834764763, 0.034205910066, 5e-13)]
    [TestCase(100_000, 2.499978112726, -21.665961460323, 5e-13)]
    [TestCase(113_957, 2.499994827311, -21.666500003021, 5e-13)]
    public void The_path_of_full_batch_descent(int epochs, double a, double b, double tolerance)
    {
        LinearDescentResult<double> result = Descend(epochs);
        Assert.That(result.Parameters[1], Is.EqualTo(a).Within(tolerance));
        Assert.That(result.Parameters[0], Is.EqualTo(b).Within(tolerance));
    }

    [TestCase(10, 0.0019922462729, 0.0023069848390)]
    [TestCase(100_000, -0.0000000022623, 0.0000000728897)]
    [TestCase(113_957, -0.0000000005346, 0.0000000172263)]
    public void The_last_step_of_the_path(int epochs, double stepA, double stepB)
    {
        LinearDescentResult<double> before = Descend(epochs - 1);
        LinearDescentResult<double> after = Descend(epochs);
        Assert.That(before.Parameters[1] - after.Parameters[1], Is.EqualTo(stepA).Within(5e-13));
        Assert.That(before.Parameters[0] - after.Parameters[0], Is.EqualTo(stepB).Within(5e-13));
    }

    [Test]
    public void Epoch_113957_is_the_first_that_rounds_to_the_answer()
    {
        Assert.That(Math.Round(Descend(113_956).Intercept, 3), Is.EqualTo(-21.666));
        Assert.That(Descend(113_956).Intercept, Is.EqualTo(-21.666499985795).Within(5e-13));
        LinearDescentResult<double> result = Descend(113_957);
        Assert.That(Math.Round(result.Intercept, 3), Is.EqualTo(-21.667));
        Assert.That(result.GradientNorm * result.GradientNorm, Is.EqualTo(1.188e-9).Within(0.5e-12));
        Assert.That(2 * result.Loss, Is.EqualTo(50.0 / 3).Within(1e-6));
        Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.EpochLimit));
    }

    [Test]
    public void One_sample_at_a_time_settles_on_a_cycle()
    {
        LinearDescentResult<double> result = Descend(100_000, batch: 1);
        Assert.That(result.Parameters[1], Is.EqualTo(2.587037118647).Within(5e-13));
        Assert.That(result.Parameters[0], Is.EqualTo(-23.915326460393).Within(5e-13));
    }

    [Test]
    public void The_mean_of_the_gradient_is_slower_than_the_sum()
    {
        LinearDescentResult<double> result = Descend(100_000, meanLoss: true);
        Assert.That(result.Parameters[1], Is.EqualTo(2.478489522388).Within(5e-13));
        Assert.That(result.Parameters[0], Is.EqualTo(-20.973600678726).Within(5e-13));
    }

    [Test]
    public void A_rate_past_the_stable_limit_is_told_with_the_limit()
    {
        LinearDescentResult<double> result = Descend(100_000, rate: 0.0007);
        Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Diverged));
        Assert.That(result.LargestStableRate(), Is.EqualTo(0.000688991530416361).Within(1e-18));
        Assert.That(result.Message, Does.Contain("0.0007").And.Contain("0.00068899153041636"));
        Assert.That(result.Parameters, Has.All.Matches<double>(double.IsFinite));
    }

    [TestCase(0.9, 11_293)]
    [TestCase(0.99, 1_650)]
    public void Momentum_needs_fewer_epochs(double factor, int epochs)
    {
        Assert.That(FirstRounded(new Sgd { LearningRate = 0.0005, Momentum = factor }, 12_000), Is.EqualTo(epochs));
    }

    [Test]
    public void Standardised_predictors_need_one_epoch()
    {
        LinearDescentResult<double> result = GradientDescent.Fit(Temperature, Orders, new() { LearningRate = 1.0 / 3, Epochs = 1, Standardize = true });
        Assert.That(result.Coefficients[1], Is.EqualTo(2.5).Within(1e-13));
        Assert.That(result.Intercept, Is.EqualTo(-65.0 / 3).Within(1e-12));
        Assert.That(result.Predict(45), Is.EqualTo(545.0 / 6).Within(1e-12));
    }

    private static int FirstRounded(Optimizer rule, int limit)
        => GradientDescent.Fit(Temperature, Orders, new() { Optimizer = rule, Epochs = limit, TraceEvery = 1 }).Trace
            .First(p => Math.Round(p.Parameters[1], 3) == 2.5 && Math.Round(p.Parameters[0], 3) == -21.667).Epochs;
}
