using System.Globalization;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// How good a generalised linear model is: standard errors, z or t and p of its coefficients, deviances, likelihood, and the table of it
/// all.
/// </summary>
/// <remarks>What has no meaning for the data is NaN, and the model's remarks say why.</remarks>
/// <example><code>
/// double[] hours = [1, 2, 3, 4, 5, 6, 7, 8], passed = [0, 0, 1, 0, 1, 0, 1, 1];
/// var summary = GeneralizedLinearModel.Fit(hours, passed, Family.Binomial).Summary();
/// Console.WriteLine($"{summary.StandardErrors[1]:F3}");                         // → 0.432
/// Console.WriteLine($"{summary.Deviance:F3} of {summary.NullDeviance:F3}");     // → 8.450 of 11.090
/// Console.WriteLine($"{summary.Aic:F2}");                                       // → 12.45
/// </code></example>
public sealed class GeneralizedLinearModelSummary : IFormattable
{
    private readonly GeneralizedInference _inference;
    private readonly LikelihoodFit _fit;

    internal GeneralizedLinearModelSummary(GeneralizedLinearModel model, GeneralizedInference inference, LikelihoodFit fit)
    {
        (Model, _inference, _fit) = (model, inference, fit);
        bool hasTests = inference.Data.Options.Ridge == 0;
        TestStatistics = [.. model.Coefficients.Select((b, j) => hasTests ? b / inference.Errors[j] : double.NaN)];
        PValues = [.. TestStatistics.Select(t => StudentTDistribution.TwoSidedTail(t, inference.QuantileDegreesOfFreedom))];
        Deviance = fit.Deviance;
        NullDeviance = NullModel.Deviance(inference.Data.Likelihood);
        bool isKnown = inference.Data.Likelihood.Likelihood.HasKnownDispersion;
        LogLikelihood = inference.Data.Likelihood.Likelihood.LogLikelihood(inference.Data.Likelihood.Rows, Deviance, inference.Data.RowCount);
        double counted = inference.EffectiveParameters + (isKnown ? 0 : 1);
        Aic = (2 * counted) - (2 * LogLikelihood);
        Bic = (Math.Log(inference.Data.RowCount) * counted) - (2 * LogLikelihood);
    }

    /// <summary>
    /// The standard errors of the coefficients, √ of the diagonal of φ·(XᵀWX)⁻¹ with W the expected information; with ridge those of
    /// (XᵀWX + λ)⁻¹·XᵀWX·(XᵀWX + λ)⁻¹, which leave the bias out. NaN for coefficients that have no finite estimate.
    /// </summary>
    public IReadOnlyList<double> StandardErrors => _inference.Errors;

    /// <summary>
    /// The coefficients divided by their standard errors: z where the dispersion is known (binomial, Poisson), t elsewhere. NaN with ridge.
    /// </summary>
    public IReadOnlyList<double> TestStatistics { get; }

    /// <summary>P(|z| or |t| as large or larger) for each coefficient, were it 0 in truth: two-sided. NaN with ridge.</summary>
    public IReadOnlyList<double> PValues { get; }

    /// <summary>
    /// Twice the log-likelihood that the model lacks to one that fits every row, times φ; in its limit where rows are separated.
    /// </summary>
    public double Deviance { get; }

    /// <summary>The deviance of the constant alone, with the same offset and weights; without an intercept that of η = offset.</summary>
    public double NullDeviance { get; }

    /// <summary>Rows that count (or the sum of frequencies) − rank; with ridge − trace of the hat matrix.</summary>
    public double ResidualDegreesOfFreedom => _inference.DegreesOfFreedom;

    /// <summary>φ: 1 for binomial and Poisson, else Pearson's χ²/degrees of freedom; NaN without any.</summary>
    public double Dispersion => _inference.Dispersion;

    /// <summary>
    /// The log-likelihood, with all constants; for gamma and inverse Gaussian that of dispersion deviance/Σw, as R's; for Gaussian the
    /// largest.
    /// </summary>
    public double LogLikelihood { get; }

    /// <summary>
    /// Akaike's information criterion, 2k − 2·log-likelihood with k = the rank, and 1 for a dispersion that is estimated, as R counts.
    /// </summary>
    public double Aic { get; }

    /// <summary>The Bayesian information criterion, k·ln n − 2·log-likelihood with n the rows that count.</summary>
    public double Bic { get; }

    internal GeneralizedLinearModel Model { get; }

    /// <summary>Computes the covariance matrix of the coefficients; NaN for those without a standard error.</summary>
    /// <returns>A new matrix, parameters × parameters.</returns>
    public Matrix<double> Covariance() => Matrix.Create(PValues.Count, PValues.Count, _inference.Covariance);

    /// <summary>
    /// Tests the hypothesis R·b = r by (R·b − r)ᵀ·(R·Cov·Rᵀ)⁻¹·(R·b − r) (A. Wald, 1943): χ² with q degrees of freedom where the dispersion
    /// is known, and, divided by q, F where it is estimated.
    /// </summary>
    /// <param name="restrictions">R, a row for each of the q restrictions, a column for each coefficient.</param>
    /// <param name="values">r, a value for each restriction; zeros if empty.</param>
    /// <returns>
    /// The test; NaN where a coefficient that it needs has no standard error, with ridge, or without degrees of freedom.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no restriction, a length is wrong, a value is not finite, or the restrictions depend on each other.
    /// </exception>
    public HypothesisTest WaldTest(ReadOnlyMatrixSpan<double> restrictions, params ReadOnlySpan<double> values)
        => GeneralizedWald.Test(restrictions, values, _inference, _fit);

    /// <inheritdoc cref="WaldTest(ReadOnlyMatrixSpan{double}, ReadOnlySpan{double})"/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-1)]
    public HypothesisTest WaldTest(Matrix<double> restrictions, params double[] values)
    {
        ArgumentNullException.ThrowIfNull(restrictions);
        ArgumentNullException.ThrowIfNull(values);
        return WaldTest(restrictions.AsReadOnly(), values.AsSpan());
    }

    /// <summary>
    /// The table of the fit, in the current culture: coefficients with standard errors, z or t and p values, and deviances.
    /// </summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The table of the fit, laid out as R's <c>summary(glm)</c>.</summary>
    /// <param name="format">A numeric format for estimates, standard errors and z or t values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
        => GeneralizedTable.Write(this, string.IsNullOrEmpty(format) ? "G6" : format, formatProvider ?? CultureInfo.CurrentCulture);
}
