namespace MiniDnn;

/// <summary>
/// What the rows of a fit say about it: leverage, influence, collinearity, tests of its assumptions, and errors that trust the rows, not a
/// common variance.
/// </summary>
/// <remarks>
/// With weights, residuals and leverages are those of rows multiplied by √wᵢ, as in R. What is an array of the rows has a place for each row
/// of the data; one of weight 0 counts nowhere. What has no meaning for the data is NaN: what a row with leverage 1 would need, t values
/// without degrees of freedom.
/// </remarks>
/// <example><code>
/// var model = LeastSquares.Fit([1, 2, 3, 4, 20], [1, 3, 2, 5, 7]);
/// var diagnostics = model.Diagnostics();
/// Console.WriteLine($"{diagnostics.Leverages[4]:F3}");          // → 0.984
/// Console.WriteLine($"{diagnostics.CooksDistances.Max():F1}");  // → 52.7
/// Console.WriteLine($"{diagnostics.RobustStandardErrors(CovarianceKind.HC3)[1]:F3}");   // → 0.841
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed class LinearModelDiagnostics<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FittedModel<T> _model;
    private readonly Leverages _leverages;
    private ModelRows? _rows;
    private Influence? _influence;

    internal LinearModelDiagnostics(FittedModel<T> model)
    {
        _model = model;
        (LeastSquaresSolution solution, Inference inference) = (model.Solution, model.Inference);
        _leverages = new Leverage<T>(solution).Measure(model.Design());
        int n = _leverages.Taken.Length;
        var (leverages, standardized, distances) = (new T[n], new T[n], new T[n]);
        for (int i = 0; i < n; i++)
        {
            (double taken, double left) = (_leverages.Taken[i], _leverages.Left[i]);
            double r = solution.Residuals![i] * Math.Sqrt(solution.Weights[i]) / (inference.Deviation * Math.Sqrt(left));
            leverages[i] = T.CreateTruncating(taken);
            standardized[i] = T.CreateTruncating(r);
            distances[i] = T.CreateTruncating(r * r * (taken / inference.ModelDegreesOfFreedom) / left);
        }
        Leverages = leverages;
        StandardizedResiduals = standardized;
        CooksDistances = distances;
    }

    /// <summary>
    /// hᵢ = wᵢ·xᵢᵀ(XᵀWX)⁻¹xᵢ, the pull of row i on its own prediction, between 0 and 1; their sum is the rank. With ridge (XᵀWX + λ)⁻¹ is
    /// in the middle, and the sum is the effective number of parameters.
    /// </summary>
    public IReadOnlyList<T> Leverages { get; }

    /// <summary>
    /// Internally studentised residuals √wᵢ·eᵢ/(s·√(1 − hᵢ)); NaN for a row with leverage 1, without degrees of freedom, or where the fit
    /// is exact.
    /// </summary>
    public IReadOnlyList<T> StandardizedResiduals { get; }

    /// <summary>
    /// Dᵢ = rᵢ²/p·hᵢ/(1 − hᵢ), with rᵢ the standardised residual and p the rank: how far all predictions would move if row i were left out
    /// (R. D. Cook, 1977). NaN where that is.
    /// </summary>
    public IReadOnlyList<T> CooksDistances { get; }

    private ModelRows Rows => _rows ??= ModelRows.Create(_model);

    /// <summary>
    /// Computes externally studentised residuals √wᵢ·eᵢ/(s₍ᵢ₎·√(1 − hᵢ)), with s₍ᵢ₎ the residual standard error without row i: t with
    /// n − p − 1 degrees of freedom, were the model true.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T[] StudentizedResiduals() => Round(Influence(nameof(StudentizedResiduals)).Studentized);

    /// <summary>Computes how far the prediction of each row would move without it, in units of its standard error: tᵢ·√(hᵢ/(1 − hᵢ)).</summary>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T[] Dffits() => Round(Influence(nameof(Dffits)).Dffits());

    /// <summary>
    /// Computes how far each coefficient would move without each row, in units of its standard error: (bⱼ − bⱼ₍ᵢ₎)/(s₍ᵢ₎·√(XᵀWX)⁻¹ⱼⱼ).
    /// </summary>
    /// <returns>A new matrix, rows × coefficients.</returns>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public Matrix<T> Dfbetas() => ToMatrix(Influence(nameof(Dfbetas)).Dfbetas());

    /// <summary>
    /// Computes det Cov₍ᵢ₎/det Cov of the coefficients' covariance without and with each row: 1/((1 − hᵢ)·((n − p − 1 + tᵢ²)/(n − p))^p).
    /// </summary>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T[] CovarianceRatios() => Round(Influence(nameof(CovarianceRatios)).CovarianceRatios());

    /// <summary>Computes Σ (√wᵢ·eᵢ/(1 − hᵢ))², the sum of squared errors of predicting each row from the others (D. Allen, 1974).</summary>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T Press()
        => Influence(nameof(Press)).Press().Round<T>((2 * _model.Solution.TargetExponent) + _model.Solution.WeightExponent);

    /// <summary>Computes R² of predicting each row from the others: 1 − PRESS/total sum of squares.</summary>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T PredictedRSquared()
    {
        DoubleDouble total = _model.Solution.TotalSumOfSquares;
        DoubleDouble press = Influence(nameof(PredictedRSquared)).Press();
        return T.CreateTruncating(total.High > 0 ? (DoubleDouble.One - (press / total)).High : double.NaN);
    }

    /// <summary>Tests whether the row with the largest studentised residual, of either sign, is an outlier.</summary>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public OutlierTest OutlierTest() => Influence(nameof(OutlierTest)).FindOutlier();

    /// <summary>
    /// Tests whether the errors have one variance, by n·R² of the squared residuals on the predictors (T. Breusch and A. Pagan, 1979; R.
    /// Koenker, 1981).
    /// </summary>
    /// <param name="studentized">
    /// True (the default) for n·R², which does not ask for normal errors; false for the original, explained sum of squares/(2·σ⁴).
    /// </param>
    /// <param name="onFittedValues">True to regress on the fitted values instead: one degree of freedom.</param>
    /// <returns>χ²; NaN on the predictors of a model without intercept.</returns>
    /// <exception cref="InvalidOperationException">The model has weights that differ.</exception>
    public HypothesisTest BreuschPagan(bool studentized = true, bool onFittedValues = false)
        => SpreadTests.BreuschPagan(Rows, studentized, onFittedValues);

    /// <summary>
    /// Tests whether the errors have one variance, by n·R² of the squared residuals on the columns, their squares and their products (H.
    /// White, 1980).
    /// </summary>
    /// <param name="onFittedValues">True to regress on the fitted values and their squares instead: two degrees of freedom.</param>
    /// <returns>χ²; NaN where there are no more rows than such columns, and of a model without intercept.</returns>
    /// <exception cref="InvalidOperationException">The model has weights that differ.</exception>
    public HypothesisTest White(bool onFittedValues = false)
        => SpreadTests.White(Rows, Predictors(), Regression<T>.RoundingShare, onFittedValues);

    /// <summary>
    /// Tests whether neighbouring errors are correlated, by Σ (eᵢ − eᵢ₋₁)²/Σ eᵢ², which is about 2 where they are not (J. Durbin and G. Watson,
    /// 1950).
    /// </summary>
    /// <remarks>
    /// The p value is exact for this design and normal errors, whatever the number of rows; the two-sided one is twice the smaller one.
    /// </remarks>
    /// <param name="negative">False (the default) for the p value against positive correlation, true against negative.</param>
    /// <exception cref="InvalidOperationException">The model has weights that differ, or was fitted with ridge.</exception>
    public HypothesisTest DurbinWatson(bool negative = false)
    {
        _model.RequireNoRidge(nameof(DurbinWatson));
        var test = new DurbinWatson(Rows);
        string name = $"Durbin–Watson test against {(negative ? "negative" : "positive")} correlation, d";
        return new(name, test.Statistic, double.NaN, double.NaN, test.Tail(isUpper: negative));
    }

    /// <summary>
    /// Tests whether errors are correlated with those of rows before, by a regression of the residuals on the columns and lagged residuals (T.
    /// Breusch, 1978; L. Godfrey, 1978).
    /// </summary>
    /// <param name="order">How many rows before, 1 or more.</param>
    /// <param name="f">True for F, false (the default) for χ² = n·R².</param>
    /// <returns>The test; NaN where the regression is exact or has no degrees of freedom.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="order"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The model has weights that differ, or was fitted with ridge.</exception>
    public HypothesisTest BreuschGodfrey(int order = 1, bool f = false)
    {
        _model.RequireNoRidge(nameof(BreuschGodfrey));
        return SerialTests.BreuschGodfrey(Rows, order, f);
    }

    /// <summary>Tests whether the form of the model is right, by F of powers of the fitted values added to it (J. Ramsey, 1969).</summary>
    /// <param name="powers">Different powers, each 2 or more; 2 and 3 if none.</param>
    /// <returns>F; NaN where the powers depend on the columns, as with nothing but categories.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A power is less than 2, or comes twice.</exception>
    /// <exception cref="InvalidOperationException">The model has weights that differ, or was fitted with ridge.</exception>
    public HypothesisTest Reset(params int[] powers)
    {
        ArgumentNullException.ThrowIfNull(powers);
        _model.RequireNoRidge(nameof(Reset));
        if (powers.Any(power => power < 2) || powers.Distinct().Count() < powers.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(powers), $"Reset: powers are {string.Join(", ", powers)}; each must be 2 or more, and none come twice.");
        }
        return SerialTests.Reset(Rows, powers.Length == 0 ? [2, 3] : powers);
    }

    /// <summary>Tests whether the errors are normal, by the residuals' skewness and kurtosis (C. Jarque and A. Bera, 1980).</summary>
    /// <exception cref="InvalidOperationException">The model has weights that differ.</exception>
    public HypothesisTest JarqueBera() => SerialTests.JarqueBera(Rows);

    /// <summary>
    /// Computes variance inflation factors: by how much the variance of each coefficient, or the squared volume of a term's joint confidence
    /// ellipsoid, is larger than if its columns were uncorrelated with the others.
    /// </summary>
    /// <remarks>
    /// That of a term with k columns is the generalised factor of J. Fox and G. Monette (1992); its 2k-th root compares with the square root of
    /// one column's. Without intercept columns are not taken about their means, as they are not in the model.
    /// </remarks>
    /// <param name="terms">The terms; null for each coefficient but the intercept by itself.</param>
    /// <returns>A factor for each term; NaN where the data do not determine its coefficients.</returns>
    /// <exception cref="ArgumentException">A term has a column that the model does not have.</exception>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T[] VarianceInflation(IReadOnlyList<ModelTerm>? terms = null)
    {
        Collinearity collinearity = Collinearity(nameof(VarianceInflation));
        ModelTerm[] all = ModelTerms.Complete(nameof(VarianceInflation), terms, _model.Shape);
        return [.. all.Select(term => T.CreateTruncating(collinearity.Inflation([.. term.Columns])))];
    }

    /// <summary>
    /// Computes condition indices: the largest singular value of the columns, all of length 1 and the intercept's among them, divided by each.
    /// </summary>
    /// <returns>The indices, 1 first; beyond 30 a dependency is strong. Infinite where the columns depend on each other.</returns>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T[] ConditionIndices()
    {
        double[] values = Collinearity(nameof(ConditionIndices)).Decompose().Values;
        int rank = _model.Solution.Factor.Rank;
        return [.. values.Select((sigma, k) => k < rank ? T.CreateTruncating(values[0] / sigma) : T.PositiveInfinity)];
    }

    /// <summary>
    /// Computes which part of each coefficient's variance belongs to each of the <see cref="ConditionIndices"/>: two large parts beside a large
    /// index are columns that all but depend on each other.
    /// </summary>
    /// <returns>A new matrix, coefficients × indices; the sum of a row is 1.</returns>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public Matrix<T> VarianceProportions() => ToMatrix(Collinearity(nameof(VarianceProportions)).Proportions());

    /// <summary>
    /// Computes bⱼ·sd(xⱼ)/sd(y) for each coefficient: by how many of its standard deviations y changes with one of xⱼ. Every column counts by
    /// itself, those of categories and products, too.
    /// </summary>
    /// <returns>The coefficients; NaN for the intercept, and where y does not vary.</returns>
    public T[] StandardizedCoefficients()
    {
        LeastSquaresSolution solution = _model.Solution;
        Design<T> design = _model.Design();
        double total = solution.Weights.TotalSumOfSquares(solution.Target, aboutMean: true).High;
        var result = new T[solution.ParameterCount];
        for (int j = 0; j < result.Length; j++)
        {
            double spread = solution.Weights.TotalSumOfSquares(design.Column(j), aboutMean: true).High;
            bool isConstant = j == 0 && _model.Shape.HasIntercept;
            result[j] = isConstant ? T.NaN : T.CreateTruncating(solution.Coefficients[j].High * Math.Sqrt(spread / total));
        }
        return result;
    }

    /// <summary>Gives the summary with errors that allow the errors' variance to differ from row to row, and t, p, F and intervals by them.</summary>
    /// <param name="kind">The estimate; HC3 is the cautious one for small samples, HC4 where leverages are high.</param>
    /// <returns>
    /// A new summary; with NaN where the kind needs 1 − hᵢ and a row has leverage 1 (HC2 to HC4), degrees of freedom where there are none
    /// (HC1), or a coefficient that the data do not determine.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public LinearModelSummary<T> RobustSummary(CovarianceKind kind) => Summary(Robust.OfKind(kind, _leverages));

    /// <summary>Gives the summary with errors that allow rows of one cluster to be correlated (K.-Y. Liang and S. Zeger, 1986).</summary>
    /// <remarks>t and F have G − 1 degrees of freedom with G clusters, as in Stata; R's <c>coeftest</c> takes n − p.</remarks>
    /// <param name="clusters">The cluster of each row: a name, a number.</param>
    /// <param name="adjusted">True (the default) to multiply the covariance by G/(G − 1)·(n − 1)/(n − p), as R and Stata do.</param>
    /// <exception cref="ArgumentNullException"><paramref name="clusters"/> is null.</exception>
    /// <exception cref="ArgumentException">There is not one cluster for each row, or only one in all.</exception>
    public LinearModelSummary<T> ClusteredSummary<TCluster>(IReadOnlyList<TCluster> clusters, bool adjusted = true)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        Throw.IfLengthIsNot(nameof(ClusteredSummary), nameof(clusters), clusters.Count, _leverages.Taken.Length, "one for each row");
        TCluster[] distinct = [.. clusters.Distinct()];
        int[] numbers = [.. clusters.Select(cluster => Array.IndexOf(distinct, cluster))];
        if (Rows.Indices.Select(i => numbers[i]).Distinct().Count() < 2)
        {
            Throw.Argument(nameof(clusters), $"{nameof(ClusteredSummary)}: all rows are of one cluster; there must be two or more.");
        }
        return Summary(Robust.OfClusters(numbers, adjusted));
    }

    /// <summary>
    /// Gives the summary with errors that allow neighbouring rows to be correlated and variances to differ, with Bartlett's weights 1 − l/(L + 1)
    /// (W. Newey and K. West, 1987).
    /// </summary>
    /// <param name="lag">L, 0 or more: rows further apart count as independent; null for ⌊4·(n/100)^(2/9)⌋.</param>
    /// <param name="adjusted">True to multiply the covariance by n/(n − p), as Stata does; false by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is negative.</exception>
    public LinearModelSummary<T> NeweyWestSummary(int? lag = null, bool adjusted = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lag ?? 0, nameof(lag));
        return Summary(Robust.OfWindows(lag ?? (int)(4 * Math.Pow(Rows.Count / 100.0, 2 / 9.0)), adjusted));
    }

    /// <summary>Computes a covariance matrix of the coefficients that allows the errors' variance to differ from row to row.</summary>
    /// <inheritdoc cref="RobustSummary"/>
    /// <returns>A new matrix, parameters × parameters; NaN as in <see cref="RobustSummary"/>.</returns>
    public Matrix<T> RobustCovariance(CovarianceKind kind) => RobustSummary(kind).Covariance();

    /// <summary>Computes the square roots of the diagonal of <see cref="RobustCovariance"/>.</summary>
    /// <inheritdoc cref="RobustSummary"/>
    /// <returns>The standard errors; NaN as in <see cref="RobustSummary"/>.</returns>
    public T[] RobustStandardErrors(CovarianceKind kind) => [.. RobustSummary(kind).StandardErrors];

    private RobustCovariances Robust => new(_model.Solution, Rows, _model.Inference);

    private LinearModelSummary<T> Summary(RobustErrors robust) => new(_model with { Inference = new(_model.Inference, robust) });

    private Influence Influence(string operation)
    {
        _model.RequireNoRidge(operation);
        return _influence ??= new(_model.Solution, _model.Inference, Rows, _leverages);
    }

    private Collinearity Collinearity(string operation)
    {
        _model.RequireNoRidge(operation);
        DoubledColumns columns = _model.Columns(_model.Solution.Weights);
        DoubledColumns triangle = DoubledQr.Factor(columns, _model.Solution.ParameterCount, tolerance: 0).Triangle(targets: 0);
        return new(triangle, _model.Inference, _model.Shape.HasIntercept);
    }

    /// <summary>The columns beside the constant, in the rows that count.</summary>
    private DoubledColumns Predictors()
    {
        DoubledColumns columns = _model.Columns(RegressionWeights.None);
        int first = _model.Shape.HasIntercept ? 1 : 0;
        var result = new DoubledColumns(Rows.Count, _model.Solution.ParameterCount - first);
        for (int j = 0; j < result.ColumnCount; j++)
        {
            for (int k = 0; k < Rows.Count; k++)
            {
                result[k, j] = columns[Rows.Indices[k], first + j];
            }
        }
        return result;
    }

    private static T[] Round(IEnumerable<double> values) => [.. values.Select(T.CreateTruncating)];

    private static Matrix<T> ToMatrix(double[,] values)
        => Matrix.Create(values.GetLength(0), values.GetLength(1), (i, j) => T.CreateTruncating(values[i, j]));
}
