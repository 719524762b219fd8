using System.Buffers;
using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// The LU decomposition P·A = L·U of a square matrix with partial pivoting: L lower triangular with a diagonal of ones, U upper triangular,
/// P a permutation of the rows.
/// </summary>
/// <remarks>
/// Gaussian elimination (A. Turing, 1948; J. Wilkinson, 1961), by halves of the columns (S. Toledo, 1997); the work is ⅔n³ operations, half
/// that of QR. Pivots are chosen as if the rows and columns were multiplied by powers of two that bring their largest magnitudes near 1:
/// such factors on A so change no digit of a solution, and an element of L may be larger than 1. Where the last digit counts whatever the
/// matrix, <see cref="QrDecomposition{T}"/> is safer: for a few matrices, none of which is met by chance, the elements of U grow
/// by the factor 2ⁿ⁻¹, which <c>Solve</c> and <c>Inverse</c> of a matrix notice, and take QR.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; a = [[1, 2], [3, 4]];
/// var lu = a.Lu();
/// double[] x = lu.Solve([5.0, 11]);
/// Console.WriteLine($"{x[0]:F6} {x[1]:F6}");         // → 1.000000 2.000000
/// Console.WriteLine(lu.Determinant());               // → -2
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class LuDecomposition<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Random matrices of 10,000 rows have a growth of 500; what is beyond that costs digits.</summary>
    private const int LargestGrowth = 1024;

    private const int ShiftsOnStack = 128;

    private static readonly TriangleForm Lower = new(IsLower: true, HasUnitDiagonal: true), Upper = new(IsLower: false);

    private readonly Equilibration _scales;
    private readonly Matrix<T> _factors;
    private readonly int[] _permutation;
    private readonly ScaledProduct<T> _determinant;
    private readonly int _rank;

    private LuDecomposition(ReadOnlyMatrixSpan<T> matrix)
    {
        _scales = Equilibration.Of(matrix);
        _factors = _scales.Apply(matrix);
        int? unit = FixedPointDeterminant.UnitExponent<T>(_factors);
        double logRowLengths = unit is null ? 0 : FixedPointDeterminant.LogRowLengths<T>(_factors);
        _permutation = new int[Size];
        for (int i = 0; i < Size; i++)
        {
            _permutation[i] = i;
        }
        int exchanges = GaussianElimination.Factor<T>(_factors, _permutation);
        T largest = _factors.MaxNorm();
        IsAccurate = largest <= T.CreateChecked(LargestGrowth);
        _determinant = ProductOfPivots(exchanges);
        if (unit is { } exponent)
        {
            _determinant = FixedPointDeterminant.Round(_determinant, exponent, logRowLengths, largest, Size);
        }
        _determinant = new(_determinant.Mantissa, _determinant.Exponent - _scales.TotalExponent());
        _rank = FindRank(matrix);
    }

    /// <summary>The number of rows and columns n.</summary>
    internal int Size => _factors.RowCount;

    /// <summary>P: row i of P·A is row <c>Permutation[i]</c> of A.</summary>
    public ReadOnlySpan<int> Permutation => _permutation;

    /// <summary>Whether A is singular to working precision, so that <c>Solve</c> and <see cref="Inverse()"/> refuse it.</summary>
    /// <remarks>
    /// That is where QR with pivoting of A, its rows and columns scaled, leaves no more than n·ε of a column beside those before it. The
    /// determinant may be other than 0 all the same.
    /// </remarks>
    public bool IsSingular => _rank < Size;

    /// <summary>Whether the elements have not grown so much in the elimination that digits are lost.</summary>
    internal bool IsAccurate { get; }

    internal static LuDecomposition<T> Create(ReadOnlyMatrixSpan<T> matrix, string operation = nameof(LuDecomposition<>))
    {
        if (matrix.RowCount != matrix.ColumnCount)
        {
            string shape = Throw.Shape(matrix.RowCount, matrix.ColumnCount);
            Throw.Argument(nameof(matrix), $"{operation}: the matrix is {shape}; it must be square.");
        }
        matrix.CheckFinite(operation, nameof(matrix));
        return new(matrix);
    }

    /// <summary>The factor L, n×n, lower triangular with ones on the diagonal.</summary>
    public Matrix<T> L()
    {
        var l = Matrix<T>.Identity(Size);
        ReadOnlySpan<int> rows = _scales.Rows;
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                l[i, j] = SafeRange.ScaleB(_factors[i, j], rows[_permutation[j]] - rows[_permutation[i]]);
            }
        }
        return l;
    }

    /// <summary>The factor U, n×n, upper triangular.</summary>
    public Matrix<T> U()
    {
        var u = new Matrix<T>(Size, Size);
        for (int i = 0; i < Size; i++)
        {
            for (int j = i; j < Size; j++)
            {
                u[i, j] = SafeRange.ScaleB(_factors[i, j], -_scales.Rows[_permutation[i]] - _scales.Columns[j]);
            }
        }
        return u;
    }

    /// <summary>The x with A·x = b.</summary>
    /// <param name="rightHandSide">b, with n elements.</param>
    /// <returns>A new array with n elements.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSide"/> has another length, or an element that is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">A is singular to working precision: there is no single answer.</exception>
    public T[] Solve(ReadOnlySpan<T> rightHandSide)
    {
        var x = new T[Size];
        Solve(rightHandSide, x);
        return x;
    }

    /// <summary>Writes the x with A·x = b into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="rightHandSide">b, with n elements.</param>
    /// <param name="destination">n elements; it must not overlap <paramref name="rightHandSide"/>.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, <paramref name="rightHandSide"/> has an element that is not finite, or <paramref name="destination"/>
    /// overlaps it.
    /// </exception>
    /// <exception cref="InvalidOperationException">A is singular to working precision: there is no single answer.</exception>
    public void Solve(ReadOnlySpan<T> rightHandSide, Span<T> destination)
    {
        Throw.IfLengthIsNot(nameof(Solve), nameof(rightHandSide), rightHandSide.Length, Size, "one for each row");
        Throw.IfLengthIsNot(nameof(Solve), nameof(destination), destination.Length, Size, "one for each column");
        Throw.IfNotFinite(nameof(Solve), rightHandSide);
        Throw.IfOverlaps(nameof(Solve), rightHandSide, destination, nameof(rightHandSide));
        RequireRegular(nameof(Solve));
        SolveChecked(new(Size, 1, 1, rightHandSide), new(Size, 1, 1, destination));
    }

    /// <summary>The X with A·X = B.</summary>
    /// <param name="rightHandSides">B, n×k.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSides"/> has another number of rows, or an element that is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">A is singular to working precision: there is no single answer.</exception>
    [OverloadResolutionPriority(-1)]
    public Matrix<T> Solve(ReadOnlyMatrixSpan<T> rightHandSides)
    {
        CheckRightHandSides(rightHandSides);
        var x = new Matrix<T>(Size, rightHandSides.ColumnCount);
        SolveChecked(rightHandSides, x);
        return x;
    }

    /// <summary>Writes the X with A·X = B into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="rightHandSides">B, n×k.</param>
    /// <param name="destination">n×k; it must not overlap <paramref name="rightHandSides"/>.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, <paramref name="rightHandSides"/> has an element that is not finite, or <paramref name="destination"/>
    /// overlaps it.
    /// </exception>
    /// <exception cref="InvalidOperationException">A is singular to working precision: there is no single answer.</exception>
    [OverloadResolutionPriority(-1)]
    public void Solve(ReadOnlyMatrixSpan<T> rightHandSides, MatrixSpan<T> destination)
    {
        CheckRightHandSides(rightHandSides);
        Throw.IfDestinationIsNot(nameof(Solve), destination.RowCount, destination.ColumnCount, Size, rightHandSides.ColumnCount);
        rightHandSides.CheckOverlap(nameof(Solve), destination, nameof(rightHandSides));
        SolveChecked(rightHandSides, destination);
    }

    /// <summary>The inverse A⁻¹.</summary>
    /// <returns>A new n×n matrix.</returns>
    /// <exception cref="InvalidOperationException">A is singular to working precision.</exception>
    public Matrix<T> Inverse()
    {
        var inverse = new Matrix<T>(Size, Size);
        Inverse(inverse);
        return inverse;
    }

    /// <summary>Writes the inverse A⁻¹ into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">n×n.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another shape.</exception>
    /// <exception cref="InvalidOperationException">A is singular to working precision.</exception>
    public void Inverse(MatrixSpan<T> destination)
    {
        Throw.IfDestinationIsNot(nameof(Inverse), destination.RowCount, destination.ColumnCount, Size, Size);
        RequireRegular(nameof(Inverse));
        int length = Size * Size;
        T[] buffer = ArrayPool<T>.Shared.Rent(length);
        MatrixSpan<T> transposed = new(buffer.AsSpan(0, length), Size, Size);
        transposed.Clear();
        for (int i = 0; i < Size; i++)
        {
            transposed[i, i] = T.One;
        }
        // A⁻ᵀ = Pᵀ·L⁻ᵀ·U⁻ᵀ: so each row of the inverse is as accurate as a solution with Aᵀ
        TriangularSolver.InvertForward(_factors, Upper with { IsTransposed = true }, transposed);
        TriangularSolver.Solve(_factors, Lower with { IsTransposed = true }, transposed);
        CopyInverse(transposed, destination);
        ArrayPool<T>.Shared.Return(buffer);
    }

    /// <summary>The determinant of A; 1 for an empty matrix.</summary>
    /// <remarks>
    /// Exact for small integers and for fractions by powers of two, as long as rounding can't amount to half a unit. Infinite or 0 where it
    /// lies beyond the number range: see <see cref="DeterminantSign"/> and <see cref="LogAbsDeterminant"/>.
    /// </remarks>
    public T Determinant() => _determinant.ToNumber();

    /// <summary>The sign of the determinant: −1, 0 or 1.</summary>
    public int DeterminantSign() => T.Sign(_determinant.Mantissa);

    /// <summary>ln |det A|, which neither overflows nor underflows; −∞ where the determinant is 0.</summary>
    public T LogAbsDeterminant() => _determinant.LogMagnitude();

    /// <summary>Refuses a matrix that is singular to working precision.</summary>
    internal void RequireRegular(string operation)
    {
        if (IsSingular)
        {
            UpperTriangle<T>.ThrowRankDeficient(operation, Size, Size, _rank);
        }
    }

    private void CheckRightHandSides(ReadOnlyMatrixSpan<T> rightHandSides)
    {
        if (rightHandSides.RowCount != Size)
        {
            Throw.Argument(
                nameof(rightHandSides),
                $"Solve: rightHandSides has {rightHandSides.RowCount} rows; it must have {Size}, as many as the matrix.");
        }
        rightHandSides.CheckFinite(nameof(Solve), nameof(rightHandSides));
        RequireRegular(nameof(Solve));
    }

    private void SolveChecked(ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x)
    {
        int[]? buffer = b.ColumnCount > ShiftsOnStack ? ArrayPool<int>.Shared.Rent(b.ColumnCount) : null;
        Span<int> shifts = buffer is null ? stackalloc int[b.ColumnCount] : buffer.AsSpan(0, b.ColumnCount);
        _scales.FindShifts(b, shifts);
        for (int i = 0; i < Size; i++)
        {
            int source = _permutation[i];
            Equilibration.ScaleRow(b.Row(source), _scales.Rows[source], shifts, 1, x.Row(i));
        }
        TriangularSolver.Solve(_factors, Lower, x);
        TriangularSolver.Solve(_factors, Upper, x);
        for (int i = 0; i < Size; i++)
        {
            Equilibration.ScaleRow(x.Row(i), _scales.Columns[i], shifts, -1, x.Row(i));
        }
        if (buffer is not null)
        {
            ArrayPool<int>.Shared.Return(buffer);
        }
    }

    /// <summary>A⁻¹ from the transposed inverse of the scaled matrix with its rows exchanged.</summary>
    private void CopyInverse(MatrixSpan<T> transposed, MatrixSpan<T> destination)
    {
        for (int k = 0; k < Size; k++)
        {
            Span<T> source = transposed.Row(k);
            int column = _permutation[k], exponent = _scales.Rows[column];
            for (int i = 0; i < Size; i++)
            {
                // + 0 turns −0 into 0
                destination[i, column] = SafeRange.ScaleB(source[i], exponent + _scales.Columns[i]) + T.Zero;
            }
        }
    }

    private ScaledProduct<T> ProductOfPivots(int exchanges)
    {
        var product = new ScaledProduct<T>(exchanges % 2 == 0 ? T.One : T.NegativeOne);
        for (int i = 0; i < Size; i++)
        {
            product = product.Times(_factors[i, i]);
        }
        return product;
    }

    /// <summary>n, unless a small pivot or much growth arouses suspicion: then what QR with pivoting says.</summary>
    private int FindRank(ReadOnlyMatrixSpan<T> matrix)
    {
        T smallest = T.One;
        for (int i = 0; i < Size; i++)
        {
            smallest = T.Min(smallest, T.Abs(_factors[i, i]));
        }
        // where the matrix is singular, a pivot is all but 0; half of the digits are far from that on both sides
        if (smallest > T.Sqrt(FloatingPoint<T>.Epsilon) && IsAccurate)
        {
            return Size;
        }
        int rank = QrDecomposition<T>.Create(_scales.Apply(matrix), pivot: true, T.One).Triangle.CountIndependentColumns(Size);
        return smallest > T.Zero ? rank : Math.Min(rank, Size - 1);
    }
}
