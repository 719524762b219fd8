using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>
/// The orthogonal factor Q of a matrix that was eliminated block of rows by block of rows, as the reflections that make it up.
/// </summary>
/// <remarks>
/// Tall matrices are cut into blocks that stay in the second cache while they are eliminated: the first gives an R, each of the others is
/// folded into it (TSQR with a flat tree: B. Gunter and R. van de Geijn, 2005; J. Demmel, L. Grigori, M. Hoemmen and J. Langou, 2012). The
/// work is that of one elimination of the whole.
/// </remarks>
internal sealed class ReflectorSequence<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Width = ReflectorKernels.Width;

    /// <summary>A block stays in a second cache of 512 KiB, with room for what it is applied to.</summary>
    private const int BlockBytes = 384 * 1024;

    /// <summary>Fewer rows would not pay for the triangle that each block takes over from the one before.</summary>
    private const int MinBlockRows = 256;

    private readonly ReflectorBlock<T>[] _blocks;
    private readonly UpperTriangle<T> _r;

    private ReflectorSequence(int rowCount, UpperTriangle<T> r, int blockRows)
    {
        RowCount = rowCount;
        _r = r;
        _blocks = new ReflectorBlock<T>[Math.Max(1, rowCount / blockRows)];
        for (int b = 0; b < _blocks.Length; b++)
        {
            _blocks[b] = new(Start(b + 1) - Start(b), r, folds: b > 0);
        }
    }

    public int RowCount { get; }

    /// <summary>scale·A = Q·R with the columns in their order; R is written to <paramref name="r"/>.</summary>
    public static ReflectorSequence<T> Factor(ReadOnlyMatrixSpan<T> matrix, T scale, UpperTriangle<T> r)
    {
        var result = new ReflectorSequence<T>(matrix.RowCount, r, BlockRows(matrix.ColumnCount));
        for (int b = 0; b < result._blocks.Length; b++)
        {
            result._blocks[b].Load(matrix.Rows(result.Start(b)..result.Start(b + 1)), scale);
            result._blocks[b].Factor();
        }
        return result;
    }

    /// <summary>scale·A·P = Q·R with column pivoting, in one block.</summary>
    public static ReflectorSequence<T> FactorWithPivoting(ReadOnlyMatrixSpan<T> matrix, T scale, UpperTriangle<T> r, Span<int> permutation)
    {
        var result = new ReflectorSequence<T>(matrix.RowCount, r, Math.Max(1, matrix.RowCount));
        result._blocks[0].Load(matrix, scale);
        result._blocks[0].FactorWithPivoting(permutation);
        return result;
    }

    /// <summary>
    /// The rows of a block of a matrix with so many columns: at least as many as there are columns, for the first must be able to hold R.
    /// </summary>
    public static int BlockRows(int columnCount)
        => Math.Max(columnCount, Math.Max(MinBlockRows, BlockBytes / (Unsafe.SizeOf<T>() * Math.Max(1, columnCount))));

    /// <summary>Replaces every row x of <paramref name="vectors"/> by (Qᵀ·x)ᵀ or (Q·x)ᵀ.</summary>
    /// <param name="transpose">True for Qᵀ.</param>
    /// <param name="vectors">k×m.</param>
    /// <param name="areUnitVectors">True for Q where row i is the unit vector i: the reflections after its own leave it as it is.</param>
    public void Apply(bool transpose, MatrixSpan<T> vectors, bool areUnitVectors = false)
    {
        var top = new ColumnMatrix<T>(_r.ColumnCount, Width);
        var pieces = new ColumnMatrix<T>(_blocks.Max(b => b.RowCount), Width);
        for (int i = 0, count; i < vectors.RowCount; i += count)
        {
            count = Math.Min(Width, vectors.RowCount - i);
            MatrixSpan<T> group = vectors.Rows(i..(i + count));
            for (int k = 0; k < _blocks.Length; k++)
            {
                ApplyBlock(transpose ? k : _blocks.Length - 1 - k, transpose, group, top, pieces, areUnitVectors ? i + count : int.MaxValue);
            }
        }
    }

    /// <summary>The determinant of Q where it is square: 1 or −1.</summary>
    public int Determinant() => _blocks.Sum(b => b.CountReflections()) % 2 == 0 ? 1 : -1;

    private int Start(int block) => (int)((long)RowCount * block / _blocks.Length);

    private void ApplyBlock(int index, bool transpose, MatrixSpan<T> group, ColumnMatrix<T> top, ColumnMatrix<T> pieces, int panels)
    {
        ReflectorBlock<T> block = _blocks[index];
        int start = Start(index);
        int columns = group.RowCount == 1 ? 1 : Width;
        for (int k = 0; k < group.RowCount; k++)
        {
            ReadOnlySpan<T> vector = group.Row(k);
            Span<T> piece = pieces.Column(k);
            vector.Slice(start, block.RowCount).CopyTo(piece);
            piece[block.RowCount..].Clear();
            if (index > 0)
            {
                vector[.._r.ColumnCount].CopyTo(top.Column(k));
            }
        }
        block.Apply(transpose, ref top.Reference(0), top.Stride, ref pieces.Reference(0), pieces.Stride, columns, panels);
        for (int k = 0; k < group.RowCount; k++)
        {
            Span<T> vector = group.Row(k);
            pieces.Column(k)[..block.RowCount].CopyTo(vector.Slice(start, block.RowCount));
            if (index > 0)
            {
                top.Column(k).CopyTo(vector);
            }
        }
    }
}
