namespace MiniDnn;

/// <summary>A continuous distribution: its density, both tails and their quantiles.</summary>
/// <remarks>
/// No tail is computed as 1 − the other one: each keeps 12 digits and more down to the smallest number (tested against values of 45 to 80
/// digits, for degrees of freedom from 0.001 to 10⁹). NaN gives NaN. Allocation-free but for the object itself; safe to use from many
/// threads at once.
/// </remarks>
/// <example><code>
/// Console.WriteLine($"{Distribution.Normal.UpperTail(37.5):E3}");                  // → 4.605E-308
/// Console.WriteLine($"{Distribution.StudentT(12).UpperQuantile(0.025):F4}");       // → 2.1788
/// Console.WriteLine($"{Distribution.F(2, 27).UpperTail(4.5):F6}");                 // → 0.020574
/// Console.WriteLine($"{Distribution.ChiSquared(1).UpperQuantile(0.05):F4}");       // → 3.8415
/// </code></example>
public abstract class Distribution
{
    private protected Distribution()
    {
    }

    /// <summary>The standard normal distribution (C. F. Gauss, 1809): mean 0, variance 1.</summary>
    /// <remarks>Of any other normal variable take (x − mean)/standard deviation.</remarks>
    public static Distribution Normal { get; } = new NormalDistribution();

    /// <summary>Gives Student's t distribution with ν degrees of freedom (W. S. Gosset, 1908).</summary>
    /// <remarks>
    /// That of an estimate divided by its standard error. Its density is (1 + t²/ν)^(−(ν + 1)/2)/(√ν·B(½, ν/2)); with infinite ν it is the
    /// normal distribution.
    /// </remarks>
    /// <param name="degreesOfFreedom">ν, positive; it need not be whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not positive.</exception>
    public static Distribution StudentT(double degreesOfFreedom) => new StudentTDistribution(degreesOfFreedom);

    /// <summary>Gives Fisher's F distribution with d₁ and d₂ degrees of freedom (R. A. Fisher, 1924; G. Snedecor, 1934).</summary>
    /// <remarks>
    /// That of the ratio of two independent χ² variables, each divided by its degrees of freedom: F tests of models and of terms. Its
    /// density is f^(d₁/2 − 1)·d₁^(d₁/2)·d₂^(d₂/2)/(B(d₁/2, d₂/2)·(d₂ + d₁·f)^((d₁ + d₂)/2)); with infinite d₂ it is that of χ²/d₁.
    /// </remarks>
    /// <param name="numeratorDegreesOfFreedom">d₁, positive and finite; it need not be whole.</param>
    /// <param name="denominatorDegreesOfFreedom">d₂, positive; infinite where the variance is known.</param>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom are not positive.</exception>
    public static Distribution F(double numeratorDegreesOfFreedom, double denominatorDegreesOfFreedom)
        => new FDistribution(numeratorDegreesOfFreedom, denominatorDegreesOfFreedom);

    /// <summary>Gives the χ² distribution with ν degrees of freedom (F. R. Helmert, 1876; K. Pearson, 1900).</summary>
    /// <remarks>
    /// That of the sum of ν squared standard normal variables: likelihood ratio and Wald tests, deviances. Its density is
    /// x^(ν/2 − 1)·e^(−x/2)/(2^(ν/2)·Γ(ν/2)).
    /// </remarks>
    /// <param name="degreesOfFreedom">ν, positive and finite; it need not be whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not positive and finite.</exception>
    public static Distribution ChiSquared(double degreesOfFreedom) => new ChiSquaredDistribution(degreesOfFreedom);

    /// <summary>Computes the density at <paramref name="x"/>.</summary>
    public double Density(double x) => double.IsNaN(x) ? x : DensityAt(x);

    /// <summary>Computes P(X ≤ x).</summary>
    public double LowerTail(double x) => double.IsNaN(x) ? x : Tail(x, isUpper: false);

    /// <summary>Computes P(X &gt; x): of a statistic that was measured, the p value.</summary>
    public double UpperTail(double x) => double.IsNaN(x) ? x : Tail(x, isUpper: true);

    /// <summary>Computes the x with P(X ≤ x) = <paramref name="probability"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not from 0 to 1.</exception>
    public double LowerQuantile(double probability) => Checked(probability, isUpper: false);

    /// <summary>Computes the x with P(X &gt; x) = <paramref name="probability"/>: the critical value of a test.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not from 0 to 1.</exception>
    public double UpperQuantile(double probability) => Checked(probability, isUpper: true);

    private protected abstract double DensityAt(double x);

    private protected abstract double Tail(double x, bool isUpper);

    private protected abstract double Quantile(double tail, bool isUpper);

    private double Checked(double probability, bool isUpper) => probability is < 0 or > 1
        ? throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability must be from 0 to 1.")
        : double.IsNaN(probability) ? probability : Quantile(probability, isUpper);
}
