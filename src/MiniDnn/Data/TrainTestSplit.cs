namespace MiniDnn;

/// <summary>Divides samples at random into those to train on and those to test with.</summary>
/// <example><code>
/// Matrix&lt;float&gt; x = Matrix.Create(10, 2, (i, j) =&gt; (float)(i + j));
/// int[] labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
/// var split = TrainTestSplit.Stratified(labels, testShare: 0.2, seed: 42);
/// Matrix&lt;float&gt; train = x.SelectRows(split.Train), test = x.SelectRows(split.Test);
/// Console.WriteLine($"{train.RowCount} {test.RowCount}");   // → 8 2
/// </code></example>
/// <param name="Train">The rows to train on, in random order.</param>
/// <param name="Test">The rows to test with, in random order.</param>
public sealed record TrainTestSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
    /// <summary>Chooses the test samples from all alike.</summary>
    /// <param name="sampleCount">The number of samples, 2 or more.</param>
    /// <param name="testShare">
    /// The share of the test samples: more than 0 and less than 1; rounded, at least one sample on each side.
    /// </param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static TrainTestSplit Random(int sampleCount, double testShare, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 2);
        CheckShare(testShare);
        int[] order = [.. Enumerable.Range(0, sampleCount)];
        new SeededRandom(seed).Shuffle(order.AsSpan());
        int tests = Math.Clamp((int)Math.Round(testShare * sampleCount), 1, sampleCount - 1);
        return new(order[tests..], order[..tests]);
    }

    /// <summary>Chooses the same share of every class, so that both sides have the classes in the same proportion.</summary>
    /// <param name="labels">The class of each sample, 0 or more; at least two samples of every class that occurs.</param>
    /// <param name="testShare">
    /// The share of the test samples: more than 0 and less than 1; rounded, at least one sample of every class on each side.
    /// </param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="ArgumentException">A label is negative, there is no sample, or a class has a single one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testShare"/> is out of range.</exception>
    public static TrainTestSplit Stratified(ReadOnlySpan<int> labels, double testShare, ulong seed)
    {
        CheckShare(testShare);
        var random = new SeededRandom(seed);
        var train = new List<int>();
        var test = new List<int>();
        foreach (int[] members in Strata.Shuffled(labels, random))
        {
            int tests = Math.Clamp((int)Math.Round(testShare * members.Length), 1, members.Length - 1);
            test.AddRange(members[..tests]);
            train.AddRange(members[tests..]);
        }
        int[] trainRows = [.. train];
        int[] testRows = [.. test];
        random.Shuffle(trainRows.AsSpan());
        random.Shuffle(testRows.AsSpan());
        return new(trainRows, testRows);
    }

    /// <summary>The sizes of both sides.</summary>
    public override string ToString() => $"TrainTestSplit: {Train.Count} to train, {Test.Count} to test";

    private static void CheckShare(double testShare)
    {
        if (!(testShare > 0 && testShare < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "testShare must be more than 0 and less than 1.");
        }
    }
}
