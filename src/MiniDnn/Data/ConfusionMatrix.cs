using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MiniDnn;

/// <summary>How often samples of each class were taken for each class.</summary>
/// <example><code>
/// var confusion = ConfusionMatrix.Create(actual: [0, 0, 1, 1], predicted: [0, 1, 1, 1], classCount: 2);
/// Console.WriteLine(confusion[0, 1]);                // → 1
/// Console.WriteLine(confusion.Accuracy);             // → 0.75
/// </code></example>
public sealed class ConfusionMatrix
{
    // only pairs that occur: all pairs of 50,000 classes would take 10 GB
    private readonly Dictionary<(int Actual, int Predicted), int> _counts = [];
    private readonly int[] _actual, _predicted;
    private int _hits;

    /// <summary>A matrix of zeros, to count into.</summary>
    internal ConfusionMatrix(int classCount)
    {
        _actual = new int[classCount];
        _predicted = new int[classCount];
    }

    /// <summary>The number of classes.</summary>
    public int ClassCount => _actual.Length;

    /// <summary>How often a sample of class <paramref name="actual"/> was taken for class <paramref name="predicted"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)ClassCount, nameof(actual));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)ClassCount, nameof(predicted));
            return _counts.GetValueOrDefault((actual, predicted));
        }
    }

    /// <summary>The share of samples whose class was predicted right; NaN without samples.</summary>
    public double Accuracy => (double)_hits / _actual.Sum(count => (long)count);

    /// <summary>The mean of <see cref="F1"/> over the classes that occur, each counting alike; NaN where none does.</summary>
    /// <remarks>A class that is in no sample and was never predicted has no F1 and is left out, as in scikit-learn.</remarks>
    public double MacroF1
    {
        get
        {
            double[] scores = [.. Enumerable.Range(0, ClassCount).Select(F1).Where(score => !double.IsNaN(score))];
            return scores.Length > 0 ? scores.Average() : double.NaN;
        }
    }

    /// <summary>Of the samples that were taken for a class, the share that belongs to it; NaN where none was taken for it.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Precision(int label) => (double)Hits(label) / _predicted[label];

    /// <summary>Of the samples of a class, the share that was found; NaN where there is none.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Recall(int label) => (double)Hits(label) / _actual[label];

    /// <summary>
    /// The harmonic mean of precision P and recall R, 2·P·R/(P + R): twice the hits over the samples of the class and those taken for it;
    /// NaN where there are neither.
    /// </summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double F1(int label) => 2.0 * Hits(label) / ((double)_predicted[label] + _actual[label]);

    /// <summary>Counts pairs of classes.</summary>
    /// <param name="actual">The class of each sample, from 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="predicted">The class that each sample was taken for.</param>
    /// <param name="classCount">The number of classes, 1 or more.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a class is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is not positive.</exception>
    public static ConfusionMatrix Create(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        Throw.IfLengthIsNot(nameof(Create), nameof(predicted), predicted.Length, actual.Length, "one for each sample");
        var matrix = new ConfusionMatrix(classCount);
        for (int i = 0; i < actual.Length; i++)
        {
            CheckClass(nameof(actual), i, actual[i], classCount);
            CheckClass(nameof(predicted), i, predicted[i], classCount);
            matrix.Add(actual[i], predicted[i]);
        }
        return matrix;
    }

    /// <inheritdoc cref="Create(ReadOnlySpan{int}, ReadOnlySpan{int}, int)"/>
    /// <exception cref="ArgumentNullException">An array is null.</exception>
    [OverloadResolutionPriority(-1)]
    public static ConfusionMatrix Create(int[] actual, int[] predicted, int classCount)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(predicted);
        return Create(actual.AsSpan(), predicted, classCount);
    }

    /// <summary>A table: a row for each actual class, a column for each predicted one.</summary>
    public override string ToString()
    {
        int width = 2 + _counts.Values.Append(ClassCount).Max().ToString(CultureInfo.InvariantCulture).Length;
        var text = new StringBuilder("actual \\ predicted");
        for (int i = -1; i < ClassCount; i++)
        {
            text.AppendLine().Append(i < 0 ? "" : i.ToString(CultureInfo.InvariantCulture).PadLeft(4)).Append(i < 0 ? "    " : "");
            for (int j = 0; j < ClassCount; j++)
            {
                text.Append((i < 0 ? j : this[i, j]).ToString(CultureInfo.InvariantCulture).PadLeft(width));
            }
        }
        return text.ToString();
    }

    /// <summary>Counts a sample of classes that there are.</summary>
    internal void Add(int actual, int predicted)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, (actual, predicted), out _)++;
        _actual[actual]++;
        _predicted[predicted]++;
        _hits += actual == predicted ? 1 : 0;
    }

    private int Hits(int label)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)ClassCount, nameof(label));
        return _counts.GetValueOrDefault((label, label));
    }

    private static void CheckClass(string name, int index, int value, int classCount)
    {
        if ((uint)value >= (uint)classCount)
        {
            Throw.Argument(name, $"Create: {name}[{index}] is {value}; a class must be from 0 to {classCount - 1}.");
        }
    }
}
