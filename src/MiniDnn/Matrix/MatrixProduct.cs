using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Matrix products C = op(A)·op(B) or C += op(A)·op(B), op being nothing or a transposition that is never built.</summary>
/// <remarks>The callers have checked shapes and overlap.</remarks>
internal static unsafe class MatrixProduct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(
        in ReadOnlyMatrixSpan<T> a, bool transposeA, in ReadOnlyMatrixSpan<T> b, bool transposeB, in MatrixSpan<T> c, bool accumulate, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Multiply(a, transposeA, b, transposeB, c, accumulate, default, rectify: false, threads);

    /// <summary>C = op(A)·op(B) + a bias for each column (or none where it is empty), and max(x, 0) of that if asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        in ReadOnlyMatrixSpan<T> a, bool transposeA, in ReadOnlyMatrixSpan<T> b, bool transposeB,
        in MatrixSpan<T> c, bool accumulate, ReadOnlySpan<T> bias, bool rectify, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.IsEmpty)
        {
            return;
        }
        fixed (T* pa = &a.Reference, pb = &b.Reference, pc = &c.Reference, pBias = bias)
        {
            var product = new Product<T>
            {
                M = c.RowCount,
                N = c.ColumnCount,
                K = transposeA ? a.RowCount : a.ColumnCount,
                A = pa,
                ARow = transposeA ? 1 : a.RowStride,
                AColumn = transposeA ? a.RowStride : 1,
                TransposesA = transposeA,
                B = pb,
                BRow = transposeB ? 1 : b.RowStride,
                BColumn = transposeB ? b.RowStride : 1,
                TransposesB = transposeB,
                C = pc,
                CRow = c.RowStride,
                Epilogue = new(accumulate, pBias, rectify),
            };
            ProductPlan.For(&product, threads).Run(&product);
        }
    }
}
