namespace MiniDnn;

/// <summary>
/// What the rows of a fit say about it: leverage, influence, and errors that trust the rows, not a common variance; with <see
/// cref="ResidualTests"/> and <see cref="CollinearityMeasures"/>.
/// </summary>
/// <remarks>
/// With weights, residuals and leverages are those of rows multiplied by √wᵢ, as in R. What is an array of the rows has a place for each
/// row of the data; one of weight 0 counts nowhere. What has no meaning for the data is NaN: what a row with leverage 1 would need, t
/// values without degrees of freedom.
/// </remarks>
/// <example><code>
/// var model = LeastSquares.Fit([1, 2, 3, 4, 20], [1, 3, 2, 5, 7]);
/// var diagnostics = model.Diagnostics();
/// Console.WriteLine($"{diagnostics.Leverages[4]:F3}");          // → 0.984
/// Console.WriteLine($"{diagnostics.CooksDistances.Max():F1}");  // → 52.7
/// Console.WriteLine($"{diagnostics.RobustSummary(CovarianceKind.HC3).StandardErrors[1]:F3}");   // → 0.841
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

    internal FittedModel<T> Model => _model;

    internal ModelRows Rows => _rows ??= ModelRows.Create(_model);

    /// <summary>
    /// Computes externally studentised residuals √wᵢ·eᵢ/(s₍ᵢ₎·√(1 − hᵢ)), with s₍ᵢ₎ the residual standard error without row i: t with
    /// n − p − 1 degrees of freedom, were the model true.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model was fitted with ridge.</exception>
    public T[] StudentizedResiduals() => Round(Influence(nameof(StudentizedResiduals)).Studentized);

    /// <summary>
    /// Computes how far the prediction of each row would move without it, in units of its standard error: tᵢ·√(hᵢ/(1 − hᵢ)).
    /// </summary>
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
        => Influence(nameof(Press)).Press().Round<T>(_model.Solution.SquaresExponent);

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
    /// Gives the summary with errors that allow the errors' variance to differ from row to row, and t, p, F and intervals by them.
    /// </summary>
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
    public LinearModelSummary<T> RobustSummary<TCluster>(IReadOnlyList<TCluster> clusters, bool adjusted = true)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        Throw.IfLengthIsNot(nameof(RobustSummary), nameof(clusters), clusters.Count, _leverages.Taken.Length, "one for each row");
        TCluster[] distinct = [.. clusters.Distinct()];
        int[] numbers = [.. clusters.Select(cluster => Array.IndexOf(distinct, cluster))];
        if (Rows.Indices.Select(i => numbers[i]).Distinct().Count() < 2)
        {
            Throw.Argument(nameof(clusters), $"{nameof(RobustSummary)}: all rows are of one cluster; there must be two or more.");
        }
        return Summary(Robust.OfClusters(numbers, adjusted));
    }

    /// <summary>
    /// Gives the summary with errors that allow neighbouring rows to be correlated and variances to differ, with Bartlett's weights 1 −
    /// l/(L + 1) (W. Newey and K. West, 1987).
    /// </summary>
    /// <param name="lag">L, 0 or more: rows further apart count as independent; null for ⌊4·(n/100)^(2/9)⌋.</param>
    /// <param name="adjusted">True to multiply the covariance by n/(n − p), as Stata does; false by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is negative.</exception>
    public LinearModelSummary<T> NeweyWestSummary(int? lag = null, bool adjusted = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lag ?? 0, nameof(lag));
        return Summary(Robust.OfWindows(lag ?? (int)(4 * Math.Pow(Rows.Count / 100.0, 2 / 9.0)), adjusted));
    }

    private RobustCovariances Robust => new(_model.Solution, Rows, _model.Inference);

    private LinearModelSummary<T> Summary(RobustErrors robust) => new(_model with { Inference = new(_model.Inference, robust) });

    private Influence Influence(string operation)
    {
        _model.RequireNoRidge(operation);
        return _influence ??= new(_model.Solution, _model.Inference, Rows, _leverages);
    }

    private static T[] Round(IEnumerable<double> values) => [.. values.Select(T.CreateTruncating)];

    internal static Matrix<T> ToMatrix(double[,] values)
        => Matrix.Create(values.GetLength(0), values.GetLength(1), (i, j) => T.CreateTruncating(values[i, j]));
}
