using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Makes orthogonal rows of falling length orthonormal, zero rows included.</summary>
internal static class OrthonormalRows
{
    /// <summary>Divides every row by its length; rows of length 0, which come last, are replaced by unit vectors orthogonal to all before them.</summary>
    public static void NormalizeAndComplete<T>(Matrix<T> rows, ReadOnlySpan<T> lengths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int axis = 0;
        for (int i = 0; i < rows.RowCount; i++)
        {
            Span<T> row = rows.Row(i);
            if (lengths[i] > T.Zero)
            {
                TensorPrimitives.Divide(row, lengths[i], row);
            }
            else
            {
                axis = Complete(rows, i, axis);
            }
        }
    }

    /// <summary>Gram–Schmidt, twice, on unit vectors until one has a part orthogonal to the rows before.</summary>
    private static int Complete<T>(Matrix<T> rows, int count, int axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> row = rows.Row(count);
        T half = T.One / T.CreateChecked(2);
        T enough = half / T.Sqrt(T.CreateChecked(rows.ColumnCount));
        for (; ; axis++)
        {
            row.Clear();
            row[axis] = T.One;
            T length = T.One;
            for (int pass = 0; pass < 2; pass++)
            {
                for (int i = 0; i < count; i++)
                {
                    TensorPrimitives.MultiplyAdd(rows.Row(i), -TensorPrimitives.Dot<T>(rows.Row(i), row), row, row);
                }
                length = Householder.Norm<T>(row);
                if (length < enough)
                {
                    break;
                }
                TensorPrimitives.Divide(row, length, row);
            }
            if (length >= enough)
            {
                return axis + 1;
            }
        }
    }
}
