using System.Numerics.Tensors;
using MiniDnn.Decompositions;

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
        if (CholeskyDecomposition<double>.TryFactor(equations.ToMatrix()) is not { } r)
        {
            return null;
        }
        ColumnMatrix<double> rows = r.InvertTransposed();
        Matrix<double> inverse = Matrix.Create(p, p, (j, k) => rows.Column(j)[k]);
        var factor = new LeastSquaresFactor
        {
            ParameterCount = p,
            Rank = p,
            Triangle = r.ToMatrix(1).AsSpan().ToArray(),
            Inverse = [.. inverse.AsSpan().ToArray().Select(v => (DoubleDouble)v)],
            Dependencies = [],
        };
        return factor.Condition() <= Math.Min(LargestCondition, 1 / tolerance) ? (factor, equations.Solve(inverse)) : null;
    }

    /// <summary>The factor and first coefficients by Householder reflections, of any rank.</summary>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients) FromReflections<T>(Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights, double[] penalties, int[] exponents, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var triangle = new RowAccumulator<double>(design.ColumnCount + 1);
        AddRows(triangle, design, y, weights);
        return FromTriangle(triangle, [], penalties, exponents, tolerance);
    }

    /// <summary>Takes the rows of √W·[X y] into a triangle, block by block.</summary>
    private static void AddRows<T>(RowAccumulator<double> triangle, Design<T> design, ReadOnlySpan<double> y, RegressionWeights weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ColumnMatrix<double> block = triangle.Block;
        double[] low = new double[design.IsDoubled ? block.Stride * block.ColumnCount : 0];
        for (int start = 0, count; start < design.RowCount; start += count)
        {
            count = Math.Min(block.RowCount, design.RowCount - start);
            design.Fill(start, count, block.Tail(0, 0), low, block.Stride);
            y.Slice(start, count).CopyTo(block.Column(design.ColumnCount));
            double[] roots = weights.AreEqual ? [] : weights.Roots(start, count);
            for (int j = 0; j < block.ColumnCount && !weights.AreEqual; j++)
            {
                Span<double> column = block.Column(j)[..count];
                TensorPrimitives.Multiply(column, roots, column);
            }
            triangle.Fold(count);
        }
    }

    /// <summary>The factor and the coefficients from the triangle R of √w·[X y].</summary>
    /// <param name="triangle">R.</param>
    /// <param name="origins">What was taken off each column beside ones as the first, and has to be given back; empty for nothing.</param>
    /// <param name="penalties">What ridge adds to the diagonal of RᵀR; may be empty.</param>
    /// <param name="exponents">The columns' scales.</param>
    /// <param name="tolerance">The share of a column below which it counts as dependent.</param>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients) FromTriangle(
        RowAccumulator<double> triangle, ReadOnlySpan<double> origins, double[] penalties, int[] exponents, double tolerance)
    {
        int p = exponents.Length;
        double[] noise = [.. Enumerable.Range(0, p).Select(j => DoubledTriangle.Noise(triangle, j))];
        DoubledQr qr = FactorIndependent(DoubledTriangle.Create(triangle.R, origins), noise, tolerance);
        if (penalties.Length > 0)
        {
            qr = DoubledQr.Factor(WithPenalties(qr, penalties), p, tolerance: 0);
        }
        LeastSquaresFactor factor = DoubledFactorization.Create(qr, exponents);
        DoubleDouble[] coefficients = factor.Apply(qr.Rotated(0));
        if (qr.FitsWorse(0, coefficients, noise))
        {
            factor = DoubledFactorization.CreateBasic(qr, p);
            coefficients = factor.Apply(qr.Rotated(0));
        }
        return (factor, coefficients);
    }

    /// <summary>
    /// The factor of the columns of which more than a share of their length is left beside all others. Of those that depend on each other
    /// the one goes that the target misses least: so no fit is worse than that without one of its columns.
    /// </summary>
    private static DoubledQr FactorIndependent(DoubledColumns columns, double[] noise, double tolerance)
    {
        int p = noise.Length;
        double[] limits = [.. noise];
        while (true)
        {
            DoubledQr qr = DoubledQr.Factor(columns.Copy(), p, tolerance: 0, limits);
            if (FindRedundant(DoubledFactorization.CreateBasic(qr, p), qr.Rotated(0), columns, tolerance) is not { } redundant)
            {
                return qr;
            }
            limits[redundant] = double.PositiveInfinity;
        }
    }

    /// <summary>
    /// Row j of B has the length 1/(what is left of column j beside all others); without column j the sum of squared residuals grows by
    /// (bⱼ·left)².
    /// </summary>
    private static int? FindRedundant(LeastSquaresFactor factor, DoubleDouble[] rotated, DoubledColumns columns, double tolerance)
    {
        DoubleDouble[] coefficients = factor.Apply(rotated);
        int? best = null;
        double leastCost = double.PositiveInfinity;
        for (int j = 0; j < coefficients.Length; j++)
        {
            double inverse = factor.RowLength(j);
            bool isRedundant = inverse > 0 && 1 <= tolerance * columns.Length(j) * inverse;
            double cost = Math.Abs(coefficients[j].High) / inverse;
            if (isRedundant && cost < leastCost)
            {
                (best, leastCost) = (j, cost);
            }
        }
        return best;
    }

    /// <summary>
    /// The independent part of a triangle, above the rows that ridge adds: what rounding left of dependent columns is no data, and with
    /// ridge every column has its coefficient.
    /// </summary>
    private static DoubledColumns WithPenalties(DoubledQr qr, double[] penalties)
    {
        int p = penalties.Length;
        var columns = new DoubledColumns(qr.Rank + p, p + 1);
        for (int i = 0; i < qr.Rank; i++)
        {
            for (int k = i; k < p; k++)
            {
                columns[i, qr.Permutation[k]] = qr.R(i, k);
            }
            columns[i, p] = qr.Rotated(0, i);
        }
        for (int j = 0; j < p; j++)
        {
            columns[qr.Rank + j, j] = DoubleDouble.Sqrt(penalties[j]);
        }
        return columns;
    }
}
