namespace MiniDnn;

/// <summary>What one row of weight 1 has to do with the likelihood at its η.</summary>
/// <param name="Mean">μ.</param>
/// <param name="Slope">dμ/dη.</param>
/// <param name="Residual">y − μ; trials·(y − μ) for successes out of trials.</param>
/// <param name="Score">The derivative of the log-likelihood with respect to η, for dispersion 1.</param>
/// <param name="Information">The expected information (dμ/dη)²/V(μ).</param>
/// <param name="Curvature">The observed information, minus the second derivative; it may be negative.</param>
/// <param name="Deviance">Twice the log-likelihood that is missing to that of a perfect fit.</param>
internal readonly record struct RowTerms(
    double Mean, double Slope, double Residual, double Score, double Information, double Curvature, double Deviance);
