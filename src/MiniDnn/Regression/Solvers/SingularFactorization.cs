using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Least squares by the pseudo-inverse: of X = U·Σ·Vᵀ, coefficients V·Σ⁺·Uᵀ·y.</summary>
/// <remarks>
/// The singular values are those of the columns about their means, where there is an intercept, and brought to one length: only so does
/// the rank not depend on units. What is dropped is what rounding of the data explains; of the coefficients that fit equally well those of
/// least norm in the user's units are taken.
/// </remarks>
internal static class SingularFactorization
{
    public static RegressionResult Solve<T>(Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        StandardizedColumns columns = StandardizedColumns.Create(design, problem);
        SingularValueDecomposition<double> svd = columns.Values.Svd();
        int rank = Rank(svd, columns);
        LeastSquaresFactor? factor = Factor(svd, columns, rank, problem.ColumnExponents);
        RegressionResult? result = factor is null ? null : Measure(factor, svd, design, problem);
        if (rank == design.ColumnCount)
        {
            return result ?? LeastSquaresSolver.SolveDoubled(design, problem);
        }

        // a direction that is dropped is not quite nothing, so leaving out a column may fit better
        RegressionResult basic = LeastSquaresSolver.SolveDoubled(design, problem);
        return result?.FitsLike(basic) == true ? result : basic;
    }

    /// <summary>How many singular values are more than rounding of the columns gives.</summary>
    private static int Rank(SingularValueDecomposition<double> svd, StandardizedColumns columns)
    {
        ReadOnlySpan<double> values = svd.SingularValues;
        int rank = 0;
        while (rank < values.Length && values[rank] > Noise(rank, values[0]))
        {
            rank++;
        }
        return rank;

        double Noise(int k, double largest)
        {
            double own = columns.ColumnCount * FloatingPoint<double>.Epsilon * largest;
            double sum = 0;
            for (int j = 0; j < columns.ColumnCount; j++)
            {
                sum += Math.Pow(columns.Noise[j] * svd.V[j, k], 2);
            }
            return Math.Max(own, Math.Sqrt(sum));
        }
    }

    /// <summary>The coefficients V·Σ⁺·Uᵀ·y, refined; null where double has too few digits for that.</summary>
    private static RegressionResult? Measure<T>(
        LeastSquaresFactor factor, SingularValueDecomposition<double> svd, Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new RegressionResult(factor, problem) { IsRefined = true };
        var pass = ResidualPass.Of(design);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            var y = new double[svd.U.RowCount];
            for (int i = 0; i < design.RowCount; i++)
            {
                y[i] = problem.Targets[t][i] * Math.Sqrt(problem.Weights[i]);
            }
            double[] rotated = svd.U.TransposeMultiply(y);
            result.Coefficients[t] = factor.Apply([.. rotated.Take(factor.Rank).Select(v => (DoubleDouble)v)]);
            if (!Refinement.Run(pass, design, problem, result, t))
            {
                return null;
            }
        }
        return result;
    }

    /// <summary>
    /// C = Σ·Vᵀ and B = V·Σ⁻¹ of the standardised columns, taken back to those of the design; with the B of least norm in the user's units
    /// where the rank is not full, null where the units are too far apart for that.
    /// </summary>
    private static LeastSquaresFactor? Factor(
        SingularValueDecomposition<double> svd, StandardizedColumns columns, int rank, int[] exponents)
    {
        int p = columns.ColumnCount;
        var triangle = new double[rank * p];
        var full = new DoubleDouble[p * rank];
        var transposed = new DoubledColumns(p, rank);
        for (int k = 0; k < rank; k++)
        {
            double sigma = svd.SingularValues[k];
            DoubleDouble[] b = columns.Coefficients([.. svd.V.Column(k).Select(v => v / sigma)]);
            for (int j = 0; j < p; j++)
            {
                triangle[(k * p) + j] = sigma * columns.Product(svd.V, k, j);
                full[(j * rank) + k] = b[j];
                transposed[j, k] = triangle[(k * p) + j];
            }
        }
        DoubleDouble[]? inverse = rank == p ? full : DoubledFactorization.MinimumNormInverse(transposed, exponents);
        return inverse is null ? null : new()
        {
            ParameterCount = p,
            Rank = rank,
            Tolerance = columns.Tolerance,
            Triangle = triangle,
            Inverse = inverse,
            Dependencies = columns.Dependencies(NullSpace(svd, columns, rank)),
        };
    }

    /// <summary>Coefficients with which the columns add up to 0, a vector for each singular value that is dropped.</summary>
    private static DoubleDouble[][] NullSpace(SingularValueDecomposition<double> svd, StandardizedColumns columns, int rank)
        => [.. Enumerable.Range(rank, columns.ColumnCount - rank).Select(k => columns.Coefficients(svd.V.Column(k)))];
}
