namespace MiniDnn;

/// <summary>Where a robust regression ended.</summary>
internal sealed record RobustState(RobustLoss Loss, double Scale, double[] Weights, double[] Residuals)
{
    /// <summary>
    /// The standard deviation that takes s's place in the errors of the coefficients: √(Σ(w·r)²/(n − p))·K/m with m the mean of ψ′ and
    /// K = 1 + p·var(ψ′)/(n·m²) (P. Huber, "Robust Statistics", 1981, 7.6).
    /// </summary>
    public double Deviation(int parameterCount)
    {
        int n = Residuals.Length;
        double[] slopes = [.. Residuals.Select(r => RobustWeights.Slope(Loss, r / Scale))];
        double mean = slopes.Average(), variance = slopes.Sum(s => (s - mean) * (s - mean)) / (n - 1);
        double correction = 1 + (parameterCount * variance / (n * mean * mean));
        double sum = Residuals.Select((r, i) => Weights[i] * (r / Scale) * (Weights[i] * (r / Scale))).Sum();   // r² may leave the range
        return Math.Sqrt(sum / (n - parameterCount)) * correction / mean * Scale;
    }
}
