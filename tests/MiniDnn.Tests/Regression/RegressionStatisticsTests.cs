using System.Globalization;
using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Every statistic of a fitted model against values that were computed from the definitions with 50 digits (Data/regression-statistics.py).</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class RegressionStatisticsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly JsonElement Root = TestData.Read("regression-statistics.json");

    private static readonly JsonElement Data = Root.GetProperty("data");

    /// <summary>Statistics are computed in double or better and rounded once.</summary>
    private static readonly double Rounding = typeof(T) == typeof(float) ? 1e-7 : 2e-13;

    /// <summary>An interval lies about a prediction in T.</summary>
    private static readonly double IntervalRounding = typeof(T) == typeof(float) ? 1e-5 : 2e-13;

    private static string[] Names => [.. Root.GetProperty("cases").EnumerateObject().Select(c => c.Name)];

    private static double[] Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Numbers)]
        : [element.ValueKind == JsonValueKind.String ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture) : element.GetDouble()];

    private static T[] Values(JsonElement element) => [.. Numbers(element).Select(T.CreateTruncating)];

    private static (JsonElement Case, LinearModel<T> Model) Fit(string name, LeastSquaresMethod method = LeastSquaresMethod.Qr)
    {
        JsonElement data = Root.GetProperty("cases").GetProperty(name);
        int columns = data.GetProperty("columns").GetInt32();
        T[] all = Values(Data.GetProperty("x"));
        T[] y = Values(Data.GetProperty("y"));
        Matrix<T> x = Matrix.Create(y.Length, columns, (i, j) => all[(i * 3) + j]);
        LeastSquaresOptions<T> options = new()
        {
            Intercept = data.GetProperty("intercept").GetBoolean(),
            Ridge = Values(data.GetProperty("ridge"))[0],
            Weights = data.GetProperty("weights") is { ValueKind: JsonValueKind.Array } weights ? Values(weights) : null,
            Method = method,
        };
        return (data, LeastSquares.Fit(x, y, options));
    }

    private static void AssertClose(JsonElement data, string name, IReadOnlyList<T> actual, double relative)
    {
        double[] expected = Numbers(data.GetProperty(name));
        Assert.That(actual.Count, Is.EqualTo(expected.Length), name);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(double.CreateChecked(actual[i]), Is.EqualTo(expected[i]).Within(100 * relative).Percent, $"{name}[{i}]");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Coefficients_and_their_errors(string name)
    {
        (JsonElement data, LinearModel<T> model) = Fit(name);
        using (Assert.EnterMultipleScope())
        {
            AssertClose(data, "coefficients", model.Coefficients, Rounding);
            AssertClose(data, "standardErrors", model.Summary().StandardErrors, Rounding);
            AssertClose(data, "tValues", model.Summary().TestStatistics, Rounding);
            AssertClose(data, "pValues", model.Summary().PValues, Rounding);
            AssertClose(data, "covariance", model.Summary().Covariance().AsSpan().ToArray(), Rounding);
            AssertClose(data, "coefficientIntervals", [.. model.CoefficientIntervals(0.9).SelectMany(i => new[] { i.Lower, i.Upper })], 10 * Rounding);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Statistics_of_the_whole(string name)
    {
        (JsonElement data, LinearModel<T> model) = Fit(name);
        using (Assert.EnterMultipleScope())
        {
            AssertClose(data, "residualSumOfSquares", [model.Summary().ResidualSumOfSquares], Rounding);
            AssertClose(data, "totalSumOfSquares", [model.Summary().TotalSumOfSquares], Rounding);
            AssertClose(data, "degreesOfFreedom", [T.CreateTruncating(model.Summary().ResidualDegreesOfFreedom)], Rounding);
            AssertClose(data, "residualStandardDeviation", [model.Summary().ResidualStandardError], Rounding);
            AssertClose(data, "rSquared", [model.Summary().RSquared], Rounding);
            AssertClose(data, "adjustedRSquared", [model.Summary().AdjustedRSquared], Rounding);
            AssertClose(data, "logLikelihood", [model.Summary().LogLikelihood], Rounding);
            AssertClose(data, "aic", [model.Summary().Aic], Rounding);
            AssertClose(data, "bic", [model.Summary().Bic], Rounding);
            AssertClose(data, "conditionNumber", [model.ConditionNumber()], Rounding);
            if (data.TryGetProperty("fStatistic", out _))
            {
                AssertClose(data, "fStatistic", [model.Summary().FStatistic], Rounding);
                AssertClose(data, "fPValue", [model.Summary().FPValue], 10 * Rounding);
            }
            else
            {
                Assert.That(T.IsNaN(model.Summary().FStatistic));
            }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Statistics_of_each_row(string name)
    {
        (JsonElement data, LinearModel<T> model) = Fit(name);
        using (Assert.EnterMultipleScope())
        {
            AssertClose(data, "residuals", model.Residuals(), Rounding);
            AssertClose(data, "leverages", model.Diagnostics().Leverages, Rounding);
            AssertClose(data, "standardizedResiduals", model.Diagnostics().StandardizedResiduals, Rounding);
            AssertClose(data, "cooksDistances", model.Diagnostics().CooksDistances, Rounding);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Robust_covariances(string name)
    {
        (JsonElement data, LinearModel<T> model) = Fit(name);
        foreach (CovarianceKind kind in Enum.GetValues<CovarianceKind>())
        {
            AssertClose(data, kind.ToString(), model.Diagnostics().RobustSummary(kind).Covariance().AsSpan().ToArray(), 10 * Rounding);
            Matrix<T> covariance = model.Diagnostics().RobustSummary(kind).Covariance();
            double[] errors = [.. Enumerable.Range(0, model.Coefficients.Count).Select(j => Math.Sqrt(double.CreateChecked(covariance[j, j])))];
            Assert.That(model.Diagnostics().RobustSummary(kind).StandardErrors.Select(double.CreateChecked), Is.EqualTo(errors).Within(100 * Rounding).Percent);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Predictions_and_intervals(string name)
    {
        (JsonElement data, LinearModel<T> model) = Fit(name);
        T[] point = Values(Data.GetProperty("point"))[..model.PredictorCount];
        double level = Data.GetProperty("level").GetDouble();
        Interval<T> mean = model.ConfidenceInterval(point, level), one = model.PredictionInterval(point, level);
        using (Assert.EnterMultipleScope())
        {
            AssertClose(data, "prediction", [model.Predict(point.AsSpan())], IntervalRounding);
            AssertClose(data, "confidenceInterval", [mean.Lower, mean.Upper], IntervalRounding);
            AssertClose(data, "predictionInterval", [one.Lower, one.Upper], IntervalRounding);
        }
    }

    [Test]
    public void Calibration_of_a_line([Values("line", "weighted line", "line through 0")] string name)
    {
        (JsonElement data, LinearModel<T> model) = Fit(name);
        InversePrediction<T> found = model.PredictInverse(T.CreateChecked(Data.GetProperty("calibrated").GetInt32()), Data.GetProperty("level").GetDouble(), Data.GetProperty("repeats").GetInt32(), weight: 1);
        Assert.That(found.IsBounded);
        AssertClose(data, "calibration", [found.Estimate, found.Interval.Lower, found.Interval.Upper], Rounding);
    }

    [TestCaseSource(nameof(Names))]
    public void By_the_pseudo_inverse_they_are_as_exact_as_the_number_type(string name)
    {
        double conditioned = typeof(T) == typeof(float) ? 2e-2 : 1e-10;
        (JsonElement data, LinearModel<T> model) = Fit(name, LeastSquaresMethod.PseudoInverse);
        using (Assert.EnterMultipleScope())
        {
            AssertClose(data, "coefficients", model.Coefficients, conditioned);
            AssertClose(data, "residualSumOfSquares", [model.Summary().ResidualSumOfSquares], conditioned);
        }
    }

    /// <summary>The example of R's documentation of its data set women.</summary>
    [Test]
    public void The_table_shows_what_R_shows_of_the_heights_and_weights_of_women()
    {
        T[] heights = [.. Enumerable.Range(58, 15).Select(T.CreateChecked)];
        T[] weights = [.. new[] { 115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164 }.Select(T.CreateChecked)];
        LinearModel<T> model = LeastSquares.Fit(heights, weights, new() { PredictorNames = ["height"] });
        string[] lines = model.ToString("F5", CultureInfo.InvariantCulture).Split('\n', StringSplitOptions.TrimEntries);
        Assert.That(lines[0], Is.EqualTo("Estimate  Std. Error    t value   Pr(>|t|)"));
        Assert.That(lines[1], Is.EqualTo("(Intercept)  -87.51667     5.93694  -14.74103  1.711E-09  ***"));
        Assert.That(lines[2], Is.EqualTo("height         3.45000     0.09114   37.85531  1.091E-14  ***"));
        Assert.That(lines[5], Is.EqualTo("Residual standard error: 1.52501 on 13 degrees of freedom (15 rows)"));
        Assert.That(lines[6], Is.EqualTo("R²: 0.99101, adjusted R²: 0.990318").Or.EqualTo("R²: 0.991010, adjusted R²: 0.990318"));
        Assert.That(lines[7], Is.EqualTo("F: 1433.02 on 1 and 13 degrees of freedom, p: 1.091E-14"));
    }
}
