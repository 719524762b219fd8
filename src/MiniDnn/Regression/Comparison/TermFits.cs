namespace MiniDnn;

/// <summary>
/// Fits of some of the columns of a model, from its triangle alone: with √W·[X y] = Q·[R z], the sum of squares that columns leave
/// unexplained is that of the whole model and what those columns of R leave of z.
/// </summary>
internal sealed class TermFits
{
    private readonly DoubledColumns _triangle;
    private readonly double _tolerance;

    /// <param name="columns">√W·[X y]; overwritten.</param>
    /// <param name="tolerance">The share of a column below which it counts as dependent.</param>
    public TermFits(DoubledColumns columns, double tolerance)
    {
        _triangle = DoubledQr.Factor(columns, columns.ColumnCount - 1, tolerance: 0).Triangle(targets: 1);
        _tolerance = tolerance;
    }

    /// <summary>What these columns leave unexplained beyond the whole model, and how many of them are independent.</summary>
    public (DoubleDouble Squares, int Rank) Leave(IEnumerable<int> columns)
    {
        int[] chosen = [.. columns];
        var part = new DoubledColumns(_triangle.RowCount, chosen.Length + 1);
        for (int i = 0; i < _triangle.RowCount; i++)
        {
            for (int j = 0; j < chosen.Length; j++)
            {
                part[i, j] = _triangle[i, chosen[j]];
            }
            part[i, chosen.Length] = _triangle[i, _triangle.ColumnCount - 1];
        }
        DoubledQr qr = DoubledQr.Factor(part, chosen.Length, _tolerance);
        return (qr.SumOfSquaresLeft(0), qr.Rank);
    }
}
