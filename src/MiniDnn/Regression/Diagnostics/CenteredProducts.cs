namespace MiniDnn;

/// <summary>
/// A constant, columns about their means and of size 1, and their squares and products: they span what those of the columns as they are do,
/// with nothing lost where these lie far from 0.
/// </summary>
internal sealed class CenteredProducts
{
    /// <param name="columns">The columns.</param>
    /// <param name="rounding">
    /// The share of a value that rounding of the data may be: a product of given columns may be given, too, but rounded.
    /// </param>
    public CenteredProducts(DoubledColumns columns, double rounding)
    {
        int n = columns.RowCount, k = columns.ColumnCount;
        Columns = new(n, 1 + k + (k * (k + 1) / 2));
        Noise = new double[Columns.ColumnCount];
        Columns.HighPart(0).Fill(1);
        double root = 4 * Math.Sqrt(n);
        for (int j = 0; j < k; j++)
        {
            DoubleDouble[] values = [.. Enumerable.Range(0, n).Select(i => columns[i, j])];
            DoubleDouble mean = AuxiliaryRegression.Sum(values, v => v) / n;
            double size = values.Max(v => Math.Abs(v.High)), spread = values.Max(v => Math.Abs((v - mean).High));
            double unit = spread > rounding * size ? spread : double.PositiveInfinity;   // a constant is nothing beside the constant
            Noise[1 + j] = root * rounding * size / unit;
            for (int i = 0; i < n; i++)
            {
                Columns[i, 1 + j] = (values[i] - mean) / unit;
            }
        }
        int column = 1 + k;
        for (int j = 0; j < k; j++)
        {
            for (int l = j; l < k; l++, column++)
            {
                Multiply(1 + j, 1 + l, column);
            }
        }
    }

    public DoubledColumns Columns { get; }

    /// <summary>For each column a length that rounding of the data may have left of it.</summary>
    public double[] Noise { get; }

    private void Multiply(int left, int right, int target)
    {
        for (int i = 0; i < Columns.RowCount; i++)
        {
            Columns[i, target] = Columns[i, left] * Columns[i, right];
        }
        Noise[target] = Noise[left] + Noise[right];   // the columns are of size 1
    }
}
