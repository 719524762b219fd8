using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>The first run on well-known data, without an option set, ends well; where it can't, the history says what to change.</summary>
internal sealed class NewcomerTests
{
    private static (Matrix<float> X, int[] Labels) Load(string file)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file)).Select(line => line.Split(','))];
        int columns = rows[0].Length - 1;
        return (Matrix.Create(rows.Length, columns, (i, j) => float.Parse(rows[i][j], CultureInfo.InvariantCulture)), [.. rows.Select(row => int.Parse(row[columns], CultureInfo.InvariantCulture))]);
    }

    private static int[] Select(int[] labels, IReadOnlyList<int> rows) => [.. rows.Select(row => labels[row])];

    private static (Matrix<float> X, int[] Labels) Moons(int samples, ulong seed)
    {
        var random = new SeededRandom(seed);
        Matrix<float> x = Matrix<float>.RandomNormal(samples, 2, random);
        int[] labels = [.. Enumerable.Range(0, samples).Select(i => i % 2)];
        for (int i = 0; i < samples; i++)
        {
            (double sin, double cos) = Math.SinCos(Math.PI * random.NextDouble());
            x[i, 0] = (float)((0.1 * x[i, 0]) + (labels[i] == 0 ? cos : 1 - cos));
            x[i, 1] = (float)((0.1 * x[i, 1]) + (labels[i] == 0 ? sin : 0.5 - sin));
        }
        return (x, labels);
    }

    [Test]
    public void Iris([Range(0, 4)] int seed)
    {
        (Matrix<float> x, int[] labels) = Load("iris.csv");
        var network = new FeedForwardNetwork<float>(4, [new Dense(16, Activation.ReLU), new Dense(3, Activation.Softmax)], (ulong)seed);
        TrainingHistory history = network.Train(x, labels);
        TestContext.Out.WriteLine(history);
        Assert.That(network.Evaluate(x, labels, Loss.CategoricalCrossEntropy).Accuracy, Is.GreaterThanOrEqualTo(0.95));
    }

    [Test]
    public void Digits_in_two_epochs_and_by_default([Values(0, 1)] int seed)
    {
        (Matrix<float> x, int[] labels) = Load("digits.csv");
        TrainTestSplit split = TrainTestSplit.Stratified(labels, 0.2, 42);
        Matrix<float> train = x.SelectRows(split.Train), test = x.SelectRows(split.Test);
        int[] trainLabels = Select(labels, split.Train), testLabels = Select(labels, split.Test);
        FeedForwardNetwork<float> Network() => new(64, [new Dense(64, Activation.ReLU), new Dense(10, Activation.Softmax)], (ulong)seed);
        FeedForwardNetwork<float> quick = Network(), network = Network();
        TrainingHistory history = quick.Train(train, trainLabels, new() { Epochs = 2 });
        TestContext.Out.WriteLine($"{history} {quick.Evaluate(test, testLabels, Loss.CategoricalCrossEntropy).Accuracy:P1}");
        Assert.That(history[^1].Loss, Is.LessThan(0.442));
        Assert.That(history.Message, Does.Contain("more Epochs"));
        Assert.That(quick.Evaluate(test, testLabels, Loss.CategoricalCrossEntropy).Accuracy, Is.GreaterThan(0.833));
        network.Train(train, trainLabels);
        Assert.That(network.Evaluate(test, testLabels, Loss.CategoricalCrossEntropy).Accuracy, Is.GreaterThanOrEqualTo(0.97));
    }

    [Test]
    public void Two_moons([Range(0, 4)] int seed)
    {
        (Matrix<float> x, int[] labels) = Moons(200, (ulong)seed);
        (Matrix<float> others, int[] otherLabels) = Moons(1000, (ulong)seed + 100);
        var network = new FeedForwardNetwork<float>(2, [new Dense(16, Activation.ReLU), new Dense(1, Activation.Sigmoid)], (ulong)seed);
        TestContext.Out.WriteLine(network.Train(x, labels));
        Assert.That(network.Evaluate(others, otherLabels, Loss.BinaryCrossEntropy).Accuracy, Is.GreaterThanOrEqualTo(0.95));
    }

    [Test]
    public void Eight_neurons_part_two_moons()
    {
        double[] right = [.. Enumerable.Range(0, 20).Select(seed => PartMoons(Activation.Tanh, 8, (ulong)seed).Right)];
        TestContext.Out.WriteLine($"{right.Average():P1}, least {right.Min():P1}");
        Assert.That(right.Average(), Is.GreaterThan(0.97));
        Assert.That(right.Min(), Is.GreaterThan(0.9));
    }

    /// <summary>Sigmoids of so small a network stay nearly linear for long: the history says that there is more to gain, and how.</summary>
    [Test]
    public void Two_moons_that_are_not_parted_come_with_advice([Values("tanh", "sigmoid")] string name, [Range(0, 9)] int seed)
    {
        (double right, string message) = PartMoons(name == "tanh" ? Activation.Tanh : Activation.Sigmoid, 8, (ulong)seed);
        TestContext.Out.WriteLine($"{right:P1} {message}");
        Assert.That(right > 0.95 || message.Contains(" try ", StringComparison.Ordinal) || message.Contains("more Epochs", StringComparison.Ordinal));
    }

    private static (double Right, string Message) PartMoons(Activation activation, int neurons, ulong seed)
    {
        (Matrix<float> x, int[] labels) = Moons(200, seed);
        (Matrix<float> others, int[] otherLabels) = Moons(1000, seed + 100);
        var network = new FeedForwardNetwork<float>(2, [new Dense(neurons, activation), new Dense(1, Activation.Sigmoid)], seed);
        string message = network.Train(x, labels).Message;
        return (network.Evaluate(others, otherLabels, Loss.BinaryCrossEntropy).Accuracy!.Value, message);
    }

    [Test]
    public void A_regression_with_inputs_of_thousands_and_targets_of_a_hundred_thousand([Range(0, 4)] int seed)
    {
        var random = new SeededRandom((ulong)seed);
        Matrix<float> x = Matrix<float>.RandomUniform(400, 3, random, 500, 2500), noise = Matrix<float>.RandomNormal(400, 1, random);
        float[] y = [.. Enumerable.Range(0, 400).Select(i => 1e5f + (30 * x[i, 0]) + (4e4f * MathF.Sin(x[i, 1] / 500)) - (10 * x[i, 2]) + (2000 * noise[i, 0]))];
        var network = new FeedForwardNetwork<float>(3, [new Dense(32, Activation.ReLU), new Dense(1)], (ulong)seed);
        TestContext.Out.WriteLine(network.Train(x.Rows(..300), y.AsSpan(..300)));
        Assert.That(network.Evaluate(x.Rows(300..), y.AsSpan(300..), Loss.MeanSquaredError).RSquared, Is.GreaterThanOrEqualTo(0.95));
    }

    [TestCase(1e-6, 20, "Completed 20 epochs. The loss has hardly fallen: try another LearningRate, or a larger network.")]
    [TestCase(1e-3, 2, "Completed 2 epochs. The loss was still falling: more Epochs or a larger LearningRate would lower it.")]
    [TestCase(30, 20, "Completed 20 epochs. The loss has risen again: try a smaller LearningRate, or ClipNorm.")]
    public void Where_a_training_does_not_end_well_the_history_says_what_to_change(double rate, int epochs, string message)
    {
        (Matrix<float> x, int[] labels) = Load("iris.csv");
        var network = new FeedForwardNetwork<float>(4, [new Dense(16, Activation.ReLU), new Dense(3, Activation.Softmax)], seed: 1);
        TrainingHistory history = network.Train(x, labels, new() { LearningRate = rate, Epochs = epochs });
        TestContext.Out.WriteLine(string.Join(' ', history.Select(epoch => $"{epoch.Loss:G3}")));
        Assert.That(history.Message, Is.EqualTo(message));
    }
}
