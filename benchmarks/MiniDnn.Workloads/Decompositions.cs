namespace MiniDnn.Workloads;

/// <summary>The table <c>decompositions</c>: square matrices in double, with all that is needed to use the result.</summary>
internal static class Decompositions
{
    private const int LargestQuick = 200;

    public static IEnumerable<Workload> All()
    {
        foreach (int n in new[] { 3, 10, 50, 200, 500 })
        {
            yield return new($"QR {n}×{n}", () => Each(Square(n), ChangedNames.Qr));
            yield return new($"Cholesky {n}×{n}", () => Each(PositiveDefinite(n), ChangedNames.Cholesky));
            yield return new($"SVD {n}×{n}", () => Each(Square(n), ChangedNames.Svd)) { IsLong = n > LargestQuick };
            yield return new($"pseudo-inverse {n}×{n}", () => Each(Square(n), a => a.PseudoInverse()));
            yield return new($"pseudo-inverse {n}×{n} of rank {n / 2}", () => Each(Deficient(n), a => a.PseudoInverse())) { IsLong = n > LargestQuick };
            yield return new($"solve {n}×{n}", () => Solve(n));
            yield return new($"inverse {n}×{n}", () => Each(Square(n), a => a.Inverse()));
        }
    }

    /// <summary>A call by delegate is lost in the hundreds of nanoseconds of even the smallest decomposition.</summary>
    private static Action<int> Each(Matrix<double> a, Func<Matrix<double>, object> decompose)
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                decompose(a);
            }
        };

    private static Action<int> Solve(int n)
    {
        Matrix<double> a = Square(n);
        double[] b = RandomNumbers.Vector<double>(n, 2);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                a.Solve(b);
            }
        };
    }

    private static Matrix<double> Square(int n) => PlacedMatrix.Random<double>(n, n, 1);

    /// <summary>Symmetric, with a diagonal that is larger than the sum of its row.</summary>
    private static Matrix<double> PositiveDefinite(int n)
    {
        Matrix<double> a = Square(n);
        for (int i = 0; i < n; i++)
        {
            a[i, i] = n;
            for (int j = 0; j < i; j++)
            {
                a[i, j] = a[j, i];
            }
        }
        return a;
    }

    private static Matrix<double> Deficient(int n)
        => PlacedMatrix.Random<double>(n, n / 2, 1).Multiply(PlacedMatrix.Random<double>(n / 2, n, 2));
}
