namespace MiniDnn;

/// <summary>The standard normal distribution (C. F. Gauss, 1809): mean 0, variance 1.</summary>
internal sealed class NormalDistribution : Distribution
{
    /// <summary>1/√(2π).</summary>
    private const double AtZero = 0.39894228040143268;

    /// <summary>The smallest number is P(X &gt; 38.5).</summary>
    private const double LastTail = 40;

    /// <summary>P(X &gt; x).</summary>
    internal static double UpperTailAt(double x)
    {
        if (Math.Abs(x) > LastTail)
        {
            return x > 0 ? 0 : 1;
        }
        Tails square = IncompleteGamma.Evaluate(0.5, x * x / 2, Math.Abs(x) * DensityOf(x));   // X² is a χ² of one degree of freedom
        return Math.Abs(x) < 1 ? 0.5 - (Math.CopySign(square.Lower, x) / 2) : x > 0 ? square.Upper / 2 : 1 - (square.Upper / 2);
    }

    /// <summary>The x with P(|X| ≤ x) = <paramref name="level"/>.</summary>
    internal static double TwoSidedQuantile(double level)
        => Math.Sqrt(level < 0.5 ? ChiSquaredDistribution.Quantile(level, false, 1) : ChiSquaredDistribution.Quantile(1 - level, true, 1));

    /// <summary>The x with P(X &gt; x) = <paramref name="probability"/>.</summary>
    internal static double UpperQuantileAt(double probability)
    {
        double tail = Math.Min(probability, 1 - probability);
        double square = tail < 0.25
            ? ChiSquaredDistribution.Quantile(2 * tail, true, 1)
            : ChiSquaredDistribution.Quantile(1 - (2 * tail), false, 1);
        return probability > 0.5 ? -Math.Sqrt(square) : Math.Sqrt(square);
    }

    /// <summary>e^(−x²/2)/√(2π).</summary>
    internal static double DensityOf(double x)
    {
        double square = x * x;
        double rest = double.IsFinite(square) ? Math.FusedMultiplyAdd(x, x, -square) : 0;   // the rounding of x² would cost digits
        return AtZero * Math.Exp(-square / 2) * Math.Exp(-rest / 2);
    }

    private protected override double DensityAt(double x) => DensityOf(x);

    private protected override double Tail(double x, bool isUpper) => UpperTailAt(isUpper ? x : -x);

    private protected override double Quantile(double tail, bool isUpper) => UpperQuantileAt(tail) * (isUpper ? 1 : -1);
}
