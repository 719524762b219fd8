namespace MiniDnn;

/// <summary>How much of the target a curve explains.</summary>
internal sealed record GoodnessOfCurve(double RSquared, double LogLikelihood, int PointCount)
{
    public static GoodnessOfCurve Of(double[] y, double[]? weights, double residualSumOfSquares)
    {
        weights ??= [.. y.Select(_ => 1.0)];
        double sumOfWeights = weights.Sum(), middle = y[0];
        double mean = y.Select((v, i) => weights[i] / sumOfWeights * (v - middle)).Sum();
        double total = y.Select((v, i) => weights[i] * ((v - middle - mean) * (v - middle - mean))).Sum();
        int n = y.Length;
        bool isConstant = y.All(v => v == middle);
        double likelihood = 0.5 * (weights.Sum(Math.Log) - (n * (Math.Log(2 * Math.PI * residualSumOfSquares / n) + 1)));
        return new(isConstant ? double.NaN : 1 - (residualSumOfSquares / total), likelihood, n);
    }
}
