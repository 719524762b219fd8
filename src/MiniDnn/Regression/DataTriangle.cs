namespace MiniDnn;

/// <summary>
/// R₀ with R₀ᵀ·R₀ = X′ᵀ·W′·X′ in doubled precision: what the data alone say where ridge has gone into the factor. Its first row is the
/// only one that knows of the intercept.
/// </summary>
internal static class DataTriangle
{
    public static DoubledColumns Create<T>(Design<T> design, RegressionProblem problem, LeastSquaresFactor factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // in a large problem that ridge makes so well-conditioned, the cross-products lose nothing that shows
        bool isWellConditioned = design.Work > LeastSquaresSolver.DoubledLimit && factor.Condition() <= StreamedFactorization.LargestCondition;
        return isWellConditioned
            ? FromProducts(StreamedFactorization.Multiply(design, problem.Targets[0], problem.Weights), design.ColumnCount)
            : FromRows(design, problem);
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

    private static DoubledColumns FromRows<T>(Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DoubledColumns columns = LeastSquaresSolver.Columns(design, problem with { Targets = [], Penalties = [] });
        return DoubledQr.Factor(columns, design.ColumnCount, tolerance: 0).Triangle(targets: 0);
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
