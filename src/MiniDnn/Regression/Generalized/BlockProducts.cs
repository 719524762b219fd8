using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>ZᵀWZ of the columns of a design, block by block of rows.</summary>
/// <param name="count">The number of columns.</param>
/// <param name="isSingle">
/// Whether each block is multiplied in float, which takes two thirds of the time: a step by a factor with an error of 10⁻⁷ leaves so much
/// of an error.
/// </param>
internal sealed class BlockProducts(int count, bool isSingle)
{
    /// <summary>Rows are weighted and multiplied so many at a time: they stay in the second cache.</summary>
    public const int BlockRows = 1000;

    private const int Tile = ReflectorKernels.Width;

    private readonly Matrix<double> _sums = new(count, count);
    private readonly Matrix<double>? _weighted = isSingle ? null : new(count, BlockRows);
    private readonly Matrix<float>? _columns = isSingle ? new(count, BlockRows) : null;
    private readonly Matrix<float>? _weightedColumns = isSingle ? new(count, BlockRows) : null;

    /// <summary>Gives the lower half of what was added, and begins anew.</summary>
    public DoubleDouble[,] Take()
    {
        var products = new DoubleDouble[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                products[i, j] = _sums[i, j];
            }
        }
        _sums.Fill(0);
        return products;
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
        int even = length - (length % ReflectorKernels.Lanes<T>()), first = even == 0 ? count : count % Tile;
        AddTiles(z, weighted, first, even);
        for (int i = 0; i < count; i++)
        {
            // the columns before the first tile, the intercept among them, four products at a time; and what rows are left
            int done = i < first ? 0 : even;
            for (int j = 0; j <= i && done < length; j++)
            {
                _sums[i, j] += double.CreateTruncating(TensorPrimitives.Dot(weighted.Row(i)[done..length], z.Row(j)[done..length]));
            }
        }
    }

    /// <summary>
    /// The products of columns over the first rows, four columns by four: at twenty columns twice as fast as a whole product, which does
    /// not know that half of it is enough.
    /// </summary>
    private void AddTiles<T>(ReadOnlyMatrixSpan<T> z, ReadOnlyMatrixSpan<T> weighted, int first, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> products = stackalloc T[Tile * Tile];
        for (int i = first; i < count; i += Tile)
        {
            ref T rows = ref Unsafe.AsRef(in weighted.Row(i)[0]);
            for (int j = 0; j < first; j++)
            {
                ReflectorKernels.Dot4x1(ref rows, weighted.RowStride, ref Unsafe.AsRef(in z.Row(j)[0]), length, products);
                AddBlock(products, i, j, 1);
            }
            for (int j = first; j <= i; j += Tile)
            {
                ReflectorKernels.Dot4x4(ref rows, weighted.RowStride, ref Unsafe.AsRef(in z.Row(j)[0]), z.RowStride, length, products);
                AddBlock(products, i, j, Tile);
            }
        }
    }

    private void AddBlock<T>(ReadOnlySpan<T> products, int row, int column, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int a = 0; a < Tile; a++)
        {
            Span<double> sums = _sums.Row(row + a).Slice(column, width);
            for (int b = 0; b < sums.Length; b++)
            {
                sums[b] += double.CreateTruncating(products[(a * width) + b]);
            }
        }
    }
}
