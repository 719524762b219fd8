namespace MiniDnn;

/// <summary>Fisher's F distribution with d₁ and d₂ degrees of freedom (R. A. Fisher, 1924; G. Snedecor, 1934).</summary>
internal static class FDistribution
{
    /// <summary>Newton's iteration takes five to ten steps, bisection of the bracket to the last digit 64.</summary>
    private const int MaxSteps = 100;

    /// <summary>P(F &gt; f).</summary>
    public static double UpperTail(double f, double d1, double d2)
        => double.IsNaN(f) || !(d1 > 0) || !(d2 > 0) ? double.NaN : Evaluate(f, d1, d2).Upper;

    /// <summary>The f with P(F &gt; f) = <paramref name="upperTail"/>.</summary>
    public static double Quantile(double upperTail, double d1, double d2)
        => upperTail < 0.5 ? Quantile(upperTail, true, d1, d2) : Quantile(1 - upperTail, false, d1, d2);

    /// <summary>
    /// The f with P(F &gt; f) or P(F &lt; f) = <paramref name="tail"/>, by Newton's iteration on the logarithm of that tail as a function
    /// of ln f, kept inside a bracket.
    /// </summary>
    public static double Quantile(double tail, bool isUpper, double d1, double d2)
    {
        double target = Math.Log(tail);
        double low = -1400, high = 1400, u = 0;
        for (int i = 0; i < MaxSteps && high - low > 0; i++)
        {
            double step = Step(Math.Exp(u), target, isUpper, d1, d2);
            if (step > 0)
            {
                low = u;
            }
            else
            {
                high = u;
            }
            double next = u + step;
            // a step of a few units of the last digit that leaves the bracket is rounding
            if (!(next > low && next < high))
            {
                next = double.IsFinite(next) && Math.Abs(step) <= 1e-15 * Math.Max(1, Math.Abs(u)) ? u : low + ((high - low) / 2);
            }

            // half a unit of the last digit changes nothing
            if (Math.Abs(next - u) <= 1e-16 * Math.Max(1, Math.Abs(u)))
            {
                break;
            }
            u = next;
        }
        double f = Math.Exp(u);
        double last = Step(f, target, isUpper, d1, d2);   // u has fewer digits than f where it is far from 0
        return Math.Abs(last) < 1e-6 ? f + (f * last) : f;
    }

    /// <summary>By how much Newton's iteration would raise ln f.</summary>
    private static double Step(double f, double target, bool isUpper, double d1, double d2)
    {
        (double lower, double upper, double density) = Evaluate(f, d1, d2);
        double tail = isUpper ? upper : lower;
        double excess = Math.Log(tail) - target;
        return excess * (isUpper ? 1 : -1) * (tail > 0 && density > 0 ? tail / density : 1);
    }

    private static (double Lower, double Upper, double Density) Evaluate(double f, double d1, double d2)
    {
        if (f <= 0 || double.IsPositiveInfinity(f))
        {
            return f <= 0 ? (0, 1, 0) : (1, 0, 0);
        }
        double ratio = d1 / d2 * f;
        return double.IsPositiveInfinity(ratio)
            ? IncompleteBeta.Evaluate(d1 / 2, d2 / 2, 1, d2 / d1 / f)
            : IncompleteBeta.Evaluate(d1 / 2, d2 / 2, ratio / (1 + ratio), 1 / (1 + ratio));
    }
}
