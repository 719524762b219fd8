namespace MiniDnn.Tests;

/// <summary>Profile intervals against what defines them: the deviance at their ends, the other coefficient fitted anew.</summary>
internal sealed class ProfileIntervalTests
{
    private static readonly (Family Family, Link Link)[] Concave =
    [
        (Family.Binomial, Link.Logit), (Family.Binomial, Link.Probit), (Family.Binomial, Link.ComplementaryLogLog), (Family.Poisson, Link.Log),
    ];

    [Test]
    public void The_deviance_rises_by_the_squared_quantile_at_each_end_wherever_x_lies(
        [ValueSource(nameof(Concave))] (Family Family, Link Link) kind, [Values(0, 100, -3000, 1e6)] double level)
    {
        var random = new Random(11);
        int ends = 0;
        for (int set = 0; set < 12; set++)
        {
            double[] x = [.. Enumerable.Range(0, random.Next(5, 14)).Select(_ => level + (random.Next(100) / 8.0))];
            double[] y = [.. x.Select(_ => (double)random.Next(kind.Family == Family.Binomial ? 2 : 6))];
            var model = GeneralizedLinearModel.Fit(x, y, kind.Family, new() { Link = kind.Link });
            if (model.Outcome != FitOutcome.Converged)
            {
                continue;
            }
            Interval<double> interval = model.ProfileInterval(1);
            foreach (double end in new[] { interval.Lower, interval.Upper }.Where(double.IsFinite))
            {
                Assert.That(RiseAt(end, x, y, model, kind.Link), Is.EqualTo(3.841458820694124).Within(1e-9), $"set {set}: {interval:G6}");
                ends++;
            }
        }
        Assert.That(ends, Is.GreaterThan(10));
    }

    [Test]
    public void The_interval_of_a_slope_does_not_depend_on_where_x_begins([ValueSource(nameof(Concave))] (Family Family, Link Link) kind)
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = kind.Family == Family.Binomial ? [0, 0, 1, 0, 1, 0, 1, 1] : [1, 0, 2, 3, 1, 4, 6, 5];
        Interval<double> near = Slope(0), far = Slope(1024);

        Assert.That(far.Lower, Is.EqualTo(near.Lower).Within(1e-11));
        Assert.That(far.Upper, Is.EqualTo(near.Upper).Within(1e-11));

        Interval<double> Slope(double start)
            => GeneralizedLinearModel.Fit([.. x.Select(v => start + v)], y, kind.Family, new() { Link = kind.Link }).ProfileInterval(1);
    }

    [Test]
    public void Intervals_of_small_weights_are_as_wide_as_their_deviance_says([Values(1e-6, 1e-9)] double weight)
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [1, 0, 2, 3, 1, 4, 6, 5];
        var options = new GeneralizedLinearOptions { Weights = [.. x.Select(_ => weight)] };
        Interval<double> interval = GeneralizedLinearModel.Fit(x, y, Family.Poisson, options).ProfileInterval(1);

        // far out the deviance grows in proportion: by 2·Σ y·(8 − x) upwards, by 2·Σ y·(x − 1) downwards
        const double Rise = 3.841458820694124;
        double up = Rise / (2 * y.Zip(x, (v, u) => v * (8 - u)).Sum()), down = Rise / (2 * y.Zip(x, (v, u) => v * (u - 1)).Sum());
        Assert.That(interval.Upper * weight, Is.EqualTo(up).Within(0.1).Percent);
        Assert.That(interval.Lower * weight, Is.EqualTo(-down).Within(0.1).Percent);
    }

    [Test]
    public void Weights_of_any_size_leave_intervals_of_estimated_dispersion_as_they_are(
        [Values(Family.Gaussian, Family.Gamma, Family.InverseGaussian)] Family family, [Values(1e-100, 1e-20, 1e20, 1e100)] double weight)
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [1.2, 0.7, 2.2, 3.1, 1.4, 4.2, 6.1, 5.3];
        Interval<double> plain = Slope(1), weighted = Slope(weight);

        Assert.That(weighted.Lower, Is.EqualTo(plain.Lower).Within(1e-11));
        Assert.That(weighted.Upper, Is.EqualTo(plain.Upper).Within(1e-11));

        Interval<double> Slope(double w)
            => GeneralizedLinearModel.Fit(x, y, family, new() { Link = Link.Log, Weights = [.. x.Select(_ => w)] }).ProfileInterval(1);
    }

    [TestCase(Family.Binomial)]
    [TestCase(Family.Poisson)]
    public void Intervals_of_huge_counts_come_to_those_of_Wald(Family family)
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = family == Family.Binomial ? [0, 0, 1, 0, 1, 0, 1, 1] : [1, 0, 2, 3, 1, 4, 6, 5];
        double first = Difference(1e4);
        foreach (double count in (double[])[1e5, 1e6, 1e7, 1e8, 1e9, 1e10])
        {
            // with the root of the count, while the deviance leaves digits and where it leaves none
            Assert.That(Difference(count) * Math.Sqrt(count / 1e4), Is.EqualTo(first).Within(1).Percent);
        }

        double Difference(double count)
        {
            var model = GeneralizedLinearModel.Fit(x, y, family, new() { Weights = [.. x.Select(_ => count)], WeightsAreFrequencies = true });
            return ((model.ProfileInterval(1).Upper - model.Coefficients[1]) / (model.CoefficientIntervals()[1].Upper - model.Coefficients[1])) - 1;
        }
    }

    private static double RiseAt(double slope, double[] x, double[] y, GeneralizedLinearModel model, Link link)
    {
        double middle = x.Average();
        var held = GeneralizedLinearModel.Fit(
            new Matrix<double>(x.Length, 0), y, model.Data.Family, new() { Link = link, Offset = [.. x.Select(v => slope * (v - middle))] });
        return held.Summary().Deviance - model.Summary().Deviance;
    }
}
