namespace MiniDnn;

/// <summary>
/// A block of rows of a design as columns of doubles that stays in the cache: rows padded with zeros to whole vectors, columns with zero
/// columns to a multiple of four.
/// </summary>
internal sealed class ColumnBlock
{
    /// <summary>Columns are taken four at a time; behind their own, blocks have zero columns to make a multiple of it.</summary>
    public const int Tile = 4;

    private const int Elements = 4096;

    private readonly double[] _low;
    private int _filled;

    public ColumnBlock(int columnCount, bool isDoubled)
    {
        PaddedColumns = (columnCount + Tile - 1) / Tile * Tile;
        Stride = ((Math.Clamp(Elements / Math.Max(1, PaddedColumns), 64, 512) / 64 * 2) - 1) * 32;
        IsDoubled = isDoubled;
        High = new double[Stride * PaddedColumns];
        _low = new double[isDoubled ? High.Length : 0];
    }

    public int PaddedColumns { get; }

    /// <summary>
    /// The distance between columns, which is also how many rows fit: an odd multiple of 32, for of a power of 2 the columns would share
    /// few lines of the cache.
    /// </summary>
    public int Stride { get; }

    public int RowCount => Stride;

    public bool IsDoubled { get; }

    public double[] High { get; }

    public ReadOnlySpan<double> LowPart(int column) => _low.AsSpan(column * Stride, Stride);

    public void Fill<T>(Design<T> design, int start, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        design.Fill(start, count, High, _low, Stride);
        if (count < _filled)
        {
            ClearBehind(count);
        }
        _filled = count;
    }

    /// <summary>So many rows, padded to whole vectors.</summary>
    public static int PaddedLength(int count) => (count + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    private void ClearBehind(int count)
    {
        for (int j = 0; j < PaddedColumns; j++)
        {
            High.AsSpan((j * Stride) + count, Stride - count).Clear();
            if (IsDoubled)
            {
                _low.AsSpan((j * Stride) + count, Stride - count).Clear();
            }
        }
    }
}
