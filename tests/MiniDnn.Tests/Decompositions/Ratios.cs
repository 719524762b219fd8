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

    /// <summary>How far X is from the pseudo-inverse of A: the largest of the four Penrose residuals, each relative to size, ε, and the norms of its factors.</summary>
    public static double Penrose<T>(Matrix<T> a, Matrix<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A is scaled by a power of two to norm near 1, and X by its inverse.
        double scale = Scale(a);
        double[,] aa = Exact(a, scale);
        double[,] xx = Exact(x, 1 / scale);
        double[,] ax = Product(aa, xx);
        double[,] xa = Product(xx, aa);
        double normA = Norm(aa);
        double normX = Norm(xx);
        if (normA == 0)
        {
            return normX == 0 ? 0 : double.PositiveInfinity;
        }
        double unit = Math.Max(a.RowCount, a.ColumnCount) * Epsilon<T>();
        return new[]
        {
            Difference(Product(ax, aa), aa) / (normA * normA * normX * unit),
            Difference(Product(xa, xx), xx) / (normA * normX * normX * unit),
            Difference(ax, Transposed(ax)) / (normA * normX * unit),
            Difference(xa, Transposed(xa)) / (normA * normX * unit),
        }.Max();
    }

    /// <summary>‖A·X − B‖/(n·‖A‖·‖X‖·ε), A of any scale.</summary>
    public static double Solution<T>(Matrix<T> a, Matrix<T> x, Matrix<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double scale = Scale(a), scaleOfX = Scale(x);
        double[,] aa = Exact(a, scale), xx = Exact(x, scaleOfX), bb = Exact(Exact(b, scale), scaleOfX);
        double size = Norm(aa) * Norm(xx);
        return size == 0 ? 0 : Difference(Product(aa, xx), bb) / (a.RowCount * size * Epsilon<T>());
    }

    /// <summary>‖I − A⁻¹·A‖/(n·‖A‖·‖A⁻¹‖·ε), A of any scale.</summary>
    public static double Inverse<T>(Matrix<T> a, Matrix<T> inverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double scale = Scale(a);
        double[,] aa = Exact(a, scale), xx = Exact(inverse, 1 / scale);
        return Difference(Product(xx, aa), Exact(Matrix<T>.Identity(a.RowCount), 1)) / (a.RowCount * Norm(aa) * Norm(xx) * Epsilon<T>());
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

    private static double[,] Exact<T>(Matrix<T> a, double scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new double[a.RowCount, a.ColumnCount];
        for (int i = 0; i < a.RowCount; i++)
        {
            for (int j = 0; j < a.ColumnCount; j++)
            {
                result[i, j] = Exact(a[i, j]) * scale;
            }
        }
        return result;
    }

    private static double[,] Exact(double[,] a, double scale)
    {
        var result = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                result[i, j] *= scale;
            }
        }
        return result;
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        var result = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int k = 0; k < a.GetLength(1); k++)
            {
                for (int j = 0; j < b.GetLength(1); j++)
                {
                    result[i, j] += a[i, k] * b[k, j];
                }
            }
        }
        return result;
    }

    private static double[,] Transposed(double[,] a)
    {
        var result = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                result[j, i] = a[i, j];
            }
        }
        return result;
    }

    private static double Difference(double[,] a, double[,] b) => Math.Sqrt(a.Cast<double>().Zip(b.Cast<double>(), (x, y) => (x - y) * (x - y)).Sum());

    private static double Norm(double[,] a) => Math.Sqrt(a.Cast<double>().Sum(x => x * x));
}
