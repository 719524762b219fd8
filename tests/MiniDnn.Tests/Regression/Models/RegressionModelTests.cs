namespace MiniDnn.Tests;

/// <summary>What all models say in the same words: errors, tests, intervals and the table belong together.</summary>
internal sealed class RegressionModelTests
{
    private static readonly double[] X = [0.5, 1, 1.7, 2.4, 3.1, 4, 5.2, 6, 7.5, 9], Y = [0.4, 0.9, 1.1, 2, 2.2, 2.6, 4.1, 3.9, 5.5, 6.1];

    private static readonly Dictionary<string, Func<RegressionModel<double>>> Models = new()
    {
        ["linear"] = () => LeastSquares.Fit(X, Y),
        ["robust"] = () => RobustRegression.Fit(X, [.. Y[..9], 30]),
        ["gamma"] = () => GeneralizedLinearModel.Fit(X, Y, Family.Gamma, new() { Link = Link.Log }),
        ["poisson"] = () => GeneralizedLinearModel.Fit(X, [.. Y.Select(v => Math.Round(v))], Family.Poisson),
        ["classes"] = () => MultinomialModel.Fit(Matrix.Create(10, 1, (i, _) => X[i]), [0, 1, 0, 0, 1, 0, 1, 1, 0, 1]),
        ["curve"] = () => Curve.Power.Fit(X, Y),
        ["known variances"] = () => Curve.Power.Fit(X, Y, new() { Weights = [.. X.Select(_ => 9.0)], WeightsAreInverseVariances = true }),
    };

    private static IEnumerable<string> Names => Models.Keys;

    private static Distribution Of(string name, RegressionModel<double> model)
        => name is "poisson" or "classes" or "known variances" ? Distribution.Normal : Distribution.StudentT(model.Summary().ResidualDegreesOfFreedom);

    [TestCaseSource(nameof(Names))]
    public void Errors_and_tests_come_from_the_covariance(string name)
    {
        RegressionModel<double> model = Models[name]();
        RegressionSummary<double> summary = model.Summary();
        Assert.That(summary, Is.SameAs(model.Summary()));
        Matrix<double> covariance = summary.Covariance();
        Assert.That(summary.StandardErrors, Is.EqualTo(Enumerable.Range(0, 2).Select(j => Math.Sqrt(covariance[j, j]))).Within(1e-12).Percent);
        Assert.That(covariance[0, 1], Is.EqualTo(covariance[1, 0]).And.Not.Zero);
        Assert.That(summary.TestStatistics, Is.EqualTo(model.Coefficients.Zip(summary.StandardErrors, (b, error) => b / error)).Within(1e-12).Percent);
        Assert.That(summary.PValues, Is.EqualTo(summary.TestStatistics.Select(t => 2 * Of(name, model).UpperTail(Math.Abs(t)))).Within(1e-10).Percent);
        Assert.That((model.RowCount, model.ParameterNames.Count, model.Residuals().Length), Is.EqualTo((10, 2, 10)));
    }

    [TestCaseSource(nameof(Names))]
    public void Intervals_hold_alone_or_together(string name)
    {
        RegressionModel<double> model = Models[name]();
        Distribution distribution = Of(name, model);
        double freedom = distribution == Distribution.Normal ? double.PositiveInfinity : model.Summary().ResidualDegreesOfFreedom;
        Expect(IntervalAdjustment.None, distribution.UpperQuantile(0.05));
        Expect(IntervalAdjustment.Bonferroni, distribution.UpperQuantile(0.025));
        Expect(IntervalAdjustment.Scheffe, Math.Sqrt(2 * Distribution.F(2, freedom).UpperQuantile(0.1)));
        Assert.That(() => model.CoefficientIntervals(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.CoefficientIntervals(0.9, (IntervalAdjustment)7), Throws.InstanceOf<ArgumentOutOfRangeException>());

        void Expect(IntervalAdjustment adjustment, double factor)
        {
            Interval<double>[] found = model.CoefficientIntervals(0.9, adjustment);
            double[] margins = [.. model.Summary().StandardErrors.Select(error => factor * error)];
            Assert.That(found.Select(ends => ends.Lower), Is.EqualTo(model.Coefficients.Zip(margins, (b, margin) => b - margin)).Within(1e-12));
            Assert.That(found.Select(ends => ends.Upper), Is.EqualTo(model.Coefficients.Zip(margins, (b, margin) => b + margin)).Within(1e-12));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Criteria_come_from_the_likelihood(string name)
    {
        RegressionSummary<double> summary = Models[name]().Summary();
        double k = (summary.Aic + (2 * summary.LogLikelihood)) / 2;
        Assert.That(double.IsNaN(k), Is.EqualTo(name == "robust"));
        if (name != "robust")
        {
            Assert.That(k, Is.EqualTo(name is "poisson" or "classes" ? 2 : 3).Within(1e-12));
            Assert.That(summary.Bic, Is.EqualTo((Math.Log(10) * k) - (2 * summary.LogLikelihood)).Within(1e-12));
            Assert.That(summary.Aicc, Is.EqualTo(summary.Aic + (2 * k * (k + 1) / (9 - k))).Within(1e-12));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void The_table_is_that_of_the_summary(string name)
    {
        RegressionModel<double> model = Models[name]();
        Assert.That(model.ToString("F3", null), Is.EqualTo(model.Summary().ToString("F3", null)).And.Contains(model.ParameterNames[1]).And.Contains("Std. Error"));
        Assert.That(model.ToString(), Is.EqualTo(model.Summary().ToString()));
    }

    [Test]
    public void Options_mean_the_same_for_all()
    {
        // the last row is not counted, and may be missing
        Matrix<double> x = Matrix.Create(10, 1, (i, _) => i == 9 ? double.NaN : X[i]);
        double[] weights = [.. X.Select((_, i) => i == 9 ? 0 : 1.0 + (i % 2))];
        string[] names = ["dose"];
        RegressionModel<double>[] models =
        [
            LeastSquares.Fit(x, Y, new() { Intercept = false, Weights = weights, PredictorNames = names }),
            GeneralizedLinearModel.Fit(x, Y, Family.Gaussian, new() { Intercept = false, Weights = weights, PredictorNames = names }),
            MultinomialModel.Fit(x, [0, 1, 0, 0, 1, 0, 1, 1, 0, 1], new() { Intercept = false, Weights = weights, PredictorNames = names }),
        ];
        foreach (RegressionModel<double> model in models)
        {
            Assert.That(model.RowCount, Is.EqualTo(9));
            Assert.That(model.ParameterNames.Single(), Does.EndWith("dose"));
            Assert.That(model.Coefficients, Has.Count.EqualTo(1).And.All.Matches<double>(double.IsFinite));
            Assert.That(model.Residuals()[9], Is.NaN);
        }
        Assert.That(models[1].Coefficients[0], Is.EqualTo(models[0].Coefficients[0]).Within(1e-13));
        LeastSquaresOptions<double> options = new() { Weights = weights, Ridge = 2, RankTolerance = 0.1, KeepData = true, Method = LeastSquaresMethod.PseudoInverse };
        Assert.That(options with { Intercept = false } with { Intercept = true }, Is.EqualTo(options));
    }
}
