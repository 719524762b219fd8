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
    private readonly T _scale;
    private readonly int _rank;
    private readonly QrDecomposition<T> _qr;
    private readonly QrDecomposition<T> _second;
    private readonly ColumnMatrix<T> _vectors;
    private readonly ColumnMatrix<T>? _rotations;
    private readonly T[] _norms;
    private readonly int[] _order;

    public JacobiSvd(ReadOnlyMatrixSpan<T> matrix, T largest, bool wantVectors)
    {
        _scale = SafeRange.ScaleForSquares(largest);
        _qr = QrDecomposition<T>.Create(matrix, pivot: true, _scale);
        _rank = _qr.Triangle.CountDiagonalsAbove(SafeRange.SmallestWithSquare<T>());
        Matrix<T> r = _qr.Triangle.ToMatrix(T.One);
        _second = QrDecomposition<T>.Create(r.Rows(.._rank).Transpose(), pivot: false, T.One);
        _vectors = new(_rank, _rank);
        _vectors.Load(_second.Triangle.ToMatrix(T.One).Transpose(), T.One);
        _rotations = wantVectors ? Identity(_rank) : null;
        JacobiRotations<T>.Orthogonalize(_vectors, _rotations);
        _norms = new T[_rank];
        for (int i = 0; i < _rank; i++)
        {
            _norms[i] = Householder.Norm<T>(_vectors.Column(i));
        }
        _order = [.. Enumerable.Range(0, _rank)];
        Array.Sort(_order, (i, j) => _norms[i] == _norms[j] ? i.CompareTo(j) : _norms[j].CompareTo(_norms[i]));
    }

    /// <summary>σ₁ ≥ σ₂ ≥ … of A itself; zeros after the rank.</summary>
    public T[] SingularValues()
    {
        var values = new T[_qr.ColumnCount];
        for (int k = 0; k < _rank; k++)
        {
            values[k] = _norms[_order[k]] / _scale;
        }
        return values;
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
        return rows.Transpose();
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
        Matrix<T> columns = rows.Transpose();
        var v = new Matrix<T>(n, n);
        for (int i = 0; i < n; i++)
        {
            columns.Row(i).CopyTo(v.Row(_qr.Permutation[i]));
        }
        return v;
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
