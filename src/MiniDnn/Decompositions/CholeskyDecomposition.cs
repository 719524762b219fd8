using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// The Cholesky decomposition A = L·Lᵀ of a symmetric positive definite matrix: L lower triangular with a positive diagonal.
/// </summary>
/// <remarks>
/// A.-L. Cholesky (published by E. Benoît, 1924); row by row from inner products, four rows at a time. The work is n³/3 operations, half
/// that of QR of a square matrix;
/// for least squares use <see cref="QrDecomposition{T}"/>: AᵀA has the square of A's condition number.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; covariance = [[4, 2], [2, 3]];
/// var cholesky = covariance.Cholesky();
/// double[] x = cholesky.Solve([8, 8]);
/// Console.WriteLine($"{x[0]:F6} {x[1]:F6}");         // → 1.000000 2.000000
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class CholeskyDecomposition<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Width = ReflectorKernels.Width;

    // Lᵀ: its column i is row i of L, in one piece.
    private readonly UpperTriangle<T> _transposed;

    private (int Index, T Square)? _badPivot;

    // The exponent of L's smallest diagonal element; 0 where all are larger.
    private int _smallestExponent;

    private CholeskyDecomposition(int size) => _transposed = new(size, size);

    /// <summary>The number of rows and columns n.</summary>
    internal int Size => _transposed.RowCount;

    internal static CholeskyDecomposition<T> Create(ReadOnlyMatrixSpan<T> matrix)
    {
        CheckSymmetric(matrix);
        var result = new CholeskyDecomposition<T>(matrix.RowCount);
        result.Factor(matrix);
        if (result._badPivot is { } pivot)
        {
            throw new InvalidOperationException(
                $"CholeskyDecomposition: the matrix is not positive definite: pivot {pivot.Index} is {pivot.Square}; it must be positive.");
        }
        for (int i = 0; i < result.Size; i++)
        {
            result._smallestExponent = Math.Min(result._smallestExponent, SafeRange.Exponent(result._transposed.Diagonal(i)));
        }
        return result;
    }

    /// <summary>Lᵀ of a matrix that is symmetric; null where it is not positive definite.</summary>
    internal static UpperTriangle<T>? TryFactor(ReadOnlyMatrixSpan<T> matrix)
    {
        var result = new CholeskyDecomposition<T>(matrix.RowCount);
        result.Factor(matrix);
        return result._badPivot is null ? result._transposed : null;
    }

    /// <summary>The factor L, n×n, lower triangular.</summary>
    public Matrix<T> L() => _transposed.ToMatrix(T.One).Transpose();

    /// <summary>The x with A·x = b.</summary>
    /// <param name="rightHandSide">b, with an element for each row of A.</param>
    /// <returns>A new array with n elements.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSide"/> has another length, or an element that is not finite.
    /// </exception>
    public T[] Solve(ReadOnlySpan<T> rightHandSide)
    {
        Throw.IfLengthIsNot(nameof(Solve), nameof(rightHandSide), rightHandSide.Length, Size, "one for each row");
        Throw.IfNotFinite(nameof(Solve), rightHandSide);
        T[] x = rightHandSide.ToArray();
        SolveInPlace(x);
        return x;
    }

    /// <summary>The X with A·X = B.</summary>
    /// <param name="rightHandSides">B, n×k.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSides"/> has another number of rows, or an element that is not finite.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public Matrix<T> Solve(ReadOnlyMatrixSpan<T> rightHandSides)
    {
        if (rightHandSides.RowCount != Size)
        {
            Throw.Argument(nameof(rightHandSides), $"Solve: rightHandSides has {rightHandSides.RowCount} rows; it must have {Size}, as many as the matrix.");
        }
        rightHandSides.CheckFinite(nameof(Solve), nameof(rightHandSides));
        Matrix<T> columns = rightHandSides.Transpose();
        for (int k = 0; k < columns.RowCount; k++)
        {
            SolveInPlace(columns.Row(k));
        }
        return columns.Transpose();
    }

    /// <summary>ln det A = 2·Σ ln Lᵢᵢ, which neither overflows nor underflows.</summary>
    public T LogDeterminant()
    {
        T sum = T.Zero;
        for (int i = 0; i < Size; i++)
        {
            sum += T.Log(_transposed.Diagonal(i));
        }
        return sum + sum;
    }

    /// <summary>L·y = b, then Lᵀ·x = y.</summary>
    private void SolveInPlace(Span<T> x)
    {
        // the solution is larger than b by 1/L² at most, so that small factors ask for room
        int shift = SafeRange.ShiftForSolving<T>(x) + (2 * _smallestExponent);
        SafeRange.Scale(x, shift);
        _transposed.SolveTransposed(x);
        _transposed.Solve(x);
        SafeRange.Scale(x, -shift);
    }

    /// <summary>Fills L, or stops at the first pivot that is not positive.</summary>
    private void Factor(ReadOnlyMatrixSpan<T> matrix)
    {
        Span<T> products = stackalloc T[Width * Width];
        for (int i = 0; i < matrix.RowCount && _badPivot is null; i += Width)
        {
            for (int j = 0; j <= i; j += Width)
            {
                FactorTile(matrix, i, j, products);
            }
        }
    }

    /// <summary>
    /// Elements [i..i+4, j..j+4] of L: the inner products of the rows up to column j by the kernel, the last columns one by one.
    /// </summary>
    private void FactorTile(ReadOnlyMatrixSpan<T> matrix, int i, int j, Span<T> products)
    {
        ColumnMatrix<T> rows = _transposed.Columns;
        int length = j / ReflectorKernels.Lanes<T>() * ReflectorKernels.Lanes<T>();
        ReflectorKernels.Dot4x4(ref rows.Reference(i), rows.Stride, ref rows.Reference(j), rows.Stride, length, products);
        for (int a = 0; a < Width && i + a < Size; a++)
        {
            Span<T> left = rows.Column(i + a);
            for (int b = 0; b < Width && j + b <= i + a; b++)
            {
                ReadOnlySpan<T> right = rows.Column(j + b);
                T sum = matrix[i + a, j + b] - products[(Width * a) + b];
                for (int k = length; k < j + b; k++)
                {
                    sum -= left[k] * right[k];
                }
                left[j + b] = i + a == j + b ? Pivot(sum, i + a) : sum / right[j + b];
            }
        }
    }

    private T Pivot(T square, int index)
    {
        if (!(square > T.Zero))
        {
            _badPivot ??= (index, square);
        }
        return T.Sqrt(square);
    }

    private static void CheckSymmetric(ReadOnlyMatrixSpan<T> matrix)
    {
        if (matrix.RowCount != matrix.ColumnCount)
        {
            Throw.Argument(nameof(matrix), $"CholeskyDecomposition: the matrix is {Throw.Shape(matrix.RowCount, matrix.ColumnCount)}; it must be square.");
        }
        matrix.CheckFinite(nameof(CholeskyDecomposition<>), nameof(matrix));
        var roots = new T[matrix.RowCount];
        for (int i = 0; i < roots.Length; i++)
        {
            roots[i] = T.Sqrt(T.Abs(matrix[i, i]));
        }
        // √(aᵢᵢ·aⱼⱼ) bounds the element of a positive definite matrix, and is what its rounding is measured by, whatever the units
        T share = T.CreateChecked(16) * FloatingPoint<T>.Epsilon;
        for (int i = 1; i < matrix.RowCount; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (T.Abs(matrix[i, j] - matrix[j, i]) > share * roots[i] * roots[j])
                {
                    Throw.Argument(nameof(matrix), $"CholeskyDecomposition: matrix[{i}, {j}] is {matrix[i, j]}, matrix[{j}, {i}] is {matrix[j, i]}; the matrix must be symmetric.");
                }
            }
        }
    }
}
