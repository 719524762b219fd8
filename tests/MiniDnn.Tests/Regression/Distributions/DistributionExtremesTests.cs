namespace MiniDnn.Tests;

/// <summary>Distributions at the ends of the range: subnormal arguments, and more degrees of freedom than a fraction has steps.</summary>
internal sealed class DistributionExtremesTests
{
    [TestCase(1e18)]
    [TestCase(1e26)]
    [TestCase(1e200)]
    [TestCase(1e300)]
    public void So_many_degrees_of_freedom_are_as_good_as_infinitely_many(double degrees)
    {
        var student = Distribution.StudentT(degrees);
        var fisher = Distribution.F(3, degrees);
        foreach (double p in (double[])[1e-3, 0.05, 0.3, 0.45, 0.6, 0.97])
        {
            double x = Distribution.Normal.UpperQuantile(p), f = Distribution.ChiSquared(3).UpperQuantile(p) / 3;
            Assert.That(student.UpperQuantile(p), Is.EqualTo(x).Within(1e-13).Percent);
            Assert.That(student.UpperTail(x), Is.EqualTo(p).Within(1e-11).Percent);
            Assert.That(fisher.UpperQuantile(p), Is.EqualTo(f).Within(1e-12).Percent);
            Assert.That(fisher.UpperTail(f), Is.EqualTo(p).Within(1e-12).Percent);
        }
    }

    [Test]
    public void The_tails_of_chi_squared_at_its_mean_are_a_half_and_the_skewness([Values(1e12, 1e13, 1e14, 1e15, 1e16, 1e20, 1e30)] double degrees)
    {
        double skewness = 1 / (3 * Math.Sqrt(Math.PI * degrees));   // Q(a, a) = ½ + 1/(3·√(2πa)), the next term 1e-21 of it
        Assert.That(Distribution.ChiSquared(degrees).UpperTail(degrees), Is.EqualTo(0.5 - skewness).Within(1e-13));
        Assert.That(Distribution.ChiSquared(degrees).LowerTail(degrees), Is.EqualTo(0.5 + skewness).Within(1e-13));
    }

    [Test]
    public void Subnormal_arguments_have_densities_and_tails([Values(1e-300, 2e-308, 1e-310, 1e-320)] double x)
    {
        Assert.That(Distribution.ChiSquared(1).Density(x), Is.EqualTo(1 / Math.Sqrt(2 * Math.PI) / Math.Sqrt(x)).Within(1e-1).Percent);
        Assert.That(Distribution.ChiSquared(1).LowerTail(x), Is.EqualTo(Math.Sqrt(x) * Math.Sqrt(2 / Math.PI)).Within(1e-1).Percent);
        Assert.That(Distribution.F(1, 1).LowerTail(x), Is.EqualTo(Math.Sqrt(x) * 2 / Math.PI).Within(1e-1).Percent);
        Assert.That(Distribution.F(2, double.PositiveInfinity).Density(x), Is.EqualTo(1).Within(1e-10));
    }

    [Test]
    public void A_quantile_below_all_numbers_is_0()
    {
        Assert.That(Distribution.ChiSquared(1).LowerQuantile(1e-300), Is.Zero);
        Assert.That(Distribution.F(0.01, 0.01).LowerQuantile(1e-20), Is.Zero);
    }
}
