using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Matrix products C = op(A)·op(B) or C += op(A)·op(B), op being nothing or a transposition that is never built. The callers check shapes and overlap.</summary>
internal static class MatrixProduct
{
    public static void Multiply<T>(
        ReadOnlyMatrixSpan<T> a, bool transposeA, ReadOnlyMatrixSpan<T> b, bool transposeB, MatrixSpan<T> c, bool accumulate, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int depth = transposeA ? a.RowCount : a.ColumnCount;
        if (!accumulate)
        {
            c.Clear();
        }
        for (int i = 0; i < c.RowCount; i++)
        {
            Span<T> row = c.Row(i);
            for (int p = 0; p < depth; p++)
            {
                T factor = transposeA ? a[p, i] : a[i, p];
                if (transposeB)
                {
                    for (int j = 0; j < row.Length; j++)
                    {
                        row[j] += factor * b[j, p];
                    }
                }
                else
                {
                    TensorPrimitives.MultiplyAdd(b.Row(p), factor, row, row);
                }
            }
        }
    }
}
