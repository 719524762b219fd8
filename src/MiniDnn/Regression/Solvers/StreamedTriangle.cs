using System.Numerics.Tensors;
using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>
/// The triangle R of rows √W·[X y] that come in blocks, in double, and the factor from it, whose rank is found in doubled precision: for
/// data that are too many for doubled precision throughout. Refinement makes up for what it lacks.
/// </summary>
/// <remarks>Standard errors, which come from the factor, lose as many of 16 digits as the condition number has.</remarks>
internal static class StreamedTriangle
{
    /// <summary>
    /// Folds round a column by ½ ε of its length or so each, at random: after k of them sums of columns differ from their sum by some
    /// 0.6·√k·ε (measured: 2 to 60 columns, to 10⁵ folds). Ten times that is no rounding.
    /// </summary>
    private const double NoiseOfFold = 8;

    /// <summary>The factor and first coefficients by Householder reflections, of any rank.</summary>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients, LeastSquaresFactor Basic) Factor<T>(
        Design<T> design, RegressionProblem problem, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var triangle = new RowAccumulator<double>(design.ColumnCount + 1);
        AddRows(triangle, design, problem.Targets[0], problem.Weights);
        return Factor(triangle, [], problem.Penalties, problem.ColumnExponents, tolerance, design.HasIntercept);
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

    /// <summary>
    /// The factor and the coefficients from the triangle R of √w·[X y], and the factor of which dependent columns have 0.
    /// </summary>
    /// <param name="triangle">R.</param>
    /// <param name="origins">What was taken off each column beside ones as the first, and has to be given back; empty for nothing.</param>
    /// <param name="penalties">What ridge adds to the diagonal of RᵀR; may be empty.</param>
    /// <param name="exponents">The columns' scales.</param>
    /// <param name="tolerance">The share of a column below which it counts as dependent.</param>
    /// <param name="hasIntercept">True where the first column is a constant.</param>
    public static (LeastSquaresFactor Factor, DoubleDouble[] Coefficients, LeastSquaresFactor Basic) Factor(
        RowAccumulator<double> triangle, ReadOnlySpan<double> origins, double[] penalties, int[] exponents, double tolerance, bool hasIntercept)
    {
        int p = exponents.Length;
        double[] noise = [.. Enumerable.Range(0, p).Select(j => Noise(triangle, j))];
        DoubledQr qr = DoubledFactorization.FactorIndependent(ToDoubled(triangle.R, origins), noise, tolerance, hasIntercept);
        if (penalties.Length > 0)
        {
            qr = DoubledQr.Factor(WithPenalties(qr, penalties), p, tolerance: 0);
            tolerance = 0;
        }
        LeastSquaresFactor factor = DoubledFactorization.Create(qr, exponents, tolerance);
        LeastSquaresFactor basic = factor.Rank == p ? factor : DoubledFactorization.CreateBasic(qr, p, tolerance);
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

    /// <summary>The length that rounding may have left of a column that depends on others.</summary>
    public static double Noise(RowAccumulator<double> rows, int column)
    {
        double length = Householder.Norm<double>(rows.R.Columns.Column(column));
        return NoiseOfFold * Math.Sqrt(rows.FoldCount + rows.ColumnCount) * FloatingPoint<double>.Epsilon * length;
    }

    /// <summary>R, given back what was taken off its columns: the first row is that of ones.</summary>
    public static DoubledColumns ToDoubled(UpperTriangle<double> r, ReadOnlySpan<double> origins)
    {
        var columns = new DoubledColumns(r.ColumnCount, r.ColumnCount);
        for (int j = 0; j < r.ColumnCount; j++)
        {
            r.Columns.Column(j).CopyTo(columns.HighPart(j));
        }
        for (int j = 0; j < origins.Length; j++)
        {
            columns[0, j] += DoubleDouble.ExactProduct(origins[j], r.Diagonal(0));
        }
        return columns;
    }

    /// <summary>‖R·(−b, 1)‖²: the squared residuals of coefficients b of the columns before the last.</summary>
    public static DoubleDouble SquaredResidual(DoubledColumns r, ReadOnlySpan<DoubleDouble> coefficients)
    {
        DoubleDouble squares = DoubleDouble.Zero;
        for (int i = 0; i < r.RowCount; i++)
        {
            DoubleDouble residual = r[i, coefficients.Length];
            for (int j = i; j < coefficients.Length; j++)
            {
                residual -= r[i, j] * coefficients[j];
            }
            squares += residual * residual;
        }
        return squares;
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
}
