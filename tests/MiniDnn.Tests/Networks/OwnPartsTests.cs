namespace MiniDnn.Tests;

/// <summary>Parts that a user brings, good ones and bad ones. (An activation, a loss and an update rule of one's own are on the architecture page, which is run too.)</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class OwnPartsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static Matrix<T> X => TestMatrices.Random<T>(20, 2);

    private static Matrix<T> Y => TestMatrices.Random<T>(20, 1, 2);

    private static FeedForwardNetwork<T> Network() => new(2, [new Dense(3, Activation.Tanh), new Dense(1)], seed: 1);

    private static TrainingOptions<T> Options(LearningRateSchedule? schedule) => new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd { LearningRate = 0.1 }, BatchSize = 10, Epochs = 3, Schedule = schedule };

    [Test]
    public void A_schedule_of_ones_own_sets_the_rate_of_every_step()
    {
        var schedule = new OwnSchedule(point => 1.0 / point.Step);
        Assert.That(Network().Train(X, Y, Options(schedule)).Select(epoch => epoch.LearningRate), Is.EqualTo(new[] { 0.1 / 2, 0.1 / 4, 0.1 / 6 }).Within(1e-16));
    }

    [Test]
    public void A_rate_that_is_none_is_refused_and_the_network_stays_usable([Values(double.NaN, -1, double.PositiveInfinity)] double share)
    {
        FeedForwardNetwork<T> network = Network();
        Assert.That(() => network.Train(X, Y, Options(new OwnSchedule(point => point.Step == 3 ? share : 1))), Throws.InvalidOperationException.With.Message.Contains("own schedule gave a learning rate of").And.Message.Contains("for step 3; it must be 0 or more, and finite."));
        Assert.That(network.Train(X, Y, Options(null)).Outcome, Is.EqualTo(DescentOutcome.EpochLimit));
    }

    [Test]
    public void An_initialiser_of_ones_own_fills_the_weights_and_one_that_gives_NaN_is_refused()
    {
        var network = new FeedForwardNetwork<T>(3, [new Dense(2, Activation.ReLU, new OwnInitializer(0.25))]);
        Assert.That(network.Parameters.ToArray().Select(double.CreateChecked), Is.EqualTo(new[] { 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0, 0 }));
        Assert.That(() => new FeedForwardNetwork<T>(3, [new Dense(2), new Dense(2, Activation.ReLU, new OwnInitializer(double.NaN))]), Throws.ArgumentException.With.Message.StartsWith("Layer 1: Dense(2, relu) starts with a number in 'weight' that is not finite."));
    }

    [Test]
    public void A_loss_of_ones_own_that_is_not_finite_ends_the_training_with_the_weights_from_before()
    {
        FeedForwardNetwork<T> network = Network();
        T[] before = [.. network.Parameters];
        TrainingHistory history = network.Train(X, Y, new() { Loss = new NaNLoss() });
        Assert.That((history.Outcome, history.Count), Is.EqualTo((DescentOutcome.Diverged, 0)));
        Assert.That(network.Parameters.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void An_own_activation_takes_precedence_over_a_built_in_one_of_its_name()
    {
        Activation own = new OwnTanh();
        var network = new FeedForwardNetwork<T>(2, [new Dense(1, own)], seed: 1);
        var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        Assert.That(FeedForwardNetwork<T>.Load(file, new() { Activations = [own] }).Layers[0].Layer.OutputActivation, Is.SameAs(own));
    }

    private sealed class OwnSchedule(Func<SchedulePoint, double> share) : LearningRateSchedule
    {
        public override double Rate(double baseRate, SchedulePoint point, ReadOnlySpan<double> state) => baseRate * share(point);

        public override string ToString() => "own schedule";
    }

    private sealed class OwnInitializer(double value) : Initializer
    {
        public override void Fill<TNumber>(Span<TNumber> weights, int inputs, int outputs, SeededRandom random) => weights.Fill(TNumber.CreateChecked(value));

        public override string ToString() => "own initialiser";
    }

    private sealed class NaNLoss : Loss
    {
        public override string Name => "nan";

        public override TNumber Evaluate<TNumber>(ReadOnlyMatrixSpan<TNumber> preActivations, ReadOnlyMatrixSpan<TNumber> predictions, ReadOnlyMatrixSpan<TNumber> targets, MatrixSpan<TNumber> delta) => TNumber.NaN;
    }

    private sealed class OwnTanh : Activation
    {
        public override string Name => "tanh";

        public override void Apply<TNumber>(ReadOnlyMatrixSpan<TNumber> input, MatrixSpan<TNumber> output) => Tanh.Apply(input, output);

        public override void Backward<TNumber>(ReadOnlyMatrixSpan<TNumber> input, ReadOnlyMatrixSpan<TNumber> output, MatrixSpan<TNumber> delta) => Tanh.Backward(input, output, delta);
    }
}
