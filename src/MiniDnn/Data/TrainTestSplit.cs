namespace MiniDnn;

/// <summary>Divides samples into those to train on and those to test with: at random, class by class, or the last rows in order.</summary>
/// <remarks>
/// Of n samples, the test side gets testFraction·n, rounded up as scikit-learn does, and each side at least one.
/// </remarks>
/// <example><code>
/// Matrix&lt;float&gt; x = Matrix.Create(10, 2, (i, j) =&gt; (float)(i + j));
/// int[] labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
/// var split = TrainTestSplit.Stratified(labels, testFraction: 0.2, seed: 42);
/// Matrix&lt;float&gt; train = x.SelectRows(split.Train), test = x.SelectRows(split.Test);
/// Console.WriteLine($"{train.RowCount} {test.RowCount}");   // → 8 2
/// Console.WriteLine(TrainTestSplit.LastRows(10, testFraction: 0.25).Test[0]);   // → 7
/// </code></example>
/// <param name="Train">The rows to train on.</param>
/// <param name="Test">The rows to test with.</param>
public sealed record TrainTestSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
    /// <summary>Chooses the test samples from all alike; both sides are in random order.</summary>
    /// <param name="sampleCount">The number of samples, 2 or more.</param>
    /// <param name="testFraction">The share of the test samples: more than 0 and less than 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static TrainTestSplit Random(int sampleCount, double testFraction, ulong seed)
        => Random(sampleCount, testFraction, new SeededRandom(seed));

    /// <summary>Takes the last samples for the test and keeps their order: for a time series, which is tested on what came after.</summary>
    /// <param name="sampleCount">The number of samples, 2 or more.</param>
    /// <param name="testFraction">The share of the test samples: more than 0 and less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static TrainTestSplit LastRows(int sampleCount, double testFraction)
    {
        int trains = sampleCount - TestCount(sampleCount, testFraction);
        return new([.. Enumerable.Range(0, trains)], [.. Enumerable.Range(trains, sampleCount - trains)]);
    }

    /// <summary>Chooses the same share of every class, so that both sides have the classes in nearly the same proportion.</summary>
    /// <remarks>
    /// What a class is short of by rounding, those with the largest remainders get, by lot where they are equal. At least one sample of
    /// every class stays in the training side; the test side has every class too, unless it has fewer samples than there are classes.
    /// </remarks>
    /// <param name="labels">The class of each sample, 0 or more; at least two samples of every class that occurs.</param>
    /// <param name="testFraction">The share of the test samples: more than 0 and less than 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="ArgumentException">A label is negative, there is no sample, or a class has a single one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of range.</exception>
    public static TrainTestSplit Stratified(ReadOnlySpan<int> labels, double testFraction, ulong seed)
    {
        CheckFraction(testFraction);
        var random = new SeededRandom(seed);
        int[][] strata = Strata.Shuffled(labels, random);
        int[] tests = Strata.Allot(strata, TestCount(labels.Length, testFraction), random);
        int[] train = [.. strata.SelectMany((members, k) => members[tests[k]..])];
        int[] test = [.. strata.SelectMany((members, k) => members[..tests[k]])];
        random.Shuffle(train.AsSpan());
        random.Shuffle(test.AsSpan());
        return new(train, test);
    }

    /// <summary>The sizes of both sides.</summary>
    public override string ToString() => $"TrainTestSplit: {Train.Count} to train, {Test.Count} to test";

    /// <summary>Chooses the test samples from all alike, by random numbers that others take from too.</summary>
    internal static TrainTestSplit Random(int sampleCount, double testFraction, SeededRandom random)
    {
        int tests = TestCount(sampleCount, testFraction);
        int[] order = [.. Enumerable.Range(0, sampleCount)];
        random.Shuffle(order.AsSpan());
        return new(order[tests..], order[..tests]);
    }

    /// <summary>How many samples a fraction is: rounded up, at least one on each side.</summary>
    internal static int TestCount(int sampleCount, double testFraction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 2);
        CheckFraction(testFraction);
        // 0.07·100 is 7.000000000000001 in doubles, and 7 is meant
        double product = testFraction * sampleCount, nearest = Math.Round(product);
        double tests = Math.Abs(product - nearest) <= 1e-12 * product ? nearest : Math.Ceiling(product);
        return (int)Math.Clamp(tests, 1, sampleCount - 1);
    }

    private static void CheckFraction(double testFraction)
    {
        if (!(testFraction > 0 && testFraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "testFraction must be more than 0 and less than 1.");
        }
    }
}
