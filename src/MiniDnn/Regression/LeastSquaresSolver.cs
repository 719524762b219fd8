using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Solves the scaled weighted problem: factor, coefficients, residuals.</summary>
internal static class LeastSquaresSolver
{
    /// <summary>Doubled precision throughout: QR with column pivoting of √W·X; ridge adds a row √λ·eⱼ for each penalised column.</summary>
    public static RegressionResult SolveDoubled<T>(Design<T> design, RegressionProblem problem, double defaultTolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = design.RowCount;
        int p = design.ColumnCount;
        var columns = new DoubledColumns(n + problem.Penalties.Length, p + problem.Targets.Length);
        FillRows(design, problem.Targets, columns);
        for (int i = 0; i < n && !problem.Weights.AreEqual; i++)
        {
            columns.ScaleRow(i, DoubleDouble.Sqrt(problem.Weights[i]));
        }
        for (int j = 0; j < problem.Penalties.Length; j++)
        {
            columns[n + j, j] = DoubleDouble.Sqrt(problem.Penalties[j]);
        }
        DoubledQr qr = DoubledQr.Factor(columns, p, problem.Tolerance ?? defaultTolerance);
        var result = new RegressionResult(DoubledFactorization.Create(qr, problem.ColumnExponents), problem.Targets.Length);
        var pass = ResidualPass.Of(design);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            result.Coefficients[t] = result.Factor.Apply([.. Enumerable.Range(0, qr.Rank).Select(i => qr.Rotated(t, i))]);
            result.MeasureResiduals(t, pass, design, problem);
        }
        return result;
    }

    /// <summary>
    /// A factor in double, and coefficients refined with residuals in doubled precision; where refinement does not get there, doubled
    /// precision throughout.
    /// </summary>
    public static RegressionResult SolveRefined<T>(Design<T> design, RegressionProblem problem, CrossProducts? products, double defaultTolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int p = design.ColumnCount;
        int[] shifts = products is null ? new int[p] : problem.ColumnExponents;
        products ??= StreamedFactorization.Multiply(design, problem.Targets[0], problem.Weights);
        double tolerance = Math.Max(problem.Tolerance ?? defaultTolerance, 256 * p * FloatingPoint<double>.Epsilon);
        (LeastSquaresFactor Factor, DoubleDouble[] Coefficients)? fromProducts = StreamedFactorization.FromProducts(products, shifts, problem.Penalties, tolerance);
        bool firstIsFinal = fromProducts is not null && problem.Weights.AreEqual && !design.IsDoubled;
        (LeastSquaresFactor factor, DoubleDouble[] first) = fromProducts
            ?? StreamedFactorization.FromReflections(design, problem.Targets[0], problem.Weights, problem.Penalties, problem.ColumnExponents, tolerance);
        bool mayBeIndependentInDoubledPrecision = factor.Rank < p && design.IsDoubled && tolerance > (problem.Tolerance ?? defaultTolerance);
        if (mayBeIndependentInDoubledPrecision)
        {
            return SolveDoubled(design, problem, defaultTolerance);
        }
        var result = new RegressionResult(factor, problem.Targets.Length) { IsRefined = true };
        var pass = ResidualPass.Of(design);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            result.Coefficients[t] = t == 0 ? first : new DoubleDouble[p];
            if (t == 0 && firstIsFinal)
            {
                result.MeasureResiduals(t, pass, design, problem);
                bool isAllButExact = result.SumsOfSquares[t].High < Math.ScaleB(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(problem.Targets[t]), -100);
                if (!isAllButExact)
                {
                    continue;
                }
            }
            result.Residuals[t] = GC.AllocateUninitializedArray<double>(design.RowCount);
            if (Refinement.Run(pass, design, problem.Targets[t], problem.Weights, problem.Penalties, factor, result.Coefficients[t], result.Residuals[t]) is not { } squares)
            {
                return SolveDoubled(design, problem, defaultTolerance);
            }
            result.SumsOfSquares[t] = squares;
        }
        return result;
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
        if (aboutMean && IsConstant(y, weights))
        {
            return DoubleDouble.Zero;
        }
        if (weights.AreEqual && y.Length > 1000)
        {
            return DoubledVectors.SquaredDeviations(y, aboutMean);
        }
        DoubleDouble mean = aboutMean ? Mean(y, weights) : DoubleDouble.Zero;
        DoubleDouble sum = DoubleDouble.Zero;
        for (int i = 0; i < y.Length; i++)
        {
            DoubleDouble deviation = y[i] - mean;
            sum += deviation * deviation * weights[i];
        }
        return sum;
    }

    /// <summary>Whether all rows that count have the same target.</summary>
    private static bool IsConstant(ReadOnlySpan<double> y, RegressionWeights weights)
    {
        int first = 0;
        while (weights[first] == 0)
        {
            first++;
        }
        int i = first + 1;
        while (i < y.Length && (y[i] == y[first] || weights[i] == 0))
        {
            i++;
        }
        return i == y.Length;
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
