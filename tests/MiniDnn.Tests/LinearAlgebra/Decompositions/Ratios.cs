namespace MiniDnn.Tests;

/// <summary>LAPACK's test ratios: residuals relative to size, norm and ε; 10 and less is good, LAPACK accepts 30.</summary>
internal static class Ratios
{
    /// <summary>‖A − B·C‖/(max(m, n)·‖A‖·ε) in the Frobenius norm, computed in double with A scaled to 1.</summary>
    public static double Residual<T>(Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double scale = Scale(a);
        double norm = 0;
        double residual = 0;
        for (int i = 0; i < a.RowCount; i++)
        {
            for (int j = 0; j < a.ColumnCount; j++)
            {
                double sum = Exact(a[i, j]) * scale;
                norm += sum * sum;
                for (int k = 0; k < b.ColumnCount; k++)
                {
                    sum -= Exact(b[i, k]) * (Exact(c[k, j]) * scale);
                }
                residual += sum * sum;
            }
        }
        return norm == 0 ? Math.Sqrt(residual) : Math.Sqrt(residual / norm) / (Math.Max(a.RowCount, a.ColumnCount) * Epsilon<T>());
    }

    /// <summary>‖I − QᵀQ‖/(m·ε).</summary>
    public static double Orthogonality<T>(Matrix<T> q)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double residual = 0;
        for (int i = 0; i < q.ColumnCount; i++)
        {
            for (int j = 0; j < q.ColumnCount; j++)
            {
                double sum = i == j ? -1 : 0;
                for (int k = 0; k < q.RowCount; k++)
                {
                    sum += Exact(q[k, i]) * Exact(q[k, j]);
                }
                residual += sum * sum;
            }
        }
        return Math.Sqrt(residual) / (Math.Max(1, q.RowCount) * Epsilon<T>());
    }

    public static double Epsilon<T>() => typeof(T) == typeof(float) ? float.BitIncrement(1) - 1 : double.BitIncrement(1) - 1;

    public static double Exact<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T> => double.CreateChecked(value);

    public static double[] Doubles<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(values.ToArray(), Exact);

    /// <summary>A power of two that brings the largest element near 1.</summary>
    public static double Scale<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double largest = 0;
        foreach (T value in a.AsSpan())
        {
            largest = Math.Max(largest, Math.Abs(Exact(value)));
        }
        return largest == 0 ? 1 : Math.ScaleB(1, -Math.ILogB(largest));
    }
}
