using System.Globalization;
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

    /// <param name="coefficients">The coefficients and…</param>
    /// <param name="remarks">… the remarks of the model, for the table.</param>
    /// <param name="shape">What the columns are.</param>
    /// <param name="solution">What the fit found.</param>
    /// <param name="inference">What the statistics come from.</param>
    internal LinearModelSummary(
        IReadOnlyList<T> coefficients, IReadOnlyList<string> remarks, ModelShape shape, LeastSquaresSolution solution, Inference inference)
    {
        (_coefficients, _remarks, _shape) = (coefficients, remarks, shape);
        _solution = solution;
        _inference = inference;
        double[] t = [.. solution.Coefficients.Select((b, j) => b.High / inference.Errors[j])];
        StandardErrors = [.. inference.Errors.Select((e, j) => T.CreateTruncating(Math.ScaleB(e, solution.CoefficientExponent(j))))];
        TValues = [.. t.Select(T.CreateTruncating)];
        PValues = [.. t.Select(v => T.CreateTruncating(StudentTDistribution.TwoSidedTail(v, inference.DegreesOfFreedom)))];

        int squared = (2 * solution.TargetExponent) + solution.WeightExponent;
        ResidualSumOfSquares = solution.ResidualSumOfSquares.Round<T>(squared);
        TotalSumOfSquares = solution.TotalSumOfSquares.Round<T>(squared);
        // half of an exponent that is even, as that of the weights is
        ResidualStandardError = T.CreateTruncating(Math.ScaleB(inference.Deviation, squared / 2));

        var goodness = new GoodnessOfFit(solution, inference, shape.HasIntercept);
        RSquared = T.CreateTruncating(goodness.RSquared);
        AdjustedRSquared = T.CreateTruncating(goodness.AdjustedRSquared);
        FStatistic = T.CreateTruncating(goodness.F);
        FPValue = T.CreateTruncating(FDistribution.UpperTail(goodness.F, goodness.ExplainedDegreesOfFreedom, inference.DegreesOfFreedom));
        _explainedDegreesOfFreedom = goodness.ExplainedDegreesOfFreedom;
        double likelihood = goodness.LogLikelihood;
        double counted = inference.ModelDegreesOfFreedom + 1;
        LogLikelihood = T.CreateTruncating(likelihood);
        Aic = T.CreateTruncating((2 * counted) - (2 * likelihood));
        Bic = T.CreateTruncating((Math.Log(solution.RowCount) * counted) - (2 * likelihood));
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
                + $"{ResidualDegreesOfFreedom:G6} degrees of freedom, p: {CoefficientTable.FormatP(FPValue, provider)}");
        }
        text.Append(provider, $"Log-likelihood: {LogLikelihood:G6}, AIC: {Aic:G6}, BIC: {Bic:G6}");
    }
}
