namespace MiniDnn;

/// <summary>
/// R₀ with R₀ᵀ·R₀ = X′ᵀ·W′·X′ in doubled precision: what the data alone say where ridge has gone into the factor. Its first row is the
/// only one that knows of the intercept.
/// </summary>
internal static class DataTriangle
{
    /// <summary>Up to so many rows·columns² in doubled precision takes some milliseconds.</summary>
    private const double DoubledLimit = 1e7;

    /// <summary>In larger problems that ridge makes so well-conditioned, the cross-products lose nothing that shows.</summary>
    private const double LargestCondition = 1000;

    public static DoubledColumns Create<T>(Design<T> design, RegressionProblem problem, LeastSquaresFactor factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int p = design.ColumnCount;
        bool isSmall = (double)design.RowCount * p * p <= DoubledLimit;
        return isSmall || factor.Condition() > LargestCondition ? FromRows(design, problem.Weights)
            : FromProducts(StreamedFactorization.Multiply(design, problem.Targets[0], problem.Weights), p);
    }

    /// <summary>The triangle of [X y] without what it says of y.</summary>
    public static DoubledColumns WithoutTarget(DoubledColumns triangle)
    {
        int p = triangle.ColumnCount - 1;
        var result = new DoubledColumns(p, p);
        for (int j = 0; j < p; j++)
        {
            triangle.HighPart(j)[..p].CopyTo(result.HighPart(j));
            triangle.LowPart(j)[..p].CopyTo(result.LowPart(j));
        }
        return result;
    }

    private static DoubledColumns FromRows<T>(Design<T> design, RegressionWeights weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = design.RowCount;
        int p = design.ColumnCount;
        var columns = new DoubledColumns(n, p);
        design.Fill(0, n, columns.High, columns.Low, n);
        for (int i = 0; i < n && !weights.AreEqual; i++)
        {
            columns.ScaleRow(i, DoubleDouble.Sqrt(weights[i]));
        }
        return DoubledQr.Factor(columns, p, tolerance: 0).Triangle(targets: 0);
    }

    /// <summary>Cholesky's factor; a row of which rounding alone is left is 0.</summary>
    private static DoubledColumns FromProducts(CrossProducts products, int p)
    {
        var lower = new DoubledColumns(p, p);
        for (int j = 0; j < p; j++)
        {
            for (int i = j; i < p; i++)
            {
                lower[i, j] = products[i, j];
            }
        }
        var result = new DoubledColumns(p, p);
        for (int k = 0; k < p; k++)
        {
            if (lower[k, k].High <= Math.ScaleB(p * products[k, k].High, -100))
            {
                continue;
            }
            DoubleDouble scale = DoubleDouble.One / DoubleDouble.Sqrt(lower[k, k]);
            for (int i = k; i < p; i++)
            {
                lower[i, k] *= scale;
                result[k, i] = lower[i, k];
            }
            for (int j = k + 1; j < p; j++)
            {
                lower.AddScaled(-lower[j, k], k, j, j);
            }
        }
        return result;
    }
}
