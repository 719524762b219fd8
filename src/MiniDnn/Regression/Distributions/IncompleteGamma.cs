namespace MiniDnn;

/// <summary>
/// The regularised incomplete gamma functions P(a, z) and Q(a, z), both tails of the gamma distribution, and its density.
/// </summary>
/// <remarks>
/// On the side of the mean where z lies, by a continued fraction that takes the distance from the mean, which loses no digits however large
/// a is: above it A. Legendre's (1826), below it the limit b → ∞ of <see cref="IncompleteBeta"/>'s, evaluated by W. Lentz's method (1976).
/// </remarks>
internal static class IncompleteGamma
{
    /// <summary>For a = 5·10⁸ the fractions take some 130,000 steps at the mean, and fewer away from it.</summary>
    private const int MaxSteps = 500_000;

    /// <summary>From here on the fraction takes too many steps, and the first term of the uniform expansion has all digits.</summary>
    private const double LargestForFraction = 1e12;

    /// <summary>Nearer to 0 the fraction above the mean converges so slowly that it would be taken for done too early.</summary>
    private const double SmallestForFraction = 0.25;

    /// <summary>Both tails of the gamma distribution of shape a at z.</summary>
    public static Tails Evaluate(double a, double z)
        => z <= 0 ? Tails.AtZero : double.IsPositiveInfinity(z) ? Tails.AtInfinity : Evaluate(a, z, Density(a, z));

    /// <summary>The same where zᵃ·e⁻ᶻ/Γ(a) is known with more digits than z gives it.</summary>
    public static Tails Evaluate(double a, double z, double density)
    {
        if (a < 0.5 && z < SmallestForFraction)
        {
            double sum = (density * z / a * BelowMean(a + 1, z)) + (density / a);   // P(a, z) = P(a + 1, z) + zᵃ·e⁻ᶻ/Γ(a + 1)
            return new(sum, 1 - sum, density);
        }
        if (a > LargestForFraction)
        {
            return Uniform(a, z, density);
        }
        if (z < a)
        {
            double lower = density * BelowMean(a, z);
            return new(lower, 1 - lower, density);
        }
        double upper = density * AboveMean(a, z);
        return new(1 - upper, upper, density);
    }

    /// <summary>
    /// N. Temme's expansion for large a (1979): Q = Φ(−η·√a) + e^(−aη²/2)/√(2πa)·(−⅓ + η/12 − …), aη²/2 = z − a − a·ln(z/a).
    /// </summary>
    private static Tails Uniform(double a, double z, double density)
    {
        double root = Math.CopySign(Math.Sqrt(2 * SaddlePoint.Deviance(a, z)), z - a);   // η·√a; where a tail is more than 0, η is small
        double correction = NormalDistribution.DensityOf(root) / Math.Sqrt(a) * ((root / Math.Sqrt(a) / 12) - (1.0 / 3));
        return new(NormalDistribution.UpperTailAt(-root) - correction, NormalDistribution.UpperTailAt(root) + correction, density);
    }

    /// <summary>zᵃ·e⁻ᶻ/Γ(a).</summary>
    private static double Density(double a, double z)
        => a < 0.5
            ? a * Math.Pow(z, a) * Math.Exp(-z) * SaddlePoint.ReciprocalGamma(a)
            : Math.Exp(-SaddlePoint.StirlingError(a) - SaddlePoint.Deviance(a, z)) * Math.Sqrt(a / (2 * Math.PI));

    /// <summary>Q(a, z)·Γ(a)/(zᵃ·e⁻ᶻ) = 1/(β₀ + α₁/(β₁ + …)) with αₙ = n·(a − n), βₙ = z − a + 1 + 2n.</summary>
    private static double AboveMean(double a, double z)
    {
        double aboveMean = z - a + 1;
        var fraction = new LentzFraction(aboveMean);
        for (int n = 1; n < MaxSteps && !fraction.HasConverged; n++)
        {
            fraction.Append(n * (a - n), aboveMean + (2.0 * n));
        }
        return 1 / fraction.Value;
    }

    /// <summary>P(a, z)·Γ(a)/(zᵃ·e⁻ᶻ), for z up to the mean.</summary>
    private static double BelowMean(double a, double z)
    {
        double belowMean = a - z + 1;
        var fraction = new LentzFraction(a / (a + 1) * belowMean);
        for (int n = 1; n < MaxSteps && !fraction.HasConverged; n++)
        {
            double before = a + (2.0 * n) - 1;
            double alpha = z / before * (z / before) * n * (a + n - 1);
            fraction.Append(alpha, n + (n * z / before) + ((a + n) / (before + 2) * (belowMean + (2.0 * n))));
        }
        return 1 / fraction.Value;
    }
}
