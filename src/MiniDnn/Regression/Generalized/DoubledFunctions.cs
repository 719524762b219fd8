namespace MiniDnn;

/// <summary>
/// Functions in doubled precision, to some 30 digits: where a mean lies near what was observed, double keeps few of their difference.
/// </summary>
internal static class DoubledFunctions
{
    /// <summary>The argument of the series is divided by 2⁶, so that fourteen terms are enough.</summary>
    private const int Halvings = 6, Terms = 14;

    /// <summary>
    /// Below this the series of Φ about 0 is taken, of whose 32 digits it loses ten; beyond it the fraction takes some 30 steps.
    /// </summary>
    private const double NearZero = 6.5;

    private const int FractionSteps = 60;

    // constants of 32 digits, in two numbers each
    private static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    private static readonly DoubleDouble DensityAtZero = new(0.3989422804014327, -2.4923272022777433e-17);

    private static readonly DoubleDouble[] ReciprocalFactorials = CreateReciprocalFactorials();

    /// <summary>eˣ.</summary>
    public static DoubleDouble Exp(DoubleDouble x)
    {
        if (!(Math.Abs(x.High) < 700))
        {
            return Math.Exp(x.High) * (1 + x.Low);
        }
        int n = (int)Math.Round(x.High / Ln2.High);
        return DoubleDouble.ScaleB(DoubleDouble.One + Reduced(x - (Ln2 * (double)n)), n);
    }

    /// <summary>eˣ − 1, with all digits near 0.</summary>
    public static DoubleDouble ExpMinus1(DoubleDouble x) => Math.Abs(x.High) < 0.35 ? Reduced(x) : Exp(x) - DoubleDouble.One;

    /// <summary>Φ(x).</summary>
    public static DoubleDouble Normal(DoubleDouble x)
    {
        if (Math.Abs(x.High) > 37)
        {
            return x.High > 0 ? 1 : NormalDistribution.UpperTailAt(-x.High);
        }
        DoubleDouble density = DensityAtZero * Exp(-(x * x) * 0.5);
        if (Math.Abs(x.High) < NearZero)
        {
            return (DoubleDouble)0.5 + (density * Series(x));
        }
        DoubleDouble tail = density * MillsRatio(x.High > 0 ? x : -x);
        return x.High > 0 ? DoubleDouble.One - tail : tail;
    }

    /// <summary>Σ x²ᵏ⁺¹/(1·3·…·(2k + 1)), which is (Φ(x) − ½)/φ(x).</summary>
    private static DoubleDouble Series(DoubleDouble x)
    {
        DoubleDouble square = x * x, term = x, sum = x;
        // the last of 32 digits
        for (int k = 1; Math.Abs(term.High) > Math.Abs(sum.High) * 1e-33; k++)
        {
            term *= square / (double)((2 * k) + 1);
            sum += term;
        }
        return sum;
    }

    /// <summary>Φ(−x)/φ(x) = 1/(x + 1/(x + 2/(x + 3/(x + …)))) (P. S. de Laplace, 1805).</summary>
    private static DoubleDouble MillsRatio(DoubleDouble x)
    {
        DoubleDouble fraction = x;
        for (int k = FractionSteps; k > 0; k--)
        {
            fraction = x + ((DoubleDouble)(double)k / fraction);
        }
        return DoubleDouble.One / fraction;
    }

    /// <summary>eʳ − 1 for |r| ≤ ½·ln 2: the series of a small part, and (1 + s)² − 1 = 2s + s² so many times.</summary>
    private static DoubleDouble Reduced(DoubleDouble r)
    {
        r = DoubleDouble.ScaleB(r, -Halvings);
        DoubleDouble sum = ReciprocalFactorials[Terms];
        for (int k = Terms - 1; k > 0; k--)
        {
            sum = ReciprocalFactorials[k] + (sum * r);
        }
        sum *= r;
        for (int i = 0; i < Halvings; i++)
        {
            sum = (sum * 2.0) + (sum * sum);
        }
        return sum;
    }

    private static DoubleDouble[] CreateReciprocalFactorials()
    {
        var values = new DoubleDouble[Terms + 1];
        values[0] = DoubleDouble.One;
        for (int k = 1; k <= Terms; k++)
        {
            values[k] = values[k - 1] / (double)k;
        }
        return values;
    }
}
