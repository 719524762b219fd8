using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn.Decompositions;

/// <summary>
/// The reflections that bring a block of rows to triangular form, four at a time as I − V·T·Vᵀ
/// (compact WY form: R. Schreiber and C. Van Loan, 1989), V in the place of the block.
/// </summary>
/// <remarks>
/// A block is either the first one, whose own top rows become R, or a later one that is folded into the R that is there already:
/// the reflections then act on R above the block, V = [I; V₂] (J. Demmel, L. Grigori, M. Hoemmen and J. Langou, 2012: TSQR).
/// Columns are updated four at a time by all panels of a group, so that they stay in the first cache and V in the second.
/// </remarks>
internal sealed class ReflectorBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Width = ReflectorKernels.Width;

    /// <summary>
    /// Eight panels are eliminated before the columns behind them follow, which so come into the cache once for all eight.
    /// </summary>
    private const int GroupWidth = 32;

    private readonly ColumnMatrix<T> _v;
    private readonly UpperTriangle<T> _r;
    private readonly bool _folds;
    private readonly int _steps;
    private readonly T[] _triangles;

    /// <summary>So many elements of each column take part; zeros are behind them.</summary>
    private int _length;

    /// <summary>Room for a block of rows.</summary>
    /// <param name="rowCount">The number of rows of the block.</param>
    /// <param name="r">Where R comes to stand; with <paramref name="folds"/>, what the block is folded into.</param>
    /// <param name="folds">True where R is there already.</param>
    public ReflectorBlock(int rowCount, UpperTriangle<T> r, bool folds)
    {
        _r = r;
        _folds = folds;
        _v = ColumnMatrix<T>.Unset(rowCount, r.ColumnCount);
        _steps = folds ? r.ColumnCount : Math.Min(rowCount, r.ColumnCount);
        _triangles = new T[PanelCount * Width * Width];
        _length = _v.PaddedRowCount;
    }

    public int RowCount => _v.RowCount;

    /// <summary>The rows; after the elimination, the vectors of the reflections.</summary>
    public ColumnMatrix<T> Rows => _v;

    private int PanelCount => (_steps + Width - 1) / Width;

    /// <summary>Brings scale·A into the block, which has to be factored next.</summary>
    public void Load(ReadOnlyMatrixSpan<T> rows, T scale, int firstColumn = 0) => _v.Load(rows, scale, firstColumn);

    /// <summary>Eliminates the first rows of a block that folds, so many with their padding.</summary>
    public void Factor(int length)
    {
        _length = length;
        Factor();
    }

    /// <summary>Eliminates the block, column by column in their order.</summary>
    public void Factor()
    {
        for (int group = 0; group < _steps; group += GroupWidth)
        {
            int groupEnd = Math.Min(group + GroupWidth, PanelCount * Width);
            for (int j = group; j < groupEnd; j += Width)
            {
                FactorPanel(j);
                UpdateColumns(j, j + Width, j + Width, groupEnd);
            }
            UpdateColumns(group, groupEnd, groupEnd, _v.PaddedColumnCount);
        }
        SaveColumns(_steps);
    }

    /// <summary>Eliminates the block, the column with the largest remaining norm first (P. Businger and G. Golub, 1965).</summary>
    /// <param name="permutation">The order of the columns, which is changed with them.</param>
    public void FactorWithPivoting(Span<int> permutation)
    {
        var norms = new RemainingNorms<T>(_v);
        for (int step = 0; step < _steps; step++)
        {
            int pivot = norms.IndexOfLargest(step);
            if (pivot != step)
            {
                _v.SwapColumns(step, pivot);
                norms.Swap(step, pivot);
                (permutation[step], permutation[pivot]) = (permutation[pivot], permutation[step]);
            }
            T tau = Reflect(step);
            for (int c = step + 1; c < _v.ColumnCount; c++)
            {
                ApplyOne(step, tau, c);
                norms.RemoveRow(c, step);
            }
        }
        for (int j = 0; j < _steps; j += Width)
        {
            CompleteTriangle(j);
        }
        SaveColumns(_steps);
    }

    /// <summary>Replaces columns (top; c) by Qᵀ times them, or by Q times them: 1 or 4 columns.</summary>
    /// <param name="transpose">True for Qᵀ.</param>
    /// <param name="top">The elements beside R, where the block folds; in columns with room for a multiple of four.</param>
    /// <param name="topStride">The distance between columns of <paramref name="top"/>.</param>
    /// <param name="c">The elements beside the block, zeros behind them up to its padded length.</param>
    /// <param name="cStride">The distance between columns of <paramref name="c"/>.</param>
    /// <param name="count">1 or 4.</param>
    /// <param name="panels">For Q: only so many reflections, the others leaving the columns as they are.</param>
    public void Apply(bool transpose, ref T top, int topStride, ref T c, int cStride, int count, int panels = int.MaxValue)
    {
        int last = (((Math.Min(_steps, panels) + Width - 1) / Width) - 1) * Width;
        for (int k = 0; k <= last; k += Width)
        {
            int j = transpose ? k : last - k;
            ref T topAtPanel = ref Unsafe.Add(ref top, _folds ? j : 0);
            if (count == Width)
            {
                ApplyPanel(j, transpose, ref topAtPanel, topStride, ref c, cStride);
            }
            else
            {
                ApplyPanel(j, transpose, ref topAtPanel, ref c);
            }
        }
    }

    /// <summary>The number of reflections that are not the identity: each turns the determinant's sign.</summary>
    public int CountReflections()
    {
        int count = 0;
        for (int step = 0; step < _steps; step++)
        {
            count += Triangle(step / Width * Width)[5 * (step % Width)] != T.Zero ? 1 : 0;
        }
        return count;
    }

    private int Start(int column) => _folds ? 0 : column / ReflectorKernels.Lanes<T>() * ReflectorKernels.Lanes<T>();

    private void FactorPanel(int j)
    {
        int end = Math.Min(j + Width, _steps);
        for (int step = j; step < end; step++)
        {
            T tau = Reflect(step);
            for (int c = step + 1; c < Math.Min(j + Width, _v.ColumnCount); c++)
            {
                ApplyOne(step, tau, c);
            }
        }
        CompleteTriangle(j);
    }

    /// <summary>Makes the reflection of one column; its elements above the diagonal move to R.</summary>
    private T Reflect(int step)
    {
        Span<T> column = _v.Column(step);
        Span<T> r = _r.Columns.Column(step);
        T tau;
        if (_folds)
        {
            (r[step], tau) = Householder.Reflect(r[step], column[..Math.Min(_length, column.Length)]);
        }
        else
        {
            column[..step].CopyTo(r);
            column[..step].Clear();
            (r[step], tau) = Householder.Reflect(column[step..]);
        }
        Triangle(step / Width * Width)[5 * (step % Width)] = tau;
        return tau;
    }

    private void ApplyOne(int step, T tau, int c)
    {
        int start = _folds ? 0 : step;
        int end = Math.Min(_length, RowCount);
        ReadOnlySpan<T> v = _v.Column(step)[start..end];
        Span<T> x = _v.Column(c)[start..end];
        T product = TensorPrimitives.Dot(v, x);
        if (_folds)
        {
            ref T top = ref _r.Columns.Column(c)[step];
            product = tau * (product + top);
            top -= product;
        }
        else
        {
            product *= tau;
        }
        TensorPrimitives.MultiplyAdd(v, -product, x, x);
    }

    /// <summary>T of a panel, whose diagonal holds the τ: T[..i, i] = −τᵢ·T[..i, ..i]·(V[:, ..i]ᵀ·vᵢ).</summary>
    private void CompleteTriangle(int j)
    {
        Span<T> gram = stackalloc T[Width * Width];
        int start = Start(j);
        ReflectorKernels.Dot4x4(ref _v.Reference(j, start), _v.Stride, ref _v.Reference(j, start), _v.Stride, _length - start, gram);
        Span<T> t = Triangle(j);
        for (int i = 1; i < Math.Min(Width, _steps - j); i++)
        {
            for (int a = 0; a < i; a++)
            {
                T sum = T.Zero;
                for (int b = a; b < i; b++)
                {
                    sum += t[(Width * a) + b] * gram[(Width * b) + i];
                }
                t[(Width * a) + i] = -t[5 * i] * sum;
            }
        }
    }

    private Span<T> Triangle(int j) => _triangles.AsSpan(j / Width * Width * Width, Width * Width);

    /// <summary>Columns [from, to) are updated by the panels that begin at [first, end).</summary>
    private void UpdateColumns(int first, int end, int from, int to)
    {
        for (int c = from; c < to; c += Width)
        {
            for (int j = first; j < end; j += Width)
            {
                ApplyPanel(j, true, ref _r.Columns.Reference(c, _folds ? j : 0), _r.Columns.Stride, ref _v.Reference(c), _v.Stride);
            }
        }
    }

    /// <summary>What stays above the block's reflections in the columns that have none is R's.</summary>
    private void SaveColumns(int from)
    {
        for (int c = from; c < _v.ColumnCount; c++)
        {
            _v.Column(c)[.._steps].CopyTo(_r.Columns.Column(c));
        }
    }

    private void ApplyPanel(int j, bool transpose, ref T top, int topStride, ref T c, int cStride)
    {
        Span<T> weights = stackalloc T[Width * Width];
        int start = Start(j);
        int length = _length - start;
        ref T x = ref Unsafe.Add(ref c, start);
        ReflectorKernels.Dot4x4(ref _v.Reference(j, start), _v.Stride, ref x, cStride, length, weights);
        if (_folds)
        {
            PanelWeights.Add(weights, ref top, topStride, Width);
        }
        PanelWeights.MultiplyByTriangle(Triangle(j), transpose, weights, Width);
        if (_folds)
        {
            PanelWeights.Subtract(weights, ref top, topStride, Width);
        }
        ReflectorKernels.Subtract4x4(ref _v.Reference(j, start), _v.Stride, ref x, cStride, length, weights);
    }

    private void ApplyPanel(int j, bool transpose, ref T top, ref T c)
    {
        Span<T> weights = stackalloc T[Width];
        int start = Start(j);
        int length = _length - start;
        ref T x = ref Unsafe.Add(ref c, start);
        ReflectorKernels.Dot4x1(ref _v.Reference(j, start), _v.Stride, ref x, length, weights);
        if (_folds)
        {
            PanelWeights.Add(weights, ref top, 0, 1);
        }
        PanelWeights.MultiplyByTriangle(Triangle(j), transpose, weights, 1);
        if (_folds)
        {
            PanelWeights.Subtract(weights, ref top, 0, 1);
        }
        ReflectorKernels.Subtract4x1(ref _v.Reference(j, start), _v.Stride, ref x, length, weights);
    }
}
