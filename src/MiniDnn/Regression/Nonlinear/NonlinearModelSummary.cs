using System.Text;

namespace MiniDnn;

/// <summary>How good a fitted curve is: standard errors, t and p of its coefficients, R², likelihood, and the table of it all.</summary>
/// <remarks>
/// The covariance is s²·(JᵀWJ)⁻¹ with J the derivatives of the curve; NaN for coefficients that are fixed, on a bound or not determined by
/// the data. The log-likelihood is that of normal errors: ½·(Σ ln wᵢ − n·(ln(2π·residual sum of squares/n) + 1)); +∞ for an exact fit. What
/// has no meaning for the data is NaN, and the model's remarks say why.
/// </remarks>
/// <example><code>
/// double[] dose = [0.2, 0.5, 1, 2, 5, 10], rate = [0.35, 0.73, 1.2, 1.8, 2.5, 2.8];
/// var summary = NonlinearLeastSquares.Fit((x, p) =&gt; p[0] * x / (p[1] + x), dose, rate, start: [1, 1]).Summary();
/// Console.WriteLine($"{summary.StandardErrors[0]:F3}");      // → 0.039
/// Console.WriteLine($"{summary.RSquared:F4}");               // → 0.9994
/// Console.WriteLine(summary.ResidualDegreesOfFreedom);       // → 4
/// </code></example>
public sealed class NonlinearModelSummary : RegressionSummary<double>
{
    private readonly NonlinearInference _inference;
    private readonly NonlinearFit _fit;
    private readonly int _pointCount;

    internal NonlinearModelSummary(Estimates<double> estimates, NonlinearFit fit, NonlinearInference inference, GoodnessOfCurve goodness)
        : base(estimates, goodness.LogLikelihood, goodness.PointCount - inference.DegreesOfFreedom + 1, goodness.PointCount)
        => (_inference, _fit, _pointCount, RSquared) = (inference, fit, goodness.PointCount, goodness.RSquared);

    /// <summary>The residual standard error s = √(Σ wᵢ·(yᵢ − ŷᵢ)²/degrees of freedom); NaN without degrees of freedom.</summary>
    public double ResidualStandardError => _inference.Deviation;

    /// <summary>Σ wᵢ·(yᵢ − ŷᵢ)².</summary>
    public double ResidualSumOfSquares => _inference.ResidualSumOfSquares;

    /// <summary>
    /// R² = 1 − residual/total sum of squares, about the weighted mean; below 0 where the curve is worse than a constant, NaN where the
    /// target does not vary.
    /// </summary>
    public double RSquared { get; }

    /// <inheritdoc/>
    public override Matrix<double> Covariance() => Matrix.Create(PValues.Count, PValues.Count, _inference.Covariance);

    private protected override void AppendWhole(StringBuilder text, IFormatProvider provider)
    {
        text.AppendLine(provider, $"Residual standard error: {ResidualStandardError:G6} on {ResidualDegreesOfFreedom:G6} "
            + $"degrees of freedom ({_pointCount} points)");
        text.AppendLine(provider, $"R²: {RSquared:G6}");
        text.AppendLine(provider, $"Log-likelihood: {LogLikelihood:G6}, AIC: {Aic:G6}, BIC: {Bic:G6}");
        text.Append(provider, $"{(_fit.End.HasConverged ? _fit.End.Message : "Not converged")} ({_fit.Iterations} steps tried)");
    }
}
