namespace MiniDnn.Tests;

/// <summary>Corners in which a training could leave parameters, scalers, history and message that do not belong together.</summary>
internal sealed class TrainingEndsTests
{
    private static readonly Matrix<double> X = [[1], [2], [3], [4]];

    private static readonly double[] Y = [2.1, 3.9, 6.2, 7.8];

    private static FeedForwardNetwork<double> Line() => new(1, [new Dense(1)], seed: 1);

    private static TrainingOptions<double> Unscaled => new() { StandardizeInputs = false, StandardizeTargets = false, BatchSize = null };

    [Test]
    public void Early_stopping_without_validation_data_keeps_the_epoch_whose_loss_was_measured_best()
    {
        FeedForwardNetwork<double> network = Line();
        TrainingHistory history = network.Train(X, Y, Unscaled with { Optimizer = new Sgd { LearningRate = 0.03, Momentum = 0.95 }, Epochs = 300, Patience = 20 });
        double best = history.Min(epoch => epoch.ComparedLoss);
        Assert.That(best, Is.EqualTo(0.0304).Within(0.001));
        Assert.That(network.Evaluate(X, Y, Loss.MeanSquaredError).Loss, Is.EqualTo(best).Within(1e-12));
        Assert.That(history[history.KeptEpoch!.Value - 1].ComparedLoss, Is.EqualTo(best));
    }

    [Test]
    public void An_improvement_too_small_to_wait_for_is_kept_all_the_same()
    {
        FeedForwardNetwork<double> network = Line();
        TrainingHistory history = network.Train(X, Y, Unscaled with { Optimizer = new Sgd { LearningRate = 1e-4 }, Epochs = 50, Patience = 3, Tolerance = 0.5 });
        Assert.That((history.Outcome, history.Count, history.KeptEpoch), Is.EqualTo((DescentOutcome.StoppedEarly, 4, 4)));
        Assert.That(network.Evaluate(X, Y, Loss.MeanSquaredError).Loss, Is.EqualTo(history.Min(epoch => epoch.ComparedLoss)).Within(1e-12));
    }

    [TestCase("cancelled")]
    [TestCase("no epochs")]
    [TestCase("diverged")]
    public void A_second_training_without_a_step_leaves_the_scalers_of_the_first(string end)
    {
        FeedForwardNetwork<double> network = Line();
        network.Train(X, Y);
        double before = network.Predict([0.5])[0];
        Matrix<double> far = X.Map(value => 1000 + (1000 * value));
        TrainingOptions<double> options = new() { StandardizeInputs = true, StandardizeTargets = true, ExistingScalers = ExistingScalers.Replace, Epochs = end == "no epochs" ? 0 : 5, Loss = end == "diverged" ? new NaNLoss() : null };
        TrainingHistory history = network.Train(far, Y, options, cancellationToken: new(canceled: end == "cancelled"));
        Assert.That(network.Predict([0.5])[0], Is.EqualTo(before));
        Assert.That(history.KeptEpoch, Is.Zero);
    }

    [Test]
    public void A_second_training_keeps_replaces_or_refuses_scalers([Values] ExistingScalers existing, [Values(null, true, false)] bool? standardises)
    {
        FeedForwardNetwork<double> network = Line();
        network.Train(X, Y);
        (Scaler<double>? inputs, Scaler<double>? outputs) = (network.InputScaler, network.OutputScaler);
        double[] before = [.. network.Parameters];
        Matrix<double> far = X.Map(value => 1000 * value);
        TrainingOptions<double> options = new() { ExistingScalers = existing, StandardizeInputs = standardises, StandardizeTargets = standardises, Epochs = 1 };
        if (existing == ExistingScalers.Refuse && standardises != false)
        {
            Assert.That(() => network.Train(far, Y, options), Throws.ArgumentException.With.Message.Contains("the network has a scaler already"));
            Assert.That(network.Parameters.ToArray(), Is.EqualTo(before));
        }
        else
        {
            network.Train(far, Y, options);
        }
        bool isNew = existing == ExistingScalers.Replace && standardises != false;
        Assert.That((ReferenceEquals(network.InputScaler, inputs), ReferenceEquals(network.OutputScaler, outputs)), Is.EqualTo((!isNew, !isNew)));
        Assert.That(network.InputScaler!.Scales[0], Is.EqualTo(isNew ? 1000 * inputs!.Scales[0] : inputs!.Scales[0]).Within(1e-9));
    }

    /// <summary>
    /// A split of ten rows, and of as many as a fraction makes: never a row on both sides, in order where nothing is shuffled.
    /// </summary>
    [TestCase(10, 0.2, 2)]
    [TestCase(10, 0.25, 3)]
    [TestCase(100, 0.07, 7)]
    [TestCase(7, 1e-12, 1)]
    [TestCase(9, 0.5, 5)]
    public void A_split_holds_out_a_share_rounded_up_and_shares_no_row(int rows, double split, int held)
    {
        foreach ((bool shuffles, bool stratifies) in new[] { (true, false), (false, false), (true, true), (false, true) })
        {
            var seen = new RecordingLayer();
            var network = new FeedForwardNetwork<double>(1, [seen, new Dense(1, Activation.Sigmoid)], seed: 1);
            int[] labels = [.. Enumerable.Range(0, rows).Select(i => i % 2)];
            var options = new TrainingOptions<double> { ValidationSplit = split, Shuffle = shuffles, StratifiedSplit = stratifies, Epochs = 2, BatchSize = 3, StandardizeInputs = false, Seed = 5 };
            network.Train(Matrix.Create(rows, 1, (i, _) => (double)i), labels, options);
            double[] trained = [.. seen.Trained.Take(seen.Trained.Count / 2)], validated = [.. seen.Measured.Take(seen.Measured.Count / 2)];
            Assert.That(trained.Concat(validated), Is.EquivalentTo(Enumerable.Range(0, rows)));
            Assert.That(seen.Trained.Skip(trained.Length), Is.EquivalentTo(trained), "the same rows in every epoch");
            if (!stratifies)
            {
                Assert.That(validated, Has.Length.EqualTo(held));
            }
            if (!shuffles)
            {
                Assert.That((trained, validated), Is.EqualTo((trained.Order().ToArray(), validated.Order().ToArray())), "in their order");
                Assert.That(stratifies || validated[0] == rows - held, "the last rows");
            }
            else
            {
                Assert.That(rows < 10 || !trained.SequenceEqual(trained.Order()), "shuffled");
            }
        }
    }

    [Test]
    public void A_stratified_split_takes_a_rare_class_to_both_sides_and_needs_labels()
    {
        int[] labels = [.. Enumerable.Range(0, 50).Select(i => i < 5 ? 1 : 0)];
        var seen = new RecordingLayer();
        var network = new FeedForwardNetwork<double>(1, [seen, new Dense(1, Activation.Sigmoid)], seed: 1);
        TrainingOptions<double> options = new() { ValidationSplit = 0.2, StratifiedSplit = true, Epochs = 1, StandardizeInputs = false };
        network.Train(Matrix.Create(50, 1, (i, _) => (double)i), labels, options);
        Assert.That((seen.Measured.Count, seen.Measured.Count(row => row < 5)), Is.EqualTo((10, 1)));
        Assert.That(() => Line().Train(X, Y, options), Throws.ArgumentException.With.Message.StartsWith("Train: StratifiedSplit needs class labels, one for each sample"));
    }

    [Test]
    public void A_loss_of_ones_own_with_an_activation_is_no_classification_and_is_the_same_after_saving()
    {
        var elu = new ELU { Alpha = 0.5 };
        var loss = new OwnElu(elu);
        var network = new FeedForwardNetwork<double>(1, [new Dense(1, elu)], seed: 1);
        TrainingHistory history = network.Train(X, Y, new() { Loss = loss, StandardizeTargets = true, Validation = new(X, Y), Epochs = 20 });
        Assert.That(network.OutputScaler, Is.Not.Null);
        Assert.That((history[^1].ValidationAccuracy, history[^1].ValidationRSquared), Is.EqualTo(((double?)null, network.Evaluate(X, Y, loss).RSquared)));
        var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        FeedForwardNetwork<double> loaded = FeedForwardNetwork<double>.Load(file);
        Assert.That(loaded.Evaluate(X, Y, loss).Loss, Is.EqualTo(network.Evaluate(X, Y, loss).Loss));
        Assert.That(loaded.Train(X, Y, new() { Loss = loss, Epochs = 1 }).Count, Is.EqualTo(1));
    }

    [Test]
    public void A_step_whose_loss_is_finite_and_whose_gradient_is_not_is_refused()
    {
        foreach (float input in new[] { 1e21f, 1e25f, 3e38f })
        {
            FeedForwardNetwork<float> network = FeedForwardNetwork<float>.FromWeights([new Matrix<float>(1, 1, [1e-30f])], [[0.5f]], [Activation.Identity]);
            var trainer = new Trainer<float>(network, Loss.MeanSquaredError, new Sgd(), batchSize: 1);
            network.Parameters[0] = input < 1e22f ? 1e-3f : 1e-30f;
            float[] before = [.. network.Parameters];
            trainer.Step(new Matrix<float>(1, 1, [input]), new Matrix<float>(1, 1, [input < 1e22f ? 0 : -1e18f]));
            Assert.That((trainer.LastStepTaken, trainer.StepCount), Is.EqualTo((false, 0L)), $"{input}");
            Assert.That(network.Parameters.ToArray(), Is.EqualTo(before));
        }
    }

    [Test]
    public void A_step_in_which_a_layer_throws_leaves_the_state_of_the_layers_behind_it()
    {
        using var probe = new TrainingProbe<double>(TrainingEnd.ThrowsInLayer, at: 0);
        var network = new FeedForwardNetwork<double>(1, [new Dense(2), new OwnLayer<double>(probe), new BatchNorm(), new Dense(1)], seed: 1);
        double[] before = TrainingProbe<double>.Numbers(network);
        var trainer = new Trainer<double>(network, Loss.MeanSquaredError, new Sgd(), batchSize: 4);
        Assert.That(() => trainer.Step(X, Y), Throws.TypeOf<InvalidDataException>());
        Assert.That(TrainingProbe<double>.Numbers(network), Is.EqualTo(before));
        trainer.Step(X, Y);
        Assert.That(trainer.LastStepTaken);
    }

    [Test]
    public void A_trainer_refuses_each_option_that_it_can_not_honour()
    {
        var options = new TrainingOptions<double> { BatchSize = 4 };
        TrainingState<double>? state = null;
        Line().Train(X, Y, new() { Epochs = 1, OnCheckpoint = taken => state = taken });
        (string, TrainingOptions<double>)[] refused =
        [
            ("Schedule", options with { Schedule = new CosineSchedule() }), ("StandardizeInputs", options with { StandardizeInputs = true }),
            ("StandardizeTargets", options with { StandardizeTargets = true }), ("SampleWeights", options with { SampleWeights = [1, 1, 1, 1] }),
            ("Validation", options with { Validation = new(X, Y) }), ("ValidationSplit", options with { ValidationSplit = 0.5 }),
            ("StratifiedSplit", options with { StratifiedSplit = true }), ("Shuffle", options with { Shuffle = false }),
            ("Patience", options with { Patience = 5 }), ("Tolerance", options with { Tolerance = 0.1 }),
            ("ResumeFrom", options with { ResumeFrom = state }), ("OnCheckpoint", options with { OnCheckpoint = _ => { } }),
            ("CheckpointEpochs", options with { CheckpointEpochs = 2 }), ("ExistingScalers", options with { ExistingScalers = ExistingScalers.Replace }),
        ];
        foreach ((string name, TrainingOptions<double> with) in refused)
        {
            Assert.That(() => new Trainer<double>(Line(), with), Throws.ArgumentException.With.Message.StartsWith($"Trainer: {name} belongs to the loop"));
        }
        Assert.That(() => new Trainer<double>(Line(), options), Throws.Nothing);
    }

    [Test]
    public void A_checkpoint_without_early_stopping_is_the_best_to_go_on_from_with_it()
    {
        TrainingState<double>? state = null;
        Line().Train(X, Y, new() { Epochs = 3, OnCheckpoint = taken => state = taken });
        FeedForwardNetwork<double> network = Line();
        TrainingHistory history = network.Train(X, Y, new() { Epochs = 3, ResumeFrom = state, Patience = 5 });
        Assert.That(history.KeptEpoch, Is.EqualTo(3));
        Assert.That(network.Parameters.ToArray(), Is.EqualTo(new FeedForwardNetwork<double>(state!).Parameters.ToArray()));
    }

    [Test]
    public void Batches_of_one_row_are_refused_before_a_step_where_a_layer_needs_two([Values(1, 3)] int batchSize)
    {
        var network = new FeedForwardNetwork<double>(1, [new BatchNorm(), new Dense(1)], seed: 1);
        Assert.That(() => network.Train(X, Y, new() { BatchSize = batchSize }), Throws.ArgumentException.With.Message.Contains("normalisation over a batch needs two or more"));
    }

    [TestCase(32, 0.0)]
    [TestCase(1024, 0.0)]
    [TestCase(32, 0.1)]
    [TestCase(1024, 0.1)]
    public void A_training_copies_none_of_its_samples_but_a_batch(int batchSize, double split)
    {
        // 8 MB of inputs; the orders of rows are 4 bytes a sample each
        Matrix<float> x = Matrix<float>.RandomUniform(40_000, 50, new SeededRandom(1), -1, 1);
        float[] y = [.. Enumerable.Range(0, 40_000).Select(i => x[i, 3])];
        var network = new FeedForwardNetwork<float>(50, [new Dense(4, Activation.ReLU), new Dense(1)], seed: 1);
        TrainingOptions<float> options = new() { BatchSize = batchSize, ValidationSplit = split, Epochs = 1, Threads = 1 };
        network.Clone().Train(x.Rows(..2000), y.AsSpan(..2000), options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.Train(x, y, options);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2_500_000));
    }

    [Test]
    public void Epochs_after_the_first_make_no_memory_but_their_summary([Values("numbers", "classes", "yes or no")] string kind)
    {
        Matrix<float> x = Matrix<float>.RandomUniform(3000, 4, new SeededRandom(1), -1, 1);
        Activation last = kind switch { "classes" => Activation.Softmax, "yes or no" => Activation.Sigmoid, _ => Activation.Identity };
        int[] labels = [.. Enumerable.Range(0, 3000).Select(i => x[i, 3] > 0 ? 1 : 0)];
        float[] y = [.. labels.Select(label => (float)label)];
        var network = new FeedForwardNetwork<float>(4, [new Dense(4, Activation.ReLU), new Dense(kind == "classes" ? 2 : 1, last)], seed: 1);
        TrainingOptions<float> options = new() { ValidationSplit = 0.4, Threads = 1, Patience = 100 };
        Train(2);
        Assert.That((Train(12) - Train(2)) / 10, Is.LessThan(1500));

        long Train(int epochs)
        {
            FeedForwardNetwork<float> copy = network.Clone();
            long before = GC.GetAllocatedBytesForCurrentThread();
            TrainingHistory history = kind == "classes" ? copy.Train(x, labels, options with { Epochs = epochs }) : copy.Train(x, y, options with { Epochs = epochs });
            Assert.That(history, Has.Count.EqualTo(epochs));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>Notes the rows that a training learns and those that it measures.</summary>
    private sealed class RecordingLayer : Layer
    {
        public List<double> Trained { get; } = [];

        public List<double> Measured { get; } = [];

        public override string Name => "recording";

        public override LayerPlan Plan(SampleShape input) => new() { Input = input, Output = input };

        public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
        {
            for (int i = 0; i < input.RowCount; i++)
            {
                (pass.IsTraining ? Trained : Measured).Add(double.CreateChecked(input[i, 0]));
            }
            input.CopyTo(output);
        }

        public override void Backward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
        {
            if (!inputDelta.IsEmpty)
            {
                outputDelta.CopyTo(inputDelta);
            }
        }
    }

    private sealed class NaNLoss : Loss
    {
        public override string Name => "nan";

        public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta) => T.NaN;
    }

    /// <summary>The mean squared error of outputs that must be those of an activation, whose derivative it takes over.</summary>
    private sealed class OwnElu(Activation activation) : Loss
    {
        public override string Name => "own elu";

        public override Activation RequiredActivation => activation;

        public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
        {
            T loss = MeanSquaredError.Evaluate(preActivations, predictions, targets, delta);
            activation.Backward(preActivations, predictions, delta);
            return loss;
        }
    }
}
