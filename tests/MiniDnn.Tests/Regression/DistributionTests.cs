namespace MiniDnn.Tests;

/// <summary>Student's t and Fisher's F against closed forms, symmetries, and values computed with 50 digits.</summary>
internal sealed class DistributionTests
{
    private const double Relative = 1e-13;

    [TestCase(0.001, 1, 1, 0.97987502169635586897)]
    [TestCase(0.5, 1, 3, 0.53047777093295696535)]
    [TestCase(4, 1, 5, 0.10193947882985835625)]
    [TestCase(75, 1, 1, 0.073186395040327356044)]
    [TestCase(1000000.0, 1, 4, 5.999960000209998992e-12)]
    [TestCase(1e-06, 2, 7, 0.99999900000064285681)]
    [TestCase(2.5, 3, 10, 0.11903956265827815426)]
    [TestCase(3.25, 7, 4, 0.13581747911388416159)]
    [TestCase(1.0, 50, 60, 0.496717505065240041)]
    [TestCase(1.7, 120, 33, 0.039929743693634276948)]
    [TestCase(330.285339234588, 6, 9, 4.9840305287248104947e-10)]
    [TestCase(2162.43954511489, 10, 71, 5.1434584383514945731e-84)]
    [TestCase(5436385.54079785, 1, 34, 4.6540408524723433902e-90)]
    [TestCase(1.02, 5000, 7000, 0.22420801095476372063)]
    [TestCase(0.97, 1000, 900000, 0.74612942106810862534)]
    [TestCase(1.5, 40, 1000000, 0.021876418947230438366)]
    [TestCase(12.5, 1, 1000000, 0.0004069703969847734646)]
    [TestCase(0.006755244582401224, 5, 15, 0.99998618408960662981)]
    [TestCase(9, 1, 99999, 0.0027004608907134291525)]
    [TestCase(400, 1, 200, 1.3357767058387808954e-49)]
    public void Upper_tail_of_F(double f, double d1, double d2, double expected)
        => Assert.That(FDistribution.UpperTail(f, d1, d2), Is.EqualTo(expected).Within(100 * Relative).Percent);

    [TestCase(0.95, 1, 12.706204736174704646)]
    [TestCase(0.95, 2, 4.3026527297494638523)]
    [TestCase(0.95, 3, 3.1824463052837095927)]
    [TestCase(0.95, 5, 2.5705818356363155147)]
    [TestCase(0.95, 10, 2.2281388519862747484)]
    [TestCase(0.99, 17, 2.8982305196774187487)]
    [TestCase(0.9, 34, 1.6909242551868549509)]
    [TestCase(0.5, 7, 0.71114177808178630563)]
    [TestCase(0.999, 9, 4.7809125859311390663)]
    [TestCase(0.95, 1000, 1.962339080826408485)]
    [TestCase(0.95, 1000000, 1.9599663568141070353)]
    [TestCase(0.999999, 30, 6.1190756203842168291)]
    [TestCase(0.05, 12, 0.064030769899256974432)]
    [TestCase(0.001, 4, 0.0013333338271608120716)]
    public void Quantile_of_t(double level, double degreesOfFreedom, double expected)
    {
        // 1 − level is a difference, so a level near 1 is itself only known to some digits.
        double conditioned = Math.Max(Relative, 1e-16 / (1 - level));
        Assert.That(StudentT.TwoSidedQuantile(level, degreesOfFreedom), Is.EqualTo(expected).Within(100 * conditioned).Percent);
    }

    [Test]
    public void One_degree_of_freedom_is_the_Cauchy_distribution([Values(1e-8, 0.1, 1, 2.5, 40, 1e6, 1e12)] double t)
        => Assert.That(StudentT.TwoSidedTail(t, 1), Is.EqualTo(t > 1 ? 2 / Math.PI * Math.Atan(1 / t) : 1 - (2 / Math.PI * Math.Atan(t))).Within(100 * Relative).Percent);

    [Test]
    public void Two_degrees_of_freedom_are_algebraic([Values(1e-8, 0.1, 1, 2.5, 40, 1e6, 1e12)] double t)
    {
        // P(|T| > t) = 1 − t/√(2 + t²) = 2/(√(2 + t²)·(√(2 + t²) + t))
        double root = Math.Sqrt(2 + (t * t));
        Assert.That(StudentT.TwoSidedTail(t, 2), Is.EqualTo(2 / (root * (root + t))).Within(100 * Relative).Percent);
    }

    [Test]
    public void Two_numerator_degrees_of_freedom_are_a_power([Values(0.01, 1, 3, 50)] double f, [Values(1, 4, 9, 60, 1000)] double d)
        => Assert.That(FDistribution.UpperTail(f, 2, d), Is.EqualTo(Math.Pow(1 + (2 * f / d), -d / 2)).Within(100 * Relative).Percent);

    [Test]
    public void F_and_its_reciprocal_share_their_tails([Values(0.2, 1, 3.5)] double f, [Values(1, 5, 12)] double d1, [Values(2, 7, 300)] double d2)
        => Assert.That(FDistribution.UpperTail(f, d1, d2) + FDistribution.UpperTail(1 / f, d2, d1), Is.EqualTo(1).Within(1e-14));

    [Test]
    public void Quantiles_return_to_their_tails([Values(1e-12, 0.001, 0.05, 0.5, 0.95, 0.9999)] double tail, [Values(1, 3, 40)] double d1, [Values(1, 8, 5000)] double d2)
        => Assert.That(FDistribution.UpperTail(FDistribution.Quantile(tail, d1, d2), d1, d2), Is.EqualTo(tail).Within(1e-10).Percent);

    [Test]
    public void Without_degrees_of_freedom_nothing_is_known()
    {
        Assert.That(StudentT.TwoSidedTail(2, 0), Is.NaN);
        Assert.That(StudentT.TwoSidedQuantile(0.95, 0), Is.NaN);
        Assert.That(FDistribution.UpperTail(double.NaN, 1, 1), Is.NaN);
    }

    [Test]
    public void Tails_of_zero_and_infinity()
    {
        Assert.That(FDistribution.UpperTail(0, 3, 4), Is.EqualTo(1));
        Assert.That(FDistribution.UpperTail(double.PositiveInfinity, 3, 4), Is.Zero);
    }
}
