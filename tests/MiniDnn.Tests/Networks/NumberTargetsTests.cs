namespace MiniDnn.Tests;

/// <summary>One number for each sample as target: the same as a matrix of one column, everywhere.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class NumberTargetsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Matrix<T> X = Matrix.Create(30, 2, (i, j) => T.CreateChecked(Math.Sin((i * (j + 1)) + j)));
    private static readonly T[] Numbers = [.. Enumerable.Range(0, 30).Select(i => T.CreateChecked(10 + Math.Cos(i)))];

    private static Matrix<T> Rows => new(30, 1, Numbers);

    private static FeedForwardNetwork<T> Network(int outputs = 1) => new(2, [new Dense(5, Activation.Tanh), new Dense(outputs)], seed: 3);

    private static IEnumerable<TrainingOptions<T>> Options =>
    [
        new() { Loss = Loss.MeanSquaredError, Epochs = 3, BatchSize = 8 },
        new() { Loss = Loss.MeanAbsoluteError, Epochs = 3, BatchSize = null, Shuffle = false },
        new() { Loss = Loss.MeanSquaredError, Epochs = 3, BatchSize = 8, ValidationSplit = 0.2 },
        new() { Loss = Loss.Huber, Epochs = 3, StandardizeInputs = true, StandardizeTargets = true },
        new() { Loss = Loss.MeanSquaredError, Epochs = 3, SampleWeights = [.. Enumerable.Range(0, 30).Select(i => i / 15.0)] },
    ];

    [TestCaseSource(nameof(Options))]
    public void They_train_to_the_same_bits_as_rows(TrainingOptions<T> options)
    {
        FeedForwardNetwork<T> byNumbers = Network(), byRows = Network();
        TrainingHistory actual = byNumbers.Train(X, Numbers, options with { Validation = new(X, Numbers) });
        TrainingHistory expected = byRows.Train(X, Rows, options with { Validation = new(X, Rows) });
        Assert.That(byNumbers.Parameters.ToArray(), Is.EqualTo(byRows.Parameters.ToArray()));
        Assert.That(actual[^1].ValidationLoss, Is.EqualTo(expected[^1].ValidationLoss));
        Evaluation a = byNumbers.Evaluate(X, Numbers, options.Loss!), b = byRows.Evaluate(X, Rows, options.Loss!);
        Assert.That((a.Loss, a.RSquared), Is.EqualTo((b.Loss, b.RSquared)));
    }

    [Test]
    public void Steps_with_them_are_those_with_rows_and_allocate_nothing()
    {
        FeedForwardNetwork<T> byNumbers = Network(), byRows = Network();
        var options = new TrainingOptions<T> { Loss = Loss.MeanSquaredError, BatchSize = 30, Threads = 1 };
        Trainer<T> numbers = new(byNumbers, options), rows = new(byRows, options);
        T[] weights = [.. Enumerable.Repeat(T.One, 30)];
        Matrix<T> y = Rows;
        for (int step = 0; step < 3; step++)
        {
            Assert.That(numbers.Step(X, Numbers, weights), Is.EqualTo(rows.Step(X, y, weights)));
        }
        Assert.That(byNumbers.Parameters.ToArray(), Is.EqualTo(byRows.Parameters.ToArray()));
        Assert.That(Allocation.OnceWarm(() => numbers.Step(X, Numbers)), Is.Zero);
    }

    [Test]
    public void Validation_data_keep_arrays_and_copy_views()
    {
        Matrix<T> x = Matrix.Create(X.ToRectangularArray()), y = Rows;
        T[] numbers = [.. Numbers];
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 2)];
        var classifier = new FeedForwardNetwork<T>(2, [new Dense(2, Activation.Softmax)], seed: 3);
        DataSet<T> rowsOfViews = new(x.Rows(..9), y.Rows(..9)), numbersOfViews = new(x.Rows(..9), numbers.AsSpan(..9)), labelsOfViews = new(x.Rows(..9), labels.AsSpan(..9));
        double?[] before = [Measure(Network(), rowsOfViews), Measure(Network(), numbersOfViews), Measure(classifier, labelsOfViews)];
        DataSet<T> kept = new(x, numbers);
        double? whole = Measure(Network(), kept);
        x.AsSpan().Fill(T.One);
        y.AsSpan().Clear();
        numbers.AsSpan().Clear();
        labels.AsSpan().Clear();
        double?[] after = [Measure(Network(), rowsOfViews), Measure(Network(), numbersOfViews), Measure(classifier, labelsOfViews)];
        Assert.That(after, Is.EqualTo(before));
        Assert.That(before[0], Is.EqualTo(before[1]));
        Assert.That(Measure(Network(), kept), Is.Not.EqualTo(whole));
    }

    [Test]
    public void Several_outputs_other_lengths_and_numbers_that_are_none_are_refused()
    {
        TrainingOptions<T> options = Options.First();
        const string ForOne = "targets is a number for each of 30 samples, which one output can learn, and the network has 3; it must be 30×3, a row for each sample. Class labels are an int[], or given by name: labels: […].";
        Assert.That(() => Network(3).Train(X, Numbers, options), Throws.ArgumentException.With.Message.StartsWith("Train: " + ForOne).And.Property("ParamName").EqualTo("targets"));
        Assert.That(() => Network(3).Train(X, new Matrix<T>(30, 3), options with { Validation = new(X, Numbers) }), Throws.ArgumentException.With.Message.StartsWith("Train, validation: " + ForOne));
        Assert.That(() => Network(3).Evaluate(X, Numbers, Loss.MeanSquaredError), Throws.ArgumentException.With.Message.StartsWith("Evaluate: " + ForOne));
        Assert.That(() => new Trainer<T>(Network(3), Loss.MeanSquaredError, new Sgd(), 30).Step(X, Numbers), Throws.ArgumentException.With.Message.StartsWith("Step: " + ForOne));
        Assert.That(() => Network().Train(X, Numbers.AsSpan(1..), options), Throws.ArgumentException.With.Message.StartsWith("Train: targets has 29 elements; it must have 30, one for each sample."));
        T[] bad = [.. Numbers];
        bad[7] = T.NaN;
        Assert.That(() => Network().Train(X, bad, options), Throws.ArgumentException.With.Message.StartsWith("Train: targets[7] is NaN"));
        Assert.That(() => new DataSet<T>(X, (T[])null!), Throws.ArgumentNullException);
    }

    private static double? Measure(FeedForwardNetwork<T> network, DataSet<T> validation)
    {
        var options = new TrainingOptions<T> { Loss = network.OutputCount == 1 ? Loss.MeanSquaredError : Loss.CategoricalCrossEntropy, Epochs = 1, Optimizer = new Sgd { LearningRate = 1e-30 }, Validation = validation, StandardizeInputs = false, StandardizeTargets = false };
        return network.OutputCount == 1
            ? network.Train(X, Numbers, options)[0].ValidationLoss
            : network.Train(X, labels: [.. Enumerable.Repeat(0, 30)], options)[0].ValidationLoss;
    }
}

/// <summary>Whole numbers written out are numbers to predict, an array of them is labels: what the compiler makes of each, by number type.</summary>
internal sealed class WrittenTargetsTests
{
    [Test]
    public void Whole_numbers_are_numbers_in_double()
    {
        FeedForwardNetwork<double> written = new(1, [new Dense(1)], seed: 3), spelledOut = new(1, [new Dense(1)], seed: 3);
        Matrix<double> x = [[1], [2], [3]], y = [[30], [50], [80]];
        TrainingOptions<double> options = new() { Loss = Loss.MeanSquaredError };
        written.Train(x, [30, 50, 80], options);
        spelledOut.Train(x, y, options);
        Assert.That(written.Parameters.ToArray(), Is.EqualTo(spelledOut.Parameters.ToArray()));
        Assert.That(written.Evaluate(x, [30, 50, 80], Loss.MeanSquaredError).Loss, Is.EqualTo(written.Evaluate(x, y, Loss.MeanSquaredError).Loss));
    }

    [Test]
    public void Whole_numbers_are_numbers_in_float()
    {
        FeedForwardNetwork<float> written = new(1, [new Dense(1)], seed: 3), spelledOut = new(1, [new Dense(1)], seed: 3);
        Matrix<float> x = [[1], [2], [3]], y = [[30], [50], [80]];
        TrainingOptions<float> options = new() { Loss = Loss.MeanSquaredError };
        written.Train(x, [30, 50, 80], options);
        spelledOut.Train(x, y, options);
        Assert.That(written.Parameters.ToArray(), Is.EqualTo(spelledOut.Parameters.ToArray()));
        Assert.That(written.Evaluate(x, [30, 50, 80], Loss.MeanSquaredError).Loss, Is.EqualTo(written.Evaluate(x, y, Loss.MeanSquaredError).Loss));
    }

    [Test]
    public void An_array_and_what_is_named_so_are_labels()
    {
        FeedForwardNetwork<double> byArray = new(1, [new Dense(3, Activation.Softmax)], seed: 3), byName = new(1, [new Dense(3, Activation.Softmax)], seed: 3), byRows = new(1, [new Dense(3, Activation.Softmax)], seed: 3);
        Matrix<double> x = [[1], [2], [3]];
        int[] classes = [0, 2, 1];
        TrainingOptions<double> options = new() { Loss = Loss.CategoricalCrossEntropy };
        byArray.Train(x, classes, options);
        byName.Train(x, labels: [0, 2, 1], options);
        byRows.Train(x, OneHot.Encode(classes, 3), options);
        Assert.That(byArray.Parameters.ToArray(), Is.EqualTo(byRows.Parameters.ToArray()));
        Assert.That(byName.Parameters.ToArray(), Is.EqualTo(byRows.Parameters.ToArray()));
        Assert.That(byName.Evaluate(x, labels: [0, 2, 1], Loss.CategoricalCrossEntropy).Loss, Is.EqualTo(byRows.Evaluate(x, classes, Loss.CategoricalCrossEntropy).Loss));
    }
}
