namespace MiniDnn;

/// <summary>Fisher's F distribution with d₁ and d₂ degrees of freedom (R. A. Fisher, 1924; G. Snedecor, 1934).</summary>
internal static class FDistribution
{
    /// <summary>P(F &gt; f).</summary>
    public static double UpperTail(double f, double d1, double d2)
        => double.IsNaN(f) || !(d1 > 0) || !(d2 > 0) ? double.NaN : Evaluate(f, d1, d2).Upper;

    /// <summary>
    /// The f with P(F &gt; f) = <paramref name="upperTail"/>, by Newton's iteration on the logarithm of the smaller tail as a function of
    /// ln f, kept inside a bracket.
    /// </summary>
    public static double Quantile(double upperTail, double d1, double d2)
    {
        bool useUpper = upperTail < 0.5;
        double target = Math.Log(useUpper ? upperTail : 1 - upperTail);
        double low = -1400, high = 1400, u = 0;
        for (int i = 0; i < 200 && high - low > 0; i++)
        {
            (double lower, double upper, double density) = Evaluate(Math.Exp(u), d1, d2);
            double tail = useUpper ? upper : lower;
            double excess = Math.Log(tail) - target;
            if (useUpper == excess > 0)
            {
                low = u;
            }
            else
            {
                high = u;
            }
            double step = excess * tail / density * (useUpper ? 1 : -1);
            double next = u + step;
            if (!(next > low && next < high))
            {
                next = double.IsFinite(next) && Math.Abs(step) <= 1e-15 * Math.Max(1, Math.Abs(u)) ? u : low + ((high - low) / 2);
            }
            if (Math.Abs(next - u) <= 1e-16 * Math.Max(1, Math.Abs(u)))
            {
                break;
            }
            u = next;
        }
        return Math.Exp(u);
    }

    private static (double Lower, double Upper, double Density) Evaluate(double f, double d1, double d2)
    {
        if (f <= 0 || double.IsPositiveInfinity(f))
        {
            return f <= 0 ? (0, 1, 0) : (1, 0, 0);
        }
        double ratio = d1 / d2 * f;
        return IncompleteBeta.Evaluate(d1 / 2, d2 / 2, double.IsPositiveInfinity(ratio) ? 1 : ratio / (1 + ratio), 1 / (1 + ratio));
    }
}
