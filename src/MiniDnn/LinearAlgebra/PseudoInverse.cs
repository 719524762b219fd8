namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The Moore–Penrose pseudo-inverse A⁺, of any shape and rank, by singular values (E. H. Moore, 1920; R. Penrose, 1955): A⁺·b is the x of least norm among those that minimise ‖A·x − b‖.</summary>
    /// <param name="tolerance">Singular values up to this bound count as zero; max(m, n)·ε·σmax by default.</param>
    /// <returns>A new n×m matrix where this one is m×n.</returns>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public Matrix<T> PseudoInverse(T? tolerance = null) => SingularValueDecomposition<T>.Create(this).PseudoInverse(tolerance);

    /// <summary>The rank: the number of singular values larger than a tolerance.</summary>
    /// <param name="tolerance">The bound; max(m, n)·ε·σmax by default.</param>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public int Rank(T? tolerance = null) => SingularValueDecomposition<T>.Create(this).Rank(tolerance);

    /// <summary>The condition number σmax/σmin for the 2-norm; infinite for a rank-deficient matrix.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public T ConditionNumber() => SingularValueDecomposition<T>.Create(this).ConditionNumber();
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.PseudoInverse(T?)"/>
    public Matrix<T> PseudoInverse(T? tolerance = null) => AsReadOnlyView().PseudoInverse(tolerance);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Rank(T?)"/>
    public int Rank(T? tolerance = null) => AsReadOnlyView().Rank(tolerance);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.ConditionNumber()"/>
    public T ConditionNumber() => AsReadOnlyView().ConditionNumber();
}
