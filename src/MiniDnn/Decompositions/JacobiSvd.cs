using System.Numerics.Tensors;

namespace MiniDnn.Decompositions;

/// <summary>
/// Singular values and vectors of a matrix with at least as many rows as columns, by two QR decompositions and one-sided Jacobi.
/// </summary>
/// <remarks>
/// A·P = Q·R with column pivoting, Rᵀ = Q₁·R₁, rotations J with J·R₁ = Σ·Wᵀ; so A = (Q·W)·Σ·(P·Q₁·Jᵀ)ᵀ.
/// The two decompositions gather the weight of R₁ near its diagonal, which makes the rotations converge in few sweeps and keeps the
/// relative accuracy
/// of small singular values (Z. Drmač and K. Veselić, New fast and accurate Jacobi SVD algorithm, 2008).
/// </remarks>
internal sealed class JacobiSvd<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // What the rows of U go back to, where those of A were sorted.
    private readonly int[]? _rowOrder;
    private readonly QrDecomposition<T> _second;
    private readonly ColumnMatrix<T> _vectors;
    private readonly ColumnMatrix<T>? _rotations;
    private readonly T[] _norms;
    private readonly T[] _values;
    private readonly int[] _order;
    private T _scale;
    private int _rank;
    private QrDecomposition<T> _qr;

    public JacobiSvd(ReadOnlyMatrixSpan<T> matrix, T largest, bool wantVectors)
    {
        _rowOrder = OrderOfRows(matrix, largest);
        if (_rowOrder is not null)
        {
            matrix = matrix.SelectRows(_rowOrder);
        }
        _scale = SafeRange.ScaleForSquares(largest);
        _qr = QrDecomposition<T>.Create(matrix, pivot: true, _scale);
        _rank = _qr.Triangle.CountDiagonalsAbove(SafeRange.SmallestWithSquare<T>());
        bool hasTinySquares = _rank < _qr.ColumnCount && largest > T.Zero && TryWiden(matrix, largest);
        Matrix<T> r = _qr.Triangle.ToMatrix(T.One);
        _second = QrDecomposition<T>.Create(r.Rows(.._rank).Transpose(), pivot: false, T.One);
        _vectors = new(_rank, _rank);
        _vectors.Load(_second.Triangle.ToMatrix(T.One).Transpose(), T.One);
        _rotations = wantVectors ? Identity(_rank) : null;
        int[] exponents = JacobiRotations<T>.Orthogonalize(_vectors, _rotations, hasTinySquares);
        _norms = new T[_rank];
        _values = new T[_rank];
        for (int i = 0; i < _rank; i++)
        {
            _norms[i] = Householder.Norm<T>(_vectors.Column(i));
            _values[i] = SafeRange.ScaleB(_norms[i], exponents[i]);
        }
        _order = [.. Enumerable.Range(0, _rank)];
        Array.Sort(_order, (i, j) => _values[i] == _values[j] ? i.CompareTo(j) : _values[j].CompareTo(_values[i]));
    }

    /// <summary>
    /// Decomposes A anew on the scale that keeps the smallest numbers, where on that of squares some were lost; false where none were.
    /// </summary>
    private bool TryWiden(ReadOnlyMatrixSpan<T> matrix, T largest)
    {
        T scale = SafeRange.ScaleForRange(largest, matrix.RowCount);
        var qr = QrDecomposition<T>.Create(matrix, pivot: true, scale);
        int rank = qr.Triangle.CountDiagonalsAbove(T.Zero);
        if (rank == _rank)
        {
            return false;
        }
        (_scale, _qr, _rank) = (scale, qr, rank);
        return true;
    }

    /// <summary>σ₁ ≥ σ₂ ≥ …; zeros after the rank.</summary>
    public SingularSpectrum<T> Spectrum()
    {
        var values = new T[_qr.ColumnCount];
        for (int k = 0; k < _rank; k++)
        {
            values[k] = _values[_order[k]];
        }
        return new(values, _scale, Math.Max(_qr.RowCount, _qr.ColumnCount));
    }

    /// <summary>U = Q·W, with as many columns as asked for: those after the rank are Q's own.</summary>
    public Matrix<T> U(int columnCount)
    {
        var rows = new Matrix<T>(columnCount, _qr.RowCount);
        for (int k = 0; k < columnCount; k++)
        {
            Span<T> row = rows.Row(k);
            if (k < _rank)
            {
                TensorPrimitives.Divide(_vectors.Column(_order[k]), _norms[_order[k]], row[.._rank]);
            }
            else
            {
                row[k] = T.One;
            }
        }
        _qr.ApplyQ(false, rows);
        Matrix<T> u = rows.Transpose();
        return _rowOrder is null ? u : InOrder(u, _rowOrder);
    }

    /// <summary>V = P·Q₁·Jᵀ, n×n.</summary>
    public Matrix<T> V()
    {
        int n = _qr.ColumnCount;
        var rows = new Matrix<T>(n, n);
        for (int k = 0; k < n; k++)
        {
            if (k < _rank)
            {
                _rotations!.Column(_order[k]).CopyTo(rows.Row(k));
            }
            else
            {
                rows[k, k] = T.One;
            }
        }
        _second.ApplyQ(false, rows);
        return InOrder(rows.Transpose(), _qr.Permutation);
    }

    /// <summary>Moves row i to row order[i].</summary>
    private static Matrix<T> InOrder(Matrix<T> rows, ReadOnlySpan<int> order)
    {
        var result = new Matrix<T>(rows.RowCount, rows.ColumnCount);
        for (int i = 0; i < order.Length; i++)
        {
            rows.Row(i).CopyTo(result.Row(order[i]));
        }
        return result;
    }

    /// <summary>The rows by falling size, or null where their sizes are about equal.</summary>
    /// <remarks>
    /// Large rows first: reflections then leave in each row an error of its own size (M. Powell and J. Reid, 1969; A. Cox and N. Higham,
    /// 1998), and the small singular values that small rows determine are not lost.
    /// </remarks>
    private static int[]? OrderOfRows(ReadOnlyMatrixSpan<T> matrix, T largest)
    {
        T[] sizes = new T[matrix.RowCount];
        bool differ = false;
        // rows that differ by less lose no more digits than the rounding of a few elements
        T limit = largest / T.CreateChecked(64);
        for (int i = 0; i < matrix.FilledRowCount; i++)
        {
            sizes[i] = T.Abs(TensorPrimitives.MaxMagnitude(matrix.Row(i)));
            differ |= sizes[i] < limit;
        }
        if (!differ)
        {
            return null;
        }
        int[] order = [.. Enumerable.Range(0, sizes.Length)];
        Array.Sort(order, (i, j) => sizes[i] == sizes[j] ? i.CompareTo(j) : sizes[j].CompareTo(sizes[i]));
        return order;
    }

    private static ColumnMatrix<T> Identity(int count)
    {
        var result = new ColumnMatrix<T>(count, count);
        for (int i = 0; i < count; i++)
        {
            result.Column(i)[i] = T.One;
        }
        return result;
    }
}
