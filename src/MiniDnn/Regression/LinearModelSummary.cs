using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MiniDnn;

/// <summary>How good a linear model is: standard errors, t and p of its coefficients, R², F, likelihood, and the table of it all.</summary>
/// <remarks>
/// Everything is computed when the summary is, in double and doubled precision, and rounded to <typeparamref name="T"/> at the end.
/// A statistic that has no meaning for the data (R² of a constant target, a standard error without degrees of freedom) is NaN, and
/// <see cref="LinearModel{T}.Remarks"/> says why.
/// </remarks>
/// <example><code>
/// var model = LeastSquares.Fit([20, 30, 40], [30, 50, 80]);
/// var summary = model.Summary();
/// Console.WriteLine($"{summary.RSquared:F5}");              // → 0.98684
/// Console.WriteLine($"{summary.StandardErrors[1]:F4}");     // → 0.2887
/// Console.WriteLine($"{summary.PValues[1]:F4}");            // → 0.0732
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed class LinearModelSummary<T> : IFormattable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<T> _coefficients;
    private readonly IReadOnlyList<string> _remarks;
    private readonly ModelShape _shape;
    private readonly LeastSquaresSolution _solution;
    private readonly Inference _inference;
    private readonly double _explainedDegreesOfFreedom;

    internal LinearModelSummary(FittedModel<T> model)
    {
        (LeastSquaresSolution solution, Inference inference, ModelShape shape) = (model.Solution, model.Inference, model.Shape);
        (_solution, _inference, _shape, _remarks) = (solution, inference, shape, model.Remarks);
        _coefficients = [.. solution.Coefficients.Select((b, j) => b.Round<T>(solution.CoefficientExponent(j)))];
        double[] t = [.. solution.Coefficients.Select((b, j) => b.High / inference.Errors[j])];
        StandardErrors = [.. inference.Errors.Select((e, j) => T.CreateTruncating(Math.ScaleB(e, solution.CoefficientExponent(j))))];
        TValues = [.. t.Select(T.CreateTruncating)];
        PValues = [.. t.Select(v => T.CreateTruncating(StudentTDistribution.TwoSidedTail(v, inference.TestDegreesOfFreedom)))];

        int squared = solution.SquaresExponent;
        ResidualSumOfSquares = solution.ResidualSumOfSquares.Round<T>(squared);
        TotalSumOfSquares = solution.TotalSumOfSquares.Round<T>(squared);
        // half of an exponent that is even, as that of the weights is
        ResidualStandardError = T.CreateTruncating(Math.ScaleB(inference.Deviation, squared / 2));

        var goodness = new GoodnessOfFit(solution, inference, shape.HasIntercept);
        RSquared = T.CreateTruncating(goodness.RSquared);
        AdjustedRSquared = T.CreateTruncating(goodness.AdjustedRSquared);
        _explainedDegreesOfFreedom = goodness.ExplainedDegreesOfFreedom;
        double f = inference.Robust is null ? goodness.F : WaldHypothesis.OfAllSlopes(solution, inference, shape, goodness.F);
        FStatistic = T.CreateTruncating(f);
        FPValue = T.CreateTruncating(FDistribution.UpperTail(f, _explainedDegreesOfFreedom, inference.TestDegreesOfFreedom));
        double likelihood = goodness.LogLikelihood;
        double counted = inference.ModelDegreesOfFreedom + 1;
        LogLikelihood = T.CreateTruncating(likelihood);
        Aic = T.CreateTruncating((2 * counted) - (2 * likelihood));
        Bic = T.CreateTruncating((Math.Log(solution.EffectiveRowCount) * counted) - (2 * likelihood));
        double left = solution.EffectiveRowCount - counted - 1;
        Aicc = left > 0 ? T.CreateTruncating((2 * counted) - (2 * likelihood) + (2 * counted * (counted + 1) / left)) : T.NaN;
    }

    /// <summary>
    /// The standard errors of the coefficients, √ of the diagonal of s²·(XᵀWX)⁻¹; NaN without degrees of freedom, and for coefficients
    /// that the data do not determine.
    /// </summary>
    public IReadOnlyList<T> StandardErrors { get; }

    /// <summary>The coefficients divided by their standard errors.</summary>
    public IReadOnlyList<T> TValues { get; }

    /// <summary>P(|t| as large or larger) for each coefficient, were it 0 in truth: two-sided, by Student's t distribution.</summary>
    public IReadOnlyList<T> PValues { get; }

    /// <summary>
    /// The residual degrees of freedom: rows − rank; with ridge, rows − trace of the hat matrix, which need not be whole.
    /// </summary>
    public double ResidualDegreesOfFreedom => _inference.DegreesOfFreedom;

    /// <summary>The residual standard error s = √(Σ wᵢ·(yᵢ − ŷᵢ)²/degrees of freedom); NaN without degrees of freedom.</summary>
    public T ResidualStandardError { get; }

    /// <summary>Σ wᵢ·(yᵢ − ŷᵢ)².</summary>
    public T ResidualSumOfSquares { get; }

    /// <summary>Σ wᵢ·(yᵢ − ȳ)², or Σ wᵢ·yᵢ² where no constant was fitted.</summary>
    public T TotalSumOfSquares { get; }

    /// <summary>
    /// R² = 1 − residual/total sum of squares; NaN where the target does not vary. Without a constant the total is taken about 0, as R and
    /// statsmodels do.
    /// </summary>
    public T RSquared { get; }

    /// <summary>
    /// 1 − (residual sum of squares/its degrees of freedom)/(total sum of squares/its degrees of freedom); NaN where either has none.
    /// </summary>
    public T AdjustedRSquared { get; }

    /// <summary>
    /// F = (explained sum of squares/its degrees of freedom)/s²: whether the predictors explain anything. NaN without predictors, without
    /// degrees of freedom, or with ridge.
    /// </summary>
    public T FStatistic { get; }

    /// <summary>P(F as large or larger), did the predictors explain nothing.</summary>
    public T FPValue { get; }

    /// <summary>
    /// The largest log-likelihood for normal errors: ½·(Σ ln wᵢ − n·(ln(2π·residual sum of squares/n) + 1)); +∞ for an exact fit.
    /// </summary>
    public T LogLikelihood { get; }

    /// <summary>
    /// Akaike's information criterion, 2k − 2·log-likelihood with k = the coefficients and the variance, as R counts (H. Akaike, 1973);
    /// statsmodels leaves the variance out, which takes 2 off every model's.
    /// </summary>
    public T Aic { get; }

    /// <summary>
    /// AIC + 2k·(k + 1)/(n − k − 1), for small samples (N. Sugiura, 1978; C. Hurvich and C.-L. Tsai, 1989); NaN where n ≤ k + 1.
    /// </summary>
    public T Aicc { get; }

    /// <summary>
    /// The Bayesian information criterion, k·ln n − 2·log-likelihood with k = the coefficients and the variance, as R counts (G. Schwarz,
    /// 1978).
    /// </summary>
    public T Bic { get; }

    /// <summary>
    /// Computes the covariance matrix of the coefficients, s²·(XᵀWX)⁻¹; with ridge, s²·M·XᵀWX·M with M = (XᵀWX + λ)⁻¹. NaN for coefficients
    /// that the data do not determine.
    /// </summary>
    /// <returns>A new matrix, parameters × parameters.</returns>
    public Matrix<T> Covariance()
    {
        int p = StandardErrors.Count;
        return Matrix.Create(p, p, Element);

        T Element(int i, int j) => T.CreateTruncating(Math.ScaleB(_inference.Covariance(i, j), _solution.CovarianceExponent(i, j)));
    }

    /// <summary>Computes an interval for each coefficient: coefficient ± t·standard error.</summary>
    /// <remarks>
    /// Of a robust summary with its robust errors. With k coefficients, Bonferroni takes t(1 − (1 − level)/(2k)), Scheffé
    /// √(k·F(level; k, n − p)), which holds for all of their combinations, too.
    /// </remarks>
    /// <param name="level">The probability of covering the true value, between 0 and 1; 0.95 by default.</param>
    /// <param name="adjustment">Whether each interval covers its coefficient at this level, or all do together.</param>
    /// <returns>The intervals; NaN for coefficients that the data do not determine.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or there is no such <paramref name="adjustment"/>.
    /// </exception>
    public Interval<T>[] CoefficientIntervals(double level = 0.95, IntervalAdjustment adjustment = IntervalAdjustment.None)
    {
        Throw.IfNotLevel(level, nameof(level));
        double factor = SimultaneousQuantile.Of(adjustment, level, _solution.Factor.Rank, _solution.Factor.Rank, _inference);
        return [.. _inference.Errors.Select(
            (error, j) => LinearModel<T>.Around(_solution.Coefficients[j], factor * error, _solution.CoefficientExponent(j)))];
    }

    /// <summary>Tests the hypothesis R·b = r by F = (R·b − r)ᵀ·(R·Cov·Rᵀ)⁻¹·(R·b − r)/q (A. Wald, 1943).</summary>
    /// <remarks>Of a robust summary with its robust covariance. q·F is Wald's χ² with q degrees of freedom.</remarks>
    /// <param name="restrictions">R, a row for each of the q restrictions, a column for each coefficient.</param>
    /// <param name="values">r, a value for each restriction; zeros if empty.</param>
    /// <returns>F, with NaN where the data do not determine R·b, or without degrees of freedom.</returns>
    /// <exception cref="ArgumentException">
    /// There is no restriction, a length is wrong, a value is not finite, or the restrictions depend on each other.
    /// </exception>
    public HypothesisTest WaldTest(ReadOnlyMatrixSpan<T> restrictions, params ReadOnlySpan<T> values)
        => WaldHypothesis.Test(restrictions, values, _solution, _inference);

    /// <inheritdoc cref="WaldTest(ReadOnlyMatrixSpan{T}, ReadOnlySpan{T})"/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-1)]
    public HypothesisTest WaldTest(Matrix<T> restrictions, params T[] values)
    {
        ArgumentNullException.ThrowIfNull(restrictions);
        ArgumentNullException.ThrowIfNull(values);
        return WaldTest(restrictions.AsReadOnly(), values.AsSpan());
    }

    /// <summary>
    /// The table of the fit, in the current culture: coefficients with standard errors, t and p values, and the statistics of the whole.
    /// </summary>
    public override string ToString() => ToString(null, null);

    /// <summary>
    /// The table of the fit: a line for each coefficient with estimate, standard error, t value, p value and stars, then the residual
    /// standard error, R², F, log-likelihood, information criteria and remarks.
    /// </summary>
    /// <param name="format">A numeric format for estimates, standard errors and t values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string number = string.IsNullOrEmpty(format) ? "G6" : format;
        IFormatProvider provider = formatProvider ?? CultureInfo.CurrentCulture;
        var text = new StringBuilder();
        CoefficientTable.Append(text, _shape.ParameterNames, [_coefficients, StandardErrors, TValues, PValues], number, provider);
        text.AppendLine();
        text.Append(_inference.Robust is { } robust ? $"Standard errors, t, p and F: {robust.Name}{Environment.NewLine}" : "");
        AppendWhole(text, provider);
        foreach (string remark in _remarks)
        {
            text.AppendLine().Append("Note: ").Append(remark);
        }
        return text.ToString();
    }

    private void AppendWhole(StringBuilder text, IFormatProvider provider)
    {
        text.AppendLine(provider, $"Residual standard error: {ResidualStandardError:G6} on {ResidualDegreesOfFreedom:G6} "
            + $"degrees of freedom ({_solution.RowCount} rows)");
        text.AppendLine(provider, $"R²: {RSquared:G6}, adjusted R²: {AdjustedRSquared:G6}");
        if (!T.IsNaN(FStatistic))
        {
            text.AppendLine(provider, $"F: {FStatistic:G6} on {_explainedDegreesOfFreedom} and "
                + $"{_inference.TestDegreesOfFreedom:G6} degrees of freedom, p: {CoefficientTable.FormatP(FPValue, provider)}");
        }
        text.Append(provider, $"Log-likelihood: {LogLikelihood:G6}, AIC: {Aic:G6}, BIC: {Bic:G6}");
    }
}
