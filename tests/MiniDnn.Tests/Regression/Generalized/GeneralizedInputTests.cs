namespace MiniDnn.Tests;

/// <summary>Bad input of generalised linear models, each with its message.</summary>
internal sealed class GeneralizedInputTests
{
    private static readonly double[] X = [1, 2, 3, 4];

    private static IEnumerable<TestCaseData> Bad()
    {
        TestCaseData Case(string message, double[] y, Family family, GeneralizedLinearOptions? options = null) => new(y, family, options, message);
        yield return Case("y has 3 elements; it must have 4", [0, 1, 0], Family.Binomial);
        yield return Case("y[1] is 2; for the Binomial family every value must be from 0 to 1", [0, 2, 0, 1], Family.Binomial);
        yield return Case("y[1] is 6; for the Binomial family every value must be from 0 to 5, the number of trials", [0, 6, 0, 1], Family.Binomial, new() { Trials = [5, 5, 5, 5] });
        yield return Case("y[0] is -1; for the Poisson family every value must be 0 or more", [-1, 2, 0, 1], Family.Poisson);
        yield return Case("y[2] is 0; for the Gamma family every value must be positive", [1, 2, 0, 1], Family.Gamma);
        yield return Case("y[2] is 0; for the InverseGaussian family every value must be positive", [1, 2, 0, 1], Family.InverseGaussian);
        yield return Case("y[3] is NaN; for the Gaussian family every value must be finite, or its row have weight 0", [1, 2, 0, double.NaN], Family.Gaussian);
        yield return Case("the Binomial family has no link Inverse; it has Logit, Probit, ComplementaryLogLog", [0, 1, 0, 1], Family.Binomial, new() { Link = Link.Inverse });
        yield return Case("Weights has 2 elements; it must have 4", [0, 1, 0, 1], Family.Binomial, new() { Weights = [1, 2] });
        yield return Case("Weights[1] is -2; every value must be 0 or more", [0, 1, 0, 1], Family.Binomial, new() { Weights = [1, -2, 1, 1] });
        yield return Case("Trials[0] is Infinity; every value must be 0 or more, and finite", [0, 1, 0, 1], Family.Binomial, new() { Trials = [double.PositiveInfinity, 1, 1, 1] });
        yield return Case("Trials belong to the binomial family; this is Poisson", [0, 1, 0, 1], Family.Poisson, new() { Trials = [1, 1, 1, 1] });
        yield return Case("Offset[3] is -Infinity; every value must be finite; the logarithm of an exposure that is not positive is not", [0, 1, 0, 1], Family.Poisson, new() { Offset = [0, 0, 0, Math.Log(0)] });
        yield return Case("none of 4 rows counts", [0, 1, 0, 1], Family.Poisson, new() { Weights = [0, 0, 0, 0] });
        yield return Case("PredictorNames has 2 elements; it must have 1", [0, 1, 0, 1], Family.Poisson, new() { PredictorNames = ["a", "b"] });
    }

    [TestCaseSource(nameof(Bad))]
    public void Is_refused(double[] y, Family family, GeneralizedLinearOptions? options, string message)
        => Assert.That(() => GeneralizedLinearModel.Fit(X, y, family, options), Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void Predictors_must_be_finite_where_they_count()
    {
        Matrix<double> x = [[1, 2], [2, double.NaN], [3, 1]];
        Assert.That(() => GeneralizedLinearModel.Fit(x, [1, 2, 3], Family.Poisson), Throws.ArgumentException.With.Message.Contains("x[1, 1] is NaN"));
        Assert.That(GeneralizedLinearModel.Fit(x, [1, double.NaN, 3], Family.Poisson, new() { Weights = [1, 0, 1] }).Diagnostics().Leverages[1], Is.NaN);
    }

    [Test]
    public void Nothing_to_fit_families_ridges_levels_and_parameters_that_do_not_exist()
    {
        Assert.That(() => GeneralizedLinearModel.Fit(new Matrix<double>(0, 1), [], Family.Poisson), Throws.ArgumentException.With.Message.Contains("none of 0 rows counts"));
        Assert.That(() => GeneralizedLinearModel.Fit(new Matrix<double>(2, 0), [1, 2], Family.Poisson, new() { Intercept = false }), Throws.ArgumentException.With.Message.Contains("nothing to fit"));
        Assert.That(() => GeneralizedLinearModel.Fit(X, [0, 1, 0, 1], (Family)9), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("no such family"));
        Assert.That(() => new GeneralizedLinearOptions { Ridge = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Ridge must be 0 or more"));
        Assert.That(() => GeneralizedLinearModel.Fit((double[])null!, X, Family.Poisson), Throws.ArgumentNullException);
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(X, [0, 1, 0, 1], Family.Binomial);
        Assert.That(() => model.CoefficientIntervals(1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("A level is a probability"));
        Assert.That(() => model.ProfileInterval(0, double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.ProfileInterval(2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.Predict([1, 2]), Throws.ArgumentException.With.Message.Contains("x has 2 elements; it must have 1"));
    }
}
