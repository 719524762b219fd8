namespace MiniDnn.Tests;

/// <summary>Single steps: the same bits on any number of threads, no memory, rates of one's own.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class TrainerTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static IEnumerable<Optimizer> Rules => [new Sgd { WeightDecay = 0.1 }, new Sgd { Momentum = 0.9 }, new Sgd { Momentum = 0.9, Nesterov = true }, new RmsProp(), new AdaGrad(), new Adam(), new AdamW()];

    /// <summary>Large enough for every product of a step to be shared among threads.</summary>
    private static (FeedForwardNetwork<T> Network, Matrix<T> X, int[] Labels) Large()
        => (new(150, [new Dense(160, Activation.ReLU), new Dropout(0.2), new Dense(130, Activation.GELU), new Dense(10, Activation.Softmax)], seed: 3),
            Matrix<T>.RandomNormal(128, 150, new SeededRandom(4)), [.. Enumerable.Range(0, 128).Select(i => i * 7 % 10)]);

    private static TrainingOptions<T> Options(Optimizer rule, int? threads) => new() { Loss = new CategoricalCrossEntropy { LabelSmoothing = 0.1 }, Optimizer = rule, BatchSize = 128, Threads = threads, L2 = 0.01, ClipNorm = 1, Seed = 5 };

    [TestCaseSource(nameof(Rules))]
    public void Every_rule_gives_the_same_bits_on_one_thread_and_on_two(Optimizer rule)
    {
        T[] Train(int threads)
        {
            (FeedForwardNetwork<T> network, Matrix<T> x, int[] labels) = Large();
            var trainer = new Trainer<T>(network, Options(rule, threads));
            for (int step = 0; step < 3; step++)
            {
                trainer.Step(x, labels);
            }
            return [.. network.Parameters];
        }
        Assert.That(Train(2).AsSpan().SequenceEqual(Train(1)));
    }

    [TestCaseSource(nameof(Rules))]
    public void Steps_on_two_threads_allocate_nothing_either(Optimizer rule)
    {
        (FeedForwardNetwork<T> network, Matrix<T> x, int[] labels) = Large();
        var trainer = new Trainer<T>(network, Options(rule, threads: 2));
        Assert.That(Allocation.OnceWarm(() => trainer.Step(x, labels)), Is.Zero);
    }

    [Test]
    public void A_step_with_penalty_dropout_and_weights_is_that_of_double()
    {
        TrainingOptions<T> options = new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd(), BatchSize = 8, Seed = 5, L2 = 0.3 };
        Layer[] layers = [new Dense(6, Activation.Sigmoid), new Dropout(0.4), new Dense(2)];
        Matrix<double> x = TestMatrices.Random<double>(8, 3), y = TestMatrices.Random<double>(8, 2, 2);
        double[] weights = [1, 0, 2, 1, 0.5, 1, 1, 3];
        var reference = new FeedForwardNetwork<double>(3, layers, seed: 3);
        var network = new FeedForwardNetwork<T>(3, layers, seed: 3);
        var expected = new Trainer<double>(reference, new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd(), BatchSize = 8, Seed = 5, L2 = 0.3 });
        var actual = new Trainer<T>(network, options);
        double tolerance = typeof(T) == typeof(float) ? 1e-6 : 0;
        for (int step = 0; step < 3; step++)
        {
            double loss = double.CreateChecked(actual.Step(Convert(x), Convert(y), [.. weights.Select(T.CreateChecked)]));
            Assert.That(loss, Is.EqualTo(expected.Step(x, y, weights)).Within(tolerance * 10));
            Assert.That(actual.Gradient.ToArray().Select(double.CreateChecked), Is.EqualTo(expected.Gradient.ToArray()).Within(tolerance));
            double norm = double.CreateChecked(network.Layers[2].Parameter(0, actual.Gradient).FrobeniusNorm());
            Assert.That(norm, Is.EqualTo(reference.Layers[2].Parameter(0, expected.Gradient).FrobeniusNorm()).Within(tolerance));
        }
    }

    [Test]
    public void The_rate_of_the_next_steps_can_be_set()
    {
        var network = FeedForwardNetwork<T>.FromWeights([new Matrix<T>(1, 1, [T.One])], [new T[1]], [Activation.Identity]);
        var trainer = new Trainer<T>(network, Loss.MeanSquaredError, new Sgd { LearningRate = 0.5 }, batchSize: 1);
        Assert.That(trainer.LearningRate, Is.EqualTo(0.5));
        trainer.LearningRate = 0;
        trainer.Step(new Matrix<T>(1, 1, [T.One]), new Matrix<T>(1, 1));
        Assert.That(network.Parameters[0], Is.EqualTo(T.One));
        trainer.LearningRate = 0.25;
        trainer.Step(new Matrix<T>(1, 1, [T.One]), new Matrix<T>(1, 1));
        Assert.That(network.Parameters[0], Is.EqualTo(T.CreateChecked(0.5)));
        Assert.That(() => trainer.LearningRate = double.NaN, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("LearningRate must be 0 or more, and finite."));
        Assert.That(trainer.LearningRate, Is.EqualTo(0.25));
    }

    private static Matrix<T> Convert(Matrix<double> matrix) => Matrix.Create(matrix.RowCount, matrix.ColumnCount, (i, j) => T.CreateChecked(matrix[i, j]));
}
