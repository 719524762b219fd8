using System.Globalization;

namespace MiniDnn.Tests;

internal sealed class DigitsTests
{
    [Test]
    public void Five_networks_of_64_hidden_neurons_read_96_percent_of_held_out_digits()
    {
        double[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "digits.csv"))
            .Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        int[] labels = [.. rows.Select(row => (int)row[64])];
        var x = Matrix.Create(rows.Length, 64, (i, j) => (float)rows[i][j] / 16);
        Matrix<float> y = OneHot.Encode<float>(labels, 10);
        double sum = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            TrainTestSplit split = TrainTestSplit.Stratified(labels, 0.2, seed);
            var network = new FeedForwardNetwork<float>(64, [new Dense(64, Activation.ReLU), new Dense(10, Activation.Softmax)], seed);
            network.Train(x.SelectRows(split.Train), y.SelectRows(split.Train), new() { Loss = Loss.CategoricalCrossEntropy, Epochs = 50, BatchSize = 32, Seed = seed });
            Evaluation evaluation = network.Evaluate(x.SelectRows(split.Test), y.SelectRows(split.Test), Loss.CategoricalCrossEntropy);
            TestContext.Out.WriteLine($"seed {seed}: {evaluation}");
            sum += evaluation.Accuracy!.Value;
        }
        Assert.That(sum / 5, Is.GreaterThanOrEqualTo(0.96));
    }
}
