namespace MiniDnn.Tests;

/// <summary>What must hold for every generalised linear model: frequencies, offsets, units, edges, saturation, and what a network learns.</summary>
internal sealed class GeneralizedPropertyTests
{
    private static readonly double[] X = [1, 2, 3, 4, 5, 6, 7, 8], Counts = [2, 1, 4, 3, 6, 5, 9, 8];

    [Test]
    public void Frequencies_are_rows_written_out([Values] Family family)
    {
        double[] y = family == Family.Binomial ? [0, 0, 1, 0, 1, 0, 1, 1] : Counts, frequencies = [1, 2, 3, 1, 2, 2, 1, 4];
        int[] rows = [.. Enumerable.Range(0, 8).SelectMany(i => Enumerable.Repeat(i, (int)frequencies[i]))];
        Link? link = family is Family.Gamma or Family.InverseGaussian ? Link.Log : null;
        GeneralizedLinearModel counted = GeneralizedLinearModel.Fit(X, y, family, new() { Link = link, Weights = frequencies, WeightsAreFrequencies = true });
        GeneralizedLinearModel written = GeneralizedLinearModel.Fit([.. rows.Select(i => X[i])], [.. rows.Select(i => y[i])], family, new() { Link = link });
        GeneralizedLinearModelSummary a = counted.Summary(), b = written.Summary();
        double[] found = [.. counted.Coefficients, .. a.StandardErrors, .. a.PValues, a.Deviance, a.NullDeviance, a.Dispersion, a.Aic, a.Bic, a.ResidualDegreesOfFreedom];
        double[] right = [.. written.Coefficients, .. b.StandardErrors, .. b.PValues, b.Deviance, b.NullDeviance, b.Dispersion, b.Aic, b.Bic, b.ResidualDegreesOfFreedom];
        Assert.That(GeneralizedCases.Digits(found, right), Is.GreaterThan(12.5));
    }

    [Test]
    public void Weights_that_are_precisions_change_the_scale_of_the_dispersion_alone([Values(Family.Gaussian, Family.Gamma, Family.InverseGaussian)] Family family)
    {
        GeneralizedLinearModel plain = GeneralizedLinearModel.Fit(X, Counts, family, new() { Link = Link.Log });
        GeneralizedLinearModel weighted = GeneralizedLinearModel.Fit(X, Counts, family, new() { Link = Link.Log, Weights = [4, 4, 4, 4, 4, 4, 4, 4] });
        Assert.That(GeneralizedCases.Digits([.. weighted.Coefficients, .. weighted.Summary().StandardErrors], [.. plain.Coefficients, .. plain.Summary().StandardErrors]), Is.GreaterThan(13));
        Assert.That(weighted.Summary().Dispersion, Is.EqualTo(4 * plain.Summary().Dispersion).Within(1e-12).Percent);
    }

    [Test]
    public void Gaussian_with_identity_is_least_squares()
    {
        LinearModelSummary<double> line = LeastSquares.Fit(X, Counts).Summary();
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(X, Counts, Family.Gaussian);
        GeneralizedLinearModelSummary summary = model.Summary();
        Assert.That(GeneralizedCases.Digits([.. model.Coefficients, .. summary.StandardErrors, .. summary.PValues, summary.Deviance, summary.NullDeviance, summary.LogLikelihood, summary.Aic, summary.Bic], [.. LeastSquares.Fit(X, Counts).Coefficients, .. line.StandardErrors, .. line.PValues, line.ResidualSumOfSquares, line.TotalSumOfSquares, line.LogLikelihood, line.Aic, line.Bic]), Is.GreaterThan(13));
    }

    /// <summary>Of many rows, too, ridge keeps columns apart that are equal, whichever precision their products need.</summary>
    [Test]
    public void Ridge_beside_equal_columns_is_that_of_least_squares([Values(50, 8_000)] int rows, [Values(1e-3, 1, 1e3)] double ridge)
    {
        var random = new SeededRandom(5);
        Matrix<double> x = Matrix.Create(rows, 20, (_, _) => random.NextNormal());
        double[] y = [.. Enumerable.Range(0, rows).Select(i => x[i, 0] + (2 * x[i, 1]) + random.NextNormal())];
        for (int i = 0; i < rows; i++)
        {
            x[i, 19] = x[i, 0];
        }
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(x, y, Family.Gaussian, new() { Ridge = ridge });
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(model.Coefficients, Is.EqualTo(LeastSquares.Fit(x, y, new() { Ridge = ridge }).Coefficients).Within(1e-11));
    }

    [Test]
    public void A_constant_offset_moves_the_intercept_alone_and_predictions_have_their_own()
    {
        GeneralizedLinearModel plain = GeneralizedLinearModel.Fit(X, Counts, Family.Poisson);
        GeneralizedLinearModel moved = GeneralizedLinearModel.Fit(X, Counts, Family.Poisson, new() { Offset = [3, 3, 3, 3, 3, 3, 3, 3] });
        Assert.That(moved.Coefficients[0], Is.EqualTo(plain.Coefficients[0] - 3).Within(1e-14));
        Assert.That(moved.Coefficients[1], Is.EqualTo(plain.Coefficients[1]).Within(1e-15));
        Assert.That(moved.Summary().NullDeviance, Is.EqualTo(plain.Summary().NullDeviance).Within(1e-12));
        Assert.That(moved.Predict(4.0, 3), Is.EqualTo(plain.Predict(4.0)).Within(1e-13));
        Assert.That(moved.Predict(4.0), Is.EqualTo(plain.Predict(4.0) * Math.Exp(-3)).Within(1e-13));
    }

    [TestCase(1e12, 0)]
    [TestCase(1e-12, 0)]
    [TestCase(1, 1.6e9)]
    public void Units_and_origins_change_nothing_but_the_scale(double unit, double origin)
    {
        GeneralizedLinearModel plain = GeneralizedLinearModel.Fit(X, Counts, Family.Poisson);
        GeneralizedLinearModel other = GeneralizedLinearModel.Fit([.. X.Select(x => origin + (unit * x))], Counts, Family.Poisson);
        Assert.That(GeneralizedCases.Digits([other.Coefficients[1] * unit, other.Summary().StandardErrors[1] * unit, other.Summary().Deviance], [plain.Coefficients[1], plain.Summary().StandardErrors[1], plain.Summary().Deviance]), Is.GreaterThan(13));
    }

    [TestCase(Link.Identity)]
    [TestCase(Link.SquareRoot)]
    public void A_maximum_on_the_edge_is_one(Link link)
    {
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit([0, 1, 2, 3, 4, 5], [0, 0, 0, 1, 4, 9], Family.Poisson, new() { Link = link });
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.OnEdge));
        Assert.That(model.Remarks, Has.One.Contains("edge of the domain"));
        Assert.That(model.Summary().StandardErrors, Has.All.NaN);
        Assert.That(model.Coefficients[0], Is.EqualTo(0).Within(1e-12));

        // along the edge b₀ = 0 the slope is that of a model without an intercept: Σy/Σx, or its root of Σy/Σx²
        Assert.That(model.Coefficients[1], Is.EqualTo(link == Link.Identity ? 14.0 / 15 : Math.Sqrt(14.0 / 55)).Within(1e-10));
        Assert.That(() => model.ProfileInterval(1), Throws.InvalidOperationException.With.Message.Contains("OnEdge"));
    }

    [Test]
    public void A_likelihood_that_grows_towards_a_mean_of_0_has_no_errors()
    {
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit([0, 0, 0, 1, 1, 1], [-1, -2, -1.5, 2, 3, 2.5], Family.Gaussian, new() { Link = Link.Log });
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.OnEdge));
        Assert.That(model.Summary().StandardErrors, Has.All.NaN);
    }

    [Test]
    public void Saturated_models_say_so()
    {
        GeneralizedLinearModel gamma = GeneralizedLinearModel.Fit([1, 2], [3, 5], Family.Gamma);
        Assert.That(gamma.Remarks, Has.One.Contains("saturated"));
        Assert.That(gamma.Summary().StandardErrors, Has.All.NaN);
        Assert.That(gamma.Summary().Dispersion, Is.NaN);
        GeneralizedLinearModel poisson = GeneralizedLinearModel.Fit([1, 2], [3, 5], Family.Poisson);
        Assert.That(poisson.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(poisson.Summary().StandardErrors[1], Is.EqualTo(Math.Sqrt((1.0 / 3) + (1.0 / 5))).Within(1e-15));
        Assert.That(poisson.Remarks, Has.One.Contains("saturated"));
    }

    [Test]
    public void The_profile_of_a_dependent_or_an_exact_coefficient()
    {
        GeneralizedLinearModel constant = GeneralizedLinearModel.Fit([3, 3, 3, 3], [1, 2, 1, 4], Family.Poisson);
        GeneralizedLinearModel alone = GeneralizedLinearModel.Fit(new Matrix<double>(4, 0), [1, 2, 1, 4], Family.Poisson);
        Assert.That(constant.ProfileInterval(0).Lower, Is.EqualTo(alone.ProfileInterval(0).Lower).Within(1e-14));
        Assert.That(constant.ProfileInterval(1).Lower, Is.NaN);
        Assert.That(GeneralizedLinearModel.Fit([0, 1, 2, 3], [1, 3, 5, 7], Family.Gaussian).ProfileInterval(1), Is.EqualTo(new Interval<double>(2, 2)));
    }

    [Test]
    public void Large_problems_give_what_small_ones_do()
    {
        var random = new SeededRandom(1);
        int n = 60_000;
        Matrix<double> x = Matrix.Create(n, 10, (_, _) => (2 * random.NextDouble()) - 1);
        double[] y = [.. Enumerable.Range(0, n).Select(i => random.NextDouble() < 1 / (1 + Math.Exp(-x[i, 0] + x[i, 3])) ? 1.0 : 0)];
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(x, y, Family.Binomial);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));

        // the score in compensated sums, at the coefficients found: in standard errors it is nothing
        for (int j = 0; j <= 10; j++)
        {
            double[] terms = [.. Enumerable.Range(0, n).Select(i => (y[i] - model.Predict(x.Row(i))) * (j == 0 ? 1 : x[i, j - 1]))];
            double[] sizes = [.. terms.Select(Math.Abs)];
            Assert.That(Math.Abs(terms.Order().Sum()) * model.Summary().StandardErrors[j], Is.LessThan(1e-14 * sizes.Sum()));
        }
    }

    [Test]
    public void A_network_of_one_sigmoid_layer_learns_the_same()
    {
        double[] y = [0, 0, 1, 0, 1, 0, 1, 1];
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(X, y, Family.Binomial);
        double a = model.Coefficients[0], b = model.Coefficients[1];
        var network = new FeedForwardNetwork<double>(1, [new Dense(1, Activation.Sigmoid)], seed: 1);
        network.Layers[0].Weights[0, 0] = b;
        network.Layers[0].Bias[0] = a;
        Matrix<double> inputs = Matrix.Create(8, 1, (i, _) => X[i]), targets = Matrix.Create(8, 1, (i, _) => y[i]);
        Assert.That(2 * 8 * network.Evaluate(inputs, targets, Loss.BinaryCrossEntropy).Loss, Is.EqualTo(model.Summary().Deviance).Within(1e-13));
    }
}
