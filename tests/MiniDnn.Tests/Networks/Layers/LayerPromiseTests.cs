namespace MiniDnn.Tests;

/// <summary>What holds for networks of every layer: no memory, the same bits on any number of threads, resuming, state that stays.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LayerPromiseTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static IEnumerable<LayerCase> Cases => LayerCase.All;

    private static TrainingOptions<T> Options(int epochs) => new() { Epochs = epochs, BatchSize = 8, Seed = 3, ValidationSplit = 0.25, Patience = 50 };

    [TestCaseSource(nameof(Cases))]
    public void Neither_a_step_nor_a_prediction_allocates(LayerCase layers)
    {
        FeedForwardNetwork<T> network = layers.Network<T>();
        Matrix<T> x = layers.X<T>(), y = LayerCase.Y<T>(), predictions = new(LayerCase.Samples, 1);
        var trainer = new Trainer<T>(network, Loss.MeanSquaredError, new Adam(), LayerCase.Samples);
        Assert.That(Allocation.OnceWarm(() => trainer.Step(x, y)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => network.Predict(x, predictions)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => network.Predict(x.Row(0), predictions.Row(0))), Is.Zero);
    }

    /// <summary>Wide enough for products to be shared among threads.</summary>
    [TestCaseSource(nameof(Cases))]
    public void The_same_seed_gives_the_same_bits_on_one_thread_and_on_two(LayerCase layers)
    {
        Matrix<T> x = layers.X<T>(256), y = LayerCase.Y<T>(256);
        (T[] Numbers, T[] Predictions) Train(int threads, ulong seed)
        {
            FeedForwardNetwork<T> network = layers.Network<T>(size: 130);
            network.Train(x, y, new() { Threads = threads, Epochs = 2, BatchSize = 128, Seed = seed });
            return (TrainingPass.Numbers(network), network.Predict(x).AsSpan().ToArray());
        }
        Assert.That(Train(2, seed: 4), Is.EqualTo(Train(1, seed: 4)));
        Assert.That(Train(1, seed: 5).Numbers, Is.Not.EqualTo(Train(1, seed: 4).Numbers));
    }

    /// <summary>The weights and the state of layers, from memory and through a file; early stopping keeps its own copy of both.</summary>
    [Test]
    public void A_resumed_training_ends_with_the_same_bits([ValueSource(nameof(Cases))] LayerCase layers, [Values] bool throughFile)
    {
        Matrix<T> x = layers.X<T>(), y = LayerCase.Y<T>();
        FeedForwardNetwork<T> whole = layers.Network<T>(), resumed = layers.Network<T>(seed: 99);
        TrainingHistory expected = whole.Train(x, y, Options(6));
        TrainingState<T>? state = null;
        layers.Network<T>().Train(x, y, Options(6) with { OnCheckpoint = taken => state = taken.Epochs.Count == 3 ? taken : state });
        if (throughFile)
        {
            var file = new MemoryStream();
            state!.Save(file);
            file.Position = 0;
            state = TrainingState<T>.Load(file, LayerCase.Loading);
        }
        TrainingHistory history = resumed.Train(x, y, Options(6) with { ResumeFrom = state });
        Assert.That(TrainingPass.Numbers(resumed), Is.EqualTo(TrainingPass.Numbers(whole)));
        Assert.That(history.Select(epoch => (epoch.Loss, epoch.ValidationLoss)), Is.EqualTo(expected.Select(epoch => (epoch.Loss, epoch.ValidationLoss))));
        Assert.That(resumed.Predict(x).AsSpan().ToArray(), Is.EqualTo(whole.Predict(x).AsSpan().ToArray()));
    }

    [TestCaseSource(nameof(Cases))]
    public void Many_threads_predict_what_one_does(LayerCase layers)
    {
        Matrix<T> x = layers.X<T>(330);
        FeedForwardNetwork<T> network = layers.Network<T>();
        network.Train(x, LayerCase.Y<T>(330), Options(1));
        T[] expected = network.Predict(x).AsSpan().ToArray(), before = TrainingPass.Numbers(network);
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            int start = i * 9;
            IEnumerable<double> part = network.Predict(x.Rows(start..(start + 1 + i))).AsSpan().ToArray().Select(double.CreateChecked);
            Assert.That(part, Is.EqualTo(expected[start..(start + 1 + i)].Select(double.CreateChecked)).Within(1e-5));
            Assert.That(network.Predict(x).AsSpan().ToArray(), Is.EqualTo(expected));
        });
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));
    }

    [TestCaseSource(nameof(Cases))]
    public void Who_looks_on_changes_nothing(LayerCase layers)
    {
        Matrix<T> x = layers.X<T>(), y = LayerCase.Y<T>();
        FeedForwardNetwork<T> network = layers.Network<T>();
        network.Train(x, y, Options(2));
        T[] before = TrainingPass.Numbers(network);
        GradientCheck check = GradientCheck.Run(network, x, y, Loss.MeanSquaredError);
        if (typeof(T) == typeof(double))
        {
            // a step in float is so long that it crosses the kink of a ReLU
            Assert.That(check.LargestError, Is.LessThan(1e-6), check.ToString());
        }
        network.Backpropagate(x, y, Loss.MeanSquaredError);
        network.Evaluate(x, y, Loss.MeanSquaredError);
        network.Forward(x);
        network.Predict(x);
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));
        FeedForwardNetwork<T> clone = network.Clone();
        Assert.That(clone.Predict(x).AsSpan().ToArray(), Is.EqualTo(network.Predict(x).AsSpan().ToArray()));
        clone.Train(x, y, Options(1));
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before), "a clone's memory is its own");
    }

    /// <summary>A loss that is not finite, and a finite one whose gradient is not: both refused steps leave weights and state.</summary>
    [Test]
    public void A_refused_step_leaves_weights_and_state([ValueSource(nameof(Cases))] LayerCase layers, [Values] bool finiteLoss)
    {
        Matrix<T> x = layers.X<T>(), y = LayerCase.Y<T>();
        FeedForwardNetwork<T> network = layers.Network<T>();
        T[] before = TrainingPass.Numbers(network);
        var trainer = new Trainer<T>(network, new BadLoss(finiteLoss), new Adam(), LayerCase.Samples);
        Assert.That(T.IsFinite(trainer.Step(x, y)), Is.EqualTo(finiteLoss));
        Assert.That((trainer.LastStepTaken, trainer.StepCount), Is.EqualTo((false, 0L)));
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));
        var good = new Trainer<T>(network, Loss.MeanSquaredError, new Adam(), LayerCase.Samples);
        good.Step(x, y);
        Assert.That((good.LastStepTaken, TrainingPass.Numbers(network).SequenceEqual(before)), Is.EqualTo((true, false)));
    }

    /// <summary>The square of a column's deviation overflows, so that the running variance would be ∞ beside a finite loss and gradient.</summary>
    [Test]
    public void A_step_that_would_ruin_the_state_is_refused()
    {
        var network = new FeedForwardNetwork<T>(1, [new BatchNorm(), new Dense(1)], seed: 1);
        T large = T.Sqrt(T.BitDecrement(T.PositiveInfinity));
        T[] before = TrainingPass.Numbers(network);
        var trainer = new Trainer<T>(network, Loss.MeanSquaredError, new Sgd(), 4);
        Matrix<T> x = new(4, 1, [large, -large, large, -large]);
        Assert.That(T.IsFinite(trainer.Step(x, new Matrix<T>(4, 1))));
        Assert.That(trainer.LastStepTaken, Is.False);
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));
    }

    [TestCaseSource(nameof(Cases))]
    public void Float_and_double_learn_alike(LayerCase layers)
    {
        FeedForwardNetwork<T> network = layers.Network<T>();
        FeedForwardNetwork<double> reference = layers.Network<double>();
        Matrix<double> x = layers.X<double>(), y = LayerCase.Y<double>();
        TrainingOptions<T> options = new() { Optimizer = new Sgd { LearningRate = 0.05 }, BatchSize = 8, Epochs = 3 };
        network.Train(layers.X<T>(), LayerCase.Y<T>(), options);
        reference.Train(x, y, new() { Optimizer = new Sgd { LearningRate = 0.05 }, BatchSize = 8, Epochs = 3 });
        Assert.That(TrainingPass.Numbers(network).Select(double.CreateChecked), Is.EqualTo(TrainingPass.Numbers(reference)).Within(5e-3));
    }

    private sealed class BadLoss(bool isFinite) : Loss
    {
        public override string Name => "bad";

        public override TNumber Evaluate<TNumber>(
            ReadOnlyMatrixSpan<TNumber> preActivations, ReadOnlyMatrixSpan<TNumber> predictions, ReadOnlyMatrixSpan<TNumber> targets, MatrixSpan<TNumber> delta)
        {
            MeanSquaredError.Evaluate(preActivations, predictions, targets, delta);
            if (isFinite && !delta.IsEmpty)
            {
                delta[0, 0] = TNumber.NaN;
            }
            return isFinite ? TNumber.One : TNumber.NaN;
        }
    }
}
