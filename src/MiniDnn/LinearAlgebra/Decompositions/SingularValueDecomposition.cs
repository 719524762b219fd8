namespace MiniDnn;

/// <summary>The thin singular value decomposition A = U·Σ·Vᵀ: U and V with orthonormal columns, Σ diagonal with σ₁ ≥ σ₂ ≥ … ≥ 0.</summary>
/// <remarks>
/// QR with column pivoting, then one-sided Jacobi rotations on the rows of R until all are orthogonal (M. Hestenes, 1958; Z. Drmač and K. Veselić, 2008):
/// small singular values come out with high relative accuracy. Every tolerance is in T's own precision.
/// </remarks>
/// <example><code>
/// var svd = SingularValueDecomposition&lt;double&gt;.Create(a);
/// Console.WriteLine(svd.Rank());
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class SingularValueDecomposition<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _singularValues;
    private readonly int _largerSide;

    private SingularValueDecomposition(Matrix<T> u, T[] singularValues, Matrix<T> v)
    {
        U = u;
        V = v;
        _singularValues = singularValues;
        _largerSide = Math.Max(u.RowCount, v.RowCount);
    }

    /// <summary>U, m×min(m, n): the left singular vectors as columns.</summary>
    public Matrix<T> U { get; }

    /// <summary>V, n×min(m, n): the right singular vectors as columns.</summary>
    public Matrix<T> V { get; }

    /// <summary>σ₁ ≥ σ₂ ≥ … ≥ 0; min(m, n) of them.</summary>
    public ReadOnlySpan<T> SingularValues => _singularValues;

    /// <summary>The tolerance below which a singular value counts as zero unless another is given: max(m, n)·ε·σ₁.</summary>
    public T DefaultTolerance => _singularValues.Length == 0
        ? T.Zero
        : T.CreateChecked(_largerSide) * FloatingPoint<T>.Epsilon * _singularValues[0];

    /// <summary>Decomposes a matrix of any shape.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static SingularValueDecomposition<T> Create(ReadOnlyMatrixSpan<T> matrix)
    {
        Throw.IfNotFinite(nameof(SingularValueDecomposition<>), matrix);
        if (matrix.RowCount < matrix.ColumnCount)
        {
            SingularValueDecomposition<T> transposed = Create(matrix.Transpose());
            return new(transposed.V, transposed._singularValues, transposed.U);
        }
        T scale = JacobiRotations.SafeScale(matrix.MaxNorm());
        var qr = QrDecomposition<T>.Create(matrix.Multiply(scale), pivot: true);
        Matrix<T> rows = qr.R();
        Matrix<T> rotations = Matrix<T>.Identity(rows.RowCount);
        JacobiRotations.Orthogonalize(rows, rotations);
        return FromOrthogonalRows(qr, rows, rotations, scale);
    }

    /// <summary>The number of singular values larger than a tolerance.</summary>
    /// <param name="tolerance">The bound; <see cref="DefaultTolerance"/> by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public int Rank(T? tolerance = null)
    {
        T bound = tolerance ?? DefaultTolerance;
        Throw.IfNegative(nameof(Rank), bound, nameof(tolerance));
        return _singularValues.Count(s => s > bound);
    }

    /// <summary>σ₁/σₙ, the condition number for the 2-norm; infinite where σₙ = 0, 1 for an empty matrix.</summary>
    public T ConditionNumber() => _singularValues.Length == 0 ? T.One
        : _singularValues[^1] == T.Zero ? T.PositiveInfinity
        : _singularValues[0] / _singularValues[^1];

    /// <summary>The pseudo-inverse A⁺ = V·Σ⁺·Uᵀ, singular values up to the tolerance counted as zero (E. H. Moore, 1920; R. Penrose, 1955).</summary>
    /// <param name="tolerance">The bound; <see cref="DefaultTolerance"/> by default.</param>
    /// <returns>A new n×m matrix.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public Matrix<T> PseudoInverse(T? tolerance = null)
    {
        int rank = Rank(tolerance);
        var inverses = new T[rank];
        for (int i = 0; i < rank; i++)
        {
            inverses[i] = T.One / _singularValues[i];
        }
        return V.Columns(..rank).AsReadOnly().MultiplyRow(inverses).MultiplyTransposed(U.Columns(..rank));
    }

    /// <summary>With J·R = Σ·Wᵀ (J the rotations): A·P = Q·R = (Q·Jᵀ)·Σ·Wᵀ, so U = Q·Jᵀ and V = P·W.</summary>
    private static SingularValueDecomposition<T> FromOrthogonalRows(QrDecomposition<T> qr, Matrix<T> rows, Matrix<T> rotations, T scale)
    {
        int n = rows.RowCount;
        var norms = new T[n];
        for (int i = 0; i < n; i++)
        {
            norms[i] = Householder.Norm<T>(rows.Row(i));
        }
        int[] order = [.. Enumerable.Range(0, n)];
        Array.Sort(order, (i, j) => norms[j].CompareTo(norms[i]));
        var u = new Matrix<T>(n, qr.RowCount);
        var v = new Matrix<T>(n, n);
        var sorted = new Matrix<T>(n, n);
        for (int k = 0; k < n; k++)
        {
            rotations.Row(order[k]).CopyTo(u.Row(k));
            qr.MultiplyQ(u.Row(k));
            rows.Row(order[k]).CopyTo(sorted.Row(k));
        }
        OrthonormalRows.NormalizeAndComplete(sorted, [.. order.Select(i => norms[i])]);
        for (int k = 0; k < n; k++)
        {
            for (int j = 0; j < n; j++)
            {
                v[qr.Permutation[j], k] = sorted[k, j];
            }
        }
        return new(u.Transpose(), [.. order.Select(i => norms[i] / scale)], v);
    }
}
