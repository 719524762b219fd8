namespace MiniDnn.Tests;

internal sealed class TrainTestSplitTests
{
    /// <summary>Test rows come from everywhere: in order they would be the first 200.</summary>
    [Test]
    public void A_random_split_shuffles_by_its_seed([Range(1, 5)] int seed)
    {
        TrainTestSplit split = TrainTestSplit.Random(1_000, 0.2, (ulong)seed);
        Assert.That(split.Test, Has.Count.EqualTo(200));
        Assert.That(split.Test.Count(row => row < 500), Is.InRange(70, 130));
        Assert.That(TrainTestSplit.Random(1_000, 0.2, (ulong)seed + 10).Test, Is.Not.EqualTo(split.Test));
    }

    /// <summary>The fraction in hundredths, so that the number is exact: scikit-learn's train_test_split rounds up, too.</summary>
    [Test]
    public void Every_sample_is_on_one_side_and_the_test_side_is_rounded_up([Values(2, 3, 10, 100, 101)] int count, [Range(1, 99)] int hundredths)
    {
        int expected = Math.Clamp(((count * hundredths) + 99) / 100, 1, count - 1);
        foreach (TrainTestSplit split in new[] { TrainTestSplit.Random(count, hundredths / 100.0, 3), TrainTestSplit.LastRows(count, hundredths / 100.0) })
        {
            Assert.That(split.Train.Concat(split.Test).Order(), Is.EqualTo(Enumerable.Range(0, count)));
            Assert.That(split.Test, Has.Count.EqualTo(expected));
        }
        IReadOnlyList<int>[] twice = [.. Enumerable.Range(0, 2).Select(_ => TrainTestSplit.Random(count, hundredths / 100.0, 3).Test)];
        Assert.That(twice[1], Is.EqualTo(twice[0]), "the same seed, the same split");
    }

    [TestCase(10, 0.25, 3)]
    [TestCase(4_000_000, 1e-9, 1)]
    [TestCase(4_000_000, 1 - 1e-9, 3_999_999)]
    [TestCase(9, 1.0 / 3, 3)]
    public void Fractions_that_are_no_hundredths(int count, double fraction, int expected)
        => Assert.That(TrainTestSplit.LastRows(count, fraction).Test, Has.Count.EqualTo(expected));

    [Test]
    public void The_last_rows_keep_their_order()
    {
        TrainTestSplit split = TrainTestSplit.LastRows(10, 0.25);
        Assert.That(split.Train, Is.EqualTo(Enumerable.Range(0, 7)));
        Assert.That(split.Test, Is.EqualTo(new[] { 7, 8, 9 }));
    }

    [TestCase(20, 5, 0.3, 30)]
    [TestCase(10, 2, 0.1, 2)]
    [TestCase(10, 2, 0.9, 10, Description = "one of each class stays to train on")]
    [TestCase(3, 3, 0.5, 5)]
    public void Classes_of_one_size_share_what_rounding_leaves(int classes, int size, double fraction, int expected)
    {
        int[] labels = [.. Enumerable.Range(0, classes * size).Select(i => i % classes)];
        int[] counts = TestCounts(TrainTestSplit.Stratified(labels, fraction, 1), labels, classes);
        Assert.That(counts.Sum(), Is.EqualTo(expected));
        Assert.That(counts.Max() - counts.Min(), Is.LessThanOrEqualTo(1));
        Assert.That(Enumerable.Range(0, 40).Select(seed => TestCounts(TrainTestSplit.Stratified(labels, fraction, (ulong)seed), labels, classes)[0]).Distinct().Count(),
            Is.EqualTo(expected % classes == 0 ? 1 : 2), "which class gets what is left over is drawn by lot");
    }

    /// <summary>Sizes, ends and shares of every split, by their definition.</summary>
    [Test]
    public void A_stratified_split_gives_each_class_its_share_as_nearly_as_whole_numbers_can([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        int classes = random.Next(1, 12);
        int[] sizes = [.. Enumerable.Range(0, classes).Select(_ => random.Next(2, random.Next(3, 60)))];
        int[] labels = [.. sizes.SelectMany((size, k) => Enumerable.Repeat(k * 7, size))];
        random.Shuffle(labels);
        int hundredths = random.Next(1, 100);
        TrainTestSplit split = TrainTestSplit.Stratified(labels, hundredths / 100.0, (ulong)seed);
        int[] counts = TestCounts(split, labels, (classes * 7) + 1).Where((_, k) => k % 7 == 0).Take(classes).ToArray();
        int total = Math.Clamp(((labels.Length * hundredths) + 99) / 100, 1, labels.Length - 1);
        Assert.That(split.Train.Concat(split.Test).Order(), Is.EqualTo(Enumerable.Range(0, labels.Length)));
        Assert.That(counts.Sum(), Is.EqualTo(Math.Min(total, labels.Length - classes)), "one sample of each class stays to train on");
        Assert.That(counts.Min(), Is.GreaterThanOrEqualTo(total >= classes ? 1 : 0));
        // no sample could move from one class to another and bring both nearer to their shares
        double[] shares = [.. sizes.Select(size => (double)size * total / labels.Length)];
        for (int from = 0; from < classes; from++)
        {
            for (int to = 0; to < classes; to++)
            {
                bool isAllowed = from != to && counts[from] > (total >= classes ? 1 : 0) && counts[to] < sizes[to] - 1;
                Assert.That(isAllowed && counts[from] - shares[from] > counts[to] + 1 - shares[to] + 1e-9, Is.False);
            }
        }
    }

    [Test]
    public void A_stratified_split_keeps_the_shares_of_the_classes()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? 1 : 0)];
        TrainTestSplit split = TrainTestSplit.Stratified(labels, 0.2, 5);
        Assert.That((split.Test.Count(i => labels[i] == 1), split.Test.Count(i => labels[i] == 0)), Is.EqualTo((2, 18)));
        Assert.That(split.Train.Concat(split.Test).Order(), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(split.ToString(), Is.EqualTo("TrainTestSplit: 80 to train, 20 to test"));
    }

    [Test]
    public void Impossible_splits_are_refused()
    {
        Assert.That(() => TrainTestSplit.Random(1, 0.5, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => TrainTestSplit.LastRows(1, 0.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => TrainTestSplit.LastRows(5, 0), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("testFraction must be more than 0 and less than 1."));
        Assert.That(() => TrainTestSplit.Random(5, 1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("testFraction must be more than 0 and less than 1."));
        Assert.That(() => TrainTestSplit.Random(5, double.NaN, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => TrainTestSplit.Stratified([], 0.5, 0), Throws.ArgumentException.With.Message.StartsWith("Stratified: labels is empty"));
        Assert.That(() => TrainTestSplit.Stratified([0, 0, 1], 0.5, 0), Throws.ArgumentException.With.Message.StartsWith("Stratified: class 1 has a single sample"));
        Assert.That(() => TrainTestSplit.Stratified([0, -1], 0.5, 0), Throws.ArgumentException.With.Message.StartsWith("Stratified: labels[1] is -1"));
    }

    private static int[] TestCounts(TrainTestSplit split, int[] labels, int classes)
        => [.. Enumerable.Range(0, classes).Select(k => split.Test.Count(i => labels[i] == k))];
}
