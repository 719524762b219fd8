using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Ten generated models, computed with 50 digits by refits and sums from the definitions.</summary>
internal sealed class GeneratedDiagnosticsTests
{
    private const double Tolerance = 1e-12;

    private static readonly JsonElement[] Cases = [.. TestData.Read("diagnostics-generated.json").GetProperty("cases").EnumerateArray()];

    private static IEnumerable<string> Names => Cases.Select(c => c.GetProperty("name").GetString()!);

    [TestCaseSource(nameof(Names))]
    public void Influence_and_collinearity_are_right(string name)
    {
        (JsonElement data, LinearModel<double> model) = Fit(name);
        var (digits, actual) = (new Digits(Tolerance), model.Diagnostics());
        digits.Check("studentised", actual.StudentizedResiduals(), data.GetProperty("studentized"));
        digits.Check("dffits", actual.Dffits(), data.GetProperty("dffits"));
        digits.Check("covariance ratios", actual.CovarianceRatios(), data.GetProperty("covarianceRatios"));
        CheckRows(digits, "dfbetas", actual.Dfbetas(), data.GetProperty("dfbetas"));
        digits.Check("press", actual.Press(), data.GetProperty("press"));
        OutlierTest test = actual.OutlierTest();
        JsonElement outlier = data.GetProperty("outlier");
        Assert.That(test.Row, Is.EqualTo(outlier.GetProperty("row").GetInt32()));
        digits.CheckTail("outlier", test.UnadjustedPValue, outlier.GetProperty("p"), Math.Pow(test.Statistic, 2));
        digits.CheckTail("Bonferroni", test.PValue, outlier.GetProperty("bonferroni"), Math.Pow(test.Statistic, 2));
        digits.Check("inflation", actual.VarianceInflation(), data.GetProperty("vif"));
        digits.Check("condition", actual.ConditionIndices(), data.GetProperty("condition"));
        CheckRows(digits, "proportions", actual.VarianceProportions(), data.GetProperty("proportions"));
        digits.Check("standardised", actual.StandardizedCoefficients(), data.GetProperty("standardized"));
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Robust_summaries_are_right(string name)
    {
        (JsonElement data, LinearModel<double> model) = Fit(name);
        var (digits, actual) = (new Digits(Tolerance), model.Diagnostics());
        int[] clusters = [.. data.GetProperty("clusters").EnumerateArray().Select(v => v.GetInt32())];
        Check("hc3", actual.RobustSummary(CovarianceKind.HC3));
        Check("hc4", actual.RobustSummary(CovarianceKind.HC4));
        Check("cluster", actual.RobustSummary(clusters));
        Check("neweyWest3", actual.NeweyWestSummary(3));
        Report(name, digits);

        void Check(string kind, LinearModelSummary<double> summary)
        {
            JsonElement expected = data.GetProperty(kind);
            digits.Check($"{kind} se", summary.StandardErrors, expected.GetProperty("se"));
            digits.Check($"{kind} t", summary.TestStatistics, expected.GetProperty("t"));
            for (int j = 0; j < model.Coefficients.Count; j++)
            {
                digits.CheckTail($"{kind} p[{j}]", summary.PValues[j], expected.GetProperty("p")[j], Math.Pow(summary.TestStatistics[j], 2));
            }
            if (expected.TryGetProperty("F", out JsonElement f))
            {
                digits.Check($"{kind} F", summary.FStatistic, f);
                digits.CheckTail($"{kind} F p", summary.FPValue, expected.GetProperty("Fp"), summary.FStatistic);
            }
            else
            {
                Assert.That(summary.FStatistic, Is.NaN, kind);
            }
            Assert.That($"{summary}", Does.Contain("Standard errors, t, p and F: "));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Comparisons_and_tests_are_right(string name)
    {
        (JsonElement data, LinearModel<double> model) = Fit(name);
        var (digits, actual) = (new Digits(Tolerance), model.Diagnostics());
        digits.Check("type I", [.. model.Anova(1).Terms.Select(term => term.SumOfSquares)], data.GetProperty("type1"));
        digits.Check("type II", [.. model.Anova(2).Terms.Select(term => term.SumOfSquares)], data.GetProperty("type2"));
        digits.Check("type III", [.. model.Anova(3).Terms.Select(term => term.SumOfSquares).Skip(model.HasIntercept ? 1 : 0)], data.GetProperty("type2"));
        Matrix<double> x = Predictors(data);
        LinearModel<double> reduced = LeastSquares.Fit(x.Columns(..^1), Target(data), Options(data));
        CheckTest("F", model.FTest(reduced), data.GetProperty("f"), data.GetProperty("fP"));
        CheckTest("ratio", model.LikelihoodRatioTest(reduced), data.GetProperty("ratio"), data.GetProperty("ratioP"));
        if (data.TryGetProperty("durbinWatson", out JsonElement watson))
        {
            CheckTest("d", actual.DurbinWatson(), watson.GetProperty("d"), watson.GetProperty("positive"));
            CheckTest("negative d", actual.DurbinWatson(negative: true), watson.GetProperty("d"), watson.GetProperty("negative"));
            CheckTest("godfrey", actual.BreuschGodfrey(2), data.GetProperty("breuschGodfrey2").GetProperty("chi2"), data.GetProperty("breuschGodfrey2").GetProperty("p"));
            CheckTest("godfrey F", actual.BreuschGodfrey(2, f: true), data.GetProperty("breuschGodfrey2").GetProperty("F"), data.GetProperty("breuschGodfrey2").GetProperty("FP"));
            CheckTest("reset", actual.Reset(), data.GetProperty("reset").GetProperty("F"), data.GetProperty("reset").GetProperty("p"));
            CheckTest("bera", actual.JarqueBera(), data.GetProperty("jarqueBera").GetProperty("stat"), data.GetProperty("jarqueBera").GetProperty("p"));
            CheckTest("simple white", actual.White(onFittedValues: true), data.GetProperty("whiteSimple").GetProperty("stat"), data.GetProperty("whiteSimple").GetProperty("p"));
        }
        if (data.TryGetProperty("breuschPagan", out JsonElement pagan))
        {
            CheckTest("pagan", actual.BreuschPagan(), pagan.GetProperty("stat"), pagan.GetProperty("p"));
            digits.Check("original pagan", actual.BreuschPagan(studentized: false).Statistic, pagan.GetProperty("original"));
            JsonElement white = data.GetProperty("white");
            if (white.ValueKind == JsonValueKind.Null)
            {
                Assert.That(actual.White().Statistic, Is.NaN);
            }
            else
            {
                CheckTest("white", actual.White(), white.GetProperty("stat"), white.GetProperty("p"));
                Assert.That(actual.White().DegreesOfFreedom, Is.EqualTo(white.GetProperty("df").GetInt32()));
            }
        }
        Report(name, digits);

        void CheckTest(string test, HypothesisTest found, JsonElement statistic, JsonElement p)
        {
            digits.Check(test, found.Statistic, statistic);
            digits.CheckTail($"{test} p", found.PValue, p, Math.Max(1, found.Statistic));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void In_float_they_are_those_of_the_same_numbers(string name)
    {
        JsonElement data = Cases.First(c => c.GetProperty("name").GetString() == name);
        Matrix<double> x = Predictors(data);
        var single = Matrix.Create(x.RowCount, x.ColumnCount, (i, j) => (float)x[i, j]);
        float[] y = [.. Target(data).Select(v => (float)v)];
        float[]? weights = Options(data).Weights is { } given ? [.. given.Select(v => (float)v)] : null;
        bool hasIntercept = data.GetProperty("intercept").GetBoolean();
        LinearModelDiagnostics<float> actual = LeastSquares.Fit(single, y, new() { Weights = weights, Intercept = hasIntercept }).Diagnostics();
        LinearModelDiagnostics<double> expected = LeastSquares.Fit(
            Matrix.Create(x.RowCount, x.ColumnCount, (i, j) => (double)single[i, j]), [.. y.Select(v => (double)v)],
            new() { Weights = weights?.Select(v => (double)v).ToArray(), Intercept = hasIntercept }).Diagnostics();
        Same(actual.StudentizedResiduals(), expected.StudentizedResiduals());
        Same(actual.VarianceInflation(), expected.VarianceInflation());
        Same(actual.ConditionIndices(), expected.ConditionIndices());
        Same(actual.RobustSummary(CovarianceKind.HC4).StandardErrors, expected.RobustSummary(CovarianceKind.HC4).StandardErrors);
        Same(actual.NeweyWestSummary().PValues, expected.NeweyWestSummary().PValues);
        if (weights is null)
        {
            Assert.That(actual.DurbinWatson().PValue, Is.EqualTo(expected.DurbinWatson().PValue).Within(1e-9).Percent);
            Assert.That(actual.Reset().Statistic, Is.EqualTo(expected.Reset().Statistic).Within(1e-9).Percent);
        }

        static void Same(IReadOnlyList<float> found, IReadOnlyList<double> right)
            => Assert.That(found, Is.EqualTo(right.Select(v => (float)v)).Within(1e-4).Percent);
    }

    private static (JsonElement Data, LinearModel<double> Model) Fit(string name)
    {
        JsonElement data = Cases.First(c => c.GetProperty("name").GetString() == name);
        return (data, LeastSquares.Fit(Predictors(data), Target(data), Options(data)));
    }

    private static LeastSquaresOptions<double> Options(JsonElement data) => new()
    {
        Intercept = data.GetProperty("intercept").GetBoolean(),
        Weights = data.GetProperty("weights") is { ValueKind: JsonValueKind.Array } weights ? Numbers(weights) : null,
    };

    private static Matrix<double> Predictors(JsonElement data)
    {
        double[][] rows = [.. data.GetProperty("x").EnumerateArray().Select(Numbers)];
        return Matrix.Create(rows.Length, rows[0].Length, (i, j) => rows[i][j]);
    }

    private static double[] Target(JsonElement data) => Numbers(data.GetProperty("y"));

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    private static void CheckRows(Digits digits, string name, Matrix<double> actual, JsonElement expected)
    {
        int i = 0;
        foreach (JsonElement row in expected.EnumerateArray())
        {
            digits.Check($"{name}[{i}]", actual.Row(i++).ToArray(), row);
        }
    }

    private static void Report(string name, Digits digits)
    {
        TestContext.Out.WriteLine($"{name}: worst {digits.Worst:G3} in {digits.WorstName}");
        digits.AssertAll();
    }
}
