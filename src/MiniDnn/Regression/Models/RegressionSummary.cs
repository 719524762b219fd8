using System.Globalization;
using System.Text;

namespace MiniDnn;

/// <summary>How good a model is: errors, tests and p values of its coefficients, its likelihood, and the table of it all.</summary>
/// <remarks>What has no meaning for the model or its data is NaN, and the model's remarks say why.</remarks>
/// <typeparam name="T">The number type of the data.</typeparam>
public abstract class RegressionSummary<T> : IFormattable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Estimates<T> _estimates;

    /// <param name="estimates">The coefficients.</param>
    /// <param name="logLikelihood">The largest; NaN where there is none.</param>
    /// <param name="counted">The number of parameters for AIC and BIC.</param>
    /// <param name="rowCount">The number of rows.</param>
    private protected RegressionSummary(Estimates<T> estimates, double logLikelihood, double counted, double rowCount)
    {
        _estimates = estimates;
        LogLikelihood = T.CreateTruncating(logLikelihood);
        Aic = T.CreateTruncating((2 * counted) - (2 * logLikelihood));
        Bic = T.CreateTruncating((Math.Log(rowCount) * counted) - (2 * logLikelihood));
        double left = rowCount - counted - 1;
        Aicc = left > 0 ? T.CreateTruncating((2 * counted) - (2 * logLikelihood) + (2 * counted * (counted + 1) / left)) : T.NaN;
    }

    /// <summary>
    /// The standard errors of the coefficients, √ of the diagonal of <see cref="Covariance"/>; NaN without degrees of freedom, and for
    /// coefficients that the data do not determine.
    /// </summary>
    public IReadOnlyList<T> StandardErrors => _estimates.StandardErrors;

    /// <summary>The coefficients divided by their standard errors: z where the dispersion is known, t elsewhere.</summary>
    public IReadOnlyList<T> TestStatistics => _estimates.TestStatistics;

    /// <summary>
    /// P(|t| or |z| as large or larger) for each coefficient, were it 0 in truth: two-sided, by Student's t or the normal distribution.
    /// </summary>
    public IReadOnlyList<T> PValues => _estimates.PValues;

    /// <summary>
    /// The residual degrees of freedom: rows − rank; with ridge, rows − trace of the hat matrix, which need not be whole.
    /// </summary>
    public double ResidualDegreesOfFreedom => _estimates.ResidualDegreesOfFreedom;

    /// <summary>The largest log-likelihood, with all constants; NaN for a robust model, which has none.</summary>
    public T LogLikelihood { get; }

    /// <summary>
    /// Akaike's information criterion, 2k − 2·log-likelihood with k = the coefficients and a variance or dispersion that is estimated, as R
    /// counts (H. Akaike, 1973); statsmodels leaves the variance out, which takes 2 off.
    /// </summary>
    public T Aic { get; }

    /// <summary>
    /// AIC + 2k·(k + 1)/(n − k − 1), for small samples (N. Sugiura, 1978; C. Hurvich and C.-L. Tsai, 1989); NaN where n ≤ k + 1.
    /// </summary>
    public T Aicc { get; }

    /// <summary>The Bayesian information criterion, k·ln n − 2·log-likelihood with the same k (G. Schwarz, 1978).</summary>
    public T Bic { get; }

    /// <summary>Computes the covariance matrix of the coefficients; NaN for those that the data do not determine.</summary>
    /// <returns>A new matrix, parameters × parameters.</returns>
    public abstract Matrix<T> Covariance();

    /// <summary>Computes an interval for each coefficient: coefficient ± q·standard error.</summary>
    /// <remarks>
    /// q is the quantile of Student's t, or of the normal distribution where the dispersion is known (Wald's intervals). With k
    /// coefficients, Bonferroni takes that of 1 − (1 − level)/(2k), Scheffé √(k·F(level; k, n − p)), which holds for all of their
    /// combinations, too.
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
        double factor = SimultaneousQuantile.Of(adjustment, level, _estimates.Rank, _estimates.Rank, _estimates.TestDegreesOfFreedom);
        return [.. Enumerable.Range(0, StandardErrors.Count).Select(j => IntervalOf(j, factor))];
    }

    /// <summary>The table of the fit, in the current culture.</summary>
    public sealed override string ToString() => ToString(null, null);

    /// <summary>
    /// The table of the fit, laid out as R's: a line for each coefficient with estimate, standard error, t or z, p value and stars, then
    /// the statistics of the whole, and remarks.
    /// </summary>
    /// <param name="format">A numeric format for estimates, standard errors and test statistics; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        IFormatProvider provider = formatProvider ?? CultureInfo.CurrentCulture;
        var text = new StringBuilder();
        CoefficientTable.Append(text, _estimates, string.IsNullOrEmpty(format) ? "G6" : format, provider);
        text.AppendLine();
        AppendWhole(text, provider);
        foreach (string remark in _estimates.Remarks)
        {
            text.AppendLine().Append("Note: ").Append(remark);
        }
        return text.ToString();
    }

    /// <summary>Coefficient j ± factor·its error.</summary>
    private protected virtual Interval<T> IntervalOf(int j, double factor)
    {
        T margin = T.CreateTruncating(factor) * StandardErrors[j];
        return new(_estimates.Coefficients[j] - margin, _estimates.Coefficients[j] + margin);
    }

    /// <summary>Writes the statistics of the whole, without a new line after the last.</summary>
    private protected abstract void AppendWhole(StringBuilder text, IFormatProvider provider);
}
