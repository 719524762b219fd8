namespace MiniDnn;

/// <summary>Class numbers as rows with a single 1, and back.</summary>
/// <example><code>
/// Matrix&lt;double&gt; rows = OneHot.Encode([2, 0], classCount: 3);
/// Console.WriteLine(rows[0, 2]);                     // → 1
/// Console.WriteLine(OneHot.Decode(rows)[0]);         // → 2
/// </code></example>
public static class OneHot
{
    /// <summary>A row for each label, with a 1 in the column that the label names and 0 elsewhere.</summary>
    /// <param name="labels">Classes from 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="classCount">The number of classes, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is not positive.</exception>
    /// <exception cref="ArgumentException">A label is out of range.</exception>
    public static Matrix<T> Encode<T>(ReadOnlySpan<int> labels, int classCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        var result = new Matrix<T>(labels.Length, classCount);
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classCount)
            {
                Throw.Argument(nameof(labels), $"Encode: labels[{i}] is {labels[i]}; a label must be from 0 to {classCount - 1}.");
            }
            result[i, labels[i]] = T.One;
        }
        return result;
    }

    /// <summary>Makes the same rows of doubles, where no number type is named.</summary>
    /// <param name="labels">Classes from 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="classCount">The number of classes, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is not positive.</exception>
    /// <exception cref="ArgumentException">A label is out of range.</exception>
    public static Matrix<double> Encode(ReadOnlySpan<int> labels, int classCount) => Encode<double>(labels, classCount);

    /// <summary>The column of the largest element of every row: the label that the row names.</summary>
    /// <exception cref="InvalidOperationException">There is no column.</exception>
    public static int[] Decode<T>(ReadOnlyMatrixSpan<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        => rows.RowArgMax();

    /// <inheritdoc cref="Decode{T}(ReadOnlyMatrixSpan{T})"/>
    public static int[] Decode<T>(MatrixSpan<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Decode(rows.AsReadOnly());

    /// <inheritdoc cref="Decode{T}(ReadOnlyMatrixSpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public static int[] Decode<T>(Matrix<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Decode(rows.AsReadOnly());
    }
}
