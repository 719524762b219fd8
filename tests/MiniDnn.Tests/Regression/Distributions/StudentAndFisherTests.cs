namespace MiniDnn.Tests;

/// <summary>Student's t and Fisher's F against closed forms, symmetries, and values computed with 50 digits.</summary>
internal sealed class StudentAndFisherTests
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
        Assert.That(StudentTDistribution.TwoSidedQuantile(level, degreesOfFreedom), Is.EqualTo(expected).Within(100 * conditioned).Percent);
    }

    [TestCase(1e+60, 0.05, 8.9712620961269726e-4)]
    [TestCase(0.02, 3, 9.8529920281896105e-1)]
    [TestCase(1e+300, 0.05, 8.9712620961269588e-16)]
    [TestCase(1, 3, 3.9100221895577064e-1)]
    [TestCase(10000.0, 3, 2.2053155022958098e-12)]
    [TestCase(1e-09, 0.05, 9.9999999978379572e-1)]
    [TestCase(3e+160, 6.530612242e-10, 9.9999975132734566e-1)]
    [TestCase(0.02, 30, 9.8417580271875282e-1)]
    [TestCase(1e-09, 10000.0, 9.9999999920213539e-1)]
    [TestCase(1e+60, 1e-06, 9.9985425461426285e-1)]
    [TestCase(1e-09, 1e-06, 9.99999999999e-1)]
    [TestCase(0.02, 2.5, 9.8552900161311324e-1)]
    [TestCase(1, 0.001, 9.9586172244926325e-1)]
    [TestCase(1, 0.7, 5.5038667251997136e-1)]
    [TestCase(1e-09, 0.3, 9.9999999954136149e-1)]
    [TestCase(1e+60, 3, 2.2053155816871685e-180)]
    [TestCase(1e+60, 2.5, 1.4386794381663447e-150)]
    [TestCase(7.5, 10000.0, 6.9242967841175691e-14)]
    [TestCase(7.5, 0.3, 3.8173654233560189e-1)]
    [TestCase(7.5, 1, 8.4384926317682722e-2)]
    [TestCase(1, 10000.0, 3.1733470433042912e-1)]
    [TestCase(1e-09, 30, 9.9999999920873563e-1)]
    [TestCase(0.02, 1e-06, 9.9999631050334814e-1)]
    [TestCase(1e+300, 0.3, 6.9900144676771717e-91)]
    [TestCase(1, 1e-06, 9.9999239912658848e-1)]
    [TestCase(1e+60, 1, 6.3661977236758138e-61)]
    [TestCase(7.5, 6.530612242e-10, 9.9999999132556718e-1)]
    [TestCase(10000.0, 0.001, 9.8673185401235098e-1)]
    [TestCase(1, 0.3, 6.8322278176103347e-1)]
    [TestCase(1e+60, 0.001, 8.6735951775114365e-1)]
    [TestCase(10000.0, 0.7, 9.8526154768098383e-4)]
    [TestCase(0.02, 0.001, 9.9940399183852977e-1)]
    [TestCase(10000.0, 0.05, 5.6604837087718479e-1)]
    [TestCase(1e-09, 0.7, 9.9999999941072741e-1)]
    [TestCase(3e+160, 0.7, 2.8811552190682994e-113)]
    [TestCase(0.02, 1, 9.8726930179805441e-1)]
    [TestCase(1, 30, 3.2530861542602989e-1)]
    [TestCase(10000.0, 1, 6.3661977024551545e-5)]
    [TestCase(1e-09, 2.5, 9.9999999927638255e-1)]
    [TestCase(1e-09, 6.530612242e-10, 9.9999999999997444e-1)]
    public void Two_sided_tail_of_t_for_any_degrees_of_freedom(double t, double degreesOfFreedom, double expected)
        => Assert.That(StudentTDistribution.TwoSidedTail(t, degreesOfFreedom), Is.EqualTo(expected).Within(100 * Relative).Percent);

    [TestCase(1e-300, 0.05, 4.6252552325119081e-300)]
    [TestCase(1e-12, 0.05, 4.6252552325119079e-12)]
    [TestCase(1e-07, 0.05, 4.6252552325153709e-7)]
    [TestCase(0.25, 0.05, 3.5961792292257302e+1)]
    [TestCase(0.49, 0.05, 8.0476183866376566e+4)]
    [TestCase(0.5, 0.05, 1.1958337585464691e+5)]
    [TestCase(0.9, 0.05, 1.1404359422183447e+19)]
    [TestCase(0.95, 0.05, 1.1958337585475155e+25)]
    [TestCase(0.999999, 0.05, 1.1404359415624452e+119)]
    [TestCase(1e-300, 0.3, 2.1803664270888196e-300)]
    [TestCase(1e-12, 0.3, 2.1803664270888195e-12)]
    [TestCase(1e-07, 0.3, 2.1803664270888943e-7)]
    [TestCase(0.25, 0.3, 6.8227541368082422e-1)]
    [TestCase(0.49, 0.3, 2.8302861220377007)]
    [TestCase(0.5, 0.3, 3.0273369408647997)]
    [TestCase(0.9, 0.3, 6.5302052102907529e+2)]
    [TestCase(0.95, 0.3, 6.5820356994007575e+3)]
    [TestCase(0.999999, 0.3, 3.0310533608621768e+19)]
    [TestCase(0.9999999999999999, 0.3, 4.6084988425273624e+52)]
    [TestCase(1e-300, 0.02, 7.1686139231281484e-300)]
    [TestCase(1e-12, 0.02, 7.168613923128148e-12)]
    [TestCase(1e-07, 0.02, 7.1686139231594609e-7)]
    [TestCase(0.25, 0.02, 1.2587583548704673e+5)]
    [TestCase(0.49, 0.02, 2.9819251013535496e+13)]
    [TestCase(0.5, 0.02, 8.0261139063973184e+13)]
    [TestCase(0.9, 0.02, 7.1286211657172363e+48)]
    [TestCase(0.95, 0.02, 8.0261139063969427e+63)]
    [TestCase(0.999999, 0.02, 7.1286211554676598e+298)]
    [TestCase(1e-300, 1, 1.5707963267948967e-300)]
    [TestCase(1e-12, 1, 1.5707963267948966e-12)]
    [TestCase(1e-07, 1, 1.5707963267949095e-7)]
    [TestCase(0.25, 1, 4.1421356237309505e-1)]
    [TestCase(0.49, 1, 9.6906741719379325e-1)]
    [TestCase(0.5, 1, 1.0)]
    [TestCase(0.9, 1, 6.3137515146750445)]
    [TestCase(0.95, 1, 1.2706204736174693e+1)]
    [TestCase(0.999999, 1, 6.3661977234875132e+5)]
    [TestCase(0.9999999999999999, 1, 5.7341611392226586e+15)]
    [TestCase(1e-300, 3, 1.3603495231756634e-300)]
    [TestCase(1e-12, 3, 1.3603495231756634e-12)]
    [TestCase(1e-07, 3, 1.3603495231756689e-7)]
    [TestCase(0.25, 3, 3.4921808874173845e-1)]
    [TestCase(0.49, 3, 7.4562392770699748e-1)]
    [TestCase(0.5, 3, 7.6489232840434528e-1)]
    [TestCase(0.9, 3, 2.3533634348018241)]
    [TestCase(0.95, 3, 3.1824463052837084)]
    [TestCase(0.999999, 3, 1.3015458955711021e+2)]
    [TestCase(0.9999999999999999, 3, 2.7082380699965857e+5)]
    [TestCase(1e-300, 30, 1.2638001130616794e-300)]
    [TestCase(1e-12, 30, 1.2638001130616794e-12)]
    [TestCase(1e-07, 30, 1.2638001130616828e-7)]
    [TestCase(0.25, 30, 3.2158112926225641e-1)]
    [TestCase(0.49, 30, 6.6679393828219099e-1)]
    [TestCase(0.5, 30, 6.8275569332129255e-1)]
    [TestCase(0.9, 30, 1.697260886593958)]
    [TestCase(0.95, 30, 2.0422724563012379)]
    [TestCase(0.999999, 30, 6.1190756203738998)]
    [TestCase(0.9999999999999999, 30, 1.6622112879395636e+1)]
    [TestCase(1e-300, 10000.0, 1.2533454705605449e-300)]
    [TestCase(1e-12, 10000.0, 1.2533454705605448e-12)]
    [TestCase(1e-07, 10000.0, 1.2533454705605481e-7)]
    [TestCase(0.25, 10000.0, 3.1864813889835286e-1)]
    [TestCase(0.49, 10000.0, 6.5886131391992757e-1)]
    [TestCase(0.5, 10000.0, 6.7451428448359243e-1)]
    [TestCase(0.9, 10000.0, 1.6450060180692431)]
    [TestCase(0.95, 10000.0, 1.9602012398906259)]
    [TestCase(0.999999, 10000.0, 4.8946886163099372)]
    [TestCase(0.9999999999999999, 10000.0, 8.3068450253318965)]
    [TestCase(1e-300, 1000000.0, 1.2533144506440738e-300)]
    [TestCase(1e-12, 1000000.0, 1.2533144506440737e-12)]
    [TestCase(1e-07, 1000000.0, 1.253314450644077e-7)]
    [TestCase(0.25, 1000000.0, 3.1863945171217852e-1)]
    [TestCase(0.49, 1000000.0, 6.5883792894062819e-1)]
    [TestCase(0.5, 1000000.0, 6.7448999553108738e-1)]
    public void Quantile_of_t_for_any_level(double level, double degreesOfFreedom, double expected)
        => Assert.That(StudentTDistribution.TwoSidedQuantile(level, degreesOfFreedom), Is.EqualTo(expected).Within(100 * Relative).Percent);

    /// <summary>The steps are bounded by a number, so this ends; it would take hours if they were not.</summary>
    [Test]
    public void Tails_and_quantiles_of_any_degrees_of_freedom_are_probabilities_that_rise_and_fall()
    {
        var random = new SeededRandom(4);
        for (int run = 0; run < 3000; run++)
        {
            double degreesOfFreedom = Math.Pow(10, (random.NextDouble() * 318) - 300);
            double t = Math.Pow(10, (random.NextDouble() * 600) - 300);
            double tail = StudentTDistribution.TwoSidedTail(t, degreesOfFreedom);
            Assert.That(tail, Is.InRange(0, 1), $"{t}, {degreesOfFreedom}");
            Assert.That(StudentTDistribution.TwoSidedTail(1.5 * t, degreesOfFreedom), Is.LessThanOrEqualTo(tail * (1 + 1e-13)), $"{t}, {degreesOfFreedom}");
            Assert.That(StudentTDistribution.TwoSidedTail(-t, degreesOfFreedom), Is.EqualTo(tail));
            if (tail is > 1e-10 and < 0.9 && degreesOfFreedom > 0.01)
            {
                double back = StudentTDistribution.TwoSidedQuantile(1 - tail, degreesOfFreedom);
                Assert.That(back, Is.EqualTo(t).Within((1e-12 + (4e-14 / tail)) / Math.Min(1, degreesOfFreedom)).Percent.Or.EqualTo(t).Within(1e-13), $"{t}, {degreesOfFreedom}");
            }
        }
    }

    [Test]
    public void One_degree_of_freedom_is_the_Cauchy_distribution([Values(1e-8, 0.1, 1, 2.5, 40, 1e6, 1e12)] double t)
        => Assert.That(StudentTDistribution.TwoSidedTail(t, 1), Is.EqualTo(t > 1 ? 2 / Math.PI * Math.Atan(1 / t) : 1 - (2 / Math.PI * Math.Atan(t))).Within(100 * Relative).Percent);

    [Test]
    public void Two_degrees_of_freedom_are_algebraic([Values(1e-8, 0.1, 1, 2.5, 40, 1e6, 1e12)] double t)
    {
        // P(|T| > t) = 1 − t/√(2 + t²) = 2/(√(2 + t²)·(√(2 + t²) + t))
        double root = Math.Sqrt(2 + (t * t));
        Assert.That(StudentTDistribution.TwoSidedTail(t, 2), Is.EqualTo(2 / (root * (root + t))).Within(100 * Relative).Percent);
    }

    [Test]
    public void Two_numerator_degrees_of_freedom_are_a_power([Values(0.01, 1, 3, 50)] double f, [Values(1, 4, 9, 60, 1000)] double d)
        => Assert.That(FDistribution.UpperTail(f, 2, d), Is.EqualTo(Math.Pow(1 + (2 * f / d), -d / 2)).Within(100 * Relative).Percent);

    [Test]
    public void F_and_its_reciprocal_share_their_tails([Values(0.2, 1, 3.5)] double f, [Values(1, 5, 12)] double d1, [Values(2, 7, 300)] double d2)
        => Assert.That(FDistribution.UpperTail(f, d1, d2) + FDistribution.UpperTail(1 / f, d2, d1), Is.EqualTo(1).Within(1e-14));

    [Test]
    public void Quantiles_return_to_their_tails([Values(1e-12, 0.001, 0.05, 0.5, 0.95, 0.9999)] double tail, [Values(1, 3, 40)] double d1, [Values(1, 8, 5000)] double d2)
        => Assert.That(FDistribution.UpperTail(Distribution.F(d1, d2).UpperQuantile(tail), d1, d2), Is.EqualTo(tail).Within(1e-10).Percent);

    [Test]
    public void Without_degrees_of_freedom_nothing_is_known()
    {
        Assert.That(StudentTDistribution.TwoSidedTail(2, 0), Is.NaN);
        Assert.That(StudentTDistribution.TwoSidedQuantile(0.95, 0), Is.NaN);
        Assert.That(FDistribution.UpperTail(double.NaN, 1, 1), Is.NaN);
    }

    [Test]
    public void Tails_of_zero_and_infinity()
    {
        Assert.That(FDistribution.UpperTail(0, 3, 4), Is.EqualTo(1));
        Assert.That(FDistribution.UpperTail(double.PositiveInfinity, 3, 4), Is.Zero);
    }
}
