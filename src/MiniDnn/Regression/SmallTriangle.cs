namespace MiniDnn;

/// <summary>Triangles of a few hundred rows at most, in double.</summary>
internal static class SmallTriangle
{
    /// <summary>
    /// Replaces the upper half of a symmetric matrix A by R with RᵀR = A, and the lower half by zeros; false where A is not positive
    /// definite.
    /// </summary>
    public static bool Cholesky(Matrix<double> a)
    {
        int n = a.RowCount;
        for (int k = 0; k < n; k++)
        {
            Span<double> row = a.Row(k)[k..];
            if (!(row[0] > 0) || !double.IsFinite(row[0]))
            {
                return false;
            }
            double root = Math.Sqrt(row[0]);
            System.Numerics.Tensors.TensorPrimitives.Divide<double>(row, root, row);
            for (int i = k + 1; i < n; i++)
            {
                Span<double> target = a.Row(i)[i..];
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd<double>(row[(i - k)..], -row[i - k], target, target);
            }
            for (int i = k + 1; i < n; i++)
            {
                a[i, k] = 0;
            }
        }
        return true;
    }

    /// <summary>R⁻¹; null where R is singular.</summary>
    public static Matrix<double>? Invert(Matrix<double> r)
    {
        int n = r.RowCount;
        var inverse = Matrix<double>.Identity(n);
        for (int i = n - 1; i >= 0; i--)
        {
            Span<double> row = inverse.Row(i);
            for (int k = i + 1; k < n; k++)
            {
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd<double>(inverse.Row(k)[k..], -r[i, k], row[k..], row[k..]);
            }
            if (r[i, i] == 0)
            {
                return null;
            }
            System.Numerics.Tensors.TensorPrimitives.Divide<double>(row[i..], r[i, i], row[i..]);
        }
        return inverse;
    }
}
