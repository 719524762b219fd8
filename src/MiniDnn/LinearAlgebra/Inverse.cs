namespace MiniDnn;

public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>The inverse A⁻¹ = R⁻¹·Qᵀ of a square matrix, by Householder QR. To solve equations, <see cref="Solve(ReadOnlySpan{T})"/> is faster and more accurate.</summary>
    /// <returns>A new n×n matrix.</returns>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or singular to working precision.</exception>
    public Matrix<T> Inverse()
    {
        if (RowCount != ColumnCount)
        {
            throw new InvalidOperationException($"Inverse: the matrix is {Throw.Shape(RowCount, ColumnCount)}; only a square matrix has an inverse. PseudoInverse takes any.");
        }
        T largest = Throw.IfNotFiniteElseLargest(nameof(Inverse), this, "matrix");
        var qr = QrDecomposition<T>.Create(this, pivot: false, SafeRange.Scale(largest));
        Throw.IfRankDeficient(nameof(Inverse), RowCount, qr.Triangle);
        return qr.PseudoInverse(qr.Triangle.InvertTransposed());
    }

    /// <summary>The determinant of a square matrix, by Householder QR; 1 for an empty one. Beyond the number range it is infinite or 0.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="InvalidOperationException">The matrix is not square.</exception>
    public T Determinant()
    {
        Throw.IfNotSquare(nameof(Determinant), RowCount, ColumnCount);
        T largest = Throw.IfNotFiniteElseLargest(nameof(Determinant), this, "matrix");
        return QrDecomposition<T>.Create(this, pivot: false, SafeRange.Scale(largest)).Determinant();
    }
}

public sealed partial class Matrix<T>
{
    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Inverse()"/>
    public Matrix<T> Inverse() => AsReadOnlyView().Inverse();

    /// <inheritdoc cref="ReadOnlyMatrixSpan{T}.Determinant()"/>
    public T Determinant() => AsReadOnlyView().Determinant();
}
