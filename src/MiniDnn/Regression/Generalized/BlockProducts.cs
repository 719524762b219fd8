using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>ZᵀWZ of the columns of a design, block by block of rows.</summary>
/// <param name="count">The number of columns.</param>
/// <param name="isSingle">
/// Whether each block is multiplied in float, which takes half the time: a step by a factor with an error of 10⁻⁷ leaves so much of an error.
/// </param>
internal sealed class BlockProducts(int count, bool isSingle)
{
    /// <summary>Rows are weighted and multiplied so many at a time: they stay in the second cache.</summary>
    public const int BlockRows = 1000;

    private const int Tile = ReflectorKernels.Width;

    private readonly Matrix<double> _sums = new(count, count);
    private readonly Matrix<double>? _weighted = isSingle ? null : new(count, BlockRows);
    private readonly Matrix<float>? _columns = isSingle ? new(count, BlockRows) : null, _weightedColumns = isSingle ? new(count, BlockRows) : null;

    /// <summary>The lower half.</summary>
    public DoubleDouble[,] Sums
    {
        get
        {
            var products = new DoubleDouble[count, count];
            for (int i = 0; i < count; i++)
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
        if (_weighted is null)
        {
            Span<float> single = stackalloc float[BlockRows];
            single = single[..weights.Length];
            TensorPrimitives.ConvertTruncating(weights, single);
            for (int j = 0; j < count; j++)
            {
                Span<float> column = _columns!.Row(j)[..weights.Length];
                TensorPrimitives.ConvertTruncating(z.Row(j), column);
                TensorPrimitives.Multiply(column, single, _weightedColumns!.Row(j));
            }
            AddProducts<float>(_columns!, _weightedColumns!, weights.Length);
            return;
        }
        for (int j = 0; j < count; j++)
        {
            TensorPrimitives.Multiply(z.Row(j), weights, _weighted.Row(j));
        }
        AddProducts(z, _weighted, weights.Length);
    }

    private void AddProducts<T>(ReadOnlyMatrixSpan<T> z, ReadOnlyMatrixSpan<T> weighted, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int even = count < Tile ? 0 : length - (length % ReflectorKernels.Lanes<T>());
        AddTiles(z, weighted, even);
        for (int i = 0; i < count && even < length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                _sums[i, j] += double.CreateTruncating(TensorPrimitives.Dot(weighted.Row(i)[even..length], z.Row(j)[even..length]));
            }
        }
    }

    /// <summary>
    /// The products over the first rows, four columns by four: at twenty columns twice as fast as a whole product, which does not know that
    /// half of it is enough.
    /// </summary>
    private void AddTiles<T>(ReadOnlyMatrixSpan<T> z, ReadOnlyMatrixSpan<T> weighted, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int end = length == 0 ? 0 : count;
        Span<T> products = stackalloc T[Tile * Tile];
        for (int i = 0; i < end; i += Tile)
        {
            for (int j = 0; j <= i; j += Tile)
            {
                // the last tile begins so early that it is whole; what the one before has summed is left out
                int row = Math.Min(i, count - Tile), column = Math.Min(j, count - Tile);
                ReflectorKernels.Dot4x4(
                    ref Unsafe.AsRef(in weighted.Row(row)[0]), weighted.RowStride, ref Unsafe.AsRef(in z.Row(column)[0]), z.RowStride, length,
                    products);
                for (int a = i - row; a < Tile; a++)
                {
                    for (int b = j - column; b < Tile; b++)
                    {
                        _sums[row + a, column + b] += double.CreateTruncating(products[(a * Tile) + b]);
                    }
                }
            }
        }
    }
}
