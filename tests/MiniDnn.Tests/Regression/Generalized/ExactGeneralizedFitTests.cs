namespace MiniDnn.Tests;

/// <summary>Generalised linear models whose residuals are rounding: what is left of them is no noise that errors could be made of.</summary>
internal sealed class ExactGeneralizedFitTests
{
    private static readonly double[] X = [1, 2, 4, 7, 8, 11];

    [Test]
    public void The_rounding_of_an_exact_fit_is_no_dispersion(
        [Values(Family.Gaussian, Family.Gamma, Family.InverseGaussian)] Family family, [Values(1, 0.1, 1e6)] double unit)
    {
        double[] y = [.. X.Select(x => 2 * x)], weights = [.. X.Select(_ => unit)];
        var model = GeneralizedLinearModel.Fit(X, y, family, new() { Link = Link.Identity, Weights = weights });
        var constant = GeneralizedLinearModel.Fit(X, [.. X.Select(_ => unit)], family, new() { Link = Link.Log });

        Assert.That(model.Coefficients, Is.EqualTo(new double[] { 0, 2 }).Within(1e-15));
        Assert.That(model.Coefficients[0], Is.Zero);
        Assert.That(model.Summary().PValues, Is.EqualTo(new[] { double.NaN, 0 }));
        Assert.That(model.ProfileInterval(0), Is.EqualTo(new Interval<double>(0, 0)));
        Assert.That(constant.Coefficients[1], Is.Zero);
        Assert.That(constant.Summary().PValues[1], Is.NaN);
        foreach (GeneralizedLinearModel exact in new[] { model, constant })
        {
            Assert.That(exact.Summary().Deviance, Is.Zero);
            Assert.That(exact.Summary().Dispersion, Is.Zero);
            Assert.That(exact.Summary().StandardErrors, Is.All.Zero);
            Assert.That(exact.Summary().Aic, Is.EqualTo(double.NegativeInfinity));
            Assert.That(exact.Diagnostics().CooksDistances, Is.All.NaN);
            Assert.That(exact.Remarks, Has.One.Contains("The fit is exact"));
        }
    }

    [Test]
    public void A_fit_as_exact_as_the_data_is_said_to_be_so([Values(Family.Gaussian, Family.Gamma, Family.InverseGaussian)] Family family)
    {
        double[] y = [.. X.Select(x => Math.Exp(0.3 * x))];
        var model = GeneralizedLinearModel.Fit(X, y, family, new() { Link = Link.Log });
        Assert.That(model.Remarks, Has.One.Contains("all but exact"));
        Assert.That(model.Summary().Dispersion, Is.GreaterThan(0));
        Interval<double> wald = model.CoefficientIntervals()[0], profile = model.ProfileInterval(0);
        Assert.That(profile.Upper - profile.Lower, Is.EqualTo(wald.Upper - wald.Lower).Within(1).Percent);

        y[2] *= 1 + 1e-9;
        Assert.That(GeneralizedLinearModel.Fit(X, y, family, new() { Link = Link.Log }).Remarks, Is.Empty);
    }

    [Test]
    public void A_column_of_zeros_is_said_to_be_one([Values] bool intercept)
    {
        double[] y = [0, 1, 0, 1, 1, 0];
        var model = GeneralizedLinearModel.Fit(new double[6], y, Family.Binomial, new() { Intercept = intercept, PredictorNames = ["dose"] });
        Assert.That(model.Remarks, Is.EqualTo(new[] { "dose is 0 in every row that counts: no coefficient (NaN)." }));
        Assert.That(model.Coefficients[^1], Is.NaN);
    }

    [TestCase(0)]
    [TestCase(0.5)]
    public void Intervals_far_out_grow_in_proportion(double ridge)
    {
        var model = GeneralizedLinearModel.Fit([1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 1, 0, 1, 0, 1, 1], Family.Binomial, new() { Ridge = ridge });
        Interval<double> near = model.LinkInterval([1e50]);
        foreach (double factor in (double[])[1e20, 1e60, 1e110, 1e250, -1e250])
        {
            Interval<double> far = model.LinkInterval([1e50 * factor]);
            double lower = factor > 0 ? far.Lower : far.Upper, upper = factor > 0 ? far.Upper : far.Lower;
            Assert.That(lower / factor, Is.EqualTo(near.Lower).Within(1e-11).Percent);
            Assert.That(upper / factor, Is.EqualTo(near.Upper).Within(1e-11).Percent);
        }
        Assert.That(model.ConfidenceInterval([1e300]), Is.EqualTo(new Interval<double>(0, 1)));
    }
}
