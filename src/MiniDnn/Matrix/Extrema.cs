using System.Numerics.Tensors;

namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The column of the largest element of every row: the class that a row of probabilities names.</summary>
    /// <remarks>Of equals the first; of a NaN where there is one.</remarks>
    /// <returns>A new array with an index for each row.</returns>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public int[] RowArgMax()
    {
        var result = new int[RowCount];
        RowArgMax(result);
        return result;
    }

    /// <summary>Writes the column of the largest element of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <remarks>Of equals the first; of a NaN where there is one.</remarks>
    /// <param name="destination">An element for each row.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public void RowArgMax(Span<int> destination)
    {
        Throw.IfLengthIsNot(nameof(RowArgMax), nameof(destination), destination.Length, RowCount, "one for each row");
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowArgMax), "a column");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = TensorPrimitives.IndexOfMax(Row(i));
        }
    }
}
