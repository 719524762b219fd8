using System.Diagnostics.CodeAnalysis;
using MiniDnn.Kernels;

namespace MiniDnn.Decompositions;

/// <summary>An upper triangular (or, with more columns than rows, trapezoidal) matrix R, column after column.</summary>
internal sealed class UpperTriangle<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public UpperTriangle(int rowCount, int columnCount)
        : this(rowCount, columnCount, new(rowCount, columnCount))
    {
    }

    private UpperTriangle(int rowCount, int columnCount, ColumnMatrix<T> columns)
    {
        RowCount = rowCount;
        ColumnCount = columnCount;
        Columns = columns;
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>The columns; zeros below the diagonal.</summary>
    public ColumnMatrix<T> Columns { get; }

    /// <summary>The leading square block, in the same memory.</summary>
    public UpperTriangle<T> Leading(int count) => new(count, count, Columns);

    public T Diagonal(int index) => Columns.Column(index)[index];

    public T LargestDiagonal()
    {
        T largest = T.Zero;
        for (int i = 0; i < RowCount; i++)
        {
            largest = T.Max(largest, T.Abs(Diagonal(i)));
        }
        return largest;
    }

    /// <summary>The number of diagonal elements of a magnitude above a bound.</summary>
    public int CountDiagonalsAbove(T bound)
    {
        int count = 0;
        for (int i = 0; i < RowCount; i++)
        {
            count += T.Abs(Diagonal(i)) > bound ? 1 : 0;
        }
        return count;
    }

    /// <summary>
    /// The number of columns of which something is left beside the columns before them: more than max(m, n)·ε of their length, however long
    /// they are.
    /// </summary>
    public int CountIndependentColumns(int largerSide)
    {
        T share = T.CreateChecked(largerSide) * FloatingPoint<T>.Epsilon;
        int count = 0;
        for (int i = 0; i < RowCount; i++)
        {
            count += T.Abs(Diagonal(i)) > share * Householder.Norm<T>(Columns.Column(i)) ? 1 : 0;
        }
        return count;
    }

    /// <summary>Refuses the triangle R of a matrix whose columns depend on each other.</summary>
    /// <param name="operation">The operation, for the message.</param>
    /// <param name="rowCount">The rows of the matrix.</param>
    public void RequireFullRank(string operation, int rowCount)
    {
        int rank = CountIndependentColumns(Math.Max(rowCount, ColumnCount));
        if (rank < ColumnCount)
        {
            ThrowRankDeficient(operation, rowCount, ColumnCount, rank);
        }
    }

    [DoesNotReturn]
    public static void ThrowRankDeficient(string operation, int rowCount, int columnCount, int rank)
        => throw new InvalidOperationException(
            $"{operation}: the matrix is {Throw.Shape(rowCount, columnCount)} with rank {rank}; it must have rank {columnCount}. "
            + "PseudoInverse takes any matrix and gives the answer of least norm.");

    /// <summary>R as a matrix of its own, divided by a power of two.</summary>
    public Matrix<T> ToMatrix(T divisor)
    {
        var result = new Matrix<T>(RowCount, ColumnCount);
        for (int j = 0; j < ColumnCount; j++)
        {
            ReadOnlySpan<T> column = Columns.Column(j);
            for (int i = 0; i <= Math.Min(j, RowCount - 1); i++)
            {
                result[i, j] = column[i] / divisor;
            }
        }
        return result;
    }

    /// <summary>Replaces y (length n) by R⁻¹·y.</summary>
    public void Solve(Span<T> y) => TriangularSolver.Solve(Columns.Transposed, new(IsLower: true, IsTransposed: true), y[..RowCount]);

    /// <summary>Replaces y (length n) by R⁻ᵀ·y.</summary>
    public void SolveTransposed(Span<T> y) => TriangularSolver.Solve(Columns.Transposed, new(IsLower: true), y[..RowCount]);

    /// <summary>The rows of R⁻¹, each in one piece: the columns of the returned block are the columns of R⁻ᵀ.</summary>
    /// <remarks>
    /// X·R = I, four rows of X against four columns of R at a time; backward stable row by row (N. Higham, Accuracy and Stability of
    /// Numerical Algorithms, 2002, section 14.2).
    /// </remarks>
    public ColumnMatrix<T> InvertTransposed()
    {
        var inverse = new ColumnMatrix<T>(RowCount, RowCount);
        Span<T> products = stackalloc T[ReflectorKernels.Width * ReflectorKernels.Width];
        for (int i = 0; i < RowCount; i += ReflectorKernels.Width)
        {
            for (int j = i; j < RowCount; j += ReflectorKernels.Width)
            {
                InvertTile(inverse, i, j, products);
            }
        }
        return inverse;
    }

    /// <summary>
    /// Elements [i..i+4, j..j+4] of X: δ − Σₖ X[·, k]·R[k, ·], the sum up to column j by the kernel, the last columns one by one.
    /// </summary>
    private void InvertTile(ColumnMatrix<T> inverse, int i, int j, Span<T> products)
    {
        int lanes = ReflectorKernels.Lanes<T>();
        int start = i / lanes * lanes;
        int length = (j - start) / lanes * lanes;
        products.Clear();
        if (length > 0)
        {
            ReflectorKernels.Dot4x4(ref inverse.Reference(i, start), inverse.Stride, ref Columns.Reference(j, start), Columns.Stride, length, products);
        }
        for (int a = 0; a < ReflectorKernels.Width && i + a < RowCount; a++)
        {
            Span<T> row = inverse.Column(i + a);
            for (int b = 0; b < ReflectorKernels.Width && j + b < RowCount; b++)
            {
                ReadOnlySpan<T> column = Columns.Column(j + b);
                T sum = i + a == j + b ? T.One - products[(4 * a) + b] : -products[(4 * a) + b];
                for (int k = start + Math.Max(length, 0); k < j + b; k++)
                {
                    sum -= row[k] * column[k];
                }
                if (j + b >= i + a)
                {
                    row[j + b] = sum / column[j + b];
                }
            }
        }
    }
}
