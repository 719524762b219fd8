namespace MiniDnn;

/// <summary>
/// What the densities of beta and gamma are made of without differences of logarithms of Γ, which would lose the digits of large degrees of
/// freedom: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
/// </summary>
internal static class SaddlePoint
{
    /// <summary>
    /// The share up to which the series is taken: at 0.3 it has 16 terms, and v·ln(v/m) + m − v loses no more than a digit.
    /// </summary>
    private const double Near = 0.3;

    /// <summary>v·ln(v/m) + m − v, by a series where v is near m.</summary>
    public static double Deviance(double v, double m) => Deviance(v, m, v - m);

    /// <summary>The same with v − m known with more digits than v and m give it.</summary>
    public static double Deviance(double v, double m, double difference)
    {
        if (Math.Abs(difference) >= Near * (v + m))
        {
            double ratioOfMeans = v / m;   // beyond all doubles where m has almost none of their range left
            return (v * (double.IsInfinity(ratioOfMeans) ? Math.Log(v) - Math.Log(m) : Math.Log(ratioOfMeans))) - difference;
        }
        double ratio = difference / (v + m);
        double sum = difference * ratio;
        double term = 2 * v * ratio;
        for (int k = 1; k < 1000; k++)
        {
            term *= ratio * ratio;
            double next = sum + (term / ((2 * k) + 1));
            if (next == sum)
            {
                break;
            }
            sum = next;
        }
        return sum;
    }

    /// <summary>ln Γ(z + 1) − ln(√(2πz)·(z/e)ᶻ): Stirling's series for z ≥ 16, brought there by the recurrence of Γ.</summary>
    public static double StirlingError(double z)
    {
        double sum = 0;
        for (; z < 16; z++)
        {
            sum += RecurrenceTerm(z);
        }
        double inverse = 1 / (z * z);
        double series = 1.0 / 1188 - (inverse * (691.0 / 360360));
        foreach (double coefficient in (ReadOnlySpan<double>)[1.0 / 1680, 1.0 / 1260, 1.0 / 360, 1.0 / 12])
        {
            series = coefficient - (inverse * series);
        }
        return sum + (series / z);
    }

    /// <summary>1/Γ(1 + a) for a small a, where Stirling's terms of a itself are large and take their digits from each other.</summary>
    public static double ReciprocalGamma(double a)
        => Math.Exp(1 + a - StirlingError(1 + a) - ((a + 0.5) * LogOnePlus(a))) / Math.Sqrt(2 * Math.PI);

    /// <summary>ln(1 + x) with all digits of a small x, which <see cref="double.LogP1"/> rounds away (W. Kahan).</summary>
    public static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 || double.IsInfinity(sum) ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>(z + ½)·ln(1 + 1/z) − 1 = Σ s²ᵏ/(2k + 1), k ≥ 1, with s = 1/(2z + 1).</summary>
    private static double RecurrenceTerm(double z)
    {
        if (z < 0.5)
        {
            return ((z + 0.5) * (Math.Log(1 + z) - Math.Log(z))) - 1;   // the series would take 10/z terms
        }
        double square = 1 / (((2 * z) + 1) * ((2 * z) + 1));
        double power = square;
        double sum = 0;
        // what is left out lies below the rounding of the sum that this goes into
        for (int k = 1; power > 1e-18; k++)
        {
            sum += power / ((2 * k) + 1);
            power *= square;
        }
        return sum;
    }
}
