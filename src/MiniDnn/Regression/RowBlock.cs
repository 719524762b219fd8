using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>A block of rows of √W·[X y] as doubles, row after row, with zeros behind each to make a multiple of eight columns.</summary>
internal sealed class RowBlock(int columnCount)
{
    /// <summary>How many rows fit.</summary>
    public const int RowCount = 128;

    /// <summary>Columns are taken eight at a time.</summary>
    public const int Tile = 8;

    /// <summary>The distance between rows.</summary>
    public int Stride { get; } = PaddedColumns(columnCount);

    /// <summary>The elements, and room for a vector behind them.</summary>
    public double[] Values { get; } = new double[(RowCount * PaddedColumns(columnCount)) + Tile];

    public static int PaddedColumns(int columnCount) => (columnCount + Tile - 1) / Tile * Tile;

    public void Fill<T>(Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights, int start, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        design.FillRows(start, count, Values, Stride);
        for (int i = 0; i < count; i++)
        {
            Values[(i * Stride) + columnCount - 1] = y[start + i];
        }
        double[] roots = weights.AreEqual ? [] : weights.Roots(start, count);
        for (int i = 0; i < roots.Length; i++)
        {
            Span<double> row = Values.AsSpan(i * Stride, columnCount);
            TensorPrimitives.Multiply(row, roots[i], row);
        }
    }
}
