using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Solves the scaled weighted problem: factor, coefficients, residuals.</summary>
internal static class LeastSquaresSolver
{
    /// <summary>2⁻⁹⁰ for each column: less of one is the rounding of doubled precision.</summary>
    public const int DoubledRounding = -90;

    /// <summary>Up to so many rows·columns² a column that is not quite dependent is judged in doubled precision, in 0.1 s or so.</summary>
    private const double DependentLimit = 1e7;

    /// <summary>Doubled precision throughout: QR with column pivoting of √W·X; ridge adds a row √λ·eⱼ for each penalised column.</summary>
    public static RegressionResult SolveDoubled<T>(Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int p = design.ColumnCount;
        DoubledQr qr = DoubledQr.Factor(Columns(design, problem), p, problem.Tolerance);
        if (qr.Rank < p)
        {
            double noise = Math.ScaleB(p, DoubledRounding);
            DoubledColumns triangle = DoubledQr.Factor(Columns(design, problem), p, noise).Triangle(problem.Targets.Length);
            qr = IndependentColumns.Factor(triangle, [.. Enumerable.Range(0, p).Select(j => noise * triangle.Length(j))], problem.Tolerance, design.HasIntercept);
        }
        RegressionResult result = Measure(qr, DoubledFactorization.Create(qr, problem.ColumnExponents), design, problem);
        if (qr.Rank == p || result.Factor.IsBasic)
        {
            return result;
        }
        RegressionResult basic = Measure(qr, DoubledFactorization.CreateBasic(qr, p), design, problem);
        return result.FitsLike(basic) ? result : basic;
    }

    /// <summary>√W·[X Y] in doubled precision, and the rows that ridge adds.</summary>
    private static DoubledColumns Columns<T>(Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = design.RowCount;
        var columns = new DoubledColumns(n + problem.Penalties.Length, design.ColumnCount + problem.Targets.Length);
        design.Fill(0, n, columns.High, columns.Low, columns.RowCount);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            problem.Targets[t].CopyTo(columns.HighPart(design.ColumnCount + t));
        }
        for (int i = 0; i < n && !problem.Weights.AreEqual; i++)
        {
            columns.ScaleRow(i, DoubleDouble.Sqrt(problem.Weights[i]));
        }
        for (int j = 0; j < problem.Penalties.Length; j++)
        {
            columns[n + j, j] = DoubleDouble.Sqrt(problem.Penalties[j]);
        }
        return columns;
    }

    private static RegressionResult Measure<T>(DoubledQr qr, LeastSquaresFactor factor, Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new RegressionResult(factor, problem.Targets.Length);
        var pass = ResidualPass.Of(design);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            result.Coefficients[t] = factor.Apply(qr.Rotated(t));
            result.MeasureResiduals(t, pass, design, problem);
        }
        return result;
    }

    /// <summary>
    /// A factor in double, and coefficients refined with residuals in doubled precision; where refinement does not get there, doubled
    /// precision throughout.
    /// </summary>
    public static RegressionResult SolveRefined<T>(Design<T> design, RegressionProblem problem, CrossProducts? products)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int p = design.ColumnCount;
        int[] shifts = products is null ? new int[p] : problem.ColumnExponents;
        products ??= StreamedFactorization.Multiply(design, problem.Targets[0], problem.Weights);
        double tolerance = Math.Max(problem.Tolerance, 256 * p * FloatingPoint<double>.Epsilon);
        (LeastSquaresFactor Factor, DoubleDouble[] Coefficients)? fromProducts = StreamedFactorization.FromProducts(products, shifts, problem.Penalties, tolerance);
        if (fromProducts is { } found)
        {
            return Refine(design, problem, found.Factor, found.Coefficients, firstIsFinal: problem.Weights.AreEqual && !design.IsDoubled)
                ?? SolveDoubled(design, problem);
        }
        (LeastSquaresFactor factor, DoubleDouble[] first, LeastSquaresFactor basic)
            = StreamedFactorization.FromReflections(design, problem, tolerance);
        if (factor.Rank < p && tolerance > problem.Tolerance && MayBeIndependent(design, problem, basic))
        {
            return SolveDoubled(design, problem);
        }
        RegressionResult? result = Refine(design, problem, factor, first, firstIsFinal: false);
        if (result is not null && factor.Rank < p && !factor.IsBasic)
        {
            RegressionResult? withoutColumns = Refine(design, problem, basic, new DoubleDouble[p], firstIsFinal: false);
            result = withoutColumns is null || result.FitsLike(withoutColumns) ? result : withoutColumns;
        }
        return result ?? SolveDoubled(design, problem);
    }

    /// <summary>Refined coefficients and their residuals; null where refinement does not get there.</summary>
    /// <param name="design">X.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="first">Coefficients of the first target to start from.</param>
    /// <param name="firstIsFinal">True where these are in doubled precision already, so that they only need it where the fit is all but exact.</param>
    private static RegressionResult? Refine<T>(Design<T> design, RegressionProblem problem, LeastSquaresFactor factor, DoubleDouble[] first, bool firstIsFinal)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int p = design.ColumnCount;
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
                return null;
            }
            result.SumsOfSquares[t] = squares;
        }
        return result;
    }

    /// <summary>
    /// Whether a column that counts as dependent in double may be independent in doubled precision: it is fitted by the others, and what is
    /// left of it is more than the problem's tolerance, or than nothing where it is cheap to find out which column is missed least.
    /// </summary>
    private static bool MayBeIndependent<T>(Design<T> design, RegressionProblem problem, LeastSquaresFactor basic)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var pass = ResidualPass.Of(design);
        var residuals = new double[design.RowCount];
        bool isSmall = (double)design.RowCount * design.ColumnCount * design.ColumnCount <= DependentLimit;
        double tolerance = isSmall ? Math.ScaleB(design.ColumnCount, DoubledRounding) : problem.Tolerance;
        foreach ((int column, _) in basic.Dependencies)
        {
            double[] values = design.Column(column);
            var coefficients = new DoubleDouble[design.ColumnCount];
            DoubleDouble? left = Refinement.Run(pass, design, values, problem.Weights, [], basic, coefficients, residuals);
            double whole = TotalSumOfSquares(values, problem.Weights, aboutMean: false).High;
            if (left is not { } squares || Math.Sqrt(squares.High / whole) > tolerance)
            {
                return whole > 0;
            }
        }
        return false;
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
