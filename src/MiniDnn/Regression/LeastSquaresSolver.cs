namespace MiniDnn;

/// <summary>Solves the scaled weighted problem: factor, coefficients, residuals.</summary>
internal static class LeastSquaresSolver
{
    /// <summary>The factor of √W·X with Qᵀ·√W·y, in doubled precision at once; ridge adds a row √λ·eⱼ for each penalised column.</summary>
    public static (LeastSquaresFactor Factor, DoubleDouble[][] Coefficients) SolveDoubled<T>(Design<T> design, double[][] targets, RegressionWeights weights, double[] penalties, int[] exponents, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = design.RowCount;
        int p = design.ColumnCount;
        var columns = new DoubledColumns(n + penalties.Length, p + targets.Length);
        FillRows(design, targets, columns);
        for (int i = 0; i < n && !weights.AreEqual; i++)
        {
            columns.ScaleRow(i, DoubleDouble.Sqrt(weights[i]));
        }
        for (int j = 0; j < penalties.Length; j++)
        {
            columns[n + j, j] = DoubleDouble.Sqrt(penalties[j]);
        }
        DoubledQr qr = DoubledQr.Factor(columns, p, tolerance);
        LeastSquaresFactor factor = DoubledFactorization.Create(qr, exponents);
        return (factor, [.. Enumerable.Range(0, targets.Length).Select(t => factor.Apply([.. Enumerable.Range(0, qr.Rank).Select(i => qr.Rotated(t, i))]))]);
    }

    private static void FillRows<T>(Design<T> design, double[][] targets, DoubledColumns columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        design.Fill(0, design.RowCount, columns.High, columns.Low, columns.RowCount);
        for (int t = 0; t < targets.Length; t++)
        {
            targets[t].CopyTo(columns.HighPart(design.ColumnCount + t));
        }
    }

    /// <summary>Σ w·(y − ȳ)², or Σ w·y² about 0, in doubled precision.</summary>
    public static DoubleDouble TotalSumOfSquares(ReadOnlySpan<double> y, RegressionWeights weights, bool aboutMean)
    {
        DoubleDouble mean = aboutMean ? Mean(y, weights) : DoubleDouble.Zero;
        DoubleDouble sum = DoubleDouble.Zero;
        for (int i = 0; i < y.Length; i++)
        {
            DoubleDouble deviation = y[i] - mean;
            sum += deviation * deviation * weights[i];
        }
        return sum;
    }

    private static DoubleDouble Mean(ReadOnlySpan<double> y, RegressionWeights weights)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        DoubleDouble weight = DoubleDouble.Zero;
        for (int i = 0; i < y.Length; i++)
        {
            sum += DoubleDouble.ExactProduct(y[i], weights[i]);
            weight += weights[i];
        }
        return sum / weight;
    }
}
