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
    /// <summary>Up to here cross-products lose six of their 32 digits at most.</summary>
    public const double LargestCondition = 1000;

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
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients)? FromProducts(
        CrossProducts products, int[] shifts, double[] penalties, double tolerance)
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
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients, LeastSquaresFactor Basic) FromReflections<T>(
        Design<T> design, RegressionProblem problem, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var triangle = new RowAccumulator<double>(design.ColumnCount + 1);
        AddRows(triangle, design, problem.Targets[0], problem.Weights);
        return FromTriangle(triangle, [], problem.Penalties, problem.ColumnExponents, tolerance, design.HasIntercept);
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

    /// <summary>The factor and the coefficients from the triangle R of √w·[X y], and the factor of which dependent columns have 0.</summary>
    /// <param name="triangle">R.</param>
    /// <param name="origins">What was taken off each column beside ones as the first, and has to be given back; empty for nothing.</param>
    /// <param name="penalties">What ridge adds to the diagonal of RᵀR; may be empty.</param>
    /// <param name="exponents">The columns' scales.</param>
    /// <param name="tolerance">The share of a column below which it counts as dependent.</param>
    /// <param name="hasIntercept">True where the first column is a constant.</param>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients, LeastSquaresFactor Basic) FromTriangle(
        RowAccumulator<double> triangle, ReadOnlySpan<double> origins, double[] penalties, int[] exponents, double tolerance, bool hasIntercept)
    {
        int p = exponents.Length;
        double[] noise = [.. Enumerable.Range(0, p).Select(j => DoubledTriangle.Noise(triangle, j))];
        DoubledQr qr = IndependentColumns.Factor(DoubledTriangle.Create(triangle.R, origins), noise, tolerance, hasIntercept);
        if (penalties.Length > 0)
        {
            qr = DoubledQr.Factor(WithPenalties(qr, penalties), p, tolerance: 0);
        }
        LeastSquaresFactor factor = DoubledFactorization.Create(qr, exponents);
        LeastSquaresFactor basic = factor.Rank == p ? factor : DoubledFactorization.CreateBasic(qr, p);
        DoubleDouble[] coefficients = factor.Apply(qr.Rotated(0));
        return qr.FitsWorse(0, coefficients, noise) ? (basic, basic.Apply(qr.Rotated(0)), basic) : (factor, coefficients, basic);
    }

    /// <summary>
    /// The independent part of a triangle, above the rows that ridge adds: what rounding left of dependent columns is no data, and with
    /// ridge every column has its coefficient.
    /// </summary>
    private static DoubledColumns WithPenalties(DoubledQr qr, double[] penalties)
    {
        int p = penalties.Length;
        DoubledColumns columns = qr.Triangle(targets: 1, rowsBelow: p);
        for (int j = 0; j < p; j++)
        {
            columns[qr.Rank + j, j] = DoubleDouble.Sqrt(penalties[j]);
        }
        return columns;
    }
}
