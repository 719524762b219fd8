using System.Text.Json;
using static MiniDnn.Tests.GeneralizedCases;

namespace MiniDnn.Tests;

/// <summary>Generalised linear models against values of 60 to 75 digits: coefficients, errors, tests, deviances, rows, predictions, profiles.</summary>
internal sealed class GeneralizedCaseTests
{
    private static readonly string[] Finite = [.. Names(set => set.GetProperty("expected").TryGetProperty("rows", out _))];

    [TestCaseSource(nameof(Finite))]
    public void Coefficients_errors_and_tests(string name)
    {
        (GeneralizedLinearModel model, JsonElement expected) = (Fit(Case(name)), Case(name).GetProperty("expected"));
        GeneralizedLinearModelSummary summary = model.Summary();
        double[] errors = Numbers(expected.GetProperty("se")), statistics = Numbers(expected.GetProperty("statistic"));
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(Digits(model.Coefficients, Numbers(expected.GetProperty("coefficients")), errors), Is.GreaterThan(14));
        Assert.That(Digits(summary.StandardErrors, errors), Is.GreaterThan(14));
        Assert.That(Digits(summary.TestStatistics, statistics), Is.GreaterThan(14));
        double[] p = Numbers(expected.GetProperty("p"));
        for (int j = 0; j < p.Length; j++)
        {
            // p takes z² times what z has lost
            double digits = 14 - Math.Log10(Math.Max(1, statistics[j] * statistics[j]));
            Assert.That(Digits([summary.PValues[j]], [p[j]]), Is.GreaterThan(double.IsNaN(digits) ? 16 : digits), $"p of {j}");
        }
    }

    [TestCaseSource(nameof(Finite))]
    public void Deviances_and_criteria(string name)
    {
        (GeneralizedLinearModelSummary summary, JsonElement expected) = (Fit(Case(name)).Summary(), Case(name).GetProperty("expected"));
        double[] values = [summary.Deviance, summary.NullDeviance, summary.LogLikelihood, summary.Aic, summary.Bic, summary.Dispersion];
        string[] names = ["deviance", "null_deviance", "logLik", "aic", "bic", "dispersion"];
        Assert.That(Digits(values, [.. names.Select(n => expected.GetProperty(n).GetDouble())]), Is.GreaterThan(14.5));
        Assert.That(summary.ResidualDegreesOfFreedom, Is.EqualTo(expected.GetProperty("df_residual").GetDouble()));
    }

    [TestCaseSource(nameof(Finite))]
    public void Residuals_leverages_and_Cook(string name)
    {
        JsonElement rows = Case(name).GetProperty("expected").GetProperty("rows");
        GeneralizedLinearModel model = Fit(Case(name));
        GeneralizedLinearModelDiagnostics diagnostics = model.Diagnostics();
        int[] index = [.. rows.GetProperty("index").EnumerateArray().Select(v => v.GetInt32())];
        (string Name, IReadOnlyList<double> Values)[] all =
        [
            ("response", model.Residuals()), ("working", diagnostics.WorkingResiduals), ("pearson", diagnostics.PearsonResiduals),
            ("deviance", diagnostics.DevianceResiduals), ("leverage", diagnostics.Leverages), ("cook", diagnostics.CooksDistances),
        ];
        foreach ((string kind, IReadOnlyList<double> values) in all)
        {
            Assert.That(Digits(index.Select(i => values[i]), Numbers(rows.GetProperty(kind))), Is.GreaterThan(13.5), kind);
        }
    }

    [TestCaseSource(nameof(Finite))]
    public void Predictions_with_intervals_on_both_scales(string name)
    {
        (JsonElement set, GeneralizedLinearModel model) = (Case(name), Fit(Case(name)));
        JsonElement prediction = set.GetProperty("expected").GetProperty("prediction"), point = set.GetProperty("new_point");
        double[] x = Numbers(point.GetProperty("x"));
        double offset = point.TryGetProperty("offset", out JsonElement given) ? given.GetDouble() : 0;
        string kind = prediction.TryGetProperty("link95_t", out _) ? "t" : "normal";
        Interval<double> link = model.LinkInterval(x, 0.95, offset), response = model.ConfidenceInterval(x, 0.95, offset);
        double eta = prediction.GetProperty("eta").GetDouble(), error = prediction.GetProperty("se_eta").GetDouble();
        Assert.That(Digits([model.PredictLink(x, offset)], [eta], [error]), Is.GreaterThan(14));
        Assert.That(Digits([link.Lower, link.Upper], Numbers(prediction.GetProperty($"link95_{kind}")), [error, error]), Is.GreaterThan(14));

        // e^η takes |η| times, and tails of Φ η² times, what η has lost
        double taken = Math.Log10(Math.Max(1, Math.Max(Math.Pow(link.Lower, 2), Math.Pow(link.Upper, 2))));
        Assert.That(Digits([model.Predict(x, offset)], [prediction.GetProperty("mu").GetDouble()]), Is.GreaterThan(15 - taken));
        Assert.That(Digits([response.Lower, response.Upper], Numbers(prediction.GetProperty($"response95_{kind}"))), Is.GreaterThan(15 - taken));
    }

    [TestCaseSource(nameof(Finite))]
    public void Intervals_of_coefficients_by_Wald_and_by_profile(string name)
    {
        (GeneralizedLinearModel model, JsonElement expected) = (Fit(Case(name)), Case(name).GetProperty("expected"));
        double[] errors = Numbers(expected.GetProperty("se"));
        JsonElement wald = expected.TryGetProperty("wald95_t", out JsonElement t) ? t : expected.GetProperty("wald95_normal");
        Interval<double>[] intervals = model.CoefficientIntervals();
        for (int j = 0; j < errors.Length; j++)
        {
            double[] right = wald[j].ValueKind == JsonValueKind.Null ? [double.NaN, double.NaN] : Numbers(wald[j]);
            Assert.That(Digits([intervals[j].Lower, intervals[j].Upper], right, [errors[j], errors[j]]), Is.GreaterThan(14));
        }
        JsonElement profile = expected.GetProperty("profile95");
        int parameter = profile.GetProperty("coefficient").GetInt32();
        Interval<double> found = model.ProfileInterval(parameter);
        double[] ends = Numbers(profile.TryGetProperty("t_cutoff", out JsonElement byT) ? byT : profile.GetProperty("normal_cutoff"));
        Assert.That(Digits([found.Lower, found.Upper], ends, [errors[parameter], errors[parameter]]), Is.GreaterThan(13));
    }

    [Test]
    public void Ridge_makes_separated_data_finite()
    {
        const string Name = "s16_ridge_logit_on_separated_data";
        (GeneralizedLinearModel model, JsonElement expected) = (Fit(Case(Name)), Case(Name).GetProperty("expected"));
        GeneralizedLinearModelSummary summary = model.Summary();
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(Digits(model.Coefficients, Numbers(expected.GetProperty("coefficients"))), Is.GreaterThan(14));
        Assert.That(Digits(summary.StandardErrors, Numbers(expected.GetProperty("se_sandwich"))), Is.GreaterThan(14));
        Assert.That(Digits([8 - summary.ResidualDegreesOfFreedom, summary.Deviance, summary.NullDeviance, summary.LogLikelihood], [.. new[] { "effective_df", "deviance", "null_deviance", "logLik" }.Select(n => expected.GetProperty(n).GetDouble())]), Is.GreaterThan(14));
        Assert.That(summary.PValues, Has.All.NaN);
        Assert.That(model.Remarks, Has.One.Contains("Ridge shrinks"));
        Assert.That(() => model.ProfileInterval(1), Throws.InvalidOperationException.With.Message.Contains("without ridge"));
        Assert.That(Digits(Numbers(expected.GetProperty("fitted")), [.. Enumerable.Range(0, 6).Select(i => model.Predict([.. Numbers(Case(Name).GetProperty("X")[i])]))]), Is.GreaterThan(13));
    }

    [TestCaseSource(typeof(GeneralizedCases), nameof(GeneratedNames))]
    public void Every_family_and_link_on_generated_sets(string name)
    {
        JsonElement set = GeneratedCase(name);
        GeneralizedLinearModel model = FitGenerated(set);
        GeneralizedLinearModelSummary summary = model.Summary();
        double[] errors = Numbers(set.GetProperty("standardErrors")), statistics = Numbers(set.GetProperty("statistics"));
        double lost = Math.Max(0, Math.Log10(set.GetProperty("condition").GetDouble() / 1e3));
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), model.ToString());
        Assert.That(Digits(model.Coefficients, Numbers(set.GetProperty("coefficients")), errors), Is.GreaterThan(13 - lost));
        Assert.That(Digits(summary.StandardErrors, errors), Is.GreaterThan(13 - lost));
        double[] values = [summary.Deviance, summary.NullDeviance, summary.LogLikelihood, summary.Dispersion];
        Assert.That(Digits(values, [.. new[] { "deviance", "nullDeviance", "logLikelihood", "dispersion" }.Select(n => set.GetProperty(n).GetDouble())]), Is.GreaterThan(12.5 - lost));
        double[] p = Numbers(set.GetProperty("p"));
        for (int j = 0; j < p.Length; j++)
        {
            double digits = 13 - lost - Math.Log10(Math.Max(1, statistics[j] * statistics[j]));
            Assert.That(p[j] < 1e-300 ? digits : Digits([summary.PValues[j]], [p[j]]), Is.GreaterThanOrEqualTo(digits), $"p of {j}");
        }
    }
}
