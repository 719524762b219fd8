namespace MiniDnn;

/// <summary>ZᵀWZ of the columns of a design: its lower half.</summary>
internal static class WeightedProducts
{
    /// <summary>In doubled precision.</summary>
    public static DoubleDouble[,] Doubled(StandardColumns z, ReadOnlySpan<double> weights)
    {
        int n = z.RowCount;
        double[] high = new double[n], low = new double[n], none = new double[z.Low is null ? n : 0];
        var products = new DoubleDouble[z.Count, z.Count];
        for (int j = 0; j < z.Count; j++)
        {
            for (int i = 0; i < n; i++)
            {
                (high[i], low[i]) = z[i, j] * weights[i];
            }
            for (int k = 0; k <= j; k++)
            {
                products[j, k] = DoubledVectors.Dot(high, low, z.High.Row(k), z.Low is null ? none : z.Low.Row(k));
            }
        }
        return products;
    }

    /// <summary>In double.</summary>
    public static DoubleDouble[,] InDouble(StandardColumns z, ReadOnlySpan<double> weights)
    {
        var products = new BlockProducts(z.Count, isSingle: false);
        for (int start = 0; start < z.RowCount; start += BlockProducts.BlockRows)
        {
            int rows = Math.Min(BlockProducts.BlockRows, z.RowCount - start);
            products.Add(z.High.Columns(start..(start + rows)), weights.Slice(start, rows));
        }
        return products.Take();
    }
}
