namespace MiniDnn.Tests;

/// <summary>
/// BatchNorm and LayerNorm beside their definitions in PyTorch's documentation (torch.nn.BatchNorm1d, torch.nn.LayerNorm), written out in
/// loops over doubles: biased variance in the output, unbiased in the running one, momentum the share of the new batch.
/// </summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class NormalizationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SampleShape[] Shapes = [new(1, 3), new(1, 17), new(4, 2), new(3, 1)];

    private static double Tolerance => typeof(T) == typeof(float) ? 2e-5 : 1e-13;

    [Test]
    public void BatchNorm_normalises_the_columns_of_a_batch_in_training([ValueSource(nameof(Shapes))] SampleShape shape, [Values(2, 5)] int samples)
    {
        FeedForwardNetwork<T> network = WithOwnNumbers(new(shape, [new BatchNorm { Epsilon = 0.01 }]));
        Matrix<T> x = TestMatrices.Random<T>(samples, shape.Rows * shape.Columns);
        double[][] rows = Rows(x, shape);
        double[] mean = Means(rows), variance = Variances(rows, mean, unbiased: false);
        AssertClose(TrainingPass.Outputs(network, x), Affine(network, rows, (i, j) => (rows[i][j] - mean[j]) / Math.Sqrt(variance[j] + 0.01)));
    }

    [Test]
    public void BatchNorm_uses_running_means_in_prediction([ValueSource(nameof(Shapes))] SampleShape shape, [Values(1, 5)] int samples)
    {
        FeedForwardNetwork<T> network = WithOwnNumbers(new(shape, [new BatchNorm()]));
        double[] mean = [.. network.Layers[0].State(0).Row(0).ToArray().Select(double.CreateChecked)];
        double[] variance = [.. network.Layers[0].State(1).Row(0).ToArray().Select(double.CreateChecked)];
        Matrix<T> x = TestMatrices.Random<T>(samples, shape.Rows * shape.Columns);
        double[][] rows = Rows(x, shape);
        AssertClose(network.Predict(x), Affine(network, rows, (i, j) => (rows[i][j] - mean[j]) / Math.Sqrt(variance[j] + 1e-5)));
    }

    /// <summary>The layer is the first, so that what it sees does not depend on what is learned.</summary>
    [Test]
    public void Running_means_follow_the_batches_with_momentum_and_unbiased_variance(
        [ValueSource(nameof(Shapes))] SampleShape shape, [Values(0, 0.1, 0.75)] double momentum)
    {
        var network = new FeedForwardNetwork<T>(shape, [new BatchNorm { Momentum = momentum }, new Flatten(), new Dense(1)], seed: 1);
        var trainer = new Trainer<T>(network, Loss.MeanSquaredError, new Adam(), batchSize: 6);
        double[] mean = new double[shape.Columns], variance = [.. Enumerable.Repeat(1.0, shape.Columns)];
        for (int step = 0; step < 5; step++)
        {
            Matrix<T> x = TestMatrices.Random<T>(2 + step, shape.Rows * shape.Columns, (ulong)step);
            trainer.Step(x, new Matrix<T>(2 + step, 1));
            double[] batchMean = Means(Rows(x, shape)), batchVariance = Variances(Rows(x, shape), batchMean, unbiased: true);
            mean = [.. mean.Zip(batchMean, (r, v) => ((1 - momentum) * r) + (momentum * v))];
            variance = [.. variance.Zip(batchVariance, (r, v) => ((1 - momentum) * r) + (momentum * v))];
        }
        Assert.That(network.Layers[0].State(0).Row(0).ToArray().Select(double.CreateChecked), Is.EqualTo(mean).Within(Tolerance));
        Assert.That(network.Layers[0].State(1).Row(0).ToArray().Select(double.CreateChecked), Is.EqualTo(variance).Within(Tolerance));
    }

    [Test]
    public void LayerNorm_normalises_every_row_alike_in_training_and_prediction([ValueSource(nameof(Shapes))] SampleShape shape)
    {
        FeedForwardNetwork<T> network = WithOwnNumbers(new(shape, [new LayerNorm { Epsilon = 0.02 }]));
        Matrix<T> x = TestMatrices.Random<T>(5, shape.Rows * shape.Columns);
        double[][] rows = Rows(x, shape);
        double[,] expected = Affine(network, rows, (i, j) =>
        {
            double mean = rows[i].Sum() / shape.Columns, squares = rows[i].Sum(value => (value - mean) * (value - mean));
            return (rows[i][j] - mean) / Math.Sqrt((squares / shape.Columns) + 0.02);
        });
        AssertClose(network.Predict(x), expected);
        AssertClose(TrainingPass.Outputs(network, x), expected);
    }

    /// <summary>Numbers that can be followed by hand: mean 3, variance 14/4, and 14/3 unbiased.</summary>
    [Test]
    public void Numbers_by_hand()
    {
        var byRow = new FeedForwardNetwork<T>(4, [new LayerNorm { Epsilon = 0.5 }]);
        Assert.That(Doubles(byRow.Predict([T.One, T.CreateChecked(2), T.CreateChecked(3), T.CreateChecked(6)])), Is.EqualTo(new[] { -1, -0.5, 0, 1.5 }).Within(Tolerance));
        var byColumn = new FeedForwardNetwork<T>(1, [new BatchNorm { Epsilon = 0.5 }]);
        Matrix<T> x = new(4, 1, [T.One, T.CreateChecked(2), T.CreateChecked(3), T.CreateChecked(6)]);
        Assert.That(Doubles(TrainingPass.Outputs(byColumn, x).AsSpan()), Is.EqualTo(new[] { -1, -0.5, 0, 1.5 }).Within(Tolerance));
        new Trainer<T>(byColumn, Loss.MeanSquaredError, new Sgd(), 4).Step(x, new Matrix<T>(4, 1));
        Assert.That(double.CreateChecked(byColumn.Layers[0].State(0)[0, 0]), Is.EqualTo(0.3).Within(Tolerance));
        Assert.That(double.CreateChecked(byColumn.Layers[0].State(1)[0, 0]), Is.EqualTo(0.9 + (1.4 / 3)).Within(Tolerance));
    }

    [Test]
    public void A_column_or_row_without_spread_becomes_the_shift()
    {
        Matrix<T> x = Matrix.Create(4, 3, (_, j) => T.CreateChecked(5));
        FeedForwardNetwork<T> byColumn = WithOwnNumbers(new(3, [new BatchNorm()])), byRow = WithOwnNumbers(new(3, [new LayerNorm()]));
        Assert.That(TrainingPass.Outputs(byColumn, x).Row(2).ToArray(), Is.EqualTo(byColumn.Layers[0].Parameter(1).Row(0).ToArray()));
        Assert.That(byRow.Predict(x).Row(2).ToArray(), Is.EqualTo(byRow.Layers[0].Parameter(1).Row(0).ToArray()));
    }

    [Test]
    public void A_batch_of_one_row_has_no_variance_and_is_refused_in_training_alone()
    {
        FeedForwardNetwork<T> network = WithOwnNumbers(new(3, [new Residual(new BatchNorm()), new Dense(1)]));
        T[] before = TrainingPass.Numbers(network);
        var trainer = new Trainer<T>(network, Loss.MeanSquaredError, new Sgd(), 4);
        Matrix<T> x = TestMatrices.Random<T>(1, 3), y = new(1, 1);
        const string Message = "BatchNorm: the batch has one row, which has no variance; a step of training needs two rows or more.";
        Assert.That(() => trainer.Step(x, y), Throws.ArgumentException.With.Message.StartsWith(Message));
        Assert.That(() => GradientCheck.Run(network, x, y, Loss.MeanSquaredError), Throws.ArgumentException.With.Message.StartsWith(Message));
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));
        Assert.That(() => network.Backpropagate(x, y, Loss.MeanSquaredError), Throws.Nothing);
        Assert.That(() => network.Evaluate(x, y, Loss.MeanSquaredError), Throws.Nothing);
        trainer.Step(TestMatrices.Random<T>(2, 3), new Matrix<T>(2, 1));
        Assert.That(TrainingPass.Numbers(network), Is.Not.EqualTo(before), "it goes on");
    }

    /// <summary>Before any step: nothing of the network is changed. The layer may lie in another, and behind a Flatten.</summary>
    [TestCase(33, 32)]
    [TestCase(7, 3)]
    [TestCase(1, 32)]
    [TestCase(5, 1)]
    public void A_last_batch_of_one_is_refused_beforehand(int samples, int batchSize)
    {
        Layer[][] all = [[new BatchNorm(), new Dense(1)], [new Dense(3), new Residual(new Residual(new BatchNorm())), new Dense(1)], [new OwnCentre(), new Dense(1)]];
        foreach (Layer[] layers in all)
        {
            AssertRefused(new(new SampleShape(1, 4), layers, seed: 1), samples, batchSize);
        }
        AssertRefused(new(new SampleShape(2, 2), [new Flatten(), new BatchNorm(), new Dense(1)], seed: 1), samples, batchSize);
    }

    /// <summary>Each sample has rows enough.</summary>
    [Test]
    public void A_batch_of_one_sequence_is_trained()
    {
        var network = new FeedForwardNetwork<T>(new SampleShape(2, 2), [new BatchNorm(), new Flatten(), new Dense(1)], seed: 1);
        TrainingHistory history = network.Train(TestMatrices.Random<T>(5, 4), new Matrix<T>(5, 1), new() { BatchSize = 2, Epochs = 2 });
        Assert.That(history.Count, Is.EqualTo(2));
    }

    [Test]
    public void Constants_that_make_no_sense_are_refused([Values(0, -1, double.NaN, double.PositiveInfinity)] double value)
    {
        Assert.That(() => new BatchNorm { Epsilon = value }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Epsilon"));
        Assert.That(() => new LayerNorm { Epsilon = value }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Epsilon"));
        Assert.That(() => new BatchNorm { Momentum = value == 0 ? 1 : value }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Momentum"));
    }

    private static void AssertRefused(FeedForwardNetwork<T> network, int samples, int batchSize)
    {
        T[] before = TrainingPass.Numbers(network);
        Matrix<T> x = TestMatrices.Random<T>(samples, 4), y = new(samples, 1);
        Assert.That(
            () => network.Train(x, y, new() { BatchSize = batchSize }),
            Throws.ArgumentException.With.Message.StartsWith($"Train: batches of {Math.Min(batchSize, samples)} leave one of a single sample at the end of {samples}; normalisation over a batch needs two or more. Choose another BatchSize."));
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));
        Assert.That(network.InputScaler, Is.Null);
    }

    /// <summary>Scales and shifts, means and variances other than 1 and 0.</summary>
    private static FeedForwardNetwork<T> WithOwnNumbers(FeedForwardNetwork<T> network)
    {
        var random = new SeededRandom(8);
        foreach (ref T number in network.Parameters)
        {
            number = T.CreateChecked(0.5 + random.NextDouble());
        }
        foreach (ref T number in network.Core.State.AsSpan())
        {
            number = T.CreateChecked(0.5 + random.NextDouble());
        }
        return network;
    }

    private static double[][] Rows(Matrix<T> x, SampleShape shape) => [.. Doubles(x.AsSpan()).Chunk(shape.Columns)];

    private static double[] Doubles(ReadOnlySpan<T> numbers) => [.. numbers.ToArray().Select(double.CreateChecked)];

    private static double[] Means(double[][] rows) => [.. rows[0].Select((_, j) => rows.Sum(row => row[j]) / rows.Length)];

    private static double[] Variances(double[][] rows, double[] mean, bool unbiased)
        => [.. mean.Select((m, j) => rows.Sum(row => (row[j] - m) * (row[j] - m)) / (rows.Length - (unbiased ? 1 : 0)))];

    /// <summary>γ·x̂ + β, with γ and β of the network.</summary>
    private static double[,] Affine(FeedForwardNetwork<T> network, double[][] rows, Func<int, int, double> normalised)
    {
        double[] scale = Doubles(network.Layers[0].Parameter(0).Row(0)), shift = Doubles(network.Layers[0].Parameter(1).Row(0));
        var result = new double[rows.Length, scale.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < scale.Length; j++)
            {
                result[i, j] = (scale[j] * normalised(i, j)) + shift[j];
            }
        }
        return result;
    }

    private static void AssertClose(Matrix<T> actual, double[,] expected)
        => Assert.That(Doubles(actual.AsSpan()), Is.EqualTo(expected.Cast<double>()).Within(Tolerance));
}
