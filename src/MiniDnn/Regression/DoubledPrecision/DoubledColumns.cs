using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// A matrix in doubled precision, column after column, as the factorisation needs it: contiguous columns of high parts and of low parts.
/// </summary>
internal sealed class DoubledColumns(int rowCount, int columnCount)
{
    public int RowCount { get; } = rowCount;

    public int ColumnCount { get; } = columnCount;

    public double[] High { get; } = new double[(long)rowCount * columnCount];

    public double[] Low { get; } = new double[(long)rowCount * columnCount];

    public DoubleDouble this[int row, int column]
    {
        get => new(High[(column * RowCount) + row], Low[(column * RowCount) + row]);
        set => (High[(column * RowCount) + row], Low[(column * RowCount) + row]) = value;
    }

    public Span<double> HighPart(int column, int firstRow = 0) => High.AsSpan((column * RowCount) + firstRow, RowCount - firstRow);

    public Span<double> LowPart(int column, int firstRow = 0) => Low.AsSpan((column * RowCount) + firstRow, RowCount - firstRow);

    /// <summary>A copy in memory of its own.</summary>
    public DoubledColumns Copy()
    {
        var copy = new DoubledColumns(RowCount, ColumnCount);
        High.CopyTo(copy.High, 0);
        Low.CopyTo(copy.Low, 0);
        return copy;
    }

    /// <summary>The length of a column, from a row on.</summary>
    public double Length(int column, int firstRow = 0) => TensorPrimitives.Norm<double>(HighPart(column, firstRow));

    /// <summary>The inner product of two columns, from a row on.</summary>
    public DoubleDouble Dot(int left, int right, int firstRow)
        => DoubledVectors.Dot(HighPart(left, firstRow), LowPart(left, firstRow), HighPart(right, firstRow), LowPart(right, firstRow));

    /// <summary>Adds a multiple of one column to another, from a row on.</summary>
    public void AddScaled(DoubleDouble factor, int source, int target, int firstRow)
        => DoubledVectors.AddScaled(factor, HighPart(source, firstRow), LowPart(source, firstRow), HighPart(target, firstRow), LowPart(target, firstRow));

    public void Swap(int left, int right)
    {
        for (int i = 0; i < RowCount; i++)
        {
            (this[i, left], this[i, right]) = (this[i, right], this[i, left]);
        }
    }

    public void ScaleRow(int row, DoubleDouble factor)
    {
        for (int j = 0; j < ColumnCount; j++)
        {
            this[row, j] *= factor;
        }
    }
}
