namespace MiniDnn.Tests;

internal sealed class ConfusionMatrixTests
{
    [Test]
    public void Counts_accuracy_and_the_printed_table()
    {
        ConfusionMatrix matrix = ConfusionMatrix.Create([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 2, 0], 3);
        Assert.That((matrix[0, 0], matrix[0, 1], matrix[2, 2], matrix[2, 0], matrix[1, 0]), Is.EqualTo((1, 1, 2, 1, 0)));
        Assert.That(matrix.Accuracy, Is.EqualTo(4.0 / 6));
        Assert.That(matrix.ClassCount, Is.EqualTo(3));
        string[] lines = matrix.ToString().Split(Environment.NewLine);
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "2", "1", "0", "2" }));
    }

    [Test]
    public void What_is_not_a_class_is_refused()
    {
        Assert.That(() => ConfusionMatrix.Create([0], [2], 2), Throws.ArgumentException.With.Message.StartsWith("Create: predicted[0] is 2; a class must be from 0 to 1."));
        Assert.That(() => ConfusionMatrix.Create([-1], [0], 2), Throws.ArgumentException.With.Message.StartsWith("Create: actual[0] is -1"));
        Assert.That(() => ConfusionMatrix.Create([0], [0, 1], 2), Throws.ArgumentException.With.Message.Contains("predicted has 2 elements; it must have 1, one for each sample."));
        Assert.That(() => ConfusionMatrix.Create([], [], 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        ConfusionMatrix matrix = ConfusionMatrix.Create([0], [0], 1);
        Assert.That(() => matrix[1, 0], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => matrix[0, -1], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Precision_recall_and_F1_by_hand()
    {
        // class 0: three samples, two found; class 1: two, one found; class 2: none, once predicted; class 3: neither
        ConfusionMatrix confusion = ConfusionMatrix.Create([0, 0, 0, 1, 1], [0, 0, 1, 1, 2], 4);
        Assert.That((confusion.Precision(0), confusion.Recall(0), confusion.F1(0)), Is.EqualTo((1.0, 2.0 / 3, 0.8)));
        Assert.That((confusion.Precision(1), confusion.Recall(1), confusion.F1(1)), Is.EqualTo((0.5, 0.5, 0.5)));
        Assert.That((confusion.Precision(2), confusion.Recall(2), confusion.F1(2)), Is.EqualTo((0.0, double.NaN, 0.0)));
        Assert.That((confusion.Precision(3), confusion.F1(3)), Is.EqualTo((double.NaN, double.NaN)));
        Assert.That(confusion.MacroF1, Is.EqualTo(1.3 / 3).Within(1e-15));
        Assert.That(() => confusion.Precision(4), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => confusion.Recall(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    /// <summary>Classes that neither occur nor are predicted have no part in the mean: 3 of 10 occur here, all taken for what they are.</summary>
    [Test]
    public void Absent_classes_do_not_lower_the_mean_of_F1()
    {
        Assert.That(ConfusionMatrix.Create([1, 4, 7], [1, 4, 7], 10).MacroF1, Is.EqualTo(1));
        Assert.That(ConfusionMatrix.Create([1, 4], [1, 5], 10).MacroF1, Is.EqualTo(1.0 / 3).Within(1e-15), "class 5 was predicted");
        Assert.That(ConfusionMatrix.Create([], [], 3).MacroF1, Is.NaN);
    }

    [Test]
    public void Very_many_classes_take_no_more_memory_than_there_are_samples()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ConfusionMatrix matrix = ConfusionMatrix.Create([49_999, 3], [49_999, 4], 50_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
        Assert.That((matrix.Accuracy, matrix[3, 4], matrix[4, 3], matrix.Recall(49_999)), Is.EqualTo((0.5, 1, 0, 1.0)));
    }

    [Test]
    public void Counts_and_rates_are_those_of_a_plain_count([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        int classes = random.Next(1, 8), samples = random.Next(0, 40);
        int[] actual = [.. Enumerable.Range(0, samples).Select(_ => random.Next(classes))], predicted = [.. actual.Select(k => random.Next(3) == 0 ? k : random.Next(classes))];
        ConfusionMatrix matrix = ConfusionMatrix.Create(actual, predicted, classes);
        Assert.That(matrix.Accuracy, Is.EqualTo((double)actual.Zip(predicted).Count(pair => pair.First == pair.Second) / samples));
        for (int k = 0; k < classes; k++)
        {
            double hits = actual.Zip(predicted).Count(pair => pair == (k, k)), of = actual.Count(a => a == k), taken = predicted.Count(p => p == k);
            Assert.That((matrix.Precision(k), matrix.Recall(k), matrix.F1(k)), Is.EqualTo((hits / taken, hits / of, 2 * hits / (of + taken))));
            for (int l = 0; l < classes; l++)
            {
                Assert.That(matrix[k, l], Is.EqualTo(actual.Zip(predicted).Count(pair => pair == (k, l))));
            }
        }
    }
}
