using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>Weights of new observations, missing values that do not count, constants, names, and how intervals are written.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class RegressionDetailTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double Digits = typeof(T) == typeof(float) ? 1e-5 : 1e-12;

    private static T Number(double value) => T.CreateTruncating(value);

    private static T[] Numbers(params IEnumerable<double> values) => [.. values.Select(T.CreateTruncating)];

    private static double Width(Interval<T> interval) => double.CreateChecked(interval.Upper) - double.CreateChecked(interval.Lower);

    [Test]
    public void A_new_observation_of_weight_w_is_a_mean_of_w_observations([Values(0.25, 1, 4)] double weight)
    {
        LinearModel<T> line = LeastSquares.Fit(Numbers(1, 2, 3, 4, 5), Numbers(1, 3, 2, 5, 4), new() { Weights = Numbers(1, 2, 1, 0.5, 3) });
        double mean = Width(line.ConfidenceInterval(Number(2))), one = Width(line.PredictionInterval(Number(2)));
        double expected = Math.Sqrt((mean * mean) + (((one * one) - (mean * mean)) / weight));
        Assert.That(Width(line.PredictionInterval(Number(2), weight: weight)), Is.EqualTo(expected).Within(Digits));
        Assert.That(Width(line.PredictionInterval([Number(2)], weight: weight)), Is.EqualTo(expected).Within(Digits));
        Assert.That(line.PredictInverse(Number(3), 0.5, 4, weight: 1).Interval, Is.EqualTo(line.PredictInverse(Number(3), 0.5, weight: 4).Interval));
        Assert.That(() => line.PredictionInterval(Number(2), weight: 0), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("weight must be positive and finite."));
        Assert.That(() => line.PredictInverse(Number(2), weight: double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Rows_of_weight_0_may_miss_values([Values(12, 4000)] int rows)
    {
        var random = new SeededRandom(2);
        Matrix<T> x = Matrix.Create(rows, 2, (_, _) => Number(random.NextNormal()));
        T[] y = [.. Enumerable.Range(0, rows).Select(_ => Number(random.NextNormal()))];
        T[] weights = [.. Enumerable.Range(0, rows).Select(i => i is 3 or 7 or 8 ? T.Zero : Number(1 + (i % 3)))];
        LeastSquaresOptions<T> options = new() { Weights = weights };
        LinearModel<T> expected = LeastSquares.Fit(x, y, options);
        x[3, 1] = T.NaN;
        y[7] = T.PositiveInfinity;
        LinearModel<T> found = LeastSquares.Fit(x, y, options);
        Assert.That(found.Coefficients, Is.EqualTo(expected.Coefficients));
        Assert.That(found.Summary().StandardErrors, Is.EqualTo(expected.Summary().StandardErrors));
        Assert.That(found.Diagnostics().RobustSummary(CovarianceKind.HC3).StandardErrors, Is.EqualTo(expected.Diagnostics().RobustSummary(CovarianceKind.HC3).StandardErrors));
        for (int i = 0; i < rows; i++)
        {
            Assert.That(found.Residuals()[i], Is.EqualTo(i is 3 or 7 ? T.NaN : expected.Residuals()[i]));
        }
        LinearModel<T> target = LeastSquares.Fit(x, new ReadOnlyMatrixSpan<T>(y, rows, 1), options)[0];
        Assert.That(target.Coefficients, Is.EqualTo(expected.Coefficients));
        Assert.That(T.IsNaN(target.Residuals()[7]) && T.IsPositiveInfinity(y[7]) && T.IsNaN(x[3, 1]), "what was given is as it was");
        x[4, 0] = T.NaN;
        Assert.That(() => LeastSquares.Fit(x, y, options), Throws.ArgumentException.With.Message.StartsWith("Fit: x[4, 0] is NaN"));
    }

    [Test]
    public void Degree_0_is_the_mean()
    {
        LinearModel<T> model = LeastSquares.FitPolynomial(Numbers(1, 5, 7), Numbers(1, 2, 6), 0, new() { PredictorNames = ["t"] });
        Assert.That((model.Degree, model.PredictorCount, model.Coefficients.Count, model.Rank), Is.EqualTo((0, 1, 1, 1)));
        Assert.That(model.Predict(Number(100)), Is.EqualTo(Number(3)));
        Assert.That(model.PredictMany(Numbers(1, 2)), Is.EqualTo(Numbers(3, 3)));
        Assert.That(double.CreateChecked(model.Diagnostics().Leverages[0]), Is.EqualTo(1 / 3.0).Within(1e-7));
        Assert.That(Width(model.ConfidenceInterval(Number(5))), Is.EqualTo(2 * 4.3026527297494638523 * Math.Sqrt(7 / 3.0)).Within(Digits));
        Assert.That(() => LeastSquares.FitPolynomial(Numbers(1, 2), Numbers(1, 2), 0, new() { Intercept = false }), Throws.ArgumentException.With.Message.StartsWith("FitPolynomial: the degree is 0 and Intercept is false"));
        Assert.That(() => LeastSquares.FitPolynomial(Numbers(1, double.NaN), Numbers(1, 2), 0), Throws.ArgumentException.With.Message.Contains("x[1, 0] is NaN"));
    }

    [Test]
    public void A_column_of_ones_in_place_of_the_intercept_is_remarked_upon()
    {
        Matrix<T> x = [[T.One, Number(2)], [T.One, Number(3)], [T.One, Number(5)]];
        Assert.That(LeastSquares.Fit(x, Numbers(1, 2, 4), new() { Intercept = false }).Remarks, Has.Some.StartsWith("Column x1 is constant, but there is no intercept: R², adjusted R² and F are about 0"));
        Assert.That(LeastSquares.Fit(x.Columns(1..), Numbers(1, 2, 4.5), new() { Intercept = false }).Remarks, Is.Empty);
    }

    [Test]
    public void Names_are_told_apart()
        => Assert.That(() => LeastSquares.Fit(new Matrix<T>(3, 3), Numbers(1, 2, 3), new() { PredictorNames = ["a", "b", "a"] }), Throws.ArgumentException.With.Message.StartsWith("Fit: PredictorNames[0] and [2] are both \"a\"; every predictor must have a name of its own."));

    [Test]
    public void Intervals_can_be_read_in_every_culture()
    {
        Interval<T> interval = new(Number(-1.5), Number(17.25));
        Assert.That(interval.ToString(null, CultureInfo.InvariantCulture), Is.EqualTo("[-1.5, 17.25]"));
        Assert.That(interval.ToString(null, new CultureInfo("de-DE")), Is.EqualTo("[-1,5; 17,25]"));
        Assert.That(string.Create(CultureInfo.InvariantCulture, $"{interval:F1}"), Is.EqualTo("[-1.5, 17.2]").Or.EqualTo("[-1.5, 17.3]"));
    }

    [Test]
    public void A_mean_next_to_the_end_of_the_range_is_finite()
    {
        T large = T.CreateTruncating(typeof(T) == typeof(float) ? 3e38 : 1.5e308);
        LinearModel<T> model = LeastSquares.Fit(new Matrix<T>(2, 0), [large, large]);
        Assert.That(model.Intercept, Is.EqualTo(large));
        Assert.That(LeastSquares.Fit([large, large / Number(2), large / Number(4)], [large, large, large]).Predict(large), Is.EqualTo(large));
    }

    /// <summary>AIC and BIC as R gives them for its data set women.</summary>
    [Test]
    public void Information_criteria_count_the_variance()
    {
        T[] heights = Numbers(Enumerable.Range(58, 15).Select(h => (double)h));
        LinearModel<T> model = LeastSquares.Fit(heights, Numbers(115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164));
        Assert.That(double.CreateChecked(model.Summary().Aic), Is.EqualTo(59.08158).Within(1e-5));
        Assert.That(double.CreateChecked(model.Summary().Bic), Is.EqualTo(61.20573).Within(1e-5));
    }
}
