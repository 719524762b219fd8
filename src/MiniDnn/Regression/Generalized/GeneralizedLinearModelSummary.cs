using System.Runtime.CompilerServices;
using System.Text;

namespace MiniDnn;

/// <summary>
/// How good a generalised linear or multinomial model is: standard errors, z or t and p of its coefficients, deviances, likelihood, and
/// the table of it all.
/// </summary>
/// <remarks>
/// The covariance is φ·(XᵀWX)⁻¹ with W the expected information; with ridge (XᵀWX + λ)⁻¹·XᵀWX·(XᵀWX + λ)⁻¹ times φ, which leaves the bias
/// out, and no tests. The log-likelihood is, for gamma and inverse Gaussian, that of dispersion deviance/Σw, as R's. n counts rows, or the
/// sum of frequencies. Of a multinomial model the covariance is the inverse information of all classes together, the log-likelihood
/// Σ wᵢ·ln P(class of row i), and the degrees of freedom are n·(classes − 1) − rank. What has no meaning for the data is NaN, and the
/// model's remarks say why.
/// </remarks>
/// <example><code>
/// double[] hours = [1, 2, 3, 4, 5, 6, 7, 8], passed = [0, 0, 1, 0, 1, 0, 1, 1];
/// var summary = GeneralizedLinearModel.Fit(hours, passed, Family.Binomial).Summary();
/// Console.WriteLine($"{summary.StandardErrors[1]:F3}");                         // → 0.432
/// Console.WriteLine($"{summary.Deviance:F3} of {summary.NullDeviance:F3}");     // → 8.450 of 11.090
/// Console.WriteLine($"{summary.Aic:F2}");                                       // → 12.45
/// </code></example>
public sealed class GeneralizedLinearModelSummary : RegressionSummary<double>
{
    private readonly LikelihoodInference _inference;
    private readonly LikelihoodStatistics _whole;

    internal GeneralizedLinearModelSummary(RegressionModel<double> model, LikelihoodInference inference)
        : this(model, inference, inference.Statistics())
    {
    }

    private GeneralizedLinearModelSummary(RegressionModel<double> model, LikelihoodInference inference, LikelihoodStatistics whole)
        : base(
            Tested(model.Estimate(inference.Errors, inference.DegreesOfFreedom, inference.QuantileDegreesOfFreedom), inference),
            whole.LogLikelihood,
            inference.EffectiveParameters + (inference.HasKnownDispersion ? 0 : 1),
            whole.RowCount)
        => (_inference, _whole) = (inference, whole);

    /// <summary>
    /// Twice the log-likelihood that the model lacks to one that fits every row, times φ; in its limit where rows are separated.
    /// </summary>
    public double Deviance => _whole.Deviance;

    /// <summary>
    /// The deviance of the constants alone, with the same offset and weights; without an intercept that of η = offset, where all classes
    /// of a multinomial model are as likely.
    /// </summary>
    public double NullDeviance => _whole.NullDeviance;

    /// <summary>φ: 1 for binomial, multinomial and Poisson, else Pearson's χ²/degrees of freedom; NaN without any.</summary>
    public double Dispersion => _inference.Dispersion;

    /// <inheritdoc/>
    public override Matrix<double> Covariance() => Matrix.Create(PValues.Count, PValues.Count, _inference.Covariance);

    private protected override void AppendWhole(StringBuilder text, IFormatProvider provider)
    {
        text.AppendLine(_whole.Kind.ToString(provider));
        text.AppendLine(provider, $"Null deviance:     {NullDeviance:G6} on {_whole.NullDegreesOfFreedom:G6} degrees of freedom");
        text.AppendLine(provider, $"Residual deviance: {Deviance:G6} on {ResidualDegreesOfFreedom:G6} degrees of freedom");
        text.AppendLine(provider, $"Log-likelihood: {LogLikelihood:G6}, AIC: {Aic:G6}, BIC: {Bic:G6}");
        text.Append(provider, $"{_whole.End} ({_whole.RowCount:G15} rows)");
    }

    /// <summary>With ridge there are no tests.</summary>
    private static Estimates<double> Tested(Estimates<double> estimates, LikelihoodInference inference)
    {
        double[] none = [.. estimates.Coefficients.Select(_ => double.NaN)];
        estimates = estimates with { Statistic = inference.HasKnownDispersion ? 'z' : 't' };
        return inference.HasRidge ? estimates with { TestStatistics = none, PValues = none } : estimates;
    }

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
        => LikelihoodWald.Test(restrictions, values, _inference);

    /// <inheritdoc cref="WaldTest(ReadOnlyMatrixSpan{double}, ReadOnlySpan{double})"/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [OverloadResolutionPriority(-1)]
    public HypothesisTest WaldTest(Matrix<double> restrictions, params double[] values)
    {
        ArgumentNullException.ThrowIfNull(restrictions);
        ArgumentNullException.ThrowIfNull(values);
        return WaldTest(restrictions.AsReadOnly(), values.AsSpan());
    }
}
