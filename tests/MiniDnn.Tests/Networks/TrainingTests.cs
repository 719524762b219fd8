namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class TrainingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static (Matrix<T> X, Matrix<T> Y) Circle(int samples = 200)
    {
        Matrix<T> x = Matrix<T>.RandomUniform(samples, 2, new SeededRandom(3), -1, 1);
        return (x, Matrix.Create(samples, 1, (i, _) => (x[i, 0] * x[i, 0]) + (x[i, 1] * x[i, 1]) < T.CreateChecked(0.5) ? T.One : T.Zero));
    }

    private static FeedForwardNetwork<T> Network(ulong seed = 1) => new(2, [new Dense(12, Activation.Tanh), new Dense(1, Activation.Sigmoid)], seed);

    private static TrainingOptions<T> Options(int epochs, ulong seed = 0) => new() { Loss = Loss.BinaryCrossEntropy, Optimizer = new Adam { LearningRate = 0.02 }, Epochs = epochs, Seed = seed };

    [Test]
    public void Training_learns_a_circle_by_mini_batches()
    {
        (Matrix<T> x, Matrix<T> y) = Circle();
        FeedForwardNetwork<T> network = Network();
        TrainingHistory history = network.Train(x, y, Options(150));
        Assert.That((history.Outcome, history.Count), Is.EqualTo((DescentOutcome.EpochLimit, 150)));
        Assert.That(history[^1].Loss, Is.LessThan(history[0].Loss / 3));
        Assert.That(network.Evaluate(x, y, Loss.BinaryCrossEntropy).Accuracy, Is.GreaterThan(0.95));
        Assert.That(history.ToString(), Does.StartWith("Completed 150 epochs. The loss was still falling: more Epochs or a larger LearningRate would lower it. epoch 1: loss"));
        Assert.That(history.Select(epoch => epoch.Epoch), Is.EqualTo(Enumerable.Range(1, 150)));
    }

    [TestCase(null, true)]
    [TestCase(1, true)]
    [TestCase(7, false)]
    [TestCase(1000, true)]
    public void Every_batch_size_trains(int? batchSize, bool shuffle)
    {
        (Matrix<T> x, Matrix<T> y) = Circle(50);
        FeedForwardNetwork<T> network = Network();
        TrainingHistory history = network.Train(x, y, new() { Loss = Loss.BinaryCrossEntropy, BatchSize = batchSize, Shuffle = shuffle, Epochs = 30, Optimizer = new Sgd { LearningRate = 0.01, Momentum = 0.9 } });
        Assert.That(history[^1].Loss, Is.LessThan(history[0].Loss));
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_on_one_thread_and_on_two()
    {
        (Matrix<T> x, Matrix<T> y) = Circle();
        T[] Train(ulong seed, int? threads)
        {
            FeedForwardNetwork<T> network = Network();
            network.Train(x, y, new() { Loss = Loss.BinaryCrossEntropy, Epochs = 5, Seed = seed, Threads = threads });
            return [.. network.Parameters];
        }
        Assert.That(Train(4, 1), Is.EqualTo(Train(4, 2)));
        Assert.That(Train(4, 1), Is.Not.EqualTo(Train(5, 1)));
    }

    [Test]
    public void Views_train_to_the_same_bits_as_whole_matrices_and_are_left_as_they_were([Values] bool shuffle)
    {
        (Matrix<T> x, Matrix<T> y) = Circle(50);
        Matrix<T> paddedX = TestMatrices.Padded(x), paddedY = TestMatrices.Padded(y);
        T[] before = paddedX.AsSpan().ToArray();
        TrainingOptions<T> options = new() { Loss = Loss.BinaryCrossEntropy, Shuffle = shuffle, BatchSize = 16, Epochs = 3, ValidationSplit = 0.2, StandardizeInputs = true };
        FeedForwardNetwork<T> whole = Network(), byViews = Network();
        whole.Train(x, y, options);
        byViews.Train(TestMatrices.Inside(paddedX), TestMatrices.Inside(paddedY), options);
        Assert.That(byViews.Parameters.ToArray(), Is.EqualTo(whole.Parameters.ToArray()));
        Assert.That(paddedX.AsSpan().ToArray(), Is.EqualTo(before));
        Assert.That(byViews.Evaluate(TestMatrices.Inside(paddedX), TestMatrices.Inside(paddedY), options.Loss).Loss, Is.EqualTo(whole.Evaluate(x, y, options.Loss).Loss));
    }

    [Test]
    public void A_validation_split_holds_out_a_sample_at_least()
    {
        (Matrix<T> x, Matrix<T> y) = Circle(4);
        TrainingHistory history = Network().Train(x, y, new() { Loss = Loss.BinaryCrossEntropy, ValidationSplit = 0.01, Epochs = 1 });
        Assert.That(history[0].ValidationLoss, Is.Not.Null);
        Assert.That(history.ToString(), Does.Match("^Completed 1 epochs. epoch 1: [^;]*$"), "one epoch is printed once");
        Assert.That(() => Network().Train(x[..1, ..], y[..1, ..], new() { Loss = Loss.BinaryCrossEntropy, ValidationSplit = 0.01 }), Throws.ArgumentException.With.Message.Contains("leaves none to train on"));
    }

    [Test]
    public void A_step_allocates_nothing_with_any_rule()
    {
        (Matrix<T> x, Matrix<T> y) = Circle(32);
        foreach (Optimizer rule in new Optimizer[] { new Sgd { WeightDecay = 0.1 }, new Sgd { Momentum = 0.9 }, new Sgd { Momentum = 0.9, Nesterov = true }, new RmsProp(), new AdaGrad(), new Adam(), new AdamW() })
        {
            var trainer = new Trainer<T>(Network(), Loss.BinaryCrossEntropy, rule, 32);
            Assert.That(Allocation.OnceWarm(() => trainer.Step(x, y)), Is.Zero, rule.GetType().Name);
            Assert.That((trainer.StepCount > 0, trainer.Gradient.Length), Is.EqualTo((true, 49)));
        }
    }

    [Test]
    public void A_schedule_sets_the_rate_of_each_epoch_and_the_history_tells_it()
    {
        (Matrix<T> x, Matrix<T> y) = Circle(40);
        TrainingHistory history = Network().Train(x, y, new() { Loss = Loss.BinaryCrossEntropy, Optimizer = new Sgd { LearningRate = 0.1 }, Epochs = 3, Schedule = new StepSchedule { EveryEpochs = 1, Factor = 0.5 }, ValidationSplit = 0.25 });
        Assert.That(history.Select(epoch => epoch.LearningRate), Is.EqualTo(new[] { 0.1, 0.05, 0.025 }).Within(1e-16));
        Assert.That(history[^1].Remaining, Is.EqualTo(TimeSpan.Zero));
        Assert.That(history.Select(epoch => epoch.Elapsed), Is.Ordered);
        using var csv = new StringWriter();
        history.WriteCsv(csv);
        string[] lines = csv.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Is.EqualTo("epoch,loss,validationLoss,validationAccuracy,validationRSquared,learningRate,seconds"));
        Assert.That(lines[3].Split(',')[..3], Is.EqualTo(new[] { "3", history[2].Loss.ToString("R", System.Globalization.CultureInfo.InvariantCulture), history[2].ValidationLoss!.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) }));
        Assert.That(lines[3].Split(',')[5], Is.EqualTo("0.025"));
    }

    [Test]
    public void A_step_with_a_clipped_gradient_is_no_longer_than_the_rate_times_the_limit()
    {
        (Matrix<T> x, Matrix<T> y) = Circle(20);
        FeedForwardNetwork<T> network = Network();
        T[] before = [.. network.Parameters];
        new Trainer<T>(network, new() { Optimizer = new Sgd { LearningRate = 1 }, ClipNorm = 1e-3 }).Step(x, y);
        double length = Math.Sqrt(before.Select((p, i) => Math.Pow(double.CreateChecked(network.Parameters[i] - p), 2)).Sum());
        Assert.That(length, Is.EqualTo(1e-3).Within(1e-5));
    }

    [Test]
    public void Early_stopping_gives_the_best_weights_back()
    {
        (Matrix<T> x, Matrix<T> y) = Circle(60);
        FeedForwardNetwork<T> network = Network();
        TrainingHistory history = network.Train(x, y, new()
        {
            Loss = Loss.BinaryCrossEntropy,
            Optimizer = new Sgd { LearningRate = 20 },
            Epochs = 500,
            ValidationSplit = 0.3,
            Patience = 3,
            Seed = 9,
        });
        Assert.That(history.Outcome, Is.EqualTo(DescentOutcome.StoppedEarly));
        double best = history.Min(epoch => epoch.ValidationLoss!.Value);
        Assert.That(history[^4].ValidationLoss, Is.EqualTo(best));
        Assert.That(history.Message, Does.Contain($"The parameters of epoch {history.Count - 3} were the best"));
        Assert.That(history[^1].ToString(), Does.Contain("validation loss"));
    }

    [Test]
    public void A_training_that_diverges_gives_the_best_weights_back_where_it_stops_early()
    {
        (Matrix<T> x, Matrix<T> y) = Circle(40);
        FeedForwardNetwork<T> network = Network();
        // the rate jumps in the fourth epoch, at whose end the loss is not finite
        TrainingOptions<T> options = new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd { LearningRate = 0.01 }, Epochs = 6, BatchSize = null, Patience = 6, Schedule = new StepSchedule { EveryEpochs = 3, Factor = 1e200 } };
        var linear = new FeedForwardNetwork<T>(2, [new Dense(3), new Dense(1)], seed: 1);
        var best = new List<T[]>();
        TrainingHistory history = linear.Train(x, y, options, progress: new Told(_ => best.Add([.. linear.Parameters])));
        Assert.That((history.Outcome, history.Message), Is.EqualTo((DescentOutcome.Diverged, history.Message)));
        Assert.That(history.Message, Does.Contain("StandardizeTargets or ClipNorm. The parameters of epoch ").And.EndsWith("were the best and are kept."));
        Assert.That(linear.Parameters.ToArray(), Is.EqualTo(best[history.ToList().FindIndex(epoch => epoch.ComparedLoss == history.Select(e => e.ComparedLoss).Where(loss => !double.IsNaN(loss)).Min())]));
    }

    [Test]
    public void Progress_is_told_and_cancelling_keeps_the_network()
    {
        (Matrix<T> x, Matrix<T> y) = Circle();
        FeedForwardNetwork<T> network = Network();
        using var source = new CancellationTokenSource();
        var seen = new List<int>();
        TrainingHistory history = network.Train(x, y, Options(100), progress: new Told(epoch =>
        {
            seen.Add(epoch.Epoch);
            if (epoch.Epoch == 3)
            {
                source.Cancel();
            }
        }), cancellationToken: source.Token);
        Assert.That((history.Outcome, history.Count, history.Message), Is.EqualTo((DescentOutcome.Cancelled, 3, "Cancelled after 3 epochs.")));
        Assert.That(seen, Is.EqualTo([1, 2, 3]));
        Assert.That(network.Predict(x).AsSpan().ToArray(), Has.All.Matches<T>(T.IsFinite));
        Assert.That(network.Train(x, y, Options(1)).Outcome, Is.EqualTo(DescentOutcome.EpochLimit), "it can be trained again");
    }

    [Test]
    public void A_callback_that_throws_leaves_a_usable_network()
    {
        (Matrix<T> x, Matrix<T> y) = Circle();
        FeedForwardNetwork<T> network = Network();
        Assert.That(() => network.Train(x, y, Options(5), progress: new Told(_ => throw new InvalidDataException("mine"))), Throws.TypeOf<InvalidDataException>());
        Assert.That(network.Train(x, y, Options(1)).Count, Is.EqualTo(1));
    }

    [Test]
    public void A_diverging_run_says_so_and_keeps_finite_weights()
    {
        Matrix<T> x = Matrix<T>.RandomNormal(64, 3, new(1));
        Matrix<T> y = Matrix<T>.RandomNormal(64, 1, new(2));
        var network = new FeedForwardNetwork<T>(3, [new Dense(8), new Dense(8), new Dense(1)], seed: 1);
        TrainingHistory history = network.Train(x, y, new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd { LearningRate = 10 }, Epochs = 100 });
        Assert.That(history.Outcome, Is.EqualTo(DescentOutcome.Diverged));
        Assert.That(history.Message, Does.Contain("learning rate 10").And.Contain("Try a tenth"));
        Assert.That(network.Parameters.ToArray(), Has.All.Matches<T>(T.IsFinite));
    }

    [Test]
    public void Standardised_inputs_are_learned_and_the_scaler_is_kept()
    {
        (Matrix<T> x, Matrix<T> y) = Circle();
        Matrix<T> far = x.Map(value => (value * T.CreateChecked(50)) + T.CreateChecked(1000));
        FeedForwardNetwork<T> network = Network();
        network.Train(far, y, new() { Loss = Loss.BinaryCrossEntropy, Optimizer = new Adam { LearningRate = 0.02 }, Epochs = 150, StandardizeInputs = true });
        Assert.That(network.InputScaler, Is.Not.Null);
        Assert.That(network.Evaluate(far, y, Loss.BinaryCrossEntropy).Accuracy, Is.GreaterThan(0.95));
        var row = new T[1];
        network.Predict(far.Row(5), row);
        Assert.That(row[0], Is.EqualTo(network.Predict(far)[5, 0]).Within(1e-4));
    }

    [Test]
    public void The_gradient_with_respect_to_unscaled_inputs_goes_through_the_scaler()
    {
        Matrix<T> x = TestMatrices.Random<T>(40, 2).Multiply(T.CreateChecked(10));
        Matrix<T> y = x.Columns(..1).AsReadOnly().Multiply(T.CreateChecked(0.1));
        var network = new FeedForwardNetwork<T>(2, [new Dense(4, Activation.Tanh), new Dense(1)], seed: 2);
        network.Train(x, y, new() { Epochs = 2, StandardizeTargets = false });
        NetworkGradient<T> gradient = network.Backpropagate(x, y, Loss.MeanSquaredError);
        double step = typeof(T) == typeof(float) ? 0.05 : 1e-4;
        double tolerance = typeof(T) == typeof(float) ? 1e-3 : 1e-8;
        T at = x[3, 1];
        x[3, 1] = at + T.CreateChecked(step);
        double above = network.Evaluate(x, y, Loss.MeanSquaredError).Loss;
        x[3, 1] = at - T.CreateChecked(step);
        double below = network.Evaluate(x, y, Loss.MeanSquaredError).Loss;
        Assert.That(double.CreateChecked(gradient.Inputs[3, 1]), Is.EqualTo((above - below) / (2 * step)).Within(tolerance));
    }

    [Test]
    public void Two_trainings_of_one_network_at_once_are_refused()
    {
        (Matrix<T> x, Matrix<T> y) = Circle();
        FeedForwardNetwork<T> network = Network();
        Assert.That(() => network.Train(x, y, Options(2), progress: new Told(_ => network.Train(x, y, Options(1)))), Throws.InvalidOperationException.With.Message.StartsWith("The network is being trained by another call"));
        var trainer = new Trainer<T>(network, Loss.BinaryCrossEntropy, new Sgd(), 200);
        Assert.That(() => network.Train(x, y, Options(2), progress: new Told(_ => trainer.Step(x, y))), Throws.InvalidOperationException);
    }

    [Test]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.That(() => new TrainingOptions<T> { Loss = Loss.MeanSquaredError, BatchSize = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("BatchSize"));
        Assert.That(() => new TrainingOptions<T> { Loss = Loss.MeanSquaredError, Epochs = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Epochs"));
        Assert.That(() => new TrainingOptions<T> { Loss = Loss.MeanSquaredError, ValidationSplit = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("ValidationSplit must be at least 0 and less than 1."));
        Assert.That(() => new TrainingOptions<T> { Loss = Loss.MeanSquaredError, Threads = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TrainingOptions<T> { Patience = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TrainingOptions<T> { Tolerance = double.NaN }, Throws.TypeOf<ArgumentOutOfRangeException>());
        (Matrix<T> x, Matrix<T> y) = Circle(4);
        FeedForwardNetwork<T> network = Network();
        Assert.That(() => network.Train(x.Rows(..1), y.Rows(..1), new() { ValidationSplit = 0.9 }), Throws.ArgumentException.With.Message.StartsWith("Train: ValidationSplit 0.9 of 1 samples leaves none to train on."));
        Assert.That(() => network.Train(x, y, new() { Loss = Loss.MeanSquaredError, Optimizer = null! }), Throws.ArgumentNullException);
        Assert.That(() => network.Train(x, y, new() { Loss = Loss.CategoricalCrossEntropy }), Throws.ArgumentException.With.Message.Contains("end the network with softmax"));
        Assert.That(() => new Trainer<T>(network, Loss.CategoricalCrossEntropy, new Sgd(), 1), Throws.ArgumentException);
        Assert.That(() => new Trainer<T>(network, Loss.BinaryCrossEntropy, new Sgd(), 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Trainer<T>(null!, Loss.BinaryCrossEntropy, new Sgd(), 1), Throws.ArgumentNullException);
        Assert.That(() => new Trainer<T>(network, Loss.BinaryCrossEntropy, new Sgd(), 2).Step(x, y), Throws.ArgumentException.With.Message.StartsWith("Step: x has 4 rows; the trainer was made for batches of at most 2."));
    }

    private sealed class Told(Action<EpochSummary> action) : IProgress<EpochSummary>
    {
        public void Report(EpochSummary value) => action(value);
    }
}
