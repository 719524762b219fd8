using System.Text.Json;
using static MiniDnn.Tests.GeneralizedCases;

namespace MiniDnn.Tests;

/// <summary>Multinomial logit against values of 60 and 75 digits, and against other models that must be the same.</summary>
internal sealed class MultinomialTests
{
    private static readonly double[] X = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static readonly int[] Labels = [0, 1, 0, 1, 2, 1, 2, 0, 2];

    private static readonly JsonElement Generated = TestData.Read("multinomial-models.json");

    private static IEnumerable<string> GeneratedNames => Generated.EnumerateArray().Select(set => set.GetProperty("name").GetString()!);

    private static Matrix<double> Column(double[] x) => Matrix.Create(x.Length, 1, (i, _) => x[i]);

    private static double[] All(Matrix<double> values) => values.AsSpan().ToArray();

    /// <summary>1 − P for the class that a row has, −P for the others.</summary>
    public static Matrix<double> ResponseResiduals(MultinomialModel model, int[] labels)
    {
        (Matrix<double> fitted, double[] residuals) = (model.Predict(), model.Residuals());
        return Matrix.Create(labels.Length, fitted.ColumnCount, (i, k) => k == labels[i] ? residuals[i] : -fitted[i, k]);
    }

    [Test]
    public void Three_classes()
    {
        JsonElement set = Case("s17_multinomial_3_classes"), expected = set.GetProperty("expected");
        int[] labels = [.. set.GetProperty("y").EnumerateArray().Select(v => v.GetString()![0] - 'a')];
        MultinomialModel model = MultinomialModel.Fit(Design(set.GetProperty("X"), 2), labels);
        GeneralizedLinearModelSummary summary = model.Summary();
        for (int k = 0; k < 2; k++)
        {
            double[] errors = Numbers(expected.GetProperty("se")[k]);
            Assert.That(Digits(model.Coefficients.Chunk(3).ElementAt(k), Numbers(expected.GetProperty("coefficients")[k]), errors), Is.GreaterThan(14));
            Assert.That(Digits(summary.StandardErrors.Chunk(3).ElementAt(k), errors), Is.GreaterThan(14));
            Assert.That(Digits(summary.PValues.Chunk(3).ElementAt(k), Numbers(expected.GetProperty("p")[k])), Is.GreaterThan(13));
        }
        double[] criteria = [summary.LogLikelihood, summary.Aic, summary.Bic];
        Assert.That(Digits(criteria, [.. new[] { "logLik", "aic", "bic" }.Select(n => expected.GetProperty(n).GetDouble())]), Is.GreaterThan(14.5));
        JsonElement right = expected.GetProperty("prediction").GetProperty("probabilities");
        Assert.That(Digits(model.Predict(Numbers(set.GetProperty("new_point").GetProperty("x"))), [.. "abc".Select(c => right.GetProperty($"{c}").GetDouble())]), Is.GreaterThan(14.5));
    }

    [TestCaseSource(nameof(GeneratedNames))]
    public void Generated_sets_in_sixty_digits(string name)
    {
        JsonElement set = Generated.EnumerateArray().Single(s => s.GetProperty("name").GetString() == name);
        double[] errors = Numbers(set.GetProperty("standardErrors")), rows = Numbers(set.GetProperty("x")[0]);
        MultinomialModel model = MultinomialModel.Fit(Design(set.GetProperty("x"), rows.Length), [.. Numbers(set.GetProperty("labels")).Select(v => (int)v)], new()
        {
            Intercept = set.GetProperty("intercept").GetBoolean(),
            Reference = $"{set.GetProperty("reference").GetInt32()}",
            Weights = Numbers(set.GetProperty("weights")),
            WeightsAreFrequencies = set.GetProperty("frequencies").GetBoolean(),
        });
        GeneralizedLinearModelSummary summary = model.Summary();
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(Digits(model.Coefficients, Numbers(set.GetProperty("coefficients")), errors), Is.GreaterThan(13.5));
        Assert.That(Digits(summary.StandardErrors, errors), Is.GreaterThan(13.5));
        double[] p = Numbers(set.GetProperty("pValues"));
        Assert.That(Digits(summary.PValues, p), Is.GreaterThan(11));
        Assert.That(summary.Covariance()[0, errors.Length - 1], Is.EqualTo(set.GetProperty("covariance01").GetDouble()).Within(1e-13).Percent);
        double[] whole = [summary.LogLikelihood, summary.Deviance, summary.NullDeviance];
        Assert.That(Digits(whole, [.. new[] { "logLikelihood", "deviance", "nullDeviance" }.Select(n => set.GetProperty(n).GetDouble())]), Is.GreaterThan(14));
        double[] probabilities = Numbers(set.GetProperty("probabilities"));
        Assert.That(Digits(model.Predict(rows), probabilities), Is.GreaterThan(13));
        Assert.That(Digits(model.Predict().Row(0).ToArray(), probabilities), Is.GreaterThan(13));
        double z = Distribution.Normal.UpperQuantile(0.05);
        Interval<double> interval = model.CoefficientIntervals(0.9)[^1];
        Assert.That((interval.Upper - interval.Lower) / 2, Is.EqualTo(z * errors[^1]).Within(1e-11).Percent);
    }

    [Test]
    public void Two_classes_are_a_logistic_model()
    {
        int[] labels = [0, 0, 1, 0, 1, 0, 1, 1, 1];
        double[] weights = [1, 2, 0.5, 1, 0, 3, 1, 1, 2];
        GeneralizedLinearModel logistic = GeneralizedLinearModel.Fit(X, [.. labels.Select(l => (double)l)], Family.Binomial, new() { Weights = weights });
        MultinomialModel model = MultinomialModel.Fit(Column(X), labels, new() { Weights = weights });
        (GeneralizedLinearModelSummary own, GeneralizedLinearModelSummary other) = (model.Summary(), logistic.Summary());
        double[] ours = [.. model.Coefficients, .. own.StandardErrors, .. own.TestStatistics, .. own.PValues, own.Deviance, own.NullDeviance, own.ResidualDegreesOfFreedom, .. All(own.Covariance())];
        double[] theirs = [.. logistic.Coefficients, .. other.StandardErrors, .. other.TestStatistics, .. other.PValues, other.Deviance, other.NullDeviance, other.ResidualDegreesOfFreedom, .. All(other.Covariance())];
        Assert.That(Digits(ours, theirs), Is.GreaterThan(14));
        Assert.That(Digits(model.Residuals(), [.. logistic.Residuals().Select(Math.Abs)]), Is.GreaterThan(14));
        Assert.That(Digits(ResponseResiduals(model, labels).Column(1), logistic.Residuals()), Is.GreaterThan(14));
        Assert.That(own.WaldTest([[1, 2], [0, 1]], 0.5, 0).PValue, Is.EqualTo(other.WaldTest([[1, 2], [0, 1]], 0.5, 0).PValue).Within(1e-13).Percent);
        Assert.That(model.CoefficientIntervals()[1].Lower, Is.EqualTo(logistic.CoefficientIntervals()[1].Lower).Within(1e-13));
        foreach (double x in X)
        {
            Interval<double> right = logistic.ConfidenceInterval([x], 0.8);
            Interval<double>[] found = model.ConfidenceInterval([x], 0.8);
            Assert.That(Digits([found[1].Lower, found[1].Upper, found[0].Lower, found[0].Upper], [right.Lower, right.Upper, 1 - right.Upper, 1 - right.Lower]), Is.GreaterThan(13));
        }
        Assert.That(own.Bic - own.Aic, Is.EqualTo(other.Bic - other.Aic).Within(1e-13));
    }

    [Test]
    public void A_log_linear_model_of_counts_with_a_constant_for_each_row_has_the_same_coefficients()
    {
        // S. Baker, 1994: given the row's total, Poisson counts are multinomial
        int rows = X.Length, classes = 3;
        Matrix<double> design = Matrix.Create(rows * classes, rows + 4, (t, j) =>
        {
            (int i, int k) = (t / classes, t % classes);
            return j < rows ? (i == j ? 1 : 0) : k == 1 + ((j - rows) / 2) ? ((j - rows) % 2 == 0 ? 1 : X[i]) : 0;
        });
        double[] counts = [.. Enumerable.Range(0, rows * classes).Select(t => Labels[t / classes] == t % classes ? 1.0 : 0)];
        GeneralizedLinearModel poisson = GeneralizedLinearModel.Fit(design, counts, Family.Poisson, new() { Intercept = false });
        MultinomialModel model = MultinomialModel.Fit(Column(X), Labels);
        double[] errors = [.. poisson.Summary().StandardErrors.Skip(rows)];
        Assert.That(Digits(model.Coefficients, [.. poisson.Coefficients.Skip(rows)], errors), Is.GreaterThan(13));
        Assert.That(Digits(model.Summary().StandardErrors, errors), Is.GreaterThan(13));
    }

    [Test]
    public void Another_reference_and_other_units_are_the_same_model()
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), Labels);
        MultinomialModel other = MultinomialModel.Fit(Column([.. X.Select(x => 1.6e9 + (1e5 * x))]), Labels, new() { Reference = "2" });
        Assert.That(other.Summary().LogLikelihood, Is.EqualTo(model.Summary().LogLikelihood).Within(1e-13));
        Assert.That(Digits(other.Predict([1.6e9 + 4e5]), model.Predict([4])), Is.GreaterThan(12));
        Assert.That(other.Coefficients[3] * 1e5, Is.EqualTo(model.Coefficients[1] - model.Coefficients[3]).Within(1e-12));
        Assert.That(other.Reference, Is.EqualTo("2"));
    }

    [Test]
    public void Intervals_of_shares_are_those_of_their_logits()
    {
        // of constants alone the variance of logit p is 1/count + 1/(n - count)
        int[] counts = [7, 2, 1, 30];
        MultinomialModel model = MultinomialModel.Fit(new Matrix<double>(40, 0), [.. counts.SelectMany((count, k) => Enumerable.Repeat(k, count))], new() { Reference = "2" });
        Interval<double>[] intervals = model.ConfidenceInterval([], 0.9);
        for (int k = 0; k < 4; k++)
        {
            double logit = Math.Log((double)counts[k] / (40 - counts[k]));
            double margin = Distribution.Normal.UpperQuantile(0.05) * Math.Sqrt((1.0 / counts[k]) + (1.0 / (40 - counts[k])));
            Assert.That(intervals[k].Lower, Is.EqualTo(1 / (1 + Math.Exp(margin - logit))).Within(1e-12).Percent);
            Assert.That(intervals[k].Upper, Is.EqualTo(1 / (1 + Math.Exp(-margin - logit))).Within(1e-12).Percent);
        }
    }

    [Test]
    public void Intervals_of_probabilities_come_from_the_covariance([Values] bool intercept, [Values("0", "1", "2")] string reference)
    {
        Matrix<double> x = Matrix.Create(9, 2, (i, j) => j == 0 ? X[i] : 1e3 + Math.Sin(2 * X[i]));
        MultinomialModel model = MultinomialModel.Fit(x, Labels, new() { Reference = reference, Intercept = intercept });
        double[] b = [.. model.Coefficients], point = [4.3, 1000.4];
        int[] others = [.. Enumerable.Range(0, 3).Where(k => model.ClassNames[k] != reference)];
        Matrix<double> covariance = model.Summary().Covariance();
        Interval<double>[] intervals = model.ConfidenceInterval(point);
        for (int k = 0; k < 3; k++)
        {
            // derivatives by differences, and the covariance as a sum of its parts
            double[] gradient = [.. b.Select((_, j) => (Logit(k, j, 1) - Logit(k, j, -1)) / (2 * Step(j)))];
            double variance = b.SelectMany((_, i) => b.Select((_, j) => gradient[i] * gradient[j] * covariance[i, j])).Sum();
            double margin = Distribution.Normal.UpperQuantile(0.025) * Math.Sqrt(variance), centre = Logit(k, 0, 0);
            Assert.That(Math.Log(intervals[k].Lower / (1 - intervals[k].Lower)), Is.EqualTo(centre - margin).Within(1e-4));
            Assert.That(Math.Log(intervals[k].Upper / (1 - intervals[k].Upper)), Is.EqualTo(centre + margin).Within(1e-4));
            Assert.That(intervals[k].Contains(model.Predict(point)[k]), Is.True);
        }

        double Step(int j) => Math.Max(Math.Abs(b[j]), 1e-3) * 1e-6;

        double Logit(int k, int changed, int sign)
        {
            double[] eta = new double[3];
            double[] row = intercept ? [1, .. point] : point;
            for (int j = 0; j < b.Length; j++)
            {
                eta[others[j / row.Length]] += (b[j] + (j == changed ? sign * Step(j) : 0)) * row[j % row.Length];
            }
            return eta[k] - Math.Log(Enumerable.Range(0, 3).Where(a => a != k).Sum(a => Math.Exp(eta[a])));
        }
    }

    [Test]
    public void Intervals_of_probabilities_depend_on_no_reference_and_no_units()
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), Labels);
        MultinomialModel other = MultinomialModel.Fit(Column([.. X.Select(x => 1.6e9 + (1e5 * x))]), Labels, new() { Reference = "2" });
        foreach (double x in new[] { -3, 1.5, 6, 40 })
        {
            Interval<double>[] right = model.ConfidenceInterval([x], 0.99), found = other.ConfidenceInterval([1.6e9 + (1e5 * x)], 0.99);
            Assert.That(Digits(found.SelectMany(ends => new[] { ends.Lower, ends.Upper }), [.. right.SelectMany(ends => new[] { ends.Lower, ends.Upper })]), Is.GreaterThan(11));
        }
    }

    [Test]
    public void Many_points_are_predicted_as_each_of_them()
    {
        MultinomialModel model = MultinomialModel.Fit(Matrix.Create(9, 2, (i, j) => j == 0 ? X[i] : Math.Sin(X[i])), Labels);
        Matrix<double> points = TestMatrices.Random<double>(7, 4, 3), probabilities = model.Predict(points.Columns(1..3));
        Assert.That((probabilities.RowCount, probabilities.ColumnCount), Is.EqualTo((7, 3)));
        for (int i = 0; i < 7; i++)
        {
            Assert.That(probabilities.Row(i).ToArray(), Is.EqualTo(model.Predict(points.Row(i)[1..3])));
        }
        Assert.That(model.Predict(points.Rows(..0).Columns(..2)).RowCount, Is.Zero);
        Assert.That(() => model.Predict(points), Throws.ArgumentException.With.Message.Contains("x is 7×4; it must have 2 columns, one for each predictor"));
    }

    [Test]
    public void Restrictions_are_tested_on_the_coefficients_of_all_classes()
    {
        // Wald's test of one coefficient is z², that of a difference takes the reference's place
        MultinomialModel model = MultinomialModel.Fit(Column(X), Labels), other = MultinomialModel.Fit(Column(X), Labels, new() { Reference = "1" });
        GeneralizedLinearModelSummary summary = model.Summary();
        Assert.That(summary.WaldTest([[0, 0, 0, 1]]).Statistic, Is.EqualTo(Math.Pow(summary.TestStatistics[3], 2)).Within(1e-12).Percent);
        Assert.That(summary.WaldTest([[0, -1, 0, 1]]).PValue, Is.EqualTo(other.Summary().PValues[3]).Within(1e-11).Percent);
        Assert.That(summary.WaldTest([[0, 1, 0, 0], [0, 0, 0, 1]]).Statistic, Is.EqualTo(other.Summary().WaldTest([[0, 1, 0, 0], [0, 0, 0, 1]]).Statistic).Within(1e-11).Percent);
        Assert.That(summary.WaldTest([[0, 1, 0, 0], [0, 0, 0, 1]]).DegreesOfFreedom, Is.EqualTo(2));
        Assert.That(summary.Dispersion, Is.EqualTo(1));
    }

    [Test]
    public void Frequencies_are_equal_rows_and_precisions_are_not()
    {
        double[] counts = [1, 3, 2, 1, 2, 1, 1, 2, 0];
        int[] rows = [.. Enumerable.Range(0, 9).SelectMany(i => Enumerable.Repeat(i, (int)counts[i]))];
        MultinomialModel repeated = MultinomialModel.Fit(Column([.. rows.Select(i => X[i])]), [.. rows.Select(i => Labels[i])]);
        MultinomialModel frequencies = MultinomialModel.Fit(Column([.. X[..8], double.NaN]), Labels, new() { Weights = counts, WeightsAreFrequencies = true });
        MultinomialModel precisions = MultinomialModel.Fit(Column(X), Labels, new() { Weights = counts });
        double[] Whole(MultinomialModel model) => [.. model.Coefficients, .. model.Summary().StandardErrors, model.Summary().Deviance, model.Summary().NullDeviance];
        Assert.That(Digits(Whole(frequencies), Whole(repeated)), Is.GreaterThan(13));
        Assert.That(frequencies.Summary().Bic, Is.EqualTo(repeated.Summary().Bic).Within(1e-12));
        Assert.That(frequencies.Summary().ResidualDegreesOfFreedom, Is.EqualTo(26 - 4));
        Assert.That(precisions.Summary().ResidualDegreesOfFreedom, Is.EqualTo(16 - 4));
        Assert.That(frequencies.RowCount, Is.EqualTo(8));
        Assert.That(frequencies.Residuals()[8], Is.NaN);
        Assert.That(frequencies.Predict()[8, 0], Is.NaN);
        Assert.That(frequencies.Predict().Row(7).ToArray(), Is.EqualTo(frequencies.Predict([X[7]])).Within(1e-14));
    }

    [Test]
    public void Large_models_are_as_right_as_small_ones()
    {
        // beyond the limit of doubled columns; each row three times is the same maximum
        int n = 40_000;
        double[] noise = [.. TestMatrices.Random<double>(n, 2, 7).AsSpan()];
        Matrix<double> x = Matrix.Create(n, 3, (i, j) => j == 2 ? 100 + (noise[2 * i] * noise[(2 * i) + 1]) : noise[(2 * i) + j]);
        int[] labels = [.. Enumerable.Range(0, n).Select(i => (int)(((i * 7919L) + (noise[2 * i] > 0.2 ? 1 : 0)) % 3))];
        MultinomialModel large = MultinomialModel.Fit(x, labels);
        MultinomialModel weighted = MultinomialModel.Fit(x.Rows(..30_000).ToMatrix(), labels[..30_000]);
        Assert.That(large.Outcome, Is.EqualTo(FitOutcome.Converged));
        Matrix<double> residuals = ResponseResiduals(large, labels);
        for (int k = 0; k < 3; k++)
        {
            for (int j = 0; j < 3; j++)
            {
                // the score is 0 at the maximum
                double score = Enumerable.Range(0, n).Sum(i => residuals[i, k] * (x[i, j] - (j == 2 ? 100 : 0)));
                Assert.That(score, Is.Zero.Within(1e-7));
            }
        }
        Assert.That(weighted.Summary().LogLikelihood, Is.GreaterThan(large.Summary().LogLikelihood));
    }
}
