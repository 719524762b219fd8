using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The QR decomposition A·P = Q·R: Q with orthonormal columns, R upper triangular, P a permutation of the columns (the identity without pivoting).</summary>
/// <remarks>
/// Householder reflections (A. S. Householder, 1958; G. Golub, 1965); with pivoting, the column with the largest remaining norm comes next
/// (P. Businger and G. Golub, 1965), so that the diagonal of R falls and shows the rank. The work is 2mn² − ⅔n³ operations.
/// </remarks>
/// <example><code>
/// var qr = QrDecomposition&lt;double&gt;.Create(a);
/// double[] x = qr.Solve(b);        // minimises ‖A·x − b‖
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class QrDecomposition<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Row j holds column j of the factored matrix, in one piece: R[0..j, j], then the reflector v of step j (v₀ = 1).
    // The diagonal of R, which v displaces, is kept apart.
    private readonly Matrix<T> _columns;
    private readonly T[] _diagonal;
    private readonly T[] _tau;
    private readonly int[] _permutation;

    private QrDecomposition(ReadOnlyMatrixSpan<T> matrix)
    {
        _columns = matrix.Transpose();
        int steps = Math.Min(RowCount, ColumnCount);
        _diagonal = new T[steps];
        _tau = new T[steps];
        _permutation = [.. Enumerable.Range(0, ColumnCount)];
    }

    /// <summary>The number of rows m of A.</summary>
    public int RowCount => _columns.ColumnCount;

    /// <summary>The number of columns n of A.</summary>
    public int ColumnCount => _columns.RowCount;

    /// <summary>P: column j of A·P is column <c>Permutation[j]</c> of A.</summary>
    public ReadOnlySpan<int> Permutation => _permutation;

    /// <summary>Decomposes a matrix of any shape.</summary>
    /// <param name="matrix">A, m×n.</param>
    /// <param name="pivot">True to choose the columns in order of their remaining norm, which reveals the rank.</param>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static QrDecomposition<T> Create(ReadOnlyMatrixSpan<T> matrix, bool pivot = false)
    {
        Throw.IfNotFinite(nameof(QrDecomposition<>), matrix);
        var result = new QrDecomposition<T>(matrix);
        if (pivot)
        {
            result.FactorWithPivoting();
        }
        else
        {
            for (int step = 0; step < result._diagonal.Length; step++)
            {
                result.Eliminate(step);
            }
        }
        return result;
    }

    /// <summary>The upper triangular (or trapezoidal) factor R, min(m, n)×n.</summary>
    public Matrix<T> R()
    {
        var r = new Matrix<T>(_diagonal.Length, ColumnCount);
        for (int j = 0; j < ColumnCount; j++)
        {
            for (int i = 0; i < Math.Min(j, r.RowCount); i++)
            {
                r[i, j] = _columns[j, i];
            }
            if (j < r.RowCount)
            {
                r[j, j] = _diagonal[j];
            }
        }
        return r;
    }

    /// <summary>The thin factor Q, m×min(m, n), its columns orthonormal.</summary>
    public Matrix<T> Q()
    {
        var transposed = new Matrix<T>(_diagonal.Length, RowCount);
        for (int i = 0; i < transposed.RowCount; i++)
        {
            transposed[i, i] = T.One;
            MultiplyQ(transposed.Row(i));
        }
        return transposed.Transpose();
    }

    /// <summary>The number of diagonal elements of R that are larger than a tolerance; a reliable rank only with pivoting.</summary>
    /// <param name="tolerance">The bound; max(m, n)·ε·|R₀₀| by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public int Rank(T? tolerance = null)
    {
        if (_diagonal.Length == 0)
        {
            return 0;
        }
        T bound = tolerance ?? T.CreateChecked(Math.Max(RowCount, ColumnCount)) * FloatingPoint<T>.Epsilon * LargestDiagonal();
        Throw.IfNegative(nameof(Rank), bound, nameof(tolerance));
        return _diagonal.Count(d => T.Abs(d) > bound);
    }

    /// <summary>The x that minimises ‖A·x − b‖, from R·x = Qᵀ·b.</summary>
    /// <param name="rightHandSide">b, with an element for each row of A.</param>
    /// <returns>A new array with an element for each column of A.</returns>
    /// <exception cref="ArgumentException"><paramref name="rightHandSide"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">A has fewer rows than columns, or is rank-deficient: there is no single answer.</exception>
    public T[] Solve(ReadOnlySpan<T> rightHandSide)
    {
        Throw.IfLengthIsNot(nameof(Solve), nameof(rightHandSide), rightHandSide.Length, RowCount, "one for each row");
        int rank = RowCount < ColumnCount ? RowCount : Rank();
        if (rank < ColumnCount)
        {
            throw new InvalidOperationException(
                $"Solve: the matrix is {Throw.Shape(RowCount, ColumnCount)} with rank {rank}; it must have rank {ColumnCount}. The pseudo-inverse gives the answer of least norm.");
        }
        T[] projected = rightHandSide.ToArray();
        MultiplyQTransposed(projected);
        Span<T> y = projected.AsSpan(0, ColumnCount);
        SolveR(y);
        var x = new T[ColumnCount];
        for (int j = 0; j < x.Length; j++)
        {
            x[_permutation[j]] = y[j];
        }
        return x;
    }

    /// <summary>Replaces b (length m) by Qᵀ·b, Q being the full m×m factor.</summary>
    internal void MultiplyQTransposed(Span<T> b)
    {
        for (int step = 0; step < _diagonal.Length; step++)
        {
            Householder.Apply(Reflector(step), _tau[step], b[step..]);
        }
    }

    /// <summary>Replaces b (length m) by Q·b, Q being the full m×m factor.</summary>
    internal void MultiplyQ(Span<T> b)
    {
        for (int step = _diagonal.Length - 1; step >= 0; step--)
        {
            Householder.Apply(Reflector(step), _tau[step], b[step..]);
        }
    }

    /// <summary>Replaces y (length n) by R⁻¹·y: back substitution, a column of R at a time.</summary>
    internal void SolveR(Span<T> y)
    {
        for (int j = ColumnCount - 1; j >= 0; j--)
        {
            y[j] /= _diagonal[j];
            TensorPrimitives.MultiplyAdd(_columns.Row(j)[..j], -y[j], y[..j], y[..j]);
        }
    }

    /// <summary>Replaces y (length n) by R⁻ᵀ·y: forward substitution.</summary>
    internal void SolveRTransposed(Span<T> y)
    {
        for (int j = 0; j < ColumnCount; j++)
        {
            y[j] = (y[j] - TensorPrimitives.Dot<T>(_columns.Row(j)[..j], y[..j])) / _diagonal[j];
        }
    }

    private ReadOnlySpan<T> Reflector(int step) => _columns.Row(step)[step..];

    private T LargestDiagonal() => T.Abs(TensorPrimitives.MaxMagnitude<T>(_diagonal));

    private void Eliminate(int step)
    {
        Span<T> column = _columns.Row(step)[step..];
        (_diagonal[step], _tau[step]) = Householder.Reflect(column);
        for (int j = step + 1; j < ColumnCount; j++)
        {
            Householder.Apply(column, _tau[step], _columns.Row(j)[step..]);
        }
    }

    private void FactorWithPivoting()
    {
        var norms = new T[ColumnCount];
        for (int step = 0; step < _diagonal.Length; step++)
        {
            for (int j = step; j < ColumnCount; j++)
            {
                norms[j] = Householder.Norm<T>(_columns.Row(j)[step..]);
            }
            int largest = step + TensorPrimitives.IndexOfMax<T>(norms.AsSpan(step));
            SwapColumns(step, largest);
            Eliminate(step);
        }
    }

    private void SwapColumns(int first, int second)
    {
        if (first == second)
        {
            return;
        }
        (_permutation[first], _permutation[second]) = (_permutation[second], _permutation[first]);
        Span<T> a = _columns.Row(first);
        Span<T> b = _columns.Row(second);
        for (int i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = (b[i], a[i]);
        }
    }
}
