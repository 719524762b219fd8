namespace MiniDnn.Tests;

/// <summary>Embedding beside a lookup by hand: what goes where, whose gradient is whose, and numbers that name nothing.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class EmbeddingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Columns: a measurement, a town of three, a measurement, a kind of two.</summary>
    private static readonly Embedding TownAndKind = new(new IndexColumn(3, 2, 1), new IndexColumn(1, 3, 2));

    private static readonly Matrix<T> X = Create([[0.5, 2, -1, 1], [1.5, 0, 4, 0], [-0.5, 2, 2, 1], [3, 1, 0.25, 1]]);

    [Test]
    public void Vectors_come_in_the_order_of_the_named_columns_then_the_others()
    {
        FeedForwardNetwork<T> network = Numbered(new(4, [TownAndKind]));
        // table0 (kinds): 1, 2; table1 (towns): 3 4, 5 6, 7 8
        Matrix<T> expected = Create([[2, 7, 8, 0.5, -1], [1, 3, 4, 1.5, 4], [2, 7, 8, -0.5, 2], [2, 5, 6, 3, 0.25]]);
        TestMatrices.AssertEqual<T>(network.Predict(X), expected);
        TestMatrices.AssertEqual<T>(TrainingPass.Outputs(network, X), expected);
        Assert.That(network.Layers[0].ParameterNames, Is.EqualTo(["table0", "table1"]));
    }

    [Test]
    public void Tokens_of_a_sequence_are_looked_up_one_by_one()
    {
        FeedForwardNetwork<T> network = Numbered(new(new SampleShape(3, 1), [new Embedding(4, 2)]));
        TestMatrices.AssertEqual<T>(network.Predict(Create([[3, 0, 3], [1, 1, 2]])), Create([[7, 8, 1, 2, 7, 8], [3, 4, 3, 4, 5, 6]]));
        FeedForwardNetwork<T> beside = Numbered(new(new SampleShape(2, 2), [new Embedding(new IndexColumn(0, 2, 1))]));
        TestMatrices.AssertEqual<T>(beside.Predict(Create([[1, 0.5, 0, -3]])), Create([[2, 0.5, 1, -3]]));
    }

    /// <summary>With the loss ½·Σz²/n each derivative is z/n, which every occurrence of a category adds to its vector.</summary>
    [Test]
    public void A_vector_has_the_sum_of_the_gradients_of_all_its_occurrences()
    {
        FeedForwardNetwork<T> network = Numbered(new(4, [TownAndKind]));
        NetworkGradient<T> gradient = network.Backpropagate(X, new Matrix<T>(4, 5), Loss.MeanSquaredError);
        Matrix<T> delta = network.Backpropagate(X, new Matrix<T>(4, 5), Loss.MeanSquaredError).Deltas[0];
        T[] expected =
        [
            delta[1, 0], delta[0, 0] + delta[2, 0] + delta[3, 0],
            delta[1, 1], delta[1, 2], delta[3, 1], delta[3, 2], delta[0, 1] + delta[2, 1], delta[0, 2] + delta[2, 2],
        ];
        Assert.That(gradient.Values.ToArray().Select(double.CreateChecked), Is.EqualTo(expected.Select(double.CreateChecked)).Within(1e-6));
        Assert.That(expected, Has.None.EqualTo(T.Zero));
        for (int i = 0; i < 4; i++)
        {
            Assert.That(gradient.Inputs.Row(i).ToArray(), Is.EqualTo(new[] { delta[i, 3], T.Zero, delta[i, 4], T.Zero }));
        }
    }

    [Test]
    public void A_category_that_does_not_occur_is_not_moved()
    {
        FeedForwardNetwork<T> network = Numbered(new(new SampleShape(2, 1), [new Embedding(4, 2), new Flatten(), new Dense(1)]));
        T[] before = network.Layers[0].Weights.ToMatrix().AsSpan().ToArray();
        new Trainer<T>(network, Loss.MeanSquaredError, new Sgd { LearningRate = 0.1 }, 2).Step(Create([[0, 2], [2, 2]]), new Matrix<T>(2, 1));
        T[] after = network.Layers[0].Weights.ToMatrix().AsSpan().ToArray();
        Assert.That((after[2..4], after[6..]), Is.EqualTo((before[2..4], before[6..])));
        Assert.That(after.Zip(before).Count(pair => pair.First != pair.Second), Is.EqualTo(4));
    }

    /// <summary>The scaler's mean and scale of such a column are those of the numbers; the network does not use them.</summary>
    [Test]
    public void Scalers_leave_the_numbers_of_categories_alone()
    {
        Matrix<T> x = Matrix.Create(30, 4, (i, j) => T.CreateChecked(j == 1 ? i % 3 : j == 3 ? i % 2 : (i * (j + 1)) + 100));
        var network = new FeedForwardNetwork<T>(4, [TownAndKind, new Dense(3, Activation.Tanh), new Dense(1)], seed: 1);
        network.Train(x, Matrix.Create(30, 1, (i, _) => T.CreateChecked(i % 3)), new() { Epochs = 3, StandardizeInputs = true, StandardizeTargets = false });
        Matrix<T> scaled = network.InputScaler!.Transform(x);
        for (int i = 0; i < x.RowCount; i++)
        {
            (scaled[i, 1], scaled[i, 3]) = (x[i, 1], x[i, 3]);
        }
        FeedForwardNetwork<T> bare = network.Clone();
        bare.InputScaler = null;
        Assert.That(network.Predict(x).AsSpan().ToArray(), Is.EqualTo(bare.Predict(scaled).AsSpan().ToArray()));
        Matrix<T> gradient = network.Backpropagate(x, new Matrix<T>(30, 1), Loss.MeanSquaredError).Inputs;
        Assert.That(Enumerable.Range(0, 30).SelectMany(i => new[] { gradient[i, 1], gradient[i, 3] }), Has.All.EqualTo(T.Zero));
        Assert.That(Enumerable.Range(0, 30).Select(i => gradient[i, 0]), Has.Some.Not.EqualTo(T.Zero));
    }

    [TestCase(3, "3")]
    [TestCase(-1, "-1")]
    [TestCase(0.5, "0.5")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "Infinity")]
    [TestCase(1e30, "1E+30")]
    public void A_number_that_names_nothing_is_refused_wherever_samples_come_in(double wrong, string printed)
    {
        FeedForwardNetwork<T> network = new(4, [TownAndKind, new Dense(1)], seed: 1);
        T[] before = TrainingPass.Numbers(network);
        Matrix<T> x = X.Clone(), y = new(4, 1);
        x[2, 1] = T.CreateChecked(wrong);
        Loss loss = Loss.MeanSquaredError;
        var trainer = new Trainer<T>(network, loss, new Sgd(), 4);
        IsRefused("Predict", () => network.Predict(x));
        IsRefused("Predict", () => network.Predict(x, new Matrix<T>(4, 1)));
        IsRefused("Predict", () => network.Predict(x.Row(2)), row: 0);
        IsRefused("Predict", () => network.Predict(x.Row(2), new T[1]), row: 0);
        IsRefused("Forward", () => network.Forward(x));
        IsRefused("Backpropagate", () => network.Backpropagate(x, y, loss));
        IsRefused("Evaluate", () => network.Evaluate(x, y, loss));
        IsRefused("GradientCheck", () => GradientCheck.Run(network, x, y, loss));
        IsRefused("Step", () => trainer.Step(x, y));
        IsRefused("Train", () => network.Train(x, y));
        IsRefused("Train, validation", () => network.Train(X, y, new() { Validation = new(x, y) }));
        IsRefused("Train, batch 0 of the stream", () => network.Train([new DataSet<T>(x, y)]));
        Assert.That(TrainingPass.Numbers(network), Is.EqualTo(before));

        void IsRefused(string operation, Action call, int row = 2) => Assert.That(
            call,
            Throws.ArgumentException.With.Message.StartsWith($"{operation}: x[{row}, 1] is {printed}; the number of a category must be whole and from 0 to 2.")
                .And.Property("ParamName").EqualTo("x"));
    }

    [Test]
    public void A_wrong_number_in_a_later_row_of_a_sequence_is_found()
    {
        var network = new FeedForwardNetwork<T>(new SampleShape(2, 2), [new Embedding(new IndexColumn(1, 2, 1))]);
        Assert.That(() => network.Predict(Create([[9, 1, 9, 2]])), Throws.ArgumentException.With.Message.StartsWith("Predict: x[0, 3] is 2; the number of a category must be whole and from 0 to 1."));
    }

    [Test]
    public void Columns_that_make_no_sense_are_refused()
    {
        Assert.That(() => new Embedding(0, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Embedding(1, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Embedding(new IndexColumn(-1, 2, 2)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Embedding(), Throws.ArgumentException.With.Message.StartsWith("Embedding: the columns are ; there must be one or more, and each once."));
        Assert.That(() => new Embedding(new IndexColumn(1, 2, 2), new IndexColumn(1, 3, 2)), Throws.ArgumentException.With.Message.StartsWith("Embedding: the columns are 1, 1;"));
        Assert.That(() => new Embedding(null!), Throws.ArgumentNullException);
        Assert.That(() => new FeedForwardNetwork<T>(1, [TownAndKind]), Throws.ArgumentException.With.Message.Contains("column 3 is to be embedded; samples of 1×1 have the columns 0 to 0."));
        Assert.That(() => new FeedForwardNetwork<T>(4, [new Dense(4), TownAndKind]), Throws.ArgumentException.With.Message.Contains("it must be the first layer."));
        Assert.That(() => new FeedForwardNetwork<T>(4, [new Residual(TownAndKind)]), Throws.ArgumentException.With.Message.Contains("take no numbers of things"));
        Assert.That(() => new FeedForwardNetwork<T>(1, [new Embedding(1 << 20, 1 << 20)]), Throws.ArgumentException.With.Message.Contains("at most"));
    }

    [Test]
    public void The_vectors_start_normal_with_variance_1()
    {
        double[] numbers = [.. new FeedForwardNetwork<T>(1, [new Embedding(200, 50)], seed: 2).Parameters.ToArray().Select(double.CreateChecked)];
        Assert.That((numbers.Average(), numbers.Average(z => z * z), numbers.Average(z => z * z * z * z)), Is.EqualTo((0.0, 1.0, 3.0)).Within(0.1));
    }

    /// <summary>Parameters 1, 2, 3, …</summary>
    private static FeedForwardNetwork<T> Numbered(FeedForwardNetwork<T> network)
    {
        for (int i = 0; i < network.Parameters.Length; i++)
        {
            network.Parameters[i] = T.CreateChecked(i + 1);
        }
        return network;
    }

    private static Matrix<T> Create(double[][] rows) => Matrix.Create(rows.Length, rows[0].Length, (i, j) => T.CreateChecked(rows[i][j]));
}
