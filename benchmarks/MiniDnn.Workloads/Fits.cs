namespace MiniDnn.Workloads;

/// <summary>The table <c>fits</c>: least squares with an intercept and all statistics, in double.</summary>
internal static class Fits
{
    public static IEnumerable<Workload> All()
    {
        foreach ((int rows, int columns) in new[] { (10, 1), (100, 3), (1000, 5), (10_000, 100), (100_000, 20) })
        {
            yield return new($"{rows:N0}×{columns}, data kept", () => Fit(rows, columns, keepData: true));
            yield return new($"{rows:N0}×{columns}, data not kept", () => Fit(rows, columns, keepData: false));
        }
        foreach ((int rows, int degree) in new[] { (20, 2), (1000, 3), (10_000, 5) })
        {
            yield return new($"polynomial of degree {degree}, {rows:N0} rows", () => FitPolynomial(rows, degree));
        }
    }

    private static Action<int> Fit(int rows, int columns, bool keepData)
    {
        var data = new RegressionRows(rows, columns);
        var options = new LeastSquaresOptions<double> { KeepData = keepData };
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                LeastSquares.Fit(data.X, data.Y, options);
            }
        };
    }

    private static Action<int> FitPolynomial(int rows, int degree)
    {
        double[] x = RandomNumbers.Vector<double>(rows, 1), y = RandomNumbers.Vector<double>(rows, 2);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                LeastSquares.FitPolynomial(x, y, degree);
            }
        };
    }
}
