namespace MiniDnn;

/// <summary>How much of the target a curve explains.</summary>
internal sealed record GoodnessOfCurve(double RSquared, double LogLikelihood, int PointCount)
{
    public static GoodnessOfCurve Of(double[] y, double[]? weights, NonlinearInference inference)
    {
        weights ??= [.. y.Select(_ => 1.0)];
        double sumOfWeights = weights.Sum(), middle = y[0];
        double mean = y.Select((v, i) => weights[i] / sumOfWeights * (v - middle)).Sum();
        double[] lengths = [.. y.Select((v, i) => Math.Sqrt(weights[i]) * Math.Abs(v - middle - mean))];
        double unit = lengths.Max();   // squares of the data themselves may leave the range
        double total = lengths.Sum(v => v / unit * (v / unit)), deviation = inference.Deviation / unit;
        bool keepsSquares = double.IsNormal(inference.ResidualSumOfSquares) || !(inference.DegreesOfFreedom > 0);
        double residual = keepsSquares
            ? inference.ResidualSumOfSquares / unit / unit : deviation * deviation * inference.DegreesOfFreedom;
        int n = y.Length;
        bool isConstant = y.All(v => v == middle);
        double likelihood = 0.5 * (weights.Sum(Math.Log) - (n * (Math.Log(2 * Math.PI * inference.ResidualSumOfSquares / n) + 1)));
        return new(isConstant ? double.NaN : 1 - (residual / total), likelihood, n);
    }
}
