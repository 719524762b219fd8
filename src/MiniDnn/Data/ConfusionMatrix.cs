using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MiniDnn;

/// <summary>How often samples of each class were taken for each class.</summary>
/// <example><code>
/// var confusion = ConfusionMatrix.Create(actual: [0, 0, 1, 1], predicted: [0, 1, 1, 1], classCount: 2);
/// Console.WriteLine(confusion[0, 1]);                // → 1
/// Console.WriteLine(confusion.Accuracy);             // → 0.75
/// </code></example>
public sealed partial class ConfusionMatrix
{
    private readonly int[,] _counts;

    private ConfusionMatrix(int[,] counts) => _counts = counts;

    /// <summary>The number of classes.</summary>
    public int ClassCount => _counts.GetLength(0);

    /// <summary>How often a sample of class <paramref name="actual"/> was taken for class <paramref name="predicted"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)ClassCount, nameof(actual));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)ClassCount, nameof(predicted));
            return _counts[actual, predicted];
        }
    }

    /// <summary>The share of samples whose class was predicted right; NaN without samples.</summary>
    public double Accuracy
    {
        get
        {
            int right = 0;
            int all = 0;
            for (int i = 0; i < ClassCount; i++)
            {
                right += _counts[i, i];
                for (int j = 0; j < ClassCount; j++)
                {
                    all += _counts[i, j];
                }
            }
            return (double)right / all;
        }
    }

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
        var counts = new int[classCount, classCount];
        for (int i = 0; i < actual.Length; i++)
        {
            CheckClass(nameof(actual), i, actual[i], classCount);
            CheckClass(nameof(predicted), i, predicted[i], classCount);
            counts[actual[i], predicted[i]]++;
        }
        return new(counts);
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
        int width = 2 + _counts.Cast<int>().Append(ClassCount).Max().ToString(CultureInfo.InvariantCulture).Length;
        var text = new StringBuilder("actual \\ predicted");
        for (int i = -1; i < ClassCount; i++)
        {
            text.AppendLine().Append(i < 0 ? "" : i.ToString(CultureInfo.InvariantCulture).PadLeft(4)).Append(i < 0 ? "    " : "");
            for (int j = 0; j < ClassCount; j++)
            {
                text.Append((i < 0 ? j : _counts[i, j]).ToString(CultureInfo.InvariantCulture).PadLeft(width));
            }
        }
        return text.ToString();
    }

    private static void CheckClass(string name, int index, int value, int classCount)
    {
        if ((uint)value >= (uint)classCount)
        {
            Throw.Argument(name, $"Create: {name}[{index}] is {value}; a class must be from 0 to {classCount - 1}.");
        }
    }
}
