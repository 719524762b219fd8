using System.Buffers;
using System.Numerics.Tensors;

namespace MiniDnn.Decompositions;

/// <summary>Solves T·X = B or Tᵀ·X = B with a triangular T, in the place of B. Only one half of T is read.</summary>
/// <remarks>
/// Halves of T are solved one after the other and what the first has found is taken from the second by a matrix product, which so does
/// nearly all of the work (recursive TRSM: E. Elmroth, F. Gustavson, I. Jonsson and B. Kågström, 2004).
/// </remarks>
internal static class TriangularSolver
{
    /// <summary>Triangles up to this size are solved row by row: products of so few rows would not pay.</summary>
    private const int BlockSize = 32;

    /// <summary>Fewer right-hand sides are solved one by one: rows of so few elements fill no vector.</summary>
    private const int NarrowColumns = 8;

    /// <summary>Solves for one right-hand side.</summary>
    public static void Solve<T>(ReadOnlyMatrixSpan<T> triangle, TriangleForm form, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x.Length;
        for (int step = 0; step < n; step++)
        {
            int k = form.RunsForward ? step : n - 1 - step;
            ReadOnlySpan<T> row = triangle.Row(k);
            Range beside = form.Beside(k, n);
            Span<T> others = x[beside];
            T value = form.IsTransposed ? x[k] : x[k] - TensorPrimitives.Dot(row[beside], others);
            x[k] = value = form.HasUnitDiagonal ? value : value / row[k];
            if (form.IsTransposed)
            {
                TensorPrimitives.MultiplyAdd(row[beside], -value, others, others);
            }
        }
    }

    /// <summary>Solves for each column of X.</summary>
    public static void Solve<T>(ReadOnlyMatrixSpan<T> triangle, TriangleForm form, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.ColumnCount >= NarrowColumns)
        {
            SolveBlocks(triangle, form, x);
        }
        else if (x.ColumnCount == 1 && x.TryGetSpan(out Span<T> only))
        {
            Solve(triangle, form, only);
        }
        else
        {
            SolveColumns(triangle, form, x);
        }
    }

    /// <summary>Solves T·X = I or Tᵀ·X = I by forward substitution, X being the identity before: what stays 0 takes no work.</summary>
    public static void InvertForward<T>(ReadOnlyMatrixSpan<T> triangle, TriangleForm form, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x.RowCount;
        if (n <= BlockSize)
        {
            Solve(triangle, form, x);
            return;
        }
        int half = n / 2;
        MatrixSpan<T> below = x[half.., ..half];
        InvertForward(triangle[..half, ..half], form, x[..half, ..half]);
        SubtractProduct(form.IsLower ? triangle[half.., ..half] : triangle[..half, half..], form.IsTransposed, x[..half, ..half], below);
        Solve(triangle[half.., half..], form, below);
        InvertForward(triangle[half.., half..], form, x[half.., half..]);
    }

    /// <summary>C −= op(A)·B; B's sign is changed and changed back.</summary>
    public static void SubtractProduct<T>(ReadOnlyMatrixSpan<T> a, bool transposeA, MatrixSpan<T> b, MatrixSpan<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Negate(b);
        MatrixProduct.Multiply(a, transposeA, b, false, c, accumulate: true, threads: null);
        Negate(b);
    }

    private static void SolveBlocks<T>(ReadOnlyMatrixSpan<T> triangle, TriangleForm form, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x.RowCount;
        if (n <= BlockSize)
        {
            Substitute(triangle, form, x);
            return;
        }
        int half = n / 2;
        ReadOnlyMatrixSpan<T> beside = form.IsLower ? triangle[half.., ..half] : triangle[..half, half..];
        MatrixSpan<T> upper = x.Rows(..half), lower = x.Rows(half..);
        if (form.RunsForward)
        {
            SolveBlocks(triangle[..half, ..half], form, upper);
            SubtractProduct(beside, form.IsTransposed, upper, lower);
            SolveBlocks(triangle[half.., half..], form, lower);
        }
        else
        {
            SolveBlocks(triangle[half.., half..], form, lower);
            SubtractProduct(beside, form.IsTransposed, lower, upper);
            SolveBlocks(triangle[..half, ..half], form, upper);
        }
    }

    private static void Substitute<T>(ReadOnlyMatrixSpan<T> triangle, TriangleForm form, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int rowStep, int columnStep) = form.IsTransposed ? (1, triangle.RowStride) : (triangle.RowStride, 1);
        var way = new Substitution(rowStep, columnStep, x.RowCount, form.RunsForward, form.HasUnitDiagonal);
        SubstitutionKernel.Solve(ref triangle.Reference, way, ref x.Reference, x.RowStride, x.ColumnCount);
    }

    private static void SolveColumns<T>(ReadOnlyMatrixSpan<T> triangle, TriangleForm form, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] buffer = ArrayPool<T>.Shared.Rent(x.RowCount);
        Span<T> column = buffer.AsSpan(0, x.RowCount);
        for (int j = 0; j < x.ColumnCount; j++)
        {
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = x[i, j];
            }
            Solve(triangle, form, column);
            x.SetColumn(j, column);
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    private static void Negate<T>(MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.RowCount; i++)
        {
            TensorPrimitives.Negate(x.Row(i), x.Row(i));
        }
    }
}
