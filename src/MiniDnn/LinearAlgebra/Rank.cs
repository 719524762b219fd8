namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The rank: the number of singular values larger than a tolerance.</summary>
    /// <param name="tolerance">The bound; max(m, n)·ε·σmax by default.</param>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public int Rank(T? tolerance = null) => SingularValueDecomposition<T>.Spectrum(nameof(Rank), this).Rank(tolerance, nameof(Rank));

    /// <summary>The condition number σmax/σmin for the 2-norm; infinite where σmin = 0, 1 for an empty matrix.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public T ConditionNumber() => SingularValueDecomposition<T>.Spectrum(nameof(ConditionNumber), this).ConditionNumber();

    /// <summary>The 2-norm ‖A‖₂: the largest singular value, 0 for an empty matrix.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public T Norm2()
    {
        ReadOnlySpan<T> values = SingularValueDecomposition<T>.Spectrum(nameof(Norm2), this).Values;
        return values.IsEmpty ? T.Zero : values[0];
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Rank(T?)"/>
    public int Rank(T? tolerance = null) => AsReadOnlyView().Rank(tolerance);

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.ConditionNumber()"/>
    public T ConditionNumber() => AsReadOnlyView().ConditionNumber();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Norm2()"/>
    public T Norm2() => AsReadOnlyView().Norm2();
}
