using System.Text;

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

    private static FeedForwardNetwork<T> Network(ulong seed = 4) => new(2, [new Dense(8, Activation.SiLU), new Dropout(0.2), new Dense(3, Activation.Softmax)], seed);

    private static TrainingOptions<T> Options(int epochs = 9, Optimizer? rule = null) => new()
    {
        Loss = Loss.CategoricalCrossEntropy,
        Optimizer = rule ?? new Adam { LearningRate = 0.02 },
        Schedule = new ReduceOnPlateau { Patience = 1, Factor = 0.5 },
        Patience = 100,
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
            () => interrupted.Train(X, Labels, Options() with { CheckpointEpochs = every, OnCheckpoint = taken => state = state is null ? taken : throw new InvalidOperationException("the power went out") }),
            Throws.InvalidOperationException);
        Assert.That((state!.Epochs.Count, state.ToString()), Is.EqualTo((every, $"TrainingState after {every} epochs, {11 * every} steps")));
        if (throughFile)
        {
            state.Save(_path);
            state = TrainingState<T>.Load(_path);
        }
        TrainingHistory history = resumed.Train(X, Labels, Options() with { ResumeFrom = state });
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
        network.Train(X, targets, Options(4, new Sgd()) with { CheckpointEpochs = 2, OnCheckpoint = states.Add });
        Assert.That(states.Select(state => state.Epochs.Count), Is.EqualTo([2, 4]));
        T[] end = [.. network.Parameters];
        Assert.That(network.Train(X, targets, Options(4, new Sgd()) with { ResumeFrom = states[1] }).Count, Is.EqualTo(4));
        Assert.That(network.Parameters.ToArray(), Is.EqualTo(end));
    }

    [Test]
    public void A_state_that_does_not_fit_is_refused()
    {
        TrainingState<T>? state = null;
        Network().Train(X, Labels, Options(1) with { OnCheckpoint = taken => state = taken });
        Assert.That(
            () => Network().Train(X, Labels, Options(2, new Sgd()) with { ResumeFrom = state }),
            Throws.ArgumentException.With.Message.StartsWith("Train: the state has Dense(8, silu) 1×2 → 1×8, Dropout(0.2) 1×8 → 1×8, Dense(3, softmax) 1×8 → 1×3, Adam with 102 numbers and ReduceOnPlateau with 4; this training has Dense(8, silu) 1×2 → 1×8, Dropout(0.2) 1×8 → 1×8, Dense(3, softmax) 1×8 → 1×3, Sgd with 0 numbers and ReduceOnPlateau with 4: layers, update rule and schedule must be the same."));
        Network().Train(X, Labels, Options(1, new Sgd { Momentum = 0.9 }) with { OnCheckpoint = taken => state = taken });
        Assert.That(() => Network().Train(X, Labels, Options(2, new RmsProp()) with { ResumeFrom = state }), Throws.ArgumentException.With.Message.Contains("Sgd with 51 numbers").And.Message.Contains("RmsProp with 51"));
        Assert.That(() => new TrainingOptions<T> { CheckpointEpochs = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_state_that_does_not_fit_leaves_the_network_as_it_was()
    {
        TrainingState<T>? state = null;
        Network().Train(X, Labels, Options(1) with { OnCheckpoint = taken => state = taken });
        var other = new FeedForwardNetwork<T>(2, [new Dense(8, Activation.Tanh), new Dense(3, Activation.Softmax)], seed: 1);
        T[] before = [.. other.Parameters];
        Assert.That(() => other.Train(X, Labels, Options(2) with { ResumeFrom = state }), Throws.ArgumentException.With.Message.Contains("this training has Dense(8, tanh) 1×2 → 1×8"));
        Assert.That(other.Parameters.ToArray(), Is.EqualTo(before));
        Assert.That(other.InputScaler, Is.Null);
    }

    [Test]
    public void A_checkpoint_holds_the_network_and_trains_on_from_it()
    {
        FeedForwardNetwork<T> whole = Network();
        whole.Train(X, Labels, Options(6) with { CheckpointEpochs = 4, OnCheckpoint = taken => taken.Save(_path) });
        TrainingState<T> state = TrainingState<T>.Load(_path);
        FeedForwardNetwork<T> loaded = FeedForwardNetwork<T>.Load(_path);
        Assert.That(loaded.Parameters.ToArray(), Is.EqualTo(new FeedForwardNetwork<T>(state).Parameters.ToArray()));
        Assert.That(SafeTensors.Load(_path).Names, Does.Contain("layers.0.weight").And.Contain("training.optimizer"));
        for (int again = 0; again < 2; again++)
        {
            FeedForwardNetwork<T> resumed = new FeedForwardNetwork<T>(state);
            resumed.Train(X, Labels, Options(6) with { ResumeFrom = state });
            Assert.That(resumed.Parameters.ToArray(), Is.EqualTo(whole.Parameters.ToArray()), "with its dropout and its scaler");
        }
    }

    public static IEnumerable<Optimizer> Rules => [new Sgd { WeightDecay = 0.01 }, new Sgd { Momentum = 0.9 }, new Sgd { Momentum = 0.9, Nesterov = true }, new RmsProp(), new AdaGrad(), new Adam(), new AdamW()];

    public static IEnumerable<LearningRateSchedule?> Schedules
        => [null, new StepSchedule { EveryEpochs = 2 }, new StepSchedule { EveryEpochs = 1, Factor = 0.95 }, new CosineSchedule { WarmUpEpochs = 2 }, new ReduceOnPlateau { Patience = 1, Tolerance = 1 }];

    /// <summary>As builds saved it in which these two rules were classes of their own.</summary>
    [Test]
    public void A_rule_of_before_is_read_as_Sgd([Values("Momentum", "Nesterov")] string name)
    {
        TrainingOptions<T> options = Options(6) with { Optimizer = new Sgd { Momentum = 0.9, Nesterov = name == "Nesterov" } };
        FeedForwardNetwork<T> whole = Network();
        whole.Train(X, Labels, options with { CheckpointEpochs = 4, OnCheckpoint = taken => taken.Save(_path) });
        SafeTensors file = SafeTensors.Load(_path);
        Assert.That(file.Metadata["training.rule"], Is.EqualTo("Sgd"));
        file.Metadata["training.rule"] = name;
        file.Metadata.Remove("minidnn.checksum");
        file.Save(_path);
        FeedForwardNetwork<T> resumed = Network(seed: 99);
        resumed.Train(X, Labels, options with { ResumeFrom = TrainingState<T>.Load(_path) });
        Assert.That(resumed.Parameters.ToArray(), Is.EqualTo(whole.Parameters.ToArray()));
    }

    [Test]
    public void Every_rule_and_schedule_resumes_to_the_same_bits([ValueSource(nameof(Rules))] Optimizer rule, [ValueSource(nameof(Schedules))] LearningRateSchedule? schedule, [Values] bool fromStream)
    {
        var options = new TrainingOptions<T> { Loss = Loss.CategoricalCrossEntropy, Optimizer = rule, Schedule = schedule, ClipNorm = 1, L2 = 0.01, Patience = 2, BatchSize = 20, Epochs = 7, Seed = 8, Validation = new(X, Labels) };
        Matrix<T> targets = OneHot.Encode<T>(Labels, 3);
        DataSet<T>[] batches = [.. new[] { Enumerable.Range(0, 50), Enumerable.Range(50, 40) }.Select(rows => new DataSet<T>(X.SelectRows([.. rows]), targets.SelectRows([.. rows])))];
        (T[], string) Train(FeedForwardNetwork<T> network, TrainingOptions<T> options)
        {
            TrainingHistory history = fromStream ? network.Train(batches, options) : network.Train(X, Labels, options);
            return ([.. network.Parameters], history.Message + history.Count);
        }
        var states = new List<TrainingState<T>>();
        (T[] expected, string message) = Train(Network(), options with { CheckpointEpochs = 2, OnCheckpoint = states.Add });
        Assert.That(states, Is.Not.Empty);
        foreach (TrainingState<T> state in states)
        {
            var saved = new MemoryStream();
            state.Save(saved);
            saved.Position = 0;
            (T[] actual, string resumed) = Train(Network(seed: 99), options with { ResumeFrom = TrainingState<T>.Load(saved) });
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
        network.Train(X, Labels, Options(2, new Sgd { Momentum = 0.9 }) with { CheckpointEpochs = 2, OnCheckpoint = state => state.Save(saved) });
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
        Network().Train(X, Labels, Options(1) with { OnCheckpoint = taken => taken.Save(_path) });
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
            tensors.AddVector<T>("training.best", new T[until == "training.best" ? 50 : 51]);
            tensors.AddVector<T>("training.optimizer", []);
            tensors.AddVector<double>("training.schedule_state", []);
            (tensors.Metadata["training.rule"], tensors.Metadata["training.schedule"]) = ("Sgd", "ConstantSchedule");
            if (until != "training.history")
            {
                tensors.Add("training.history", new Matrix<double>(0, 6));
            }
        }
        foreach (string missing in new[] { "training.early_stopping", "training.best", "training.history" })
        {
            IsRefusedWith($"'{missing}'", tensors => With(tensors, missing));
        }
    }

    /// <summary>Numbers that a training could not go on with: those of the rule, the schedule, early stopping and the history.</summary>
    [Test]
    public void A_state_with_numbers_that_are_none_is_refused_when_it_is_loaded(
        [Values("training.optimizer", "training.best", "training.schedule_state", "training.early_stopping", "training.history")] string name,
        [Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double number)
    {
        SafeTensors file = SafeTensors.Load(new MemoryStream(SavedState()));
        var changed = new SafeTensors();
        foreach ((string key, string value) in file.Metadata.Where(entry => entry.Key != "minidnn.checksum"))
        {
            changed.Metadata[key] = value;
        }
        foreach (string tensor in file.Names)
        {
            if (file.GetShape(tensor).Count == 2)
            {
                Matrix<double> matrix = file.GetMatrix<double>(tensor);
                matrix[0, 0] = tensor == name ? number : matrix[0, 0];
                AddLike(changed, file, tensor, matrix, null);
            }
            else
            {
                double[] vector = file.GetVector<double>(tensor);
                vector[0] = tensor == name ? number : vector[0];
                AddLike(changed, file, tensor, null, vector);
            }
        }
        var stream = new MemoryStream();
        changed.Save(stream);
        stream.Position = 0;
        if (name == "training.early_stopping" && double.IsPositiveInfinity(number))
        {
            Assert.That(TrainingState<T>.Load(stream).Progress.Best, Is.EqualTo(number), "as before the first epoch, and where nobody stops early");
            return;
        }
        Assert.That(() => TrainingState<T>.Load(stream), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"'{name}'"));
    }

    [TestCase(1, -1.0)]
    [TestCase(1, 0.5)]
    [TestCase(1, double.NaN)]
    [TestCase(1, 1e10)]
    public void A_number_of_epochs_that_is_none_is_refused(int index, double number)
    {
        SafeTensors file = SafeTensors.Load(new MemoryStream(SavedState()));
        var stopping = file.GetVector<double>("training.early_stopping");
        byte[] bytes = SavedState();
        int at = bytes.AsSpan().IndexOf(stopping.SelectMany(BitConverter.GetBytes).ToArray());
        BitConverter.TryWriteBytes(bytes.AsSpan(at + (8 * index)), number);
        bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("minidnn.checksum", "minidnn.chexksum", StringComparison.Ordinal));
        Assert.That(() => TrainingState<T>.Load(new MemoryStream(bytes)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'training.early_stopping' must be two numbers"));
    }

    /// <summary>What could not be loaded again is not saved, so that the checkpoint before it stays.</summary>
    [Test]
    public void A_state_with_numbers_that_are_none_is_not_saved()
    {
        var state = TrainingState<T>.Load(new MemoryStream(SavedState()));
        TrainingState<T> With(T optimizer, double schedule, double loss) => new()
        {
            Network = state.Network,
            Rule = state.Rule,
            Schedule = state.Schedule,
            Epochs = state.Epochs,
            StepCount = state.StepCount,
            Random = state.Random,
            BestParameters = state.BestParameters,
            OptimizerState = [.. state.OptimizerState[1..], optimizer],
            ScheduleState = [schedule],
            Progress = LossProgress.None with { Best = loss },
        };
        Assert.That(() => With(T.One, 1, double.PositiveInfinity).Save(Stream.Null), Throws.Nothing);
        Assert.That(() => With(T.PositiveInfinity, 1, 1).Save(Stream.Null), Throws.ArgumentException.With.Message.Contains("Save: state.OptimizerState["));
        Assert.That(() => With(T.One, double.NaN, 1).Save(Stream.Null), Throws.ArgumentException.With.Message.Contains("Save: state.ScheduleState[0] is NaN"));
        Assert.That(() => With(T.One, 1, double.NaN).Save(Stream.Null), Throws.ArgumentException.With.Message.Contains("Save: the best loss is NaN"));
        Assert.That(() => With(T.One, 1, double.NegativeInfinity).Save(Stream.Null), Throws.ArgumentException);
        Assert.That(() => state.Save((Stream)null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Damage_in_one_place_is_found_or_changes_nothing()
    {
        byte[] file = SavedState();
        string expected = Describe(TrainingState<T>.Load(new MemoryStream(file)));
        var random = new SeededRandom(12);
        int refused = 0;
        for (int run = 0; run < 3_000; run++)
        {
            byte[] damaged = FileDamage.InOnePlace(file, random);
            try
            {
                Assert.That(Describe(TrainingState<T>.Load(run % 2 == 0 ? new MemoryStream(damaged) : new OneWayStream(damaged))), Is.EqualTo(expected));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.InRange(2_700, 2_999));
    }

    [Test]
    public void Loading_takes_the_memory_of_the_state_alone()
    {
        var network = new FeedForwardNetwork<T>(2, [new Dense(1000, Activation.Tanh), new Dense(500), new Dense(3, Activation.Softmax)]);
        network.Train(X, Labels, Options(1, new Sgd { Momentum = 0.9 }) with { OnCheckpoint = state => state.Save(_path) });
        TrainingState<T>.Load(_path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TrainingState<T>.Load(_path);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1.2 * new FileInfo(_path).Length));
    }

    private static byte[] SavedState()
    {
        var network = new FeedForwardNetwork<T>(2, [new Dense(3, Activation.Softmax)], seed: 1);
        var saved = new MemoryStream();
        network.Train(X, Labels, Options(2, new Sgd { Momentum = 0.9 }) with { CheckpointEpochs = 2, OnCheckpoint = state => state.Save(saved) });
        return saved.ToArray();
    }

    private static void AddLike(SafeTensors changed, SafeTensors file, string name, Matrix<double>? matrix, double[]? vector)
    {
        if (file.GetNumberType(name) == "F64")
        {
            AddEither(changed, name, matrix, vector);
        }
        else
        {
            AddEither(changed, name, matrix is null ? null : Matrix.Create(matrix.RowCount, matrix.ColumnCount, (i, j) => (float)matrix[i, j]), vector?.Select(value => (float)value).ToArray());
        }
    }

    private static void AddEither<TNumber>(SafeTensors changed, string name, Matrix<TNumber>? matrix, TNumber[]? vector)
        where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    {
        if (matrix is not null)
        {
            changed.Add(name, matrix);
        }
        else
        {
            changed.AddVector(name, vector!);
        }
    }

    private static string Describe(TrainingState<T> state)
        => $"{state} {string.Join(' ', state.Network.Parameters.ToArray())} {state.Network.InputScaler} {state.Rule} {state.Schedule} {string.Join(' ', state.OptimizerState)} {string.Join(' ', state.BestParameters)} {string.Join(' ', state.ScheduleState)} {state.Random} {string.Join(' ', state.Epochs)}";

    private static (int, double, double?, double?, double) Figures(EpochSummary e) => (e.Epoch, e.Loss, e.ValidationLoss, e.ValidationAccuracy, e.LearningRate);
}
