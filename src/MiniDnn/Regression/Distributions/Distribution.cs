namespace MiniDnn;

/// <summary>A continuous distribution: its density, both tails and their quantiles.</summary>
/// <remarks>
/// No tail is computed as 1 − the other one: each keeps 12 digits and more down to the smallest number (tested against values of 45 to 80
/// digits, for degrees of freedom from 0.001 to 10⁹). NaN gives NaN. Allocation-free but for the object itself; safe to use from many
/// threads at once.
/// </remarks>
/// <example><code>
/// Console.WriteLine($"{new NormalDistribution().UpperTail(1.96):F6}");              // → 0.024998
/// Console.WriteLine($"{new StudentTDistribution(12).UpperQuantile(0.025):F4}");     // → 2.1788
/// Console.WriteLine($"{new FDistribution(2, 27).UpperTail(4.5):F6}");               // → 0.020574
/// Console.WriteLine($"{new ChiSquaredDistribution(1).UpperQuantile(0.05):F4}");     // → 3.8415
/// </code></example>
public abstract class Distribution
{
    private protected Distribution()
    {
    }

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
