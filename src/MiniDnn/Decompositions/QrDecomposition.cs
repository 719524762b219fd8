using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// The QR decomposition A·P = Q·R: Q with orthonormal columns, R upper triangular, P a permutation of the columns (the identity without
/// pivoting).
/// </summary>
/// <remarks>
/// Householder reflections (A. S. Householder, 1958; G. Golub, 1965), four at a time (R. Schreiber and C. Van Loan, 1989), tall matrices
/// block of rows by block of rows
/// (TSQR: J. Demmel, L. Grigori, M. Hoemmen and J. Langou, 2012); with pivoting, the column with the largest remaining norm comes next
/// (P. Businger and G. Golub, 1965), so that the diagonal of R falls and shows the rank. The work is 2mn² − ⅔n³ operations.
/// Values near the ends of the number range are scaled inside.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; a = [[20, 1], [30, 1], [40, 1]];
/// var qr = a.Qr();
/// double[] x = qr.Solve([30.0, 50, 80]);             // minimises ‖A·x − b‖
/// Console.WriteLine($"{x[0]:F3} {x[1]:F3}");         // → 2.500 -21.667
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class QrDecomposition<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _scale;
    private readonly UpperTriangle<T> _r;
    private readonly int[] _permutation;
    private readonly ReflectorSequence<T> _q;

    // With pivoting a tall A is first reduced to a triangle: A = Q₁·R₁, R₁·P = Q₂·R.
    private readonly ReflectorSequence<T>? _qOfTriangle;

    private QrDecomposition(ReadOnlyMatrixSpan<T> matrix, bool pivot, T scale)
    {
        RowCount = matrix.RowCount;
        ColumnCount = matrix.ColumnCount;
        _scale = scale;
        _r = new(Math.Min(RowCount, ColumnCount), ColumnCount);
        _permutation = [.. Enumerable.Range(0, ColumnCount)];
        if (!pivot)
        {
            _q = ReflectorSequence<T>.Factor(matrix, scale, _r);
        }
        else if (RowCount / 3 * 2 > ColumnCount)
        {
            var triangle = new UpperTriangle<T>(ColumnCount, ColumnCount);
            _q = ReflectorSequence<T>.Factor(matrix, scale, triangle);
            _qOfTriangle = ReflectorSequence<T>.FactorWithPivoting(triangle.ToMatrix(T.One), T.One, _r, _permutation);
        }
        else
        {
            _q = ReflectorSequence<T>.FactorWithPivoting(matrix, scale, _r, _permutation);
        }
    }

    /// <summary>The number of rows m of A.</summary>
    internal int RowCount { get; }

    /// <summary>The number of columns n of A.</summary>
    internal int ColumnCount { get; }

    /// <summary>P: column j of A·P is column <c>Permutation[j]</c> of A.</summary>
    public ReadOnlySpan<int> Permutation => _permutation;

    /// <summary>R of scale·A, for what builds on the decomposition.</summary>
    internal UpperTriangle<T> Triangle => _r;

    /// <summary>The power of two by which A was multiplied first.</summary>
    internal T Scale => _scale;

    internal static QrDecomposition<T> Create(ReadOnlyMatrixSpan<T> matrix, bool pivot = false)
    {
        T largest = matrix.FiniteMaxNorm(nameof(QrDecomposition<>), nameof(matrix));
        return new(matrix, pivot, SafeRange.Scale(largest));
    }

    /// <summary>Decomposes scale·A, A finite and scale a power of two.</summary>
    internal static QrDecomposition<T> Create(ReadOnlyMatrixSpan<T> matrix, bool pivot, T scale) => new(matrix, pivot, scale);

    /// <summary>The upper triangular (or trapezoidal) factor R, min(m, n)×n.</summary>
    public Matrix<T> R() => _r.ToMatrix(_scale);

    /// <summary>The thin factor Q, m×min(m, n), its columns orthonormal.</summary>
    public Matrix<T> Q() => Q(_r.RowCount);

    /// <summary>The full orthogonal factor Q, m×m; its columns after the first min(m, n) are orthogonal to all of A.</summary>
    public Matrix<T> FullQ() => Q(RowCount);

    /// <summary>The number of diagonal elements of R that are larger than a tolerance; a reliable rank only with pivoting.</summary>
    /// <param name="tolerance">The bound; max(m, n)·ε·max|Rᵢᵢ| by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or NaN.</exception>
    public int Rank(T? tolerance = null)
    {
        if (tolerance is { } given)
        {
            Throw.IfNegative(nameof(Rank), given, nameof(tolerance));
        }
        T bound = tolerance * _scale ?? T.CreateChecked(Math.Max(RowCount, ColumnCount)) * FloatingPoint<T>.Epsilon * _r.LargestDiagonal();
        return _r.CountDiagonalsAbove(bound);
    }

    /// <summary>The x that minimises ‖A·x − b‖, from R·x = Qᵀ·b.</summary>
    /// <param name="rightHandSide">b, with an element for each row of A.</param>
    /// <returns>A new array with an element for each column of A.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSide"/> has another length, or an element that is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A has fewer rows than columns, or is rank-deficient: there is no single answer.
    /// </exception>
    public T[] Solve(ReadOnlySpan<T> rightHandSide)
    {
        Throw.IfLengthIsNot(nameof(Solve), nameof(rightHandSide), rightHandSide.Length, RowCount, "one for each row");
        Throw.IfNotFinite(nameof(Solve), rightHandSide);
        _r.RequireFullRank(nameof(Solve), RowCount);
        T[] projected = rightHandSide.ToArray();
        int shift = SafeRange.ShiftForSolving<T>(projected);
        SafeRange.Scale<T>(projected, shift);
        MultiplyQTransposed(projected);
        var x = new T[ColumnCount];
        SolveTriangle(projected, x, shift);
        return x;
    }

    /// <summary>The X that minimises ‖A·X − B‖, column by column.</summary>
    /// <param name="rightHandSides">B, m×k.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSides"/> has another number of rows, or an element that is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A has fewer rows than columns, or is rank-deficient: there is no single answer.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public Matrix<T> Solve(ReadOnlyMatrixSpan<T> rightHandSides)
    {
        if (rightHandSides.RowCount != RowCount)
        {
            Throw.Argument(nameof(rightHandSides), $"Solve: rightHandSides has {rightHandSides.RowCount} rows; it must have {RowCount}, as many as the matrix.");
        }
        rightHandSides.CheckFinite(nameof(Solve), nameof(rightHandSides));
        _r.RequireFullRank(nameof(Solve), RowCount);
        Matrix<T> projected = rightHandSides.Transpose();
        int[] shifts = new int[projected.RowCount];
        for (int k = 0; k < shifts.Length; k++)
        {
            shifts[k] = SafeRange.ShiftForSolving<T>(projected.Row(k));
            SafeRange.Scale(projected.Row(k), shifts[k]);
        }
        ApplyQ(true, projected);
        var solution = new Matrix<T>(projected.RowCount, ColumnCount);
        for (int k = 0; k < shifts.Length; k++)
        {
            SolveTriangle(projected.Row(k), solution.Row(k), shifts[k]);
        }
        return solution.Transpose();
    }

    /// <summary>Replaces b (length m) by Qᵀ·b, Q being the full m×m factor.</summary>
    internal void MultiplyQTransposed(Span<T> b) => ApplyQ(true, new(b, 1, b.Length));

    /// <summary>Replaces b (length m) by Q·b, Q being the full m×m factor.</summary>
    internal void MultiplyQ(Span<T> b) => ApplyQ(false, new(b, 1, b.Length));

    /// <summary>Replaces every row x of <paramref name="vectors"/> (length m) by (Qᵀ·x)ᵀ or (Q·x)ᵀ.</summary>
    internal void ApplyQ(bool transpose, MatrixSpan<T> vectors)
    {
        if (transpose)
        {
            _q.Apply(true, vectors);
            _qOfTriangle?.Apply(true, vectors.Columns(..ColumnCount));
        }
        else
        {
            _qOfTriangle?.Apply(false, vectors.Columns(..ColumnCount));
            _q.Apply(false, vectors);
        }
    }

    /// <summary>The determinant of a square A: the product of R's diagonal with the sign of Q, without pivoting.</summary>
    internal T Determinant()
    {
        var product = new ScaledProduct<T>(T.CreateChecked(_q.Determinant()), -(long)SafeRange.Exponent(_scale) * ColumnCount);
        for (int i = 0; i < ColumnCount; i++)
        {
            product = product.Times(_r.Diagonal(i));
        }
        return product.ToNumber();
    }

    /// <summary>The inverse of a square A, R⁻¹·Qᵀ.</summary>
    internal Matrix<T> Inverse()
    {
        _r.RequireFullRank(nameof(Inverse), RowCount);
        return PseudoInverse(_r.InvertTransposed());
    }

    /// <summary>
    /// R⁻¹·Qᵀ for an A of full column rank: its pseudo-inverse, its inverse if it is square. Row i is Q applied to row i of R⁻¹.
    /// </summary>
    internal Matrix<T> PseudoInverse(ColumnMatrix<T> inverseTriangle)
    {
        var rows = new Matrix<T>(ColumnCount, RowCount);
        for (int i = 0; i < ColumnCount; i++)
        {
            inverseTriangle.Column(i).CopyTo(rows.Row(i));
        }
        ApplyQ(false, rows);
        return _scale == T.One ? rows : rows * _scale;
    }

    private Matrix<T> Q(int columnCount)
    {
        var vectors = new Matrix<T>(columnCount, RowCount);
        for (int i = 0; i < columnCount; i++)
        {
            vectors[i, i] = T.One;
        }
        _qOfTriangle?.Apply(false, vectors[..ColumnCount, ..ColumnCount], areUnitVectors: true);
        _q.Apply(false, vectors, areUnitVectors: _qOfTriangle is null);
        return vectors.Transpose();
    }

    /// <summary>x = P·R⁻¹·y, with A's own scale and without b's shift.</summary>
    private void SolveTriangle(Span<T> y, Span<T> x, int shift)
    {
        _r.Solve(y);
        int exponent = SafeRange.Exponent(_scale) - shift;
        for (int j = 0; j < x.Length; j++)
        {
            x[_permutation[j]] = SafeRange.ScaleB(y[j], exponent);
        }
    }
}
