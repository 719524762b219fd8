using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>Five networks of 64 hidden neurons on held-out digits, with the setting of docs/training.md.</summary>
internal sealed class DigitsTests
{
    [TestCase(true, TestName = "{m}(the split of the walkthrough)")]
    [TestCase(false, TestName = "{m}(a split of its own for each seed)")]
    public void Five_networks_of_64_hidden_neurons_read_97_and_a_half_percent(bool oneSplit)
    {
        double[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "digits.csv"))
            .Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        int[] labels = [.. rows.Select(row => (int)row[64])];
        var x = Matrix.Create(rows.Length, 64, (i, j) => (float)rows[i][j] / 16);
        double sum = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            TrainTestSplit split = TrainTestSplit.Stratified(labels, 0.2, oneSplit ? 42 : seed);
            var network = new FeedForwardNetwork<float>(64, [new Dense(64, Activation.ReLU), new Dense(10, Activation.Softmax)], seed);
            network.Train(x.SelectRows(split.Train), Select(labels, split.Train), new TrainingOptions<float>
            {
                Loss = new CategoricalCrossEntropy { LabelSmoothing = 0.1 },
                Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.05 },
                Schedule = new CosineSchedule(),
                BatchSize = 32,
                Epochs = 60,
                Seed = seed,
            });
            Evaluation evaluation = network.Evaluate(x.SelectRows(split.Test), Select(labels, split.Test), Loss.CategoricalCrossEntropy);
            TestContext.Out.WriteLine($"seed {seed}: {evaluation}");
            sum += evaluation.Accuracy!.Value;
        }
        TestContext.Out.WriteLine($"mean {sum / 5:P2}");
        Assert.That(sum / 5, Is.GreaterThanOrEqualTo(0.975));
    }

    private static int[] Select(int[] labels, IReadOnlyList<int> rows) => [.. rows.Select(row => labels[row])];
}
