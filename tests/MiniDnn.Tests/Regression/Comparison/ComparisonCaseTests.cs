using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Nested models, Wald tests, analyses of variance, simultaneous intervals and selections against values of 45 digits.</summary>
internal sealed class ComparisonCaseTests
{
    private const double Tolerance = 1e-12;

    private static IEnumerable<string> Names => DiagnosticsCase.Names;

    [TestCaseSource(nameof(Names))]
    public void The_fit_is_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        JsonElement expected = own.Values.GetProperty("fit");
        LinearModel<double> model = own.Fit();
        LinearModelSummary<double> summary = model.Summary();
        digits.Check("coef", model.Coefficients, expected.GetProperty("coef"));
        digits.Check("se", summary.StandardErrors, expected.GetProperty("se"));
        digits.Check("t", summary.TestStatistics, expected.GetProperty("t"));
        for (int j = 0; j < model.Coefficients.Count; j++)
        {
            digits.CheckTail($"p[{j}]", summary.PValues[j], expected.GetProperty("p")[j], Math.Pow(summary.TestStatistics[j], 2));
        }
        digits.Check("lower", [.. summary.CoefficientIntervals().Select(i => i.Lower)], expected.GetProperty("ciLower"));
        digits.Check("upper", [.. model.CoefficientIntervals().Select(i => i.Upper)], expected.GetProperty("ciUpper"));
        digits.Check("sigma", summary.ResidualStandardError, expected.GetProperty("sigma"));
        digits.Check("rss", summary.ResidualSumOfSquares, expected.GetProperty("rss"));
        digits.Check("tss", summary.TotalSumOfSquares, expected.GetProperty("tss"));
        digits.Check("r2", summary.RSquared, expected.GetProperty("r2"));
        digits.Check("adjR2", summary.AdjustedRSquared, expected.GetProperty("adjR2"));
        digits.Check("F", summary.FStatistic, expected.GetProperty("F"));
        digits.CheckTail("Fp", summary.FPValue, expected.GetProperty("Fp"), summary.FStatistic);
        digits.Check("logLik", summary.LogLikelihood, expected.GetProperty("logLik"));
        digits.Check("aic", summary.Aic, expected.GetProperty("aic"));
        digits.Check("bic", summary.Bic, expected.GetProperty("bic"));
        digits.Check("aicc", summary.Aicc, expected.GetProperty("aicc"));
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Nested_models_and_wald_tests_are_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        LinearModel<double> model = own.Fit();
        JsonElement nested = own.Values.GetProperty("nested");
        string[] kept = nested.GetProperty("reduced").GetString()!.Split('~')[1].Split('+', StringSplitOptions.TrimEntries);
        LinearModel<double> reduced = own.Fit(kept);
        HypothesisTest f = model.FTest(reduced), ratio = model.LikelihoodRatioTest(reduced);
        digits.Check("F", f.Statistic, nested.GetProperty("F"));
        digits.CheckTail("F p", f.PValue, nested.GetProperty("p"), f.Statistic);
        Assert.That((f.DegreesOfFreedom, f.DenominatorDegreesOfFreedom), Is.EqualTo((nested.GetProperty("df1").GetDouble(), nested.GetProperty("df2").GetDouble())));
        digits.Check("ratio", ratio.Statistic, nested.GetProperty("lr"));
        digits.CheckTail("ratio p", ratio.PValue, nested.GetProperty("lrP"), ratio.Statistic);
        double squared = f.DegreesOfFreedom * f.Statistic;
        digits.Check("chi", squared, nested.GetProperty("waldChi2"));
        digits.CheckTail("chi p", Distribution.ChiSquared(f.DegreesOfFreedom).UpperTail(squared), nested.GetProperty("waldChi2P"), squared);
        int[] dropped = [.. own.Terms.Where((_, t) => !kept.Contains(own.TermNames[t])).SelectMany(term => term.Columns)];
        Matrix<double> zeros = Matrix.Create(dropped.Length, model.Coefficients.Count, (i, j) => dropped[i] == j ? 1.0 : 0);
        digits.Check("Wald of the same", model.Summary().WaldTest(zeros).Statistic, nested.GetProperty("F"));
        if (own.Values.TryGetProperty("wald", out JsonElement wald))
        {
            double[][] rows = [.. wald.GetProperty("R").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
            double[] values = [.. wald.GetProperty("r").EnumerateArray().Select(v => v.GetDouble())];
            HypothesisTest test = model.Summary().WaldTest(Matrix.Create(rows.Length, rows[0].Length, (i, j) => rows[i][j]), values);
            digits.Check("Wald", test.Statistic, wald.GetProperty("F"));
            digits.CheckTail("Wald p", test.PValue, wald.GetProperty("p"), test.Statistic);
        }
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Analyses_of_variance_are_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        LinearModel<double> model = own.Fit();
        JsonElement expected = own.Values.GetProperty("anova");
        for (int type = 1; type <= 3; type++)
        {
            AnovaTable table = model.Anova(type, own.Terms);
            JsonElement[] lines = [.. expected.GetProperty($"type{type}").EnumerateArray()];
            Assert.That(table.Terms.Select(term => term.Name), Is.EqualTo(lines.Select(line => line.GetProperty("term").GetString())));
            for (int t = 0; t < lines.Length; t++)
            {
                AnovaTerm term = table.Terms[t];
                string label = $"type {type} {term.Name}";
                digits.Check($"{label} ss", term.SumOfSquares, lines[t].GetProperty("ss"));
                digits.Check($"{label} df", term.DegreesOfFreedom, lines[t].GetProperty("df"));
                digits.Check($"{label} F", term.Statistic, lines[t].GetProperty("F"));
                digits.CheckTail($"{label} p", term.PValue, lines[t].GetProperty("p"), term.Statistic);
            }
        }
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Simultaneous_intervals_are_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        LinearModel<double> model = own.Fit();
        JsonElement expected = own.Values.GetProperty("simultaneous");
        Check(digits, "Bonferroni", model.CoefficientIntervals(0.95, IntervalAdjustment.Bonferroni), [.. expected.GetProperty("coefBonferroni").EnumerateArray()]);
        Check(digits, "Scheffé", model.CoefficientIntervals(0.95, IntervalAdjustment.Scheffe), [.. expected.GetProperty("coefScheffe").EnumerateArray()]);
        if (own.NewRows() is { } rows)
        {
            JsonElement[] predictions = [.. expected.GetProperty("predictions").EnumerateArray()];
            Check(digits, "mean", model.ConfidenceInterval(rows), Field("ci"));
            Check(digits, "new", model.PredictionInterval(rows), Field("pi"));
            Check(digits, "mean Bonferroni", model.ConfidenceInterval(rows, adjustment: IntervalAdjustment.Bonferroni), Field("bonferroni"));
            Check(digits, "mean Scheffé", model.ConfidenceInterval(rows, adjustment: IntervalAdjustment.Scheffe), Field("scheffe"));

            JsonElement[] Field(string field) => [.. predictions.Select(p => p.GetProperty(field))];
        }
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Selections_go_the_way_that_R_goes(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        LinearModel<double> model = own.Fit();
        if (!own.Values.TryGetProperty("stepwise", out JsonElement expected))
        {
            Assert.That(model.StepwiseByAic(terms: own.Terms).Criteria, Is.Ordered.Descending);
            return;
        }
        foreach (JsonProperty way in expected.EnumerateObject())
        {
            bool isBic = way.Name.EndsWith("Bic", StringComparison.Ordinal);
            StepwiseDirection direction = Enum.Parse<StepwiseDirection>(way.Name.Replace("Bic", ""), ignoreCase: true);
            StepwiseSelection<LinearModel<double>> selection = model.StepwiseByAic(direction, isBic ? Math.Log(model.RowCount) : 2, own.Terms);
            JsonElement[] path = [.. way.Value.GetProperty("path").EnumerateArray()];
            Assert.That(selection.Changes, Is.EqualTo(path[1..].Select(step => step.GetProperty("step").GetString())), way.Name);
            Assert.That(selection.Terms, Is.EqualTo(way.Value.GetProperty("final").EnumerateArray().Select(v => v.GetString())), way.Name);
            for (int k = 0; k < path.Length; k++)
            {
                digits.Check($"{way.Name}[{k}]", selection.Criteria[k], path[k].GetProperty("aic"));
            }
            Assert.That(selection.Model.Coefficients, Is.EqualTo(own.Fit([.. selection.Terms]).Coefficients));
        }
        Report(name, digits);
    }

    private static void Check(Digits digits, string name, Interval<double>[] actual, JsonElement[] expected)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            digits.Check($"{name}[{k}]", [actual[k].Lower, actual[k].Upper], expected[k]);
        }
    }

    private static void Report(string name, Digits digits)
    {
        TestContext.Out.WriteLine($"{name}: worst {digits.Worst:G3} in {digits.WorstName}");
        digits.AssertAll();
    }
}
