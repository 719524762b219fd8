namespace MiniDnn.Tests;

internal sealed class LossProgressTests
{
    private static LossProgress After(double minimumImprovement, params double[] losses)
        => losses.Aggregate(LossProgress.None, (progress, loss) => progress.After(loss, minimumImprovement));

    [TestCase(0, new[] { 3.0, 2, 1 }, 1, 0)]
    [TestCase(0, new[] { 3.0, 2, 2, 2 }, 2, 2)]
    [TestCase(0.1, new[] { 100, 91, 89.0 }, 89, 0)]
    [TestCase(0.1, new[] { 100, 95, 90.0 }, 100, 2, Description = "a fall of just the share is none")]
    [TestCase(0.1, new[] { -100, -105, -111.0 }, -111, 0)]
    [TestCase(0.5, new[] { 0.0, 0, -1e-300 }, -1e-300, 0, Description = "any fall below 0 is one")]
    [TestCase(0, new[] { double.NaN, double.NaN, 7 }, 7, 0)]
    [TestCase(0.5, new[] { double.PositiveInfinity, 1e308 }, 1e308, 0)]
    [TestCase(0, new[] { double.PositiveInfinity, double.PositiveInfinity, double.NaN }, double.PositiveInfinity, 2)]
    [TestCase(0.5, new[] { double.NegativeInfinity, -1e308 }, double.NegativeInfinity, 1)]
    public void The_best_loss_and_the_epochs_since(double minimumImprovement, double[] losses, double best, int without)
        => Assert.That(After(minimumImprovement, losses), Is.EqualTo(new LossProgress(best, losses.Length, without)));

    /// <summary>Counted plainly: the last epoch that was less than all before by the share, and how many came after.</summary>
    [Test]
    public void It_does_not_matter_in_what_unit_a_loss_is_given([Values(1e-300, 1e-3, 1, 1e200)] double unit)
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            double share = random.Next(3) * 0.1;
            double[] losses = [.. Enumerable.Range(0, 30).Select(_ => random.Next(-20, 100) * 1.0)];
            int best = 0;
            for (int i = 1; i < losses.Length; i++)
            {
                best = losses[i] < losses[best] - (share * Math.Abs(losses[best])) ? i : best;
            }
            LossProgress progress = After(share, [.. losses.Select(loss => loss * Math.ScaleB(1, Math.ILogB(unit)))]);
            Assert.That(progress.EpochsWithoutImprovement, Is.EqualTo(losses.Length - 1 - best), $"round {round}");
            Assert.That(progress.HasImproved, Is.EqualTo(best == losses.Length - 1));
        }
    }

    [Test]
    public void Patience_ends_with_so_many_epochs_in_a_row([Values(1, 2, 5)] int patience)
    {
        LossProgress progress = After(0, 3, 1);
        Assert.That(LossProgress.None.HasImproved, Is.False);
        for (int epoch = 1; epoch <= patience; epoch++)
        {
            Assert.That(progress.HasStalled(patience), Is.False);
            progress = progress.After(1, 0);
        }
        Assert.That(progress.HasStalled(patience), Is.True);
        Assert.That(progress.After(0.5, 0).HasStalled(patience), Is.False);
    }
}
