using MiniDnn.Decompositions;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>The way from the user's data to fitted models: check, scale, solve, measure the residuals.</summary>
internal static class Regression<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Predictors are kept without being asked for up to 2 MiB of doubles.</summary>
    private const int KeptElements = 1 << 18;

    /// <summary>Up to so many rows·columns² the whole problem is solved in doubled precision, which takes a millisecond at most.</summary>
    private const double DoubledLimit = 100_000;

    /// <summary>The fit in doubled precision throughout, however large: what refinement is tested against.</summary>
    public static LinearModel<T> FitDoubled(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, LeastSquaresOptions<T> options)
        => Fit(nameof(FitDoubled), x, y, 1, options, double.PositiveInfinity);

    public static LinearModel<T> Fit(
        string operation, ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, int degree, LeastSquaresOptions<T>? options, double doubledLimit = DoubledLimit)
    {
        options ??= new();
        CheckOptions(operation, x, degree, options);
        Throw.IfLengthIsNot(operation, nameof(y), y.Length, x.RowCount, "one for each row of x");
        if (RegressionWeights.FindIgnored(x, new(y, y.Length, 1), options.Weights) is { Length: > 0 } ignored)
        {
            T[] target = y.ToArray();
            LinearModel<T> model = Fit(operation, RegressionWeights.ClearIgnored(x, target, ignored), target, degree, options, doubledLimit);
            model.MarkIgnored(ignored);
            return model;
        }
        Throw.IfNotFinite(operation, y);
        int exponent = SafeRange.ExponentAbove(SafeRange.LargestMagnitude(y));
        return Solve(operation, x, degree, [SafeRange.ScaleToDouble(y, -exponent)], [exponent], options, doubledLimit)[0];
    }

    public static LinearModel<T>[] Fit(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, LeastSquaresOptions<T>? options)
    {
        const string Operation = nameof(Fit);
        options ??= new();
        CheckOptions(Operation, x, 1, options);
        if (targets.RowCount != x.RowCount)
        {
            string shapes = $"x is {Throw.Shape(x.RowCount, x.ColumnCount)}, targets is {Throw.Shape(targets.RowCount, targets.ColumnCount)}";
            Throw.Argument(nameof(targets), $"{Operation}: {shapes}; targets.RowCount must equal x.RowCount.");
        }
        if (RegressionWeights.FindIgnored(x, targets, options.Weights) is { Length: > 0 } ignored)
        {
            Matrix<T> kept = targets.ToMatrix();
            LinearModel<T>[] models = Fit(RegressionWeights.ClearIgnored(x, kept.AsSpan(), ignored), kept, options);
            Array.ForEach(models, model => model.MarkIgnored(ignored));
            return models;
        }
        targets.CheckFinite(Operation, nameof(targets));
        var scaled = new double[targets.ColumnCount][];
        var exponents = new int[targets.ColumnCount];
        var column = new T[targets.RowCount];
        for (int t = 0; t < scaled.Length; t++)
        {
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = targets[i, t];
            }
            exponents[t] = SafeRange.ExponentAbove(SafeRange.LargestMagnitude<T>(column));
            scaled[t] = SafeRange.ScaleToDouble<T>(column, -exponents[t]);
        }
        return Solve(Operation, x, 1, scaled, exponents, options, DoubledLimit);
    }

    private static void CheckOptions(string operation, ReadOnlyMatrixSpan<T> x, int degree, LeastSquaresOptions<T> options)
    {
        if (x.RowCount == 0)
        {
            Throw.Argument(nameof(x), $"{operation}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be at least one row.");
        }
        if (x.ColumnCount * degree == 0 && !options.Intercept)
        {
            string reason = degree == 0 ? "the degree is 0" : $"x is {Throw.Shape(x.RowCount, 0)}";
            Throw.Argument(nameof(x), $"{operation}: {reason} and Intercept is false; there must be at least one parameter.");
        }
        CheckNumbers(operation, options.Ridge, options.RankTolerance, nameof(options));
        if (!Enum.IsDefined(options.Method))
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"{operation}: Method is {options.Method}; there is no such method.");
        }
        ModelShape.CheckNames(operation, options.PredictorNames, x.ColumnCount, nameof(options.PredictorNames));
    }

    public static void CheckNumbers(string operation, T ridge, T? rankTolerance, string parameter)
    {
        if (!(ridge >= T.Zero) || !T.IsFinite(ridge))
        {
            throw new ArgumentOutOfRangeException(parameter, $"{operation}: Ridge is {ridge}; it must be finite and at least 0.");
        }
        if (rankTolerance is { } tolerance && !(tolerance >= T.Zero && tolerance < T.One))
        {
            throw new ArgumentOutOfRangeException(
                parameter, $"{operation}: RankTolerance is {tolerance}; it must be at least 0 and less than 1.");
        }
    }

    private static LinearModel<T>[] Solve(
        string operation, ReadOnlyMatrixSpan<T> x, int degree, double[][] targets, int[] targetExponents, LeastSquaresOptions<T> options, double doubledLimit)
    {
        RegressionWeights weights = RegressionWeights.Create(operation, options.Weights, x.RowCount);
        int predictorCount = x.ColumnCount;
        if (degree == 0)
        {
            x.CheckFinite(operation, nameof(x));   // and is not looked at again
            x = x.Columns(..0);
        }
        int[] constants = FindConstants(x, weights);
        var shape = new ModelShape(predictorCount, degree, options.Intercept, options.PredictorNames)
        {
            ConstantColumn = options.Intercept || degree != 1 || constants.Length == 0 ? null : constants[0],
            ClearedColumns = options.Intercept && options.Ridge > T.Zero ? constants : [],
        };
        var design = new Design<T>(x, shape);
        bool isLarge = options.Method == LeastSquaresMethod.Qr && design.Work > doubledLimit && targets.Length > 0;
        CrossProducts? products = isLarge && degree == 1
            ? CrossProducts.Of(design.Scaled(new int[design.ColumnCount]), targets[0], weights) : null;
        int[]? exponents = products?.FindExponents(design.ColumnCount);
        if (exponents is null)
        {
            products = null;
            x.CheckFinite(operation, nameof(x));
            exponents = design.FindExponents();
        }
        BalanceRidge(double.CreateTruncating(options.Ridge), exponents, weights.Exponent, options.Intercept);
        double[] penalties = Penalties(double.CreateTruncating(options.Ridge), exponents, weights.Exponent, options.Intercept);
        var problem = new RegressionProblem(targets, weights, exponents, penalties, Tolerance(design, options));
        design = design.Scaled(exponents);

        RegressionResult result = options.Method == LeastSquaresMethod.PseudoInverse ? SingularFactorization.Solve(design, problem)
            : isLarge ? LeastSquaresSolver.SolveRefined(design, problem, products)
            : LeastSquaresSolver.SolveDoubled(design, problem);

        Matrix<T>? kept = options.KeepData ?? (long)x.RowCount * x.ColumnCount <= KeptElements ? x.ToMatrix() : null;
        DoubledColumns? data = penalties.Length > 0 && targets.Length > 0 ? LeastSquaresSolver.DataTriangle(design, problem, result.Factor) : null;
        var models = new LinearModel<T>[targets.Length];
        for (int t = 0; t < models.Length; t++)
        {
            result.ClearNoise(design, t, data);
            DoubleDouble total = (t == 0 && weights.AreEqual ? products?.SumOfSquares(options.Intercept) : null)
                ?? weights.TotalSumOfSquares(targets[t], options.Intercept);
            LeastSquaresSolution solution = Solution(x.RowCount, problem, result, (t, targetExponents[t], total), data);
            models[t] = new(solution, shape, kept);
        }
        return models;
    }

    private static LeastSquaresSolution Solution(
        int rowCount,
        RegressionProblem problem,
        RegressionResult result,
        (int Index, int Exponent, DoubleDouble TotalSumOfSquares) target,
        DoubledColumns? dataTriangle)
        => new()
        {
            RowCount = problem.Weights.AreEqual ? rowCount : problem.Weights.Positive,
            ParameterCount = problem.ColumnExponents.Length,
            Factor = result.Factor,
            Coefficients = result.Coefficients[target.Index],
            ColumnExponents = problem.ColumnExponents,
            TargetExponent = target.Exponent,
            WeightExponent = problem.Weights.Exponent,
            ResidualSumOfSquares = result.SumsOfSquares[target.Index],
            TargetSumOfSquares = problem.Weights.SumOfSquares(problem.Targets[target.Index]),
            TotalSumOfSquares = target.TotalSumOfSquares,
            SumOfLogWeights = problem.Weights.SumOfLogs,
            Weights = problem.Weights,
            Residuals = result.Residuals[target.Index],
            Target = problem.Targets[target.Index],
            Penalties = problem.Penalties,
            DataTriangle = dataTriangle,
        };

    /// <summary>The share of a column's length that rounding of data in T explains: half a unit of the last digit.</summary>
    public static double RoundingShare => 0.5 * double.CreateTruncating(FloatingPoint<T>.Epsilon);

    /// <summary>The share of a column's length below which it counts as dependent on others.</summary>
    /// <remarks>
    /// Data given in T are uncertain by up to half a unit of their last digit each, so a column of which no more is left than that can
    /// explain counts as dependent, and no other one: more would drop what the data do say. The limit does not grow with the number of
    /// columns, for then one more could make a fit worse. With ridge no column is dependent. Powers are
    /// exact for the x that is given; there the limit is what doubled precision tells apart to some ten digits. Below 2⁻⁹⁰ for each
    /// column what is left is the rounding of doubled precision, whatever the user asks for.
    /// </remarks>
    private static double Tolerance(Design<T> design, LeastSquaresOptions<T> options)
    {
        int p = design.ColumnCount;
        // of powers: 106 bits less the 34 of ten digits
        double rounding = design.IsDoubled ? Math.ScaleB(32 * p, -72) : RoundingShare;
        double usual = options.RankTolerance is { } given ? double.CreateTruncating(given) : Math.Min(0.5, rounding);
        double asked = options.Ridge > T.Zero ? 0 : usual;
        return Math.Max(asked, Math.ScaleB(p, LeastSquaresSolver.DoubledRounding));
    }

    /// <summary>The columns with the same value other than 0 in every row that counts.</summary>
    private static int[] FindConstants(ReadOnlyMatrixSpan<T> x, RegressionWeights weights)
    {
        int first = 0;
        while (weights[first] == 0)
        {
            first++;
        }
        List<int> result = [];
        for (int j = 0; j < x.ColumnCount; j++)
        {
            int row = first;
            while (row < x.RowCount && (x[row, j] == x[first, j] || weights[row] == 0))
            {
                row++;
            }
            if (row == x.RowCount && x[first, j] != T.Zero)
            {
                result.Add(j);
            }
        }
        return [.. result];
    }

    /// <summary>
    /// Lets a penalty that is far larger than its column and the column lie on both sides of 1, so that no square of either leaves the
    /// range.
    /// </summary>
    private static void BalanceRidge(double ridge, int[] exponents, int weightExponent, bool hasIntercept)
    {
        const int Far = 100;   // 2¹⁰⁰, whose fourth power is in range still
        int root = ridge == 0 ? int.MinValue : (Math.ILogB(ridge) - weightExponent) / 2;
        for (int j = hasIntercept ? 1 : 0; j < exponents.Length && ridge > 0; j++)
        {
            exponents[j] += root - exponents[j] > Far ? (root - exponents[j]) / 2 : 0;
        }
    }

    /// <summary>λ′ⱼ = λ·2^−(2eⱼ + f).</summary>
    public static double[] Penalties(double ridge, int[] exponents, int weightExponent, bool hasIntercept)
        => ridge == 0 ? [] : [.. exponents.Select((e, j) => j == 0 && hasIntercept ? 0 : Math.ScaleB(ridge, -(2 * e) - weightExponent))];
}
