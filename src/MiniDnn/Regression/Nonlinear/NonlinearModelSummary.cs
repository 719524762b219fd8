using System.Globalization;

namespace MiniDnn;

/// <summary>How good a fitted curve is: standard errors, t and p of its coefficients, R², likelihood, and the table of it all.</summary>
/// <remarks>What has no meaning for the data is NaN, and the model's remarks say why.</remarks>
/// <example><code>
/// double[] dose = [0.2, 0.5, 1, 2, 5, 10], rate = [0.35, 0.73, 1.2, 1.8, 2.5, 2.8];
/// var summary = NonlinearLeastSquares.Fit((x, p) =&gt; p[0] * x / (p[1] + x), dose, rate, start: [1, 1]).Summary();
/// Console.WriteLine($"{summary.StandardErrors[0]:F3}");      // → 0.039
/// Console.WriteLine($"{summary.RSquared:F4}");               // → 0.9994
/// Console.WriteLine(summary.ResidualDegreesOfFreedom);       // → 4
/// </code></example>
public sealed class NonlinearModelSummary : IFormattable
{
    private readonly NonlinearInference _inference;

    internal NonlinearModelSummary(IFittedCurve model, NonlinearInference inference, GoodnessOfCurve goodness)
    {
        Model = model;
        _inference = inference;
        TValues = [.. model.Coefficients.Select((b, j) => b / inference.Errors[j])];
        PValues = [.. TValues.Select(t => StudentTDistribution.TwoSidedTail(t, inference.QuantileDegreesOfFreedom))];
        RSquared = goodness.RSquared;
        LogLikelihood = goodness.LogLikelihood;
        double counted = goodness.PointCount - inference.DegreesOfFreedom + 1;
        Aic = (2 * counted) - (2 * LogLikelihood);
        Bic = (Math.Log(goodness.PointCount) * counted) - (2 * LogLikelihood);
    }

    /// <summary>
    /// The standard errors of the coefficients, √ of the diagonal of s²·(JᵀWJ)⁻¹ with J the derivatives of the curve; NaN without degrees
    /// of freedom, and for coefficients that are fixed, on a bound or not determined by the data.
    /// </summary>
    public IReadOnlyList<double> StandardErrors => _inference.Errors;

    /// <summary>The coefficients divided by their standard errors.</summary>
    public IReadOnlyList<double> TValues { get; }

    /// <summary>P(|t| as large or larger) for each coefficient, were it 0 in truth: two-sided, by Student's t distribution.</summary>
    public IReadOnlyList<double> PValues { get; }

    /// <summary>The points that count − the coefficients that were fitted.</summary>
    public double ResidualDegreesOfFreedom => _inference.DegreesOfFreedom;

    /// <summary>The residual standard error s = √(Σ wᵢ·(yᵢ − ŷᵢ)²/degrees of freedom); NaN without degrees of freedom.</summary>
    public double ResidualStandardError => _inference.Deviation;

    /// <summary>Σ wᵢ·(yᵢ − ŷᵢ)².</summary>
    public double ResidualSumOfSquares => _inference.ResidualSumOfSquares;

    /// <summary>
    /// R² = 1 − residual/total sum of squares, about the weighted mean; below 0 where the curve is worse than a constant, NaN where the
    /// target does not vary.
    /// </summary>
    public double RSquared { get; }

    /// <summary>
    /// The largest log-likelihood for normal errors: ½·(Σ ln wᵢ − n·(ln(2π·residual sum of squares/n) + 1)); +∞ for an exact fit.
    /// </summary>
    public double LogLikelihood { get; }

    /// <summary>
    /// Akaike's information criterion, 2k − 2·log-likelihood with k = the coefficients and the variance (H. Akaike, 1973).
    /// </summary>
    public double Aic { get; }

    /// <summary>The Bayesian information criterion, k·ln n − 2·log-likelihood with the same k (G. Schwarz, 1978).</summary>
    public double Bic { get; }

    internal IFittedCurve Model { get; }

    /// <summary>Computes the covariance matrix of the coefficients, s²·(JᵀWJ)⁻¹; NaN for those without a standard error.</summary>
    /// <returns>A new matrix, parameters × parameters.</returns>
    public Matrix<double> Covariance() => Matrix.Create(TValues.Count, TValues.Count, _inference.Covariance);

    /// <summary>
    /// The table of the fit, in the current culture: coefficients with standard errors, t and p values, and the statistics of the whole.
    /// </summary>
    public override string ToString() => ToString(null, null);

    /// <summary>
    /// The table of the fit: a line for each coefficient, then the residual standard error, R², how the search ended, remarks.
    /// </summary>
    /// <param name="format">A numeric format for estimates, standard errors and t values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
        => NonlinearTable.Write(this, string.IsNullOrEmpty(format) ? "G6" : format, formatProvider ?? CultureInfo.CurrentCulture);
}
