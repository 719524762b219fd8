using System.Globalization;

namespace MiniDnn.Tests;

internal sealed class KFoldTests
{
    [TestCase(2, 2)]
    [TestCase(10, 3)]
    [TestCase(11, 5)]
    [TestCase(7, 7)]
    public void Every_sample_is_tested_once_and_trained_on_otherwise(int count, int folds)
    {
        IReadOnlyList<TrainTestSplit> splits = KFold.Random(count, folds, 3);
        Assert.That(splits, Has.Count.EqualTo(folds));
        Assert.That(splits.SelectMany(split => split.Test).Order(), Is.EqualTo(Enumerable.Range(0, count)));
        foreach (TrainTestSplit split in splits)
        {
            Assert.That(split.Train.Concat(split.Test).Order(), Is.EqualTo(Enumerable.Range(0, count)));
            Assert.That(split.Test, Has.Count.InRange(count / folds, (count + folds - 1) / folds));
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_folds()
    {
        IReadOnlyList<TrainTestSplit> first = KFold.Random(20, 4, 1);
        Assert.That(first[0].Test, Is.EqualTo(KFold.Random(20, 4, 1)[0].Test).And.Not.EqualTo(KFold.Random(20, 4, 2)[0].Test));
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 2)];
        IReadOnlyList<TrainTestSplit> stratified = KFold.Stratified(labels, 4, 1);
        Assert.That(stratified[3].Train, Is.EqualTo(KFold.Stratified(labels, 4, 1)[3].Train));
    }

    [Test]
    public void Stratified_folds_keep_the_shares_of_the_classes([Values(2, 3, 5, 10)] int folds)
    {
        int[] labels = [.. Enumerable.Range(0, 97).Select(i => i % 10 == 0 ? 4 : i % 3 == 0 ? 1 : 0)];
        IReadOnlyList<TrainTestSplit> splits = KFold.Stratified(labels, folds, 7);
        Assert.That(splits.SelectMany(split => split.Test).Order(), Is.EqualTo(Enumerable.Range(0, 97)));
        foreach (int label in new[] { 0, 1, 4 })
        {
            int all = labels.Count(l => l == label);
            Assert.That(splits.Select(split => split.Test.Count(i => labels[i] == label)), Is.All.InRange(all / folds, (all + folds - 1) / folds), $"class {label}");
        }
        Assert.That(splits.Select(split => split.Test.Count), Is.All.InRange(97 / folds, (97 + folds - 1) / folds));
    }

    [Test]
    public void Impossible_folds_are_refused()
    {
        Assert.That(() => KFold.Random(1, 2, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => KFold.Random(5, 1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("folds must be from 2 to 5, the number of samples."));
        Assert.That(() => KFold.Random(5, 6, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => KFold.Stratified([0, 0, 1, 1], 5, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => KFold.Stratified([], 2, 0), Throws.ArgumentException.With.Message.StartsWith("Stratified: labels is empty"));
        Assert.That(() => KFold.Stratified([0, 0, 1], 2, 0), Throws.ArgumentException.With.Message.StartsWith("Stratified: class 1 has a single sample"));
        Assert.That(() => KFold.Stratified([0, -1], 2, 0), Throws.ArgumentException.With.Message.StartsWith("Stratified: labels[1] is -1"));
    }

    [Test]
    public void A_network_tells_95_percent_of_the_irises_in_five_folds()
    {
        double[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "iris.csv"))
            .Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        int[] labels = [.. rows.Select(row => (int)row[4])];
        var x = Matrix.Create(rows.Length, 4, (i, j) => rows[i][j]);
        Matrix<double> y = OneHot.Encode<double>(labels, 3);
        var accuracies = new List<double>();
        foreach (TrainTestSplit fold in KFold.Stratified(labels, folds: 5, seed: 1))
        {
            var network = new FeedForwardNetwork<double>(4, [new Dense(16, Activation.Tanh), new Dense(3, Activation.Softmax)], seed: 1);
            network.Train(x.SelectRows(fold.Train), y.SelectRows(fold.Train), new()
            {
                Loss = Loss.CategoricalCrossEntropy,
                Optimizer = new Adam { LearningRate = 0.01 },
                BatchSize = 16,
                Epochs = 60,
                StandardizeInputs = true,
                Seed = 1,
            });
            accuracies.Add(network.Evaluate(x.SelectRows(fold.Test), y.SelectRows(fold.Test), Loss.CategoricalCrossEntropy).Accuracy!.Value);
        }
        TestContext.Out.WriteLine($"Iris, 5 folds: {string.Join(", ", accuracies.Select(a => a.ToString("P1", CultureInfo.InvariantCulture)))}; mean {accuracies.Average():P2}");
        Assert.That(accuracies.Average(), Is.GreaterThanOrEqualTo(0.95));
    }
}
