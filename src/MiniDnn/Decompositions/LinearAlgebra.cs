using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>What takes a decomposition of a matrix to compute: solutions of equations, inverses, the determinant, the rank.</summary>
/// <remarks>Extension methods of <see cref="Matrix{T}"/> and of its views: <c>a.Solve(b)</c>, <c>a[..2, ..2].Inverse()</c>.</remarks>
/// <example><code>
/// Matrix&lt;double&gt; a = [[2, 1], [1, 3]];
/// double[] x = a.Solve([3, 5]);
/// Console.WriteLine($"{x[0]:F1} {x[1]:F1}");         // → 0.8 1.4
/// Console.WriteLine($"{a.Determinant():F0}");        // → 5
/// </code></example>
public static class LinearAlgebra
{
    /// <summary>Solves A·x = b where A is square, and finds the x that minimises ‖A·x − b‖ where it is tall.</summary>
    /// <remarks>
    /// A square A by LU with partial pivoting, its rows and columns scaled by powers of two (<see cref="LuDecomposition{T}"/>); a tall one
    /// by Householder QR of [A b], Q not kept. For several b that come one after the other, keep the decomposition.
    /// </remarks>
    /// <param name="matrix">A.</param>
    /// <param name="rightHandSide">b, with an element for each row of A.</param>
    /// <returns>A new array with an element for each column of A.</returns>
    /// <exception cref="ArgumentException"><paramref name="rightHandSide"/> has another length, or an element is not finite.</exception>
    /// <exception cref="InvalidOperationException">A is singular, or has fewer rows than columns: there is no single answer.</exception>
    public static T[] Solve<T>(this ReadOnlyMatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfLengthIsNot(nameof(Solve), nameof(rightHandSide), rightHandSide.Length, matrix.RowCount, "one for each row");
        return Solve(matrix, new ReadOnlyMatrixSpan<T>(rightHandSide, matrix.RowCount, 1), nameof(rightHandSide)).AsSpan().ToArray();
    }

    /// <summary>Solves A·X = B where A is square, and finds the X that minimises ‖A·X − B‖ where it is tall, column by column.</summary>
    /// <param name="matrix">A, m×n.</param>
    /// <param name="rightHandSides">B, m×k.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSides"/> has another number of rows, or an element is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">A is singular, or has fewer rows than columns: there is no single answer.</exception>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> Solve<T>(this ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rightHandSides.RowCount != matrix.RowCount)
        {
            Throw.Argument(
                nameof(rightHandSides),
                $"Solve: rightHandSides has {rightHandSides.RowCount} rows; it must have {matrix.RowCount}, as many as the matrix.");
        }
        return Solve(matrix, rightHandSides, nameof(rightHandSides));
    }

    /// <summary>Computes the inverse A⁻¹ of a square matrix, by LU with partial pivoting.</summary>
    /// <remarks>To solve equations, <see cref="Solve{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T})"/> is faster and more accurate.</remarks>
    /// <param name="matrix">A, n×n.</param>
    /// <returns>A new n×n matrix.</returns>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or singular to working precision.</exception>
    public static Matrix<T> Inverse<T>(this ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (matrix.RowCount != matrix.ColumnCount)
        {
            string shape = Throw.Shape(matrix.RowCount, matrix.ColumnCount);
            throw new InvalidOperationException(
                $"Inverse: the matrix is {shape}; only a square matrix has an inverse. PseudoInverse takes any.");
        }
        var lu = LuDecomposition<T>.Create(matrix, nameof(Inverse));
        lu.RequireRegular(nameof(Inverse));
        return lu.IsAccurate ? lu.Inverse() : QrDecomposition<T>.Create(matrix).Inverse();
    }

    /// <summary>Computes the determinant of a square matrix, by LU with partial pivoting; 1 for an empty one.</summary>
    /// <remarks>
    /// Exact for small integers. <see cref="LuDecomposition{T}"/> has the sign and the logarithm of one beyond the number range.
    /// </remarks>
    /// <returns>The determinant; infinite or 0 where it lies beyond the number range.</returns>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="InvalidOperationException">The matrix is not square.</exception>
    public static T Determinant<T>(this ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfNotSquare(nameof(Determinant), matrix.RowCount, matrix.ColumnCount);
        var lu = LuDecomposition<T>.Create(matrix, nameof(Determinant));
        return lu.IsAccurate ? lu.Determinant() : QrDecomposition<T>.Create(matrix).Determinant();
    }

    /// <summary>Computes the Moore–Penrose pseudo-inverse A⁺ of a matrix of any shape and rank.</summary>
    /// <remarks>
    /// A⁺·b is the x of least norm among those that minimise ‖A·x − b‖ (E. H. Moore, 1920; R. Penrose, 1955).
    /// A⁺ = V·Σ⁺·Uᵀ by singular values, those up to the tolerance counted as zero. Where a QR decomposition proves that none is
    /// (1/‖R⁻¹‖ bounds the smallest from below, ‖R‖ the largest from above), A⁺ = R⁻¹·Qᵀ is the same matrix at a fraction of the work.
    /// </remarks>
    /// <param name="matrix">A, m×n.</param>
    /// <param name="tolerance">Singular values up to this bound count as zero; max(m, n)·ε·σmax by default.</param>
    /// <returns>A new n×m matrix.</returns>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public static Matrix<T> PseudoInverse<T>(this ReadOnlyMatrixSpan<T> matrix, T? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tolerance is { } bound)
        {
            Throw.IfNegative(nameof(PseudoInverse), bound, nameof(tolerance));
        }
        T scale = SafeRange.Scale(matrix.FiniteMaxNorm(nameof(PseudoInverse), nameof(matrix)));
        Matrix<T>? inverse = matrix.RowCount < matrix.ColumnCount
            ? FullRankPseudoInverse.TryCompute(matrix.Transpose(), scale, tolerance)?.Transpose()
            : FullRankPseudoInverse.TryCompute(matrix, scale, tolerance);
        return inverse ?? SingularValueDecomposition<T>.Create(matrix).PseudoInverse(tolerance);
    }

    /// <summary>Computes the rank: the number of singular values larger than a tolerance.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="tolerance">The bound; max(m, n)·ε·σmax by default.</param>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public static int Rank<T>(this ReadOnlyMatrixSpan<T> matrix, T? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SingularValueDecomposition<T>.Spectrum(nameof(Rank), matrix).Rank(tolerance, nameof(Rank));

    /// <summary>Computes the condition number σmax/σmin for the 2-norm; infinite where σmin = 0, 1 for an empty matrix.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static T ConditionNumber<T>(this ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SingularValueDecomposition<T>.Spectrum(nameof(ConditionNumber), matrix).ConditionNumber();

    /// <summary>Computes the spectral norm (2-norm) ‖A‖₂: the largest singular value, 0 for an empty matrix.</summary>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static T SpectralNorm<T>(this ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> values = SingularValueDecomposition<T>.Spectrum(nameof(SpectralNorm), matrix).Values;
        return values.IsEmpty ? T.Zero : values[0];
    }

    /// <summary>Decomposes a matrix of any shape into Q·R.</summary>
    /// <param name="matrix">A, m×n.</param>
    /// <param name="pivot">True to choose the columns in order of their remaining norm, which reveals the rank.</param>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static QrDecomposition<T> Qr<T>(this ReadOnlyMatrixSpan<T> matrix, bool pivot = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => QrDecomposition<T>.Create(matrix, pivot);

    /// <summary>Decomposes a square matrix, which may be singular, into P·L·U.</summary>
    /// <param name="matrix">A, n×n.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or an element is not finite.</exception>
    public static LuDecomposition<T> Lu<T>(this ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => LuDecomposition<T>.Create(matrix);

    /// <summary>Decomposes a symmetric positive definite matrix into L·Lᵀ.</summary>
    /// <param name="matrix">A, n×n.</param>
    /// <exception cref="ArgumentException">The matrix is not square or not symmetric, or an element is not finite.</exception>
    /// <exception cref="InvalidOperationException">
    /// The matrix is not positive definite; the message names the first pivot that is not positive.
    /// </exception>
    public static CholeskyDecomposition<T> Cholesky<T>(this ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => CholeskyDecomposition<T>.Create(matrix);

    /// <summary>Decomposes a matrix of any shape into U·Σ·Vᵀ, by its singular values.</summary>
    /// <param name="matrix">A, m×n.</param>
    /// <param name="full">True for square U (m×m) and V (n×n): the columns after the first min(m, n) complete the bases.</param>
    /// <exception cref="ArgumentException">An element is not finite.</exception>
    public static SingularValueDecomposition<T> Svd<T>(this ReadOnlyMatrixSpan<T> matrix, bool full = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SingularValueDecomposition<T>.Create(matrix, full);

    /// <inheritdoc cref="Solve{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T})"/>
    public static T[] Solve<T>(this Matrix<T> matrix, ReadOnlySpan<T> rightHandSide)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve((ReadOnlyMatrixSpan<T>)matrix, rightHandSide);

    /// <inheritdoc cref="Solve{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T})"/>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> Solve<T>(this Matrix<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve((ReadOnlyMatrixSpan<T>)matrix, rightHandSides);

    /// <inheritdoc cref="Inverse{T}(ReadOnlyMatrixSpan{T})"/>
    public static Matrix<T> Inverse<T>(this Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Inverse((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="Determinant{T}(ReadOnlyMatrixSpan{T})"/>
    public static T Determinant<T>(this Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Determinant((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="PseudoInverse{T}(ReadOnlyMatrixSpan{T}, T?)"/>
    public static Matrix<T> PseudoInverse<T>(this Matrix<T> matrix, T? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => PseudoInverse((ReadOnlyMatrixSpan<T>)matrix, tolerance);

    /// <inheritdoc cref="Rank{T}(ReadOnlyMatrixSpan{T}, T?)"/>
    public static int Rank<T>(this Matrix<T> matrix, T? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Rank((ReadOnlyMatrixSpan<T>)matrix, tolerance);

    /// <inheritdoc cref="ConditionNumber{T}(ReadOnlyMatrixSpan{T})"/>
    public static T ConditionNumber<T>(this Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => ConditionNumber((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="SpectralNorm{T}(ReadOnlyMatrixSpan{T})"/>
    public static T SpectralNorm<T>(this Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SpectralNorm((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="Qr{T}(ReadOnlyMatrixSpan{T}, bool)"/>
    public static QrDecomposition<T> Qr<T>(this Matrix<T> matrix, bool pivot = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Qr((ReadOnlyMatrixSpan<T>)matrix, pivot);

    /// <inheritdoc cref="Lu{T}(ReadOnlyMatrixSpan{T})"/>
    public static LuDecomposition<T> Lu<T>(this Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Lu((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="Cholesky{T}(ReadOnlyMatrixSpan{T})"/>
    public static CholeskyDecomposition<T> Cholesky<T>(this Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Cholesky((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="Svd{T}(ReadOnlyMatrixSpan{T}, bool)"/>
    public static SingularValueDecomposition<T> Svd<T>(this Matrix<T> matrix, bool full = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Svd((ReadOnlyMatrixSpan<T>)matrix, full);

    /// <inheritdoc cref="Solve{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T})"/>
    public static T[] Solve<T>(this MatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(matrix.AsReadOnly(), rightHandSide);

    /// <inheritdoc cref="Solve{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T})"/>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> Solve<T>(this MatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(matrix.AsReadOnly(), rightHandSides);

    /// <inheritdoc cref="Inverse{T}(ReadOnlyMatrixSpan{T})"/>
    public static Matrix<T> Inverse<T>(this MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Inverse(matrix.AsReadOnly());

    /// <inheritdoc cref="Determinant{T}(ReadOnlyMatrixSpan{T})"/>
    public static T Determinant<T>(this MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Determinant(matrix.AsReadOnly());

    /// <inheritdoc cref="PseudoInverse{T}(ReadOnlyMatrixSpan{T}, T?)"/>
    public static Matrix<T> PseudoInverse<T>(this MatrixSpan<T> matrix, T? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => PseudoInverse(matrix.AsReadOnly(), tolerance);

    /// <inheritdoc cref="Rank{T}(ReadOnlyMatrixSpan{T}, T?)"/>
    public static int Rank<T>(this MatrixSpan<T> matrix, T? tolerance = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Rank(matrix.AsReadOnly(), tolerance);

    /// <inheritdoc cref="ConditionNumber{T}(ReadOnlyMatrixSpan{T})"/>
    public static T ConditionNumber<T>(this MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => ConditionNumber(matrix.AsReadOnly());

    /// <inheritdoc cref="SpectralNorm{T}(ReadOnlyMatrixSpan{T})"/>
    public static T SpectralNorm<T>(this MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SpectralNorm(matrix.AsReadOnly());

    /// <inheritdoc cref="Qr{T}(ReadOnlyMatrixSpan{T}, bool)"/>
    public static QrDecomposition<T> Qr<T>(this MatrixSpan<T> matrix, bool pivot = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Qr((ReadOnlyMatrixSpan<T>)matrix, pivot);

    /// <inheritdoc cref="Lu{T}(ReadOnlyMatrixSpan{T})"/>
    public static LuDecomposition<T> Lu<T>(this MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Lu((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="Cholesky{T}(ReadOnlyMatrixSpan{T})"/>
    public static CholeskyDecomposition<T> Cholesky<T>(this MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Cholesky((ReadOnlyMatrixSpan<T>)matrix);

    /// <inheritdoc cref="Svd{T}(ReadOnlyMatrixSpan{T}, bool)"/>
    public static SingularValueDecomposition<T> Svd<T>(this MatrixSpan<T> matrix, bool full = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Svd((ReadOnlyMatrixSpan<T>)matrix, full);

    private static Matrix<T> Solve<T>(ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> b, string parameterName)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (matrix.RowCount == matrix.ColumnCount)
        {
            var lu = LuDecomposition<T>.Create(matrix, nameof(Solve));
            b.CheckFinite(nameof(Solve), parameterName);
            lu.RequireRegular(nameof(Solve));
            if (lu.IsAccurate)
            {
                return lu.Solve(b);
            }
        }
        return SolveByQr(matrix, b, parameterName);
    }

    private static Matrix<T> SolveByQr<T>(ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> b, string parameterName)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T scale = SafeRange.Scale(matrix.FiniteMaxNorm(nameof(Solve), nameof(matrix)));
        T scaleOfB = SafeRange.Scale(b.FiniteMaxNorm(nameof(Solve), parameterName));
        int columnCount = matrix.ColumnCount;
        var accumulator = new RowAccumulator<T>((int)Math.Min(int.MaxValue, (long)columnCount + b.ColumnCount), matrix.RowCount);
        accumulator.Append(matrix, scale, b, scaleOfB);
        UpperTriangle<T> r = accumulator.R.Leading(columnCount);
        r.RequireFullRank(nameof(Solve), matrix.RowCount);
        var x = new Matrix<T>(columnCount, b.ColumnCount);
        int exponent = T.ILogB(scale) - T.ILogB(scaleOfB);
        for (int k = 0; k < b.ColumnCount; k++)
        {
            Span<T> column = accumulator.R.Columns.Column(columnCount + k)[..columnCount];
            r.Solve(column);
            for (int i = 0; i < columnCount; i++)
            {
                x[i, k] = T.ScaleB(column[i], exponent);
            }
        }
        return x;
    }
}
