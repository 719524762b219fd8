using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Solves the scaled weighted problem: factor, coefficients, residuals.</summary>
internal static class LeastSquaresSolver
{
    /// <summary>2⁻⁹⁰ for each column: less of one is the rounding of doubled precision.</summary>
    public const int DoubledRounding = -90;

    /// <summary>
    /// 256·ε for each column: of less a factor in double does not tell whether it is rounding of its own, over many rows.
    /// </summary>
    private const double LeastShareInDouble = 1.0 / (1L << 44);

    /// <summary>Up to so much work a factor in doubled precision beside the one in double takes 0.1 s or so, where it tells more.</summary>
    public const double DoubledLimit = 1e7;

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
            double[] lengths = [.. Enumerable.Range(0, p).Select(j => noise * triangle.Length(j))];
            qr = DoubledFactorization.FactorIndependent(triangle, lengths, problem.Tolerance, design.HasIntercept);
        }
        RegressionResult result = Measure(qr, DoubledFactorization.Create(qr, problem.ColumnExponents, problem.Tolerance), design, problem);
        if (qr.Rank == p || result.Factor.IsBasic)
        {
            return result;
        }
        RegressionResult basic = Measure(qr, DoubledFactorization.CreateBasic(qr, p, problem.Tolerance), design, problem);
        return result.FitsLike(basic) ? result : basic;
    }

    /// <summary>√W·[X Y] in doubled precision, and the rows that ridge adds.</summary>
    public static DoubledColumns Columns<T>(Design<T> design, RegressionProblem problem)
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

    /// <summary>
    /// R₀ with R₀ᵀ·R₀ = X′ᵀ·W′·X′ in doubled precision: what the data alone say where ridge has gone into the factor. Its first row is the
    /// only one that knows of the intercept.
    /// </summary>
    public static DoubledColumns DataTriangle<T>(Design<T> design, RegressionProblem problem, LeastSquaresFactor factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // in a large problem that ridge makes so well-conditioned, the cross-products lose nothing that shows
        if (design.Work > DoubledLimit && factor.Condition() <= NormalEquations.LargestCondition)
        {
            return CrossProducts.Of(design, problem.Targets[0], problem.Weights).Triangle();
        }
        DoubledColumns columns = Columns(design, problem with { Targets = [], Penalties = [] });
        return DoubledQr.Factor(columns, design.ColumnCount, tolerance: 0).Triangle(targets: 0);
    }

    private static RegressionResult Measure<T>(DoubledQr qr, LeastSquaresFactor factor, Design<T> design, RegressionProblem problem)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new RegressionResult(factor, problem);
        var pass = ResidualPass.Of(design);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            result.Coefficients[t] = factor.Apply(qr.Rotated(t));
            result.MeasureResiduals(t, pass, design);
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
        products ??= CrossProducts.Of(design, problem.Targets[0], problem.Weights);
        double tolerance = Math.Max(problem.Tolerance, LeastShareInDouble * p);
        if (NormalEquations.Solve(products, shifts, problem.Penalties, tolerance) is { } found)
        {
            return Refine(design, problem, found.Factor, found.Coefficients, firstIsFinal: problem.Weights.AreEqual && !design.IsDoubled)
                ?? SolveDoubled(design, problem);
        }
        (LeastSquaresFactor factor, DoubleDouble[] first, LeastSquaresFactor basic)
            = StreamedTriangle.Factor(design, problem, tolerance);
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
    /// <param name="firstIsFinal">True where these are in doubled precision already and only an all but exact fit needs more.</param>
    private static RegressionResult? Refine<T>(
        Design<T> design, RegressionProblem problem, LeastSquaresFactor factor, DoubleDouble[] first, bool firstIsFinal)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new RegressionResult(factor, problem) { IsRefined = true };
        var pass = ResidualPass.Of(design);
        for (int t = 0; t < problem.Targets.Length; t++)
        {
            result.Coefficients[t] = t == 0 ? first : new DoubleDouble[design.ColumnCount];
            bool isFinal = false;
            if (t == 0 && firstIsFinal)
            {
                result.MeasureResiduals(t, pass, design);

                // an error of 2⁻⁹⁰ of the predictions leaves no trace in residuals of more than 2⁻⁵⁰ of the target
                isFinal = result.SumsOfSquares[t].High >= Math.ScaleB(TensorPrimitives.SumOfSquares<double>(problem.Targets[t]), -100);
            }
            if (!isFinal && !Refinement.Run(pass, design, problem, result, t))
            {
                return null;
            }
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
        double tolerance = design.Work <= DoubledLimit ? Math.ScaleB(design.ColumnCount, DoubledRounding) : problem.Tolerance;
        foreach ((int column, _) in basic.Dependencies)
        {
            RegressionProblem fitted = problem with { Targets = [design.Column(column)], Penalties = [] };
            var result = new RegressionResult(basic, fitted);
            result.Coefficients[0] = new DoubleDouble[design.ColumnCount];
            bool isRefined = Refinement.Run(pass, design, fitted, result, 0);
            double whole = problem.Weights.TotalSumOfSquares(fitted.Targets[0], aboutMean: false).High;
            if (!isRefined || Math.Sqrt(result.SumsOfSquares[0].High / whole) > tolerance)
            {
                return whole > 0;
            }
        }
        return false;
    }
}
