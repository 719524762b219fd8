using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The smallest value of each column, and the distance from it to the largest.</summary>
internal static class ColumnRanges
{
    /// <summary>Refuses a matrix without rows, values that are not finite, and ranges that are none.</summary>
    public static (T[] Minima, T[] Ranges) Of<T>(ReadOnlyMatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.RowCount == 0)
        {
            Throw.Argument(nameof(x), $"Fit: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be a row.");
        }
        x.CheckFinite("Fit", nameof(x));
        T[] minima = x.Row(0).ToArray();
        T[] ranges = x.Row(0).ToArray();
        for (int i = 1; i < x.FilledRowCount; i++)
        {
            TensorPrimitives.Min(minima, x.Row(i), minima);
            TensorPrimitives.Max(ranges, x.Row(i), ranges);
        }
        for (int j = 0; j < ranges.Length; j++)
        {
            T max = ranges[j];
            ranges[j] = max - minima[j];
            if (!T.IsFinite(ranges[j]))
            {
                Throw.Argument(nameof(x), $"Fit: column {j} reaches from {minima[j]} to {max}; its range must be a finite number.");
            }
        }
        return (minima, ranges);
    }
}
