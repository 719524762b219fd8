namespace MiniDnn;

/// <summary>
/// Divides samples into k folds for cross-validation: each fold is the test side once, all others are trained on (M. Stone, 1974).
/// </summary>
/// <example><code>
/// Matrix&lt;float&gt; x = Matrix.Create(10, 2, (i, j) =&gt; (float)(i + j));
/// int[] labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
/// foreach (TrainTestSplit fold in KFold.Stratified(labels, folds: 5, seed: 42))
/// {
///     Matrix&lt;float&gt; train = x.SelectRows(fold.Train), test = x.SelectRows(fold.Test);
///     Console.WriteLine($"{train.RowCount} {test.RowCount}");   // → 8 2
/// }
/// </code></example>
public static class KFold
{
    /// <summary>Deals all samples at random; the sizes of the folds differ by one at most.</summary>
    /// <param name="sampleCount">The number of samples, 2 or more.</param>
    /// <param name="folds">k: from 2 to <paramref name="sampleCount"/>, which leaves out one sample at a time.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <returns>k splits; every sample is in the test side of exactly one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static IReadOnlyList<TrainTestSplit> Random(int sampleCount, int folds, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 2);
        CheckFolds(folds, sampleCount);
        int[] order = [.. Enumerable.Range(0, sampleCount)];
        new SeededRandom(seed).Shuffle(order.AsSpan());
        return Deal(order, folds);
    }

    /// <summary>
    /// Deals every class at random, so that all folds have the classes in nearly the same proportion: a class's counts differ by one at
    /// most, and so do the sizes of the folds.
    /// </summary>
    /// <param name="labels">
    /// The class of each sample, 0 or more; at least two samples of every class that occurs. A class of fewer than k samples is missing in
    /// some folds' test sides, in no fold's training side.
    /// </param>
    /// <param name="folds">k: from 2 to the number of samples.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <returns>k splits; every sample is in the test side of exactly one.</returns>
    /// <exception cref="ArgumentException">A label is negative, there is no sample, or a class has a single one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="folds"/> is out of range.</exception>
    public static IReadOnlyList<TrainTestSplit> Stratified(ReadOnlySpan<int> labels, int folds, ulong seed)
    {
        int[][] strata = Strata.Shuffled(labels, new(seed));
        CheckFolds(folds, labels.Length);
        return Deal([.. strata.SelectMany(members => members)], folds);
    }

    private static void CheckFolds(int folds, int sampleCount)
    {
        if (folds < 2 || folds > sampleCount)
        {
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"folds must be from 2 to {sampleCount}, the number of samples.");
        }
    }

    /// <summary>Gives sample after sample to fold after fold, as cards are dealt.</summary>
    private static TrainTestSplit[] Deal(int[] order, int folds)
        => [.. Enumerable.Range(0, folds).Select(fold => new TrainTestSplit(
            [.. order.Where((_, i) => i % folds != fold)],
            [.. order.Where((_, i) => i % folds == fold)]))];
}
