using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>ZᵀWZ of the columns of a design, in double, block by block.</summary>
internal sealed class WeightedProducts(int count)
{
    /// <summary>Rows are weighted and multiplied so many at a time: they stay in the second cache.</summary>
    public const int BlockRows = 1000;

    private const int Tile = ReflectorKernels.Width;

    private readonly Matrix<double> _sums = new(count, count);
    private readonly Matrix<double> _weighted = new(count, BlockRows);

    /// <summary>The lower half.</summary>
    public DoubleDouble[,] Sums
    {
        get
        {
            var products = new DoubleDouble[_sums.RowCount, _sums.RowCount];
            for (int i = 0; i < _sums.RowCount; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    products[i, j] = _sums[i, j];
                }
            }
            return products;
        }
    }

    /// <summary>Adds the products of some rows.</summary>
    /// <param name="z">A row for each column.</param>
    /// <param name="weights">A weight for each of the rows.</param>
    public void Add(ReadOnlyMatrixSpan<double> z, ReadOnlySpan<double> weights)
    {
        for (int j = 0; j < z.RowCount; j++)
        {
            TensorPrimitives.Multiply(z.Row(j), weights, _weighted.Row(j));
        }
        int length = z.RowCount < Tile ? 0 : weights.Length - (weights.Length % ReflectorKernels.Lanes<double>());
        AddTiles(z, length);
        for (int i = 0; i < z.RowCount && length < weights.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                _sums[i, j] += TensorPrimitives.Dot<double>(_weighted.Row(i)[length..weights.Length], z.Row(j)[length..]);
            }
        }
    }

    /// <summary>
    /// The products over the first rows, four columns by four: at twenty columns twice as fast as a whole product, which does not know that
    /// half of it is enough.
    /// </summary>
    private void AddTiles(ReadOnlyMatrixSpan<double> z, int length)
    {
        int count = length == 0 ? 0 : z.RowCount;
        Span<double> products = stackalloc double[Tile * Tile];
        for (int i = 0; i < count; i += Tile)
        {
            for (int j = 0; j <= i; j += Tile)
            {
                // the last tile begins so early that it is whole; what the one before has summed is left out
                int row = Math.Min(i, count - Tile), column = Math.Min(j, count - Tile);
                ReflectorKernels.Dot4x4(
                    ref _weighted.Row(row)[0], BlockRows, ref Unsafe.AsRef(in z.Row(column)[0]), z.RowStride, length, products);
                for (int a = i - row; a < Tile; a++)
                {
                    for (int b = j - column; b < Tile; b++)
                    {
                        _sums[row + a, column + b] += products[(a * Tile) + b];
                    }
                }
            }
        }
    }

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

    /// <summary>The same in double.</summary>
    public static DoubleDouble[,] InDouble(StandardColumns z, ReadOnlySpan<double> weights)
    {
        var products = new WeightedProducts(z.Count);
        for (int start = 0; start < z.RowCount; start += BlockRows)
        {
            int rows = Math.Min(BlockRows, z.RowCount - start);
            products.Add(z.High.Columns(start..(start + rows)), weights.Slice(start, rows));
        }
        return products.Sums;
    }
}
