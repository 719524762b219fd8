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
            () => interrupted.Train(X, Labels, Options(), new Checkpoints<T> { Every = every, Taken = taken => state = state is null ? taken : throw new InvalidOperationException("the power went out") }),
            Throws.InvalidOperationException);
        Assert.That((state!.Epochs.Count, state.ToString()), Is.EqualTo((every, $"TrainingState after {every} epochs, {11 * every} steps")));
        if (throughFile)
        {
            state.Save(_path);
            state = TrainingState<T>.Load(_path);
        }
        TrainingHistory history = resumed.Train(X, Labels, Options(), new Checkpoints<T> { From = state });
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
        network.Train(X, targets, Options(4, new Sgd()), new Checkpoints<T> { Every = 2, Taken = states.Add });
        Assert.That(states.Select(state => state.Epochs.Count), Is.EqualTo([2, 4]));
        T[] end = [.. network.Parameters];
        Assert.That(network.Train(X, targets, Options(4, new Sgd()), new Checkpoints<T> { From = states[1] }).Count, Is.EqualTo(4));
        Assert.That(network.Parameters.ToArray(), Is.EqualTo(end));
    }

    [Test]
    public void A_state_that_does_not_fit_is_refused()
    {
        TrainingState<T>? state = null;
        Network().Train(X, Labels, Options(1), new Checkpoints<T> { Taken = taken => state = taken });
        Assert.That(
            () => Network().Train(X, Labels, Options(2, new Sgd()), new Checkpoints<T> { From = state }),
            Throws.ArgumentException.With.Message.StartsWith("Train: the state has 51 parameters, 102 numbers of the update rule and 4 of the schedule; this training has 51, 0 and 4: it must have the same layers, update rule and schedule."));
        Assert.That(() => Network().Train(X, Labels, Options(), (Checkpoints<T>)null!), Throws.ArgumentNullException);
        Assert.That(() => new Checkpoints<T> { Every = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_file_that_is_no_training_state_or_a_damaged_one_is_refused()
    {
        Network().Save(_path);
        Assert.That(() => TrainingState<T>.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("The file has no training state."));
        Network().Train(X, Labels, Options(1), new Checkpoints<T> { Taken = taken => taken.Save(_path) });
        SafeTensors file = SafeTensors.Load(_path);
        foreach ((string key, string value) in new[] { ("minidnn.training_state", "2"), ("step", "-1"), ("random", "0 0 0 0"), ("random", "1 2 3") })
        {
            string before = file.Metadata[key];
            file.Metadata[key] = value;
            file.Save(_path);
            Assert.That(() => TrainingState<T>.Load(_path), Throws.TypeOf<InvalidDataException>(), key);
            file.Metadata[key] = before;
        }
        file.Metadata.Remove("step");
        file.Save(_path);
        Assert.That(() => TrainingState<T>.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("The training state lacks 'step'."));
        var empty = new SafeTensors();
        empty.Metadata["minidnn.training_state"] = "1";
        empty.Save(_path);
        Assert.That(() => TrainingState<T>.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'early_stopping'"));
        empty.AddVector<double>("early_stopping", [0, 0]);
        empty.Metadata["step"] = "0";
        empty.Metadata["random"] = "1 2 3 4";
        empty.Save(_path);
        Assert.That(() => TrainingState<T>.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'history'"));
    }

    private static (int, double, double?, double?, double) Figures(EpochSummary e) => (e.Epoch, e.Loss, e.ValidationLoss, e.ValidationAccuracy, e.LearningRate);
}
