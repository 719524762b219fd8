namespace MiniDnn.Tests;

/// <summary>A training that is interrupted and resumed, from memory and from a file, ends with the same bits as one that was not.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class CheckpointTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 90).Select(i => i % 3)];

    private static readonly Matrix<T> X = Matrix.Create(90, 2, (i, j) => T.CreateChecked(Math.Sin((i * (j + 1)) + (2.0 * Labels[i]))));

    private string _path = "";

    [SetUp]
    public void ChoosePath() => _path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.safetensors");

    [TearDown]
    public void Delete() => File.Delete(_path);

    private static FeedForwardNetwork<T> Network(ulong seed = 4) => new(2, [new Dense(8, Activation.SiLU) { Dropout = 0.2 }, new Dense(3, Activation.Softmax)], seed);

    private static TrainingOptions Options(int epochs = 9, Optimizer? rule = null) => new()
    {
        Loss = Loss.CategoricalCrossEntropy,
        Optimizer = rule ?? new Adam { LearningRate = 0.02 },
        Schedule = new ReduceOnPlateau { Patience = 0, Factor = 0.5 },
        EarlyStopping = new() { Patience = 100 },
        ValidationSplit = 0.2,
        BatchSize = 7,
        Epochs = epochs,
        Seed = 3,
        StandardizeInputs = true,
    };

    [TestCase(1, true)]
    [TestCase(4, true)]
    [TestCase(4, false)]
    public void A_resumed_training_ends_with_the_same_bits(int every, bool throughFile)
    {
        FeedForwardNetwork<T> whole = Network(), interrupted = Network(), resumed = Network(seed: 99);
        TrainingHistory expected = whole.Train(X, Labels, Options());
        TrainingState<T>? state = null;
        Assert.That(
            () => interrupted.Train(X, Labels, Options(), checkpoints: new() { Every = every, Taken = taken => state = state is null ? taken : throw new InvalidOperationException("the power went out") }),
            Throws.InvalidOperationException);
        Assert.That((state!.Epochs.Count, state.ToString()), Is.EqualTo((every, $"TrainingState after {every} epochs, {11 * every} steps")));
        if (throughFile)
        {
            state.Save(_path);
            state = TrainingState<T>.Load(_path);
        }
        TrainingHistory history = resumed.Train(X, Labels, Options(), checkpoints: new() { From = state });
        Assert.That(resumed.Parameters.ToArray(), Is.EqualTo(whole.Parameters.ToArray()));
        Assert.That(history.Select(Figures), Is.EqualTo(expected.Select(Figures)));
        Assert.That(resumed.Predict(X), Is.EqualTo(whole.Predict(X)).Using<Matrix<T>>((a, b) => a.AsSpan().SequenceEqual(b.AsSpan())));
    }

    [Test]
    public void One_hot_rows_are_resumed_too_and_nothing_is_left_to_do_after_the_last_epoch()
    {
        FeedForwardNetwork<T> network = Network();
        var states = new List<TrainingState<T>>();
        Matrix<T> targets = OneHot.Encode<T>(Labels, 3);
        network.Train(X, targets, Options(4, new Sgd()), checkpoints: new() { Every = 2, Taken = states.Add });
        Assert.That(states.Select(state => state.Epochs.Count), Is.EqualTo([2, 4]));
        T[] end = [.. network.Parameters];
        Assert.That(network.Train(X, targets, Options(4, new Sgd()), checkpoints: new() { From = states[1] }).Count, Is.EqualTo(4));
        Assert.That(network.Parameters.ToArray(), Is.EqualTo(end));
    }

    [Test]
    public void A_state_that_does_not_fit_is_refused()
    {
        TrainingState<T>? state = null;
        Network().Train(X, Labels, Options(1), checkpoints: new() { Taken = taken => state = taken });
        Assert.That(
            () => Network().Train(X, Labels, Options(2, new Sgd()), checkpoints: new() { From = state }),
            Throws.ArgumentException.With.Message.StartsWith("Train: the state has 2 → 8, silu, 8 → 3, softmax, Adam with 102 numbers and ReduceOnPlateau with 4; this training has 2 → 8, silu, 8 → 3, softmax, Sgd with 0 numbers and ReduceOnPlateau with 4: layers, update rule and schedule must be the same."));
        Network().Train(X, Labels, Options(1, new Momentum()), checkpoints: new() { Taken = taken => state = taken });
        Assert.That(() => Network().Train(X, Labels, Options(2, new RmsProp()), checkpoints: new() { From = state }), Throws.ArgumentException.With.Message.Contains("Momentum with 51 numbers").And.Message.Contains("RmsProp with 51"));
        Assert.That(() => new Checkpoints<T> { Every = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_state_that_does_not_fit_leaves_the_network_as_it_was()
    {
        TrainingState<T>? state = null;
        Network().Train(X, Labels, Options(1), checkpoints: new() { Taken = taken => state = taken });
        var other = new FeedForwardNetwork<T>(2, [new Dense(8, Activation.Tanh), new Dense(3, Activation.Softmax)], seed: 1);
        T[] before = [.. other.Parameters];
        Assert.That(() => other.Train(X, Labels, Options(2), checkpoints: new() { From = state }), Throws.ArgumentException.With.Message.Contains("this training has 2 → 8, tanh"));
        Assert.That(other.Parameters.ToArray(), Is.EqualTo(before));
        Assert.That(other.InputScaler, Is.Null);
    }

    [Test]
    public void A_checkpoint_holds_the_network_and_trains_on_from_it()
    {
        FeedForwardNetwork<T> whole = Network();
        whole.Train(X, Labels, Options(6), checkpoints: new() { Every = 4, Taken = taken => taken.Save(_path) });
        TrainingState<T> state = TrainingState<T>.Load(_path);
        FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(_path);
        Assert.That(loaded.Parameters.ToArray(), Is.EqualTo(state.CreateNetwork().Parameters.ToArray()));
        Assert.That(SafeTensors.Load(_path).Names, Does.Contain("layers.0.weight").And.Contain("training.optimizer"));
        for (int again = 0; again < 2; again++)
        {
            FeedForwardNetwork<T> resumed = state.CreateNetwork();
            resumed.Train(X, Labels, Options(6), checkpoints: new() { From = state });
            Assert.That(resumed.Parameters.ToArray(), Is.EqualTo(whole.Parameters.ToArray()), "with its dropout and its scaler");
        }
    }

    public static IEnumerable<Optimizer> Rules => [new Sgd { WeightDecay = 0.01 }, new Momentum(), new Nesterov(), new RmsProp(), new AdaGrad(), new Adam(), new AdamW()];

    public static IEnumerable<LearningRateSchedule> Schedules
        => [LearningRateSchedule.Constant, new StepSchedule { EveryEpochs = 2 }, new ExponentialSchedule(), new CosineSchedule { WarmUpEpochs = 2 }, new ReduceOnPlateau { Patience = 0, MinimumImprovement = 1 }];

    [Test]
    public void Every_rule_and_schedule_resumes_to_the_same_bits([ValueSource(nameof(Rules))] Optimizer rule, [ValueSource(nameof(Schedules))] LearningRateSchedule schedule, [Values] bool fromStream)
    {
        var options = new TrainingOptions { Loss = Loss.CategoricalCrossEntropy, Optimizer = rule, Schedule = schedule, Clipping = GradientClipping.ByNorm(1), L2 = 0.01, EarlyStopping = new() { Patience = 2 }, BatchSize = 20, Epochs = 7, Seed = 8 };
        var validation = new ValidationData<T>(X, Labels);
        Matrix<T> targets = OneHot.Encode<T>(Labels, 3);
        (Matrix<T>, Matrix<T>)[] batches = [.. new[] { Enumerable.Range(0, 50), Enumerable.Range(50, 40) }.Select(rows => (X.SelectRows([.. rows]), targets.SelectRows([.. rows])))];
        (T[], string) Train(FeedForwardNetwork<T> network, Checkpoints<T> checkpoints)
        {
            TrainingHistory history = fromStream ? network.Train(batches, options, validation, checkpoints) : network.Train(X, Labels, options, validation, checkpoints);
            return ([.. network.Parameters], history.Message + history.Count);
        }
        var states = new List<TrainingState<T>>();
        (T[] expected, string message) = Train(Network(), new() { Every = 2, Taken = states.Add });
        Assert.That(states, Is.Not.Empty);
        foreach (TrainingState<T> state in states)
        {
            var saved = new MemoryStream();
            state.Save(saved);
            saved.Position = 0;
            (T[] actual, string resumed) = Train(Network(seed: 99), new() { From = TrainingState<T>.Load(saved) });
            Assert.That(actual, Is.EqualTo(expected), state.ToString());
            Assert.That(resumed, Is.EqualTo(message));
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public void Every_altered_byte_and_every_truncation_is_refused_or_gives_an_equal_state()
    {
        var network = new FeedForwardNetwork<T>(2, [new Dense(3, Activation.Softmax)], seed: 1);
        var saved = new MemoryStream();
        network.Train(X, Labels, Options(2, new Momentum()), checkpoints: new() { Every = 2, Taken = state => state.Save(saved) });
        byte[] file = saved.ToArray();
        string expected = Describe(TrainingState<T>.Load(new MemoryStream(file)));
        bool IsRefused(byte[] bytes)
        {
            try
            {
                Assert.That(Describe(TrainingState<T>.Load(new MemoryStream(bytes))), Is.EqualTo(expected));
                return false;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }
        for (int i = 0; i < file.Length; i++)
        {
            Assert.That(IsRefused(file[..i]), $"{i} of {file.Length} bytes");
            byte old = file[i];
            foreach (int value in new[] { old ^ 1, old ^ 0x80, '9' })
            {
                file[i] = (byte)value;
                IsRefused(file);
            }
            file[i] = old;
        }
        Assert.That(IsRefused(file), Is.False);
    }

    [Test]
    public void A_file_that_is_no_training_state_or_one_that_makes_no_sense_is_refused()
    {
        Network().Save(_path);
        Assert.That(() => TrainingState<T>.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("The file is a network without a training state."));
        Network().Train(X, Labels, Options(1), checkpoints: new() { Taken = taken => taken.Save(_path) });
        byte[] file = File.ReadAllBytes(_path);
        void IsRefusedWith(string message, Action<SafeTensors> change)
        {
            SafeTensors tensors = SafeTensors.Load(new MemoryStream(file));
            tensors.Metadata.Remove("minidnn.checksum");
            change(tensors);
            tensors.Save(_path);
            Assert.That(() => TrainingState<T>.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
        }
        IsRefusedWith("has format 2; this version of the library reads formats up to 1", tensors => tensors.Metadata["training.format"] = "2");
        foreach (string steps in new[] { "-1", "", "9223372036854775807", "x" })
        {
            IsRefusedWith($"'training.step' is '{steps}'; it must be a number of steps", tensors => tensors.Metadata["training.step"] = steps);
        }
        foreach (string numbers in new[] { "0 0 0 0", "1 2 3", "1 2 3 4 5", "1 2 3 x", "1 2 3 4 ", "" })
        {
            IsRefusedWith($"'training.random' is '{numbers}'; it must be four whole numbers", tensors => tensors.Metadata["training.random"] = numbers);
        }
        IsRefusedWith("lacks 'training.rule'", tensors => tensors.Metadata.Remove("training.rule"));
        IsRefusedWith("lacks 'training.step'", tensors => tensors.Metadata.Remove("training.step"));
        Network().Save(_path);
        file = File.ReadAllBytes(_path);
        void With(SafeTensors tensors, string until)
        {
            (tensors.Metadata["training.format"], tensors.Metadata["training.step"], tensors.Metadata["training.random"]) = ("1", "0", "1 2 3 4");
            if (until != "training.early_stopping")
            {
                tensors.AddVector<double>("training.early_stopping", [0, 0]);
                tensors.AddVector<T>("training.best", new T[until == "training.best" ? 50 : 51]);
                tensors.AddVector<T>("training.optimizer", []);
                (tensors.Metadata["training.rule"], tensors.Metadata["training.schedule"]) = ("Sgd", "ConstantSchedule");
            }
        }
        foreach (string missing in new[] { "training.early_stopping", "training.best", "training.history" })
        {
            IsRefusedWith($"'{missing}'", tensors => With(tensors, missing));
        }
    }

    private static string Describe(TrainingState<T> state)
        => $"{state} {string.Join(' ', state.Network.Parameters.ToArray())} {state.Network.InputScaler} {state.Rule} {state.Schedule} {string.Join(' ', state.OptimizerState)} {string.Join(' ', state.BestParameters)} {string.Join(' ', state.ScheduleState)} {state.Random} {string.Join(' ', state.Epochs)}";

    private static (int, double, double?, double?, double) Figures(EpochSummary e) => (e.Epoch, e.Loss, e.ValidationLoss, e.ValidationAccuracy, e.LearningRate);
}
