using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// The singular value decomposition A = U·Σ·Vᵀ, thin or full: U and V with orthonormal columns, Σ diagonal with σ₁ ≥ σ₂ ≥ … ≥ 0.
/// </summary>
/// <remarks>
/// QR with column pivoting, a second QR of Rᵀ, then one-sided Jacobi rotations until all rows are orthogonal (M. Hestenes, 1958; Z. Drmač
/// and K. Veselić, 2008):
/// small singular values come out with high relative accuracy wherever the data determine them. Every tolerance is in T's own precision;
/// values near the ends of the number range are scaled inside.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; a = [[3, 0], [4, 5], [0, 0]];
/// var svd = a.Svd();
/// Console.WriteLine(svd.Rank());                     // → 2
/// Console.WriteLine($"{svd.ConditionNumber():F6}");  // → 3.000000
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class SingularValueDecomposition<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly SingularSpectrum<T> _spectrum;

    private SingularValueDecomposition(Matrix<T> u, SingularSpectrum<T> spectrum, Matrix<T> v)
    {
        U = u;
        V = v;
        _spectrum = spectrum;
    }

    /// <summary>U, m×min(m, n), or m×m if full: the left singular vectors as columns.</summary>
    public Matrix<T> U { get; }

    /// <summary>V, n×min(m, n), or n×n if full: the right singular vectors as columns.</summary>
    public Matrix<T> V { get; }

    /// <summary>σ₁ ≥ σ₂ ≥ … ≥ 0; min(m, n) of them.</summary>
    public ReadOnlySpan<T> SingularValues => _spectrum.Values;

    /// <summary>The tolerance below which a singular value counts as zero unless another is given: max(m, n)·ε·σ₁.</summary>
    internal T DefaultTolerance => _spectrum.DefaultTolerance;

    internal static SingularValueDecomposition<T> Create(ReadOnlyMatrixSpan<T> matrix, bool full = false)
    {
        if (typeof(T) == typeof(Half))
        {
            // rotations by the hundred, each with a rounding of half a thousandth, would leave no digit of orthogonality
            var svd32 = SingularValueDecomposition<float>.Create(ConvertTo<T, float>(matrix), full);
            return new(ConvertTo<float, T>(svd32.U), svd32._spectrum.ConvertTo<T>(), ConvertTo<float, T>(svd32.V));
        }
        T largest = matrix.FiniteMaxNorm(nameof(SingularValueDecomposition<>), nameof(matrix));
        bool isWide = matrix.RowCount < matrix.ColumnCount;
        var svd = new JacobiSvd<T>(isWide ? matrix.Transpose() : matrix, largest, wantVectors: true);
        Matrix<T> longer = svd.U(full ? Math.Max(matrix.RowCount, matrix.ColumnCount) : Math.Min(matrix.RowCount, matrix.ColumnCount));
        Matrix<T> shorter = svd.V();
        return isWide ? new(shorter, svd.Spectrum(), longer) : new(longer, svd.Spectrum(), shorter);
    }

    /// <summary>The singular values σ₁ ≥ σ₂ ≥ … alone.</summary>
    internal static SingularSpectrum<T> Spectrum(string operation, ReadOnlyMatrixSpan<T> matrix)
    {
        if (typeof(T) == typeof(Half))
        {
            return SingularValueDecomposition<float>.Spectrum(operation, ConvertTo<T, float>(matrix)).ConvertTo<T>();
        }
        T largest = matrix.FiniteMaxNorm(operation, nameof(matrix));
        bool isWide = matrix.RowCount < matrix.ColumnCount;
        return new JacobiSvd<T>(isWide ? matrix.Transpose() : matrix, largest, wantVectors: false).Spectrum();
    }

    /// <summary>The number of singular values larger than a tolerance.</summary>
    /// <param name="tolerance">The bound; max(m, n)·ε·σ₁ by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public int Rank(T? tolerance = null) => _spectrum.Rank(tolerance, nameof(Rank));

    /// <summary>σ₁/σₙ, the condition number for the 2-norm; infinite where σₙ = 0, 1 for an empty matrix.</summary>
    public T ConditionNumber() => _spectrum.ConditionNumber();

    /// <summary>
    /// The x of least norm among those that minimise ‖A·x − b‖, for A of any shape and rank: V·Σ⁺·Uᵀ·b, singular values up to the tolerance
    /// counted as zero.
    /// </summary>
    /// <param name="rightHandSide">b, with an element for each row of A.</param>
    /// <param name="tolerance">The bound; max(m, n)·ε·σ₁ by default.</param>
    /// <returns>A new array with an element for each column of A.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSide"/> has another length, or an element that is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public T[] Solve(ReadOnlySpan<T> rightHandSide, T? tolerance = null)
    {
        Throw.IfLengthIsNot(nameof(Solve), nameof(rightHandSide), rightHandSide.Length, U.RowCount, "one for each row");
        Throw.IfNotFinite(nameof(Solve), rightHandSide);
        return Solve(new ReadOnlyMatrixSpan<T>(rightHandSide, U.RowCount, 1), tolerance).AsSpan().ToArray();
    }

    /// <summary>The X of least norm among those that minimise ‖A·X − B‖, column by column.</summary>
    /// <param name="rightHandSides">B, m×k.</param>
    /// <param name="tolerance">The bound; max(m, n)·ε·σ₁ by default.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSides"/> has another number of rows, or an element that is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    [OverloadResolutionPriority(-1)]
    public Matrix<T> Solve(ReadOnlyMatrixSpan<T> rightHandSides, T? tolerance = null)
    {
        if (rightHandSides.RowCount != U.RowCount)
        {
            Throw.Argument(nameof(rightHandSides), $"Solve: rightHandSides has {rightHandSides.RowCount} rows; it must have {U.RowCount}, as many as the matrix.");
        }
        T scale = SafeRange.Scale(rightHandSides.FiniteMaxNorm(nameof(Solve), nameof(rightHandSides)));
        int rank = _spectrum.Rank(tolerance, nameof(Solve));
        Matrix<T> projected = U.Columns(..rank).AsReadOnly().TransposeMultiply(scale == T.One ? rightHandSides : rightHandSides.Multiply(scale));
        for (int i = 0; i < rank; i++)
        {
            Span<T> row = projected.Row(i);
            if (T.IsFinite(SingularValues[i]))
            {
                TensorPrimitives.Divide(row, SingularValues[i], row);
            }
            else
            {
                TensorPrimitives.Multiply(row, _spectrum.Inverse(i), row);
            }
        }
        Matrix<T> solution = V.Columns(..rank).AsReadOnly().Multiply(projected);
        return scale == T.One ? solution : solution / scale;
    }

    /// <summary>
    /// The pseudo-inverse A⁺ = V·Σ⁺·Uᵀ, singular values up to the tolerance counted as zero (E. H. Moore, 1920; R. Penrose, 1955).
    /// </summary>
    /// <param name="tolerance">The bound; max(m, n)·ε·σ₁ by default.</param>
    /// <returns>A new n×m matrix.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public Matrix<T> PseudoInverse(T? tolerance = null)
    {
        int rank = _spectrum.Rank(tolerance, nameof(PseudoInverse));
        var inverses = new T[rank];
        for (int i = 0; i < rank; i++)
        {
            inverses[i] = _spectrum.Inverse(i);
        }
        return V.Columns(..rank).AsReadOnly().MultiplyRow(inverses).MultiplyTransposed(U.Columns(..rank));
    }

    private static Matrix<TTo> ConvertTo<TFrom, TTo>(ReadOnlyMatrixSpan<TFrom> matrix)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        var result = new Matrix<TTo>(matrix.RowCount, matrix.ColumnCount);
        for (int i = 0; i < matrix.FilledRowCount; i++)
        {
            TensorPrimitives.ConvertTruncating(matrix.Row(i), result.Row(i));
        }
        return result;
    }
}
