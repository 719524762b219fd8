namespace MiniDnn.Tests;

/// <summary>Dropout, the L2 penalty and sample weights.</summary>
internal sealed class RegularizationTests
{
    private static FeedForwardNetwork<double> Network(double dropout = 0.4)
        => new(3, [new Dense(6, Activation.Sigmoid), new Dropout(dropout), new Dense(5, Activation.SiLU), new Dropout(dropout), new Dense(2)], seed: 3);

    private static TrainingOptions<double> Options(double l2 = 0, int? threads = null) => new() { Loss = Loss.MeanSquaredError, Optimizer = new Sgd(), BatchSize = 8, Seed = 5, L2 = l2, Threads = threads };

    [TestCase(0.4, 0)]
    [TestCase(0, 0.3)]
    [TestCase(0.25, 0.1)]
    public void The_gradient_of_a_step_is_that_of_the_loss_it_reports(double dropout, double l2)
    {
        FeedForwardNetwork<double> network = Network(dropout);
        Matrix<double> x = TestMatrices.Random<double>(8, 3);
        Matrix<double> y = TestMatrices.Random<double>(8, 2, 2);
        double[] weights = [1, 0, 2, 1, 0.5, 1, 1, 3];
        double[] start = [.. network.Parameters];
        var trainer = new Trainer<double>(network, Options(l2));
        trainer.Step(x, y, weights);
        double[] gradient = [.. trainer.Gradient];
        for (int i = 0; i < start.Length; i++)
        {
            // a new trainer with the same seed draws the same mask
            double LossAt(double shift)
            {
                start.CopyTo(network.Parameters);
                network.Parameters[i] += shift;
                return new Trainer<double>(network, Options(l2)).Step(x, y, weights);
            }
            Assert.That(gradient[i], Is.EqualTo((LossAt(1e-5) - LossAt(-1e-5)) / 2e-5).Within(1e-8), $"parameter {i}");
        }
    }

    [Test]
    public void Dropout_gives_the_same_bits_on_one_thread_and_on_two_and_has_no_part_in_prediction()
    {
        Matrix<double> x = TestMatrices.Random<double>(40, 3);
        Matrix<double> y = TestMatrices.Random<double>(40, 2, 2);
        double[] Train(int threads)
        {
            FeedForwardNetwork<double> network = Network();
            network.Train(x, y, Options(threads: threads));
            TestMatrices.AssertEqual<double>(network.Predict(x), network.Predict(x));
            return [.. network.Parameters];
        }
        Assert.That(Train(1), Is.EqualTo(Train(2)));
        Assert.That(((Dropout)Network().Layers[1].Layer).Share, Is.EqualTo(0.4));
        TestMatrices.AssertEqual<double>(Network().Predict(x), Network(0).Predict(x));
    }

    [Test]
    public void The_share_that_is_dropped_is_the_share_asked_for()
    {
        // every weight is 1 and one input 1, so that the gradient of the last layer is what was kept
        var network = new FeedForwardNetwork<float>(1, [new Dense(10_100, null, Initializer.Zeros), new Dropout(0.3), new Dense(1)], seed: 1);
        network.Layers[0].Bias.Fill(1);
        var trainer = new Trainer<float>(network, Loss.MeanAbsoluteError, new Sgd(), batchSize: 1);
        trainer.Step([[1]], [-1e6f]);
        float[] kept = trainer.Gradient[^10_101..^1].ToArray();
        Assert.That(kept.Count(value => value == 0) / 10_100.0, Is.EqualTo(0.3).Within(0.02));
        Assert.That(kept.Where(value => value != 0), Has.All.EqualTo(1 / 0.7f));
    }

    [Test]
    public void The_penalty_spares_biases()
    {
        var network = FeedForwardNetwork<double>.FromWeights([[[2, -1]]], [[3]], [Activation.Identity]);
        var trainer = new Trainer<double>(network, new TrainingOptions<double> { Loss = Loss.MeanSquaredError, L2 = 0.5, BatchSize = 1 });
        double loss = trainer.Step(new Matrix<double>(1, 2), new Matrix<double>(1, 1, [3.0]));
        Assert.That(loss, Is.EqualTo(0.5 * 0.5 * 5));
        Assert.That(trainer.Gradient.ToArray(), Is.EqualTo([1, -0.5, 0]));
        Assert.That(network.Layers[0].Parameter(0, trainer.Gradient).FrobeniusNorm(), Is.EqualTo(Math.Sqrt(1.25)).Within(1e-15));
        Assert.That(() => network.Layers[0].Parameter(2, trainer.Gradient), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => network.Layers[0].Parameter(0, trainer.Gradient[1..]), Throws.ArgumentException.With.Message.Contains("one for each parameter of the network"));
    }

    [Test]
    public void A_sample_that_weighs_nothing_is_as_if_it_were_not_there()
    {
        Matrix<double> x = TestMatrices.Random<double>(6, 3);
        Matrix<double> y = TestMatrices.Random<double>(6, 2, 2);
        double[] Train(Matrix<double> inputs, Matrix<double> targets, double[]? weights)
        {
            FeedForwardNetwork<double> network = Network(0);
            network.Train(inputs, targets, new() { Loss = Loss.Huber, SampleWeights = weights, BatchSize = null, Epochs = 3, Shuffle = false, StandardizeInputs = false });
            return [.. network.Parameters];
        }
        Assert.That(Train(x, y, [1.5, 0, 1.5, 1.5, 0, 1.5]), Is.EqualTo(Train(x.SelectRows([0, 2, 3, 5]), y.SelectRows([0, 2, 3, 5]), null)).Within(1e-12));
        FeedForwardNetwork<double> shuffled = Network(0);
        Assert.That(shuffled.Train(x, y, new() { Loss = Loss.Huber, SampleWeights = [1, 0, 1, 1, 0, 1], BatchSize = 4 }).Count, Is.EqualTo(200));
    }

    [Test]
    public void What_makes_no_sense_is_refused()
    {
        Assert.That(() => new FeedForwardNetwork<double>(1, [new Dense(1), new Dropout(0.5)]), Throws.ArgumentException.With.Message.StartsWith("The last layer is Dropout(0.5); the network's outputs can't be dropped"));
        Assert.That(() => new Dropout(1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TrainingOptions<double> { Loss = Loss.Huber, L2 = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        FeedForwardNetwork<double> network = Network(0);
        Matrix<double> x = TestMatrices.Random<double>(2, 3), y = TestMatrices.Random<double>(2, 2);
        Assert.That(() => network.Train(x, y, new() { Loss = Loss.Huber, SampleWeights = [1] }), Throws.ArgumentException.With.Message.StartsWith("Train: SampleWeights has 1 weights; there must be 2, one for each sample."));
        Assert.That(() => network.Train(x, y, new() { Loss = Loss.Huber, SampleWeights = [1, -1] }), Throws.ArgumentException.With.Message.StartsWith("Train: SampleWeights[1] is -1; every weight must be 0 or more, and finite."));
        Assert.That(() => new Trainer<double>(network, new TrainingOptions<double> { Loss = Loss.Huber, BatchSize = null }), Throws.ArgumentException.With.Message.StartsWith("Trainer: BatchSize is null"));
        var trainer = new Trainer<double>(network, Options());
        Assert.That(() => trainer.Step(x, y, [1.0]), Throws.ArgumentException.With.Message.StartsWith("Step: sampleWeights has 1 elements; it must have 2, one for each sample."));
    }
}
