namespace MiniDnn;

/// <summary>The χ² distribution with ν degrees of freedom (F. R. Helmert, 1876; K. Pearson, 1900).</summary>
internal sealed class ChiSquaredDistribution(double degreesOfFreedom) : Distribution
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
