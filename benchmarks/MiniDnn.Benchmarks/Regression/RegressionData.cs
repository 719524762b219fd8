namespace MiniDnn.Benchmarks;

/// <summary>Predictors in (−1, 1) and a target that depends on them, with noise; the same for the same seed.</summary>
internal static class RegressionData
{
    public static (Matrix<double> X, double[] Y) Create(int rows, int columns, ulong seed)
    {
        var x = new Matrix<double>(rows, columns);
        var y = new double[rows];
        Fill(x.AsView(), y, seed);
        return (x, y);
    }

    public static void Fill(MatrixSpan<double> x, Span<double> y, ulong seed)
    {
        var random = new SeededRandom(seed);
        for (int i = 0; i < x.RowCount; i++)
        {
            Span<double> row = x.Row(i);
            double target = 1 + (0.1 * random.NextDouble());
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = (2 * random.NextDouble()) - 1;
                target += (j + 1) * row[j];
            }
            y[i] = target;
        }
    }
}
