using static MiniDnn.Tests.GeneralizedCases;

namespace MiniDnn.Tests;

/// <summary>Classes that are separated are named, by class, coefficient and sign; what is finite is that of what overlaps.</summary>
internal sealed class MultinomialSeparationTests
{
    private static readonly double[] X = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static readonly int[] OneApart = [0, 1, 0, 1, 0, 1, 2, 2, 2];

    private static Matrix<double> Column(params double[] x) => Matrix.Create(x.Length, 1, (i, _) => x[i]);

    [Test]
    public void Completely_separated_classes()
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), [0, 0, 0, 1, 1, 1, 2, 2, 2], new() { PredictorNames = ["dose"] });
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(model.Coefficients, Is.EqualTo(new[] { double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity }));
        Assert.That(model.Summary().StandardErrors, Is.All.NaN);
        Assert.That(model.Summary().Deviance, Is.Zero);
        Assert.That(model.Remarks, Has.Some.EqualTo("The predictors separate the outcomes completely: every row is fitted without error in the limit. "
            + "No finite estimate: 1: (Intercept) → −∞, 1: dose → +∞, 2: (Intercept) → −∞, 2: dose → +∞."));
        Assert.That(model.Predict().RowArgMax(), Is.EqualTo(new[] { 0, 0, 0, 1, 1, 1, 2, 2, 2 }));
        Assert.That(model.Residuals(), Is.All.Zero);
        Assert.That($"{model}", Does.Contain("Separated after").And.Contain("Note: The predictors separate"));
    }

    [TestCase("0")]
    [TestCase("1")]
    public void What_is_finite_is_the_fit_of_the_classes_that_overlap(string reference)
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), OneApart, new() { Reference = reference });
        double sign = reference == "0" ? 1 : -1;
        GeneralizedLinearModel rest = GeneralizedLinearModel.Fit(X[..6], [0, 1, 0, 1, 0, 1], Family.Binomial);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(Digits(model.Coefficients.Take(2), [.. rest.Coefficients.Select(b => sign * b)]), Is.GreaterThan(13));
        Assert.That(Digits(model.Summary().StandardErrors.Take(2), rest.Summary().StandardErrors), Is.GreaterThan(13));
        Assert.That(model.Coefficients.Skip(2), Is.EqualTo(new[] { double.NegativeInfinity, double.PositiveInfinity }));
        Assert.That(model.Summary().StandardErrors.Skip(2), Is.All.NaN);
        Assert.That(model.Summary().Deviance, Is.EqualTo(rest.Summary().Deviance).Within(1e-13));
        Assert.That(model.Remarks, Has.Some.EqualTo("The predictors separate the outcomes in 9 of 9 rows in the limit. No finite estimate: 2: (Intercept) → −∞, "
            + $"2: x → +∞. Finite, from the rows that overlap: {(reference == "0" ? 1 : 0)}: (Intercept), {(reference == "0" ? 1 : 0)}: x."));
        Assert.That(model.Summary().Covariance()[0, 1], Is.EqualTo(rest.Summary().Covariance()[0, 1]).Within(1e-12));
        Assert.That(model.CoefficientIntervals()[3].Lower, Is.NaN);
    }

    [Test]
    public void As_the_separated_reference_the_class_takes_all_coefficients_with_it()
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), OneApart, new() { Reference = "2" });
        Assert.That(model.Coefficients, Is.EqualTo(new[] { double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity }));
        Assert.That(model.Summary().Deviance, Is.EqualTo(MultinomialModel.Fit(Column(X), OneApart).Summary().Deviance).Within(1e-13));
    }

    [Test]
    public void A_category_that_never_has_a_class_separates_its_coefficient_alone()
    {
        // class 2 never occurs where x is 1: its coefficient goes to −∞, its constant is that of the rows with 0
        double[] x = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
        int[] labels = [0, 0, 1, 1, 1, 2, 0, 0, 0, 1, 1];
        MultinomialModel model = MultinomialModel.Fit(Column(x), labels);
        double[] right = [Math.Log(3.0 / 2), Math.Log(2.0 / 3) - Math.Log(3.0 / 2), Math.Log(1.0 / 2), double.NegativeInfinity];
        double[] errors = [Math.Sqrt((1.0 / 3) + (1.0 / 2)), Math.Sqrt((1.0 / 3) + (1.0 / 2) + (1.0 / 3) + (1.0 / 2)), Math.Sqrt(1 + (1.0 / 2)), double.NaN];
        Assert.That(Digits(model.Coefficients, right), Is.GreaterThan(14));
        Assert.That(Digits(model.Summary().StandardErrors, errors), Is.GreaterThan(14));
        Assert.That(Digits(model.Predict([0]), [2 / 6.0, 3 / 6.0, 1 / 6.0]), Is.GreaterThan(14));
        Assert.That(Digits(model.Predict([1]), [3 / 5.0, 2 / 5.0, 0]), Is.GreaterThan(14));
        // where x is 0 the shares of six rows are fitted, where it is 1 class 2 can't be, and how sure that is nothing tells
        double margin = Distribution.Normal.UpperQuantile(0.025) * Math.Sqrt((1.0 / 2) + (1.0 / 4));
        Assert.That(model.ConfidenceInterval([0])[0].Upper, Is.EqualTo(1 / (1 + (2 * Math.Exp(-margin)))).Within(1e-12));
        margin = Distribution.Normal.UpperQuantile(0.025) * Math.Sqrt((1.0 / 3) + (1.0 / 2));
        Assert.That(model.ConfidenceInterval([1])[0].Lower, Is.EqualTo(1 / (1 + (Math.Exp(margin) * 2 / 3))).Within(1e-12));
        Assert.That(model.ConfidenceInterval([1])[2].Upper, Is.NaN);
        Assert.That(model.Remarks, Has.Some.Contains("in 5 of 11 rows").And.Some.Contains("No finite estimate: 2: x → −∞. Finite"));
    }

    [Test]
    public void Gaps_and_overlaps_of_any_size_are_told_apart([Values(1e-3, 1e-9, 1e-15)] double size)
    {
        // class 2 begins just above the last 1, or just below it
        double[] x = [0, 0.2, 0.4, 0.5, 0.7, 1, 1 + size, 2, 3], overlap = [.. x];
        overlap[6] = 1 - size;
        int[] labels = [0, 1, 0, 1, 0, 1, 2, 2, 2];
        MultinomialModel apart = MultinomialModel.Fit(Column(x), labels), close = MultinomialModel.Fit(Column(overlap), labels);
        Assert.That(apart.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(close.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(close.Coefficients, Has.All.Matches<double>(double.IsFinite));
        Assert.That(close.Summary().StandardErrors, Has.All.GreaterThan(0));
    }

    [Test]
    public void Small_and_large_weights_change_nothing_about_it([Values(1e-12, 1e12)] double weight)
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), OneApart, new() { Weights = [.. X.Select(_ => weight)] });
        Assert.That(model.Coefficients[3], Is.EqualTo(double.PositiveInfinity));
        Assert.That(Digits(model.Coefficients.Take(2), [.. MultinomialModel.Fit(Column(X), OneApart).Coefficients.Take(2)]), Is.GreaterThan(13));
        MultinomialModel overlapping = MultinomialModel.Fit(Column(X), [0, 1, 0, 1, 2, 1, 2, 0, 2], new() { Weights = [.. X.Select(_ => weight)] });
        Assert.That(overlapping.Outcome, Is.EqualTo(FitOutcome.Converged));
        MultinomialModel plain = MultinomialModel.Fit(Column(X), [0, 1, 0, 1, 2, 1, 2, 0, 2]);
        Assert.That(Digits(overlapping.Coefficients, plain.Coefficients, plain.Summary().StandardErrors), Is.GreaterThan(13));
    }

    [Test]
    public void Where_infinite_coefficients_leave_it_open_nothing_is_predicted()
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), OneApart);
        Assert.That(model.Predict([20]), Is.All.NaN);
        Assert.That(model.ConfidenceInterval([20])[0].Lower, Is.NaN);
        MultinomialModel without = MultinomialModel.Fit(Column(-3, -2, -1, -2, 1, 2), [0, 1, 0, 1, 2, 2], new() { Intercept = false });
        Assert.That(without.Coefficients[1], Is.EqualTo(double.PositiveInfinity));
        Assert.That(without.Predict([1]), Is.EqualTo(new[] { 0.0, 0, 1 }));
        Assert.That(without.Predict([-1]).Sum(), Is.EqualTo(1).Within(1e-15));
        Assert.That(without.Predict([-1])[2], Is.Zero);
    }

    [Test]
    public void A_generated_set_has_the_maximum_of_its_open_classes([Range(1, 20)] int seed)
    {
        // two classes overlap, a third lies beyond them in a random direction: the two are their own logistic model
        int n = 40;
        double[] noise = [.. TestMatrices.Random<double>(n, 3, (ulong)seed).AsSpan()];
        Matrix<double> x = Matrix.Create(n, 2, (i, j) => noise[(3 * i) + j] + (i < 15 ? 5 : 0));
        int[] labels = [.. Enumerable.Range(0, n).Select(i => i < 15 ? 2 : noise[(3 * i) + 2] + (0.3 * noise[3 * i]) > 0 ? 1 : 0)];
        MultinomialModel model = MultinomialModel.Fit(x, labels);
        GeneralizedLinearModel rest = GeneralizedLinearModel.Fit(
            x.Rows(15..).ToMatrix(), [.. labels[15..].Select(l => (double)l)], Family.Binomial);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(rest.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(Digits(model.Coefficients.Take(3), rest.Coefficients, rest.Summary().StandardErrors), Is.GreaterThan(12.5));
        Assert.That(Digits(model.Summary().StandardErrors.Take(3), rest.Summary().StandardErrors), Is.GreaterThan(12.5));
    }

    [Test]
    public void Small_sets_of_whole_numbers_have_all_they_must([Range(1, 40)] int seed)
    {
        var random = new SeededRandom((ulong)seed);
        for (int set = 0; set < 10; set++)
        {
            int classes = 2 + random.NextInt32(3), n = classes + 2 + random.NextInt32(10), predictors = random.NextInt32(3);
            Matrix<double> x = Matrix.Create(n, predictors, (_, _) => (double)random.NextInt32(4));
            int[] labels = [.. Enumerable.Range(0, n).Select(i => i < classes ? i : random.NextInt32(classes))];
            double[] weights = [.. labels.Select(_ => 1.0 + random.NextInt32(3))];
            MultinomialModel model = MultinomialModel.Fit(x, labels, new() { Weights = weights, Reference = "1" });

            // the exact test without what may spare it
            MultinomialProblem problem = model.FittedModel.Problem with { Closed = null };
            bool isSeparated = MultinomialSeparation.Find(problem, model.FittedModel.Data.Columns) is not null;
            Assert.That(model.Outcome, Is.EqualTo(isSeparated ? FitOutcome.Separated : FitOutcome.Converged), $"{seed}, {set}");
            Assert.That(model.Remarks.Any(remark => remark.Contains("separate the outcomes", StringComparison.Ordinal)), Is.EqualTo(isSeparated));

            // the score is 0 at the maximum, and in the limit, too
            Matrix<double> residuals = MultinomialTests.ResponseResiduals(model, labels);
            for (int k = 0; k < classes; k++)
            {
                Assert.That(Enumerable.Range(0, n).Sum(i => weights[i] * residuals[i, k]), Is.Zero.Within(1e-12));
                for (int j = 0; j < predictors; j++)
                {
                    Assert.That(Enumerable.Range(0, n).Sum(i => weights[i] * residuals[i, k] * x[i, j]), Is.Zero.Within(1e-11));
                }
            }

            // what has an error is finite, and what is infinite has none
            for (int j = 0; j < model.Coefficients.Count; j++)
            {
                bool hasError = !double.IsNaN(model.Summary().StandardErrors[j]);
                Assert.That(double.IsFinite(model.Coefficients[j]), Is.EqualTo(hasError), $"{seed}, {set}, {j}");
            }
        }
    }
}
