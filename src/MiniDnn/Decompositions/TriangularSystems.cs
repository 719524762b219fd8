using System.Runtime.CompilerServices;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>Solves equations with a triangular matrix by substitution; only one half of the matrix is read.</summary>
/// <remarks>
/// Extension methods of <see cref="Matrix{T}"/> and of its views. Nothing is scaled inside; the solution solves equations whose
/// coefficients differ from the given ones by no more than n·ε of each (N. Higham, Accuracy and Stability of Numerical Algorithms, 2002,
/// chapter 8).
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; r = [[2, 1], [0, 4]];
/// double[] x = r.SolveUpper([4, 8]);
/// Console.WriteLine($"{x[0]} {x[1]}");               // → 1 2
/// double[] y = r.SolveUpper([2, 9], transpose: true);
/// Console.WriteLine($"{y[0]} {y[1]}");               // → 1 2
/// </code></example>
public static class TriangularSystems
{
    /// <summary>Solves U·x = b, U being the elements on and above the diagonal, or Uᵀ·x = b.</summary>
    /// <param name="matrix">U, n×n; what is below the diagonal is not read.</param>
    /// <param name="rightHandSide">b, with n elements.</param>
    /// <param name="transpose">True for Uᵀ.</param>
    /// <returns>A new array with n elements.</returns>
    /// <exception cref="ArgumentException"><paramref name="rightHandSide"/> has another length, or an element is not finite.</exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    public static T[] SolveUpper<T>(this ReadOnlyMatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveUpper), matrix, new(IsLower: false, transpose), rightHandSide);

    /// <summary>Writes the x with U·x = b, or Uᵀ·x = b, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="matrix">U, n×n; what is below the diagonal is not read.</param>
    /// <param name="rightHandSide">b, with n elements.</param>
    /// <param name="destination">n elements; it must not overlap an operand.</param>
    /// <param name="transpose">True for Uᵀ.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, an element is not finite, or <paramref name="destination"/> overlaps an operand.
    /// </exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    public static void SolveUpper<T>(
        this ReadOnlyMatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, Span<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveUpper), matrix, new(IsLower: false, transpose), rightHandSide, destination);

    /// <summary>Solves U·X = B, U being the elements on and above the diagonal, or Uᵀ·X = B.</summary>
    /// <param name="matrix">U, n×n; what is below the diagonal is not read.</param>
    /// <param name="rightHandSides">B, n×k.</param>
    /// <param name="transpose">True for Uᵀ.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSides"/> has another number of rows, or an element is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> SolveUpper<T>(this ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveUpper), matrix, new(IsLower: false, transpose), rightHandSides);

    /// <summary>Writes the X with U·X = B, or Uᵀ·X = B, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="matrix">U, n×n; what is below the diagonal is not read.</param>
    /// <param name="rightHandSides">B, n×k.</param>
    /// <param name="destination">n×k; it must not overlap an operand.</param>
    /// <param name="transpose">True for Uᵀ.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, an element is not finite, or <paramref name="destination"/> overlaps an operand.
    /// </exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    [OverloadResolutionPriority(-1)]
    public static void SolveUpper<T>(
        this ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, MatrixSpan<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveUpper), matrix, new(IsLower: false, transpose), rightHandSides, destination);

    /// <summary>Solves L·x = b, L being the elements on and below the diagonal, or Lᵀ·x = b.</summary>
    /// <param name="matrix">L, n×n; what is above the diagonal is not read.</param>
    /// <param name="rightHandSide">b, with n elements.</param>
    /// <param name="transpose">True for Lᵀ.</param>
    /// <returns>A new array with n elements.</returns>
    /// <exception cref="ArgumentException"><paramref name="rightHandSide"/> has another length, or an element is not finite.</exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    public static T[] SolveLower<T>(this ReadOnlyMatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveLower), matrix, new(IsLower: true, transpose), rightHandSide);

    /// <summary>Writes the x with L·x = b, or Lᵀ·x = b, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="matrix">L, n×n; what is above the diagonal is not read.</param>
    /// <param name="rightHandSide">b, with n elements.</param>
    /// <param name="destination">n elements; it must not overlap an operand.</param>
    /// <param name="transpose">True for Lᵀ.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, an element is not finite, or <paramref name="destination"/> overlaps an operand.
    /// </exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    public static void SolveLower<T>(
        this ReadOnlyMatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, Span<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveLower), matrix, new(IsLower: true, transpose), rightHandSide, destination);

    /// <summary>Solves L·X = B, L being the elements on and below the diagonal, or Lᵀ·X = B.</summary>
    /// <param name="matrix">L, n×n; what is above the diagonal is not read.</param>
    /// <param name="rightHandSides">B, n×k.</param>
    /// <param name="transpose">True for Lᵀ.</param>
    /// <returns>A new n×k matrix.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="rightHandSides"/> has another number of rows, or an element is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> SolveLower<T>(this ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveLower), matrix, new(IsLower: true, transpose), rightHandSides);

    /// <summary>Writes the X with L·X = B, or Lᵀ·X = B, into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="matrix">L, n×n; what is above the diagonal is not read.</param>
    /// <param name="rightHandSides">B, n×k.</param>
    /// <param name="destination">n×k; it must not overlap an operand.</param>
    /// <param name="transpose">True for Lᵀ.</param>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, an element is not finite, or <paramref name="destination"/> overlaps an operand.
    /// </exception>
    /// <exception cref="InvalidOperationException">The matrix is not square, or an element of the diagonal is 0.</exception>
    [OverloadResolutionPriority(-1)]
    public static void SolveLower<T>(
        this ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, MatrixSpan<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Solve(nameof(SolveLower), matrix, new(IsLower: true, transpose), rightHandSides, destination);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, bool)"/>
    public static T[] SolveUpper<T>(this Matrix<T> matrix, ReadOnlySpan<T> rightHandSide, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper((ReadOnlyMatrixSpan<T>)matrix, rightHandSide, transpose);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, Span{T}, bool)"/>
    public static void SolveUpper<T>(this Matrix<T> matrix, ReadOnlySpan<T> rightHandSide, Span<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper((ReadOnlyMatrixSpan<T>)matrix, rightHandSide, destination, transpose);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> SolveUpper<T>(this Matrix<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper((ReadOnlyMatrixSpan<T>)matrix, rightHandSides, transpose);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static void SolveUpper<T>(
        this Matrix<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, MatrixSpan<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper((ReadOnlyMatrixSpan<T>)matrix, rightHandSides, destination, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, bool)"/>
    public static T[] SolveLower<T>(this Matrix<T> matrix, ReadOnlySpan<T> rightHandSide, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower((ReadOnlyMatrixSpan<T>)matrix, rightHandSide, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, Span{T}, bool)"/>
    public static void SolveLower<T>(this Matrix<T> matrix, ReadOnlySpan<T> rightHandSide, Span<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower((ReadOnlyMatrixSpan<T>)matrix, rightHandSide, destination, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> SolveLower<T>(this Matrix<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower((ReadOnlyMatrixSpan<T>)matrix, rightHandSides, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static void SolveLower<T>(
        this Matrix<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, MatrixSpan<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower((ReadOnlyMatrixSpan<T>)matrix, rightHandSides, destination, transpose);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, bool)"/>
    public static T[] SolveUpper<T>(this MatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper(matrix.AsReadOnly(), rightHandSide, transpose);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, Span{T}, bool)"/>
    public static void SolveUpper<T>(this MatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, Span<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper(matrix.AsReadOnly(), rightHandSide, destination, transpose);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> SolveUpper<T>(this MatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper(matrix.AsReadOnly(), rightHandSides, transpose);

    /// <inheritdoc cref="SolveUpper{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static void SolveUpper<T>(
        this MatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, MatrixSpan<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveUpper(matrix.AsReadOnly(), rightHandSides, destination, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, bool)"/>
    public static T[] SolveLower<T>(this MatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower(matrix.AsReadOnly(), rightHandSide, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T}, Span{T}, bool)"/>
    public static void SolveLower<T>(this MatrixSpan<T> matrix, ReadOnlySpan<T> rightHandSide, Span<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower(matrix.AsReadOnly(), rightHandSide, destination, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static Matrix<T> SolveLower<T>(this MatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower(matrix.AsReadOnly(), rightHandSides, transpose);

    /// <inheritdoc cref="SolveLower{T}(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, MatrixSpan{T}, bool)"/>
    [OverloadResolutionPriority(-1)]
    public static void SolveLower<T>(
        this MatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> rightHandSides, MatrixSpan<T> destination, bool transpose = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => SolveLower(matrix.AsReadOnly(), rightHandSides, destination, transpose);

    private static T[] Solve<T>(string operation, ReadOnlyMatrixSpan<T> matrix, TriangleForm form, ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckTriangle(operation, matrix, form);
        CheckVector(operation, matrix, b);
        T[] x = b.ToArray();
        TriangularSolver.Solve(matrix, form, x.AsSpan());
        return x;
    }

    private static void Solve<T>(string operation, ReadOnlyMatrixSpan<T> matrix, TriangleForm form, ReadOnlySpan<T> b, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckTriangle(operation, matrix, form);
        CheckVector(operation, matrix, b);
        Throw.IfLengthIsNot(operation, "destination", x.Length, matrix.RowCount, "one for each column");
        matrix.CheckOverlap(operation, new MatrixSpan<T>(x, 1, x.Length), "the matrix");
        Throw.IfOverlaps(operation, b, x, "rightHandSide");
        b.CopyTo(x);
        TriangularSolver.Solve(matrix, form, x);
    }

    private static Matrix<T> Solve<T>(string operation, ReadOnlyMatrixSpan<T> matrix, TriangleForm form, ReadOnlyMatrixSpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckTriangle(operation, matrix, form);
        CheckRightHandSides(operation, matrix, b);
        Matrix<T> x = b.ToMatrix();
        TriangularSolver.Solve(matrix, form, (MatrixSpan<T>)x);
        return x;
    }

    private static void Solve<T>(string operation, ReadOnlyMatrixSpan<T> matrix, TriangleForm form, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckTriangle(operation, matrix, form);
        CheckRightHandSides(operation, matrix, b);
        Throw.IfDestinationIsNot(operation, x.RowCount, x.ColumnCount, b.RowCount, b.ColumnCount);
        matrix.CheckOverlap(operation, x, "the matrix");
        b.CheckOverlap(operation, x, "rightHandSides");
        b.CopyTo(x);
        TriangularSolver.Solve(matrix, form, x);
    }

    private static void CheckTriangle<T>(string operation, ReadOnlyMatrixSpan<T> matrix, TriangleForm form)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfNotSquare(operation, matrix.RowCount, matrix.ColumnCount);
        int n = matrix.RowCount;
        for (int i = 0; i < n; i++)
        {
            int first = form.IsLower ? 0 : i;
            int bad = Throw.IndexOfNotFinite(matrix.Row(i)[first..(form.IsLower ? i + 1 : n)]);
            if (bad >= 0)
            {
                string value = $"matrix[{i}, {first + bad}] is {matrix[i, first + bad]}";
                Throw.Argument(nameof(matrix), $"{operation}: {value}; every value of the triangle must be finite.");
            }
            if (matrix[i, i] == T.Zero)
            {
                throw new InvalidOperationException($"{operation}: matrix[{i}, {i}] is 0; a triangle with a 0 on its diagonal is singular.");
            }
        }
    }

    private static void CheckVector<T>(string operation, ReadOnlyMatrixSpan<T> matrix, ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Throw.IfLengthIsNot(operation, "rightHandSide", b.Length, matrix.RowCount, "one for each row");
        Throw.IfNotFinite(operation, b, "rightHandSide");
    }

    private static void CheckRightHandSides<T>(string operation, ReadOnlyMatrixSpan<T> matrix, ReadOnlyMatrixSpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (b.RowCount != matrix.RowCount)
        {
            Throw.Argument(
                "rightHandSides",
                $"{operation}: rightHandSides has {b.RowCount} rows; it must have {matrix.RowCount}, as many as the matrix.");
        }
        b.CheckFinite(operation, "rightHandSides");
    }
}
