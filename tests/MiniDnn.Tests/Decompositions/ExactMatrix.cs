namespace MiniDnn.Tests;

/// <summary>A small square matrix in fractions, eliminated without any rounding.</summary>
internal static class ExactMatrix
{
    public static Rational[,] Of<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Rational[a.RowCount, a.ColumnCount];
        for (int i = 0; i < a.RowCount; i++)
        {
            for (int j = 0; j < a.ColumnCount; j++)
            {
                result[i, j] = Rational.Of(a[i, j]);
            }
        }
        return result;
    }

    public static Rational Determinant<T>(Matrix<T> a)
        where T : unmanaged, IFloatingPointIeee754<T> => Eliminate(Of(a));

    /// <summary>The x with A·x = b, or null where A is singular.</summary>
    public static Rational[]? Solve<T>(Matrix<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.RowCount;
        var rows = new Rational[n, n + 1];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                rows[i, j] = Rational.Of(a[i, j]);
            }
            rows[i, n] = Rational.Of(b[i]);
        }
        if (Eliminate(rows).IsZero)
        {
            return null;
        }
        var x = new Rational[n];
        for (int i = n - 1; i >= 0; i--)
        {
            Rational sum = rows[i, n];
            for (int j = i + 1; j < n; j++)
            {
                sum -= rows[i, j] * x[j];
            }
            x[i] = sum / rows[i, i];
        }
        return x;
    }

    /// <summary>Brings the rows to triangular form and returns the determinant of the columns without the last, where there is one more.</summary>
    private static Rational Eliminate(Rational[,] rows)
    {
        int n = rows.GetLength(0);
        Rational determinant = Rational.Of(BigInteger.One);
        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).FirstOrDefault(i => !rows[i, k].IsZero, -1);
            if (pivot < 0)
            {
                return default;
            }
            determinant *= pivot == k ? rows[pivot, k] : Rational.Of(BigInteger.MinusOne) * rows[pivot, k];
            for (int j = 0; j < rows.GetLength(1); j++)
            {
                (rows[k, j], rows[pivot, j]) = (rows[pivot, j], rows[k, j]);
            }
            for (int i = k + 1; i < n; i++)
            {
                Rational factor = rows[i, k] / rows[k, k];
                for (int j = k; j < rows.GetLength(1); j++)
                {
                    rows[i, j] -= factor * rows[k, j];
                }
            }
        }
        return determinant;
    }
}
