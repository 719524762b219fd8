namespace MiniDnn;

/// <summary>Fisher's F distribution with d₁ and d₂ degrees of freedom (R. A. Fisher, 1924; G. Snedecor, 1934).</summary>
internal sealed class FDistribution(double numeratorDegreesOfFreedom, double denominatorDegreesOfFreedom) : Distribution
{
    /// <summary>For a denominator of more degrees of freedom than this for each of the numerator no digit differs from χ²'s.</summary>
    private const double AsGoodAsInfinite = 1e25;

    private readonly double _d1 = Throw.IfNotPositive(numeratorDegreesOfFreedom, nameof(numeratorDegreesOfFreedom));
    private readonly double _d2 = double.IsPositiveInfinity(denominatorDegreesOfFreedom)
        ? denominatorDegreesOfFreedom
        : Throw.IfNotPositive(denominatorDegreesOfFreedom, nameof(denominatorDegreesOfFreedom));

    /// <summary>P(F &gt; f); NaN without degrees of freedom.</summary>
    internal static double UpperTail(double f, double d1, double d2)
        => double.IsNaN(f) || !(d1 > 0) || !(d2 > 0) ? double.NaN : At(f, d1, d2).Upper;

    /// <summary>The f with P(F &gt; f) or P(F ≤ f) = <paramref name="tail"/>.</summary>
    internal static double Quantile(double tail, bool isUpper, double d1, double d2)
        => PositiveQuantile.Solve(f => At(f, d1, d2), tail, isUpper, 1);

    /// <summary>Both tails, and f·(the density).</summary>
    internal static Tails At(double f, double d1, double d2)
    {
        if (f <= 0 || double.IsPositiveInfinity(f))
        {
            return f <= 0 ? Tails.AtZero : Tails.AtInfinity;
        }
        if (d2 > AsGoodAsInfinite * Math.Max(1, d1))
        {
            return IncompleteGamma.Evaluate(d1 / 2, d1 / 2 * f);
        }
        double ratio = d1 / d2 * f;
        return double.IsPositiveInfinity(ratio)
            ? IncompleteBeta.Evaluate(d1 / 2, d2 / 2, 1, d2 / d1 / f, d2 / 2)
            : IncompleteBeta.Evaluate(d1 / 2, d2 / 2, ratio / (1 + ratio), 1 / (1 + ratio), d1 / 2 * ((f - 1) / (1 + ratio)));
    }

    private protected override double DensityAt(double f)
    {
        double atZero = _d1 < 2 ? double.PositiveInfinity : _d1 == 2 ? 1 : 0;
        return f == 0 ? atZero : f > 0 && double.IsFinite(f) ? At(f, _d1, _d2).Density / f : 0;
    }

    private protected override double Tail(double f, bool isUpper)
    {
        Tails tails = At(f, _d1, _d2);
        return isUpper ? tails.Upper : tails.Lower;
    }

    private protected override double Quantile(double tail, bool isUpper) => Quantile(tail, isUpper, _d1, _d2);
}
