using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>ZᵀWZ of the columns of a design.</summary>
internal static class WeightedProducts
{
    /// <summary>Rows are weighted and multiplied so many at a time: they stay in the second cache.</summary>
    private const int BlockRows = 2048;

    /// <summary>The lower half of ZᵀWZ in doubled precision.</summary>
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

    /// <summary>The same in double, block by block.</summary>
    public static DoubleDouble[,] InDouble(StandardColumns z, ReadOnlySpan<double> weights)
    {
        int count = z.Count;
        var sum = new Matrix<double>(count, count);
        var block = new Matrix<double>(count, BlockRows);
        for (int start = 0; start < z.RowCount; start += BlockRows)
        {
            int rows = Math.Min(BlockRows, z.RowCount - start);
            MatrixSpan<double> weighted = block.Columns(..rows);
            for (int j = 0; j < count; j++)
            {
                TensorPrimitives.Multiply(z.High.Row(j).Slice(start, rows), weights.Slice(start, rows), weighted.Row(j));
            }
            weighted.MultiplyTransposed(z.High.Columns(start..(start + rows)), sum.AsView(), accumulate: true, threads: 1);
        }
        var products = new DoubleDouble[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                products[i, j] = sum[i, j];
            }
        }
        return products;
    }
}
