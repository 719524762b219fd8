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
            Product<T> product = default;
            product.M = c.RowCount;
            product.N = c.ColumnCount;
            product.K = transposeA ? a.RowCount : a.ColumnCount;
            product.A = pa;
            product.ARow = transposeA ? 1 : a.RowStride;
            product.AColumn = transposeA ? a.RowStride : 1;
            product.TransposesA = transposeA;
            product.B = pb;
            product.BRow = transposeB ? 1 : b.RowStride;
            product.BColumn = transposeB ? b.RowStride : 1;
            product.TransposesB = transposeB;
            product.C = pc;
            product.CRow = c.RowStride;
            product.Epilogue = new(accumulate, pBias, rectify);
            ProductPlan.For(&product, threads).Run(&product);
        }
    }
}
