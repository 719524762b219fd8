namespace MiniDnn;

/// <summary>The χ² distribution with ν degrees of freedom (F. R. Helmert, 1876; K. Pearson, 1900).</summary>
/// <remarks>
/// That of the sum of ν squared standard normal variables: likelihood ratio and Wald tests, deviances. Its density is
/// x^(ν/2 − 1)·e^(−x/2)/(2^(ν/2)·Γ(ν/2)).
/// </remarks>
/// <param name="degreesOfFreedom">ν, positive and finite; it need not be whole.</param>
/// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not positive and finite.</exception>
/// <example><code>
/// Console.WriteLine($"{new ChiSquaredDistribution(2).UpperTail(6.2):F6}");        // → 0.045049
/// Console.WriteLine($"{new ChiSquaredDistribution(1).UpperQuantile(0.05):F4}");   // → 3.8415
/// </code></example>
public sealed class ChiSquaredDistribution(double degreesOfFreedom) : Distribution
{
    private readonly double _degreesOfFreedom = Throw.IfNotPositive(degreesOfFreedom, nameof(degreesOfFreedom));

    /// <summary>P(χ² &gt; x); NaN without degrees of freedom.</summary>
    internal static double UpperTail(double x, double degreesOfFreedom)
        => double.IsNaN(x) || !(degreesOfFreedom > 0) ? double.NaN : At(x, degreesOfFreedom).Upper;

    /// <summary>The x with P(χ² &gt; x) or P(χ² ≤ x) = <paramref name="tail"/>.</summary>
    internal static double Quantile(double tail, bool isUpper, double degreesOfFreedom)
        => PositiveQuantile.Solve(x => At(x, degreesOfFreedom), tail, isUpper, degreesOfFreedom);

    private protected override double DensityAt(double x)
    {
        double atZero = _degreesOfFreedom < 2 ? double.PositiveInfinity : _degreesOfFreedom == 2 ? 0.5 : 0;
        return x == 0 ? atZero : x > 0 && double.IsFinite(x) ? At(x, _degreesOfFreedom).Density / x : 0;
    }

    private protected override double Tail(double x, bool isUpper)
    {
        Tails tails = At(x, _degreesOfFreedom);
        return isUpper ? tails.Upper : tails.Lower;
    }

    private protected override double Quantile(double tail, bool isUpper) => Quantile(tail, isUpper, _degreesOfFreedom);

    private static Tails At(double x, double degreesOfFreedom) => IncompleteGamma.Evaluate(degreesOfFreedom / 2, x / 2);
}
