namespace MiniDnn.Tests;

internal sealed class LearningRateScheduleTests
{
    private static double Rate(LearningRateSchedule schedule, double epoch, int epochs = 20, double baseRate = 0.5)
        => schedule.Rate(baseRate, new(1, epoch, epochs), new double[schedule.StateCount]);

    [TestCase(0, 0.5)]
    [TestCase(2.99, 0.5)]
    [TestCase(3, 0.1)]
    [TestCase(6.5, 0.02)]
    public void Steps_fall_every_few_epochs(double epoch, double expected)
        => Assert.That(Rate(new StepSchedule { EveryEpochs = 3, Factor = 0.2 }, epoch), Is.EqualTo(expected).Within(1e-16));

    [TestCase(0, 0.5)]
    [TestCase(0.9, 0.5)]
    [TestCase(2, 0.5 * 0.81)]
    [TestCase(10.5, 0.5 * 0.3486784401)]
    public void An_exponential_falls_every_epoch(double epoch, double expected)
        => Assert.That(Rate(new StepSchedule { EveryEpochs = 1, Factor = 0.9 }, epoch), Is.EqualTo(expected).Within(1e-15));

    [TestCase(0, 0.05)]
    [TestCase(2, 0.275)]
    [TestCase(4, 0.5)]
    [TestCase(8, 0.05 + (0.45 * 0.8535533905932737))]
    [TestCase(12, 0.275)]
    [TestCase(20, 0.05)]
    [TestCase(25, 0.05)]
    public void A_cosine_warms_up_and_falls(double epoch, double expected)
        => Assert.That(Rate(new CosineSchedule { WarmUpEpochs = 4, FinalShare = 0.1 }, epoch), Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void A_cosine_without_warm_up_ends_at_0_and_one_that_only_warms_up_never_falls()
    {
        Assert.That(Rate(new CosineSchedule(), 0), Is.EqualTo(0.5));
        Assert.That(Rate(new CosineSchedule(), 20), Is.EqualTo(0).Within(1e-16));
        Assert.That(Rate(new CosineSchedule { WarmUpEpochs = 30, StartShare = 0 }, 15), Is.EqualTo(0.25));
        Assert.That(Rate(new CosineSchedule { WarmUpEpochs = 20 }, 20), Is.EqualTo(0.5));
    }

    /// <summary>As PyTorch's ReduceLROnPlateau with a patience of one less, and Keras' with the same one.</summary>
    [Test]
    public void A_plateau_lowers_the_rate_after_the_patience_is_used_up()
    {
        var schedule = new ReduceOnPlateau { Factor = 0.5, Patience = 3, Tolerance = 0.01, MinimumLearningRate = 0.1 };
        var state = new double[schedule.StateCount];
        double[] losses = [1, 0.995, 0.9, 0.9, 0.899, double.NaN, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
        double[] expected = [0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.1, 0.1, 0.1, 0.1];
        double[] rates = [.. losses.Select(loss =>
        {
            schedule.EndEpoch(loss, state);
            return schedule.Rate(0.5, new(1, 1, 20), state);
        })];
        Assert.That(rates, Is.EqualTo(expected).Within(1e-16));
        Assert.That(schedule.Rate(0.05, new(1, 1, 20), state), Is.EqualTo(0.05), "a rate below the least is not raised");
    }

    [Test]
    public void A_plateau_of_negative_losses_is_seen_too_and_a_first_NaN_is_improved_on()
    {
        var schedule = new ReduceOnPlateau { Patience = 1, Tolerance = 0.01 };
        var state = new double[schedule.StateCount];
        foreach (double loss in new[] { double.NaN, -1, -2, -3 })
        {
            schedule.EndEpoch(loss, state);
        }
        Assert.That(schedule.Rate(1, default, state), Is.EqualTo(1));
        schedule.EndEpoch(-3.01, state);
        Assert.That(schedule.Rate(1, default, state), Is.EqualTo(0.1));
    }

    /// <summary>∞ − ∞ is NaN, which nothing is less than: a first loss of ∞ must be improved on like any other.</summary>
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.MaxValue)]
    [TestCase(double.NaN)]
    public void A_plateau_recovers_from_whatever_loss_came_first(double first)
    {
        var schedule = new ReduceOnPlateau { Factor = 0.5, Patience = 1 };
        var state = new double[schedule.StateCount];
        foreach (double loss in new[] { first, 5, 4, 3, 2, 1, .5, .25 })
        {
            schedule.EndEpoch(loss, state);
            Assert.That(state, Has.All.Matches<double>(double.IsFinite), "only finite numbers can be saved");
        }
        Assert.That(schedule.Rate(0.1, default, state), Is.EqualTo(0.1));
        schedule.EndEpoch(first, state);
        Assert.That(schedule.Rate(0.1, default, state), Is.EqualTo(0.05));
    }

    [Test]
    public void Whoever_restores_the_state_goes_on_alike()
    {
        var schedule = new ReduceOnPlateau { Patience = 2 };
        var state = new double[schedule.StateCount];
        schedule.EndEpoch(1, state);
        schedule.EndEpoch(1, state);
        double[] saved = [.. state];
        schedule.EndEpoch(1, state);
        new ReduceOnPlateau { Patience = 2 }.EndEpoch(1, saved);
        Assert.That(saved, Is.EqualTo(state));
        Assert.That(schedule.Rate(1, default, saved), Is.EqualTo(0.1));
    }

    [Test]
    public void A_schedule_of_ones_own_remembers_nothing_unless_it_says_so()
    {
        LearningRateSchedule schedule = new InverseRoot();
        schedule.EndEpoch(1, []);
        Assert.That(schedule.Rate(1, new(16, 0, 1), []), Is.EqualTo(0.25));
    }

    [Test]
    public void Constants_are_checked()
    {
        Assert.That(() => new StepSchedule { EveryEpochs = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("EveryEpochs"));
        Assert.That(() => new StepSchedule { Factor = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Factor must be positive and finite."));
        Assert.That(() => new StepSchedule { Factor = double.PositiveInfinity }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CosineSchedule { WarmUpEpochs = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("WarmUpEpochs must be 0 or more, and finite."));
        Assert.That(() => new CosineSchedule { StartShare = 1.1 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("StartShare must be from 0 to 1."));
        Assert.That(() => new CosineSchedule { FinalShare = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ReduceOnPlateau { Factor = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ReduceOnPlateau { Factor = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ReduceOnPlateau { Patience = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ReduceOnPlateau { Tolerance = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ReduceOnPlateau { MinimumLearningRate = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Schedules_say_what_they_do()
    {
        Assert.That(new StepSchedule().ToString(), Is.EqualTo("× 0.1 every 10 epochs"));
        Assert.That(new StepSchedule { EveryEpochs = 1, Factor = 0.95 }.ToString(), Is.EqualTo("× 0.95 every epoch"));
        Assert.That(new CosineSchedule { WarmUpEpochs = 5 }.ToString(), Does.StartWith("cosine to 0").And.EndsWith("after 5 epochs of warm-up"));
        Assert.That(new ReduceOnPlateau().ToString(), Is.EqualTo("× 0.1 after 10 epochs without improvement"));
    }

    /// <summary>η = η₀/√step, in as many lines as a user needs.</summary>
    private sealed class InverseRoot : LearningRateSchedule
    {
        public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state) => baseRate / Math.Sqrt(point.Step);
    }
}
