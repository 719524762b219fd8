namespace MiniDnn;

/// <summary>
/// A factor in double for data that are too many for doubled precision throughout, from passes over blocks of rows; refinement makes up for
/// what it lacks.
/// </summary>
/// <remarks>
/// Where the columns are well-conditioned (up to 1000, in units that make them equally long) the factor is Cholesky's of XᵀX, at the cost
/// of one multiplication; otherwise Householder's of X.
/// Standard errors, which come from the factor, keep at least 10 digits in the first case, and lose as many as the condition number has in
/// the second.
/// </remarks>
internal static class StreamedFactorization
{
    private const double LargestCondition = 1000;

    /// <summary>
    /// The cross-products of √W·[X y]; exact but for the last of 32 digits or so where all weights are 1 and columns have no low parts.
    /// </summary>
    public static CrossProducts Multiply<T>(Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var products = new CrossProducts(design.ColumnCount + 1);
        var block = new RowBlock(design.ColumnCount + 1);
        for (int start = 0, count; start < design.RowCount; start += count)
        {
            count = Math.Min(RowBlock.RowCount, design.RowCount - start);
            block.Fill(design, y, weights, start, count);
            products.Add(block, count);
        }
        return products;
    }

    /// <summary>The factor and the coefficients from cross-products; null where these are not good enough.</summary>
    /// <param name="products">The cross-products of √W·[X y].</param>
    /// <param name="shifts">Column j of the products is 2^shifts[j] times that of the scaled design.</param>
    /// <param name="penalties">What ridge adds to the diagonal.</param>
    /// <param name="tolerance">
    /// The share of a column below which it counts as dependent; no column has less than the condition's inverse.
    /// </param>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients)? FromProducts(CrossProducts products, int[] shifts, double[] penalties, double tolerance)
    {
        int p = shifts.Length;
        var equations = new NormalEquations(products, shifts, penalties);
        Matrix<double> r = equations.ToMatrix();
        if (!SmallTriangle.Cholesky(r) || SmallTriangle.Invert(r) is not { } inverse)
        {
            return null;
        }
        var factor = new LeastSquaresFactor { ParameterCount = p, Rank = p, Triangle = r.AsSpan().ToArray(), Inverse = [.. inverse.AsSpan().ToArray().Select(v => (DoubleDouble)v)], Dependencies = [] };
        return factor.Condition() <= Math.Min(LargestCondition, 1 / tolerance) ? (factor, equations.Solve(inverse)) : null;
    }

    /// <summary>The factor and first coefficients by Householder reflections, of any rank.</summary>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients) FromReflections<T>(Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights, double[] penalties, int[] exponents, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var triangle = new TriangularFactor(design.ColumnCount + 1);
        AddRows(triangle, new ColumnBlock(design.ColumnCount + 1, design.IsDoubled), design, y, weights);
        (LeastSquaresFactor factor, DoubleDouble[] coefficients, _) = FromTriangle(triangle, penalties, exponents, tolerance);
        return (factor, coefficients);
    }

    /// <summary>Takes the rows of √W·[X y] into a triangle, block by block.</summary>
    public static void AddRows<T>(TriangularFactor triangle, ColumnBlock block, Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<double> target = block.High.AsSpan(design.ColumnCount * block.Stride, block.Stride);
        for (int start = 0, count; start < design.RowCount; start += count)
        {
            count = Math.Min(block.RowCount, design.RowCount - start);
            block.Fill(design, start, count);
            y.Slice(start, count).CopyTo(target);
            target[count..].Clear();
            if (!weights.AreEqual)
            {
                block.ScaleRows(weights.Roots(start, count));
            }
            triangle.Add(block.High, block.Stride, count);
        }
    }

    /// <summary>Factor, coefficients and residual sum of squares from the triangle of [X y], with the rows that ridge adds.</summary>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients, DoubleDouble ResidualSumOfSquares) FromTriangle(TriangularFactor triangle, double[] penalties, int[] exponents, double tolerance)
    {
        int p = triangle.ColumnCount - 1;
        var columns = new DoubledColumns(triangle.ColumnCount + penalties.Length, p + 1);
        for (int i = 0; i < triangle.ColumnCount; i++)
        {
            for (int j = i; j < triangle.ColumnCount; j++)
            {
                columns[i, j] = triangle[i, j];
            }
        }
        for (int j = 0; j < penalties.Length; j++)
        {
            columns[triangle.ColumnCount + j, j] = DoubleDouble.Sqrt(penalties[j]);
        }
        DoubledQr qr = DoubledQr.Factor(columns, p, tolerance);
        LeastSquaresFactor factor = DoubledFactorization.Create(qr, exponents);
        DoubleDouble[] coefficients = factor.Apply([.. Enumerable.Range(0, qr.Rank).Select(i => qr.Rotated(0, i))]);
        return (factor, coefficients, columns.Dot(p, p, qr.Rank));
    }
}
