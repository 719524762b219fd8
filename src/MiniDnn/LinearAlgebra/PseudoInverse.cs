namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The Moore–Penrose pseudo-inverse A⁺ of a matrix of any shape and rank (E. H. Moore, 1920; R. Penrose, 1955): A⁺·b is the x of least norm among those that minimise ‖A·x − b‖.</summary>
    /// <remarks>
    /// A⁺ = V·Σ⁺·Uᵀ by singular values, those up to the tolerance counted as zero. Where a QR decomposition proves that none is
    /// (1/‖R⁻¹‖ bounds the smallest from below, ‖R‖ the largest from above), A⁺ = R⁻¹·Qᵀ is the same matrix at a fraction of the work.
    /// </remarks>
    /// <param name="tolerance">Singular values up to this bound count as zero; max(m, n)·ε·σmax by default.</param>
    /// <returns>A new n×m matrix where this one is m×n.</returns>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public Matrix<T> PseudoInverse(T? tolerance = null)
    {
        if (tolerance is { } bound)
        {
            Throw.IfNegative(nameof(PseudoInverse), bound, nameof(tolerance));
        }
        T largest = Throw.IfNotFiniteElseLargest(nameof(PseudoInverse), this, "matrix");
        if (RowCount < ColumnCount)
        {
            return FullRankPseudoInverse.TryCompute(Transpose(), SafeRange.Scale(largest), tolerance)?.Transpose()
                ?? SingularValueDecomposition<T>.Create(this).PseudoInverse(tolerance);
        }
        return FullRankPseudoInverse.TryCompute(this, SafeRange.Scale(largest), tolerance)
            ?? SingularValueDecomposition<T>.Create(this).PseudoInverse(tolerance);
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.PseudoInverse(T?)"/>
    public Matrix<T> PseudoInverse(T? tolerance = null) => AsReadOnlyView().PseudoInverse(tolerance);
}
