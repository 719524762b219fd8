using System.Globalization;
using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Influence, collinearity, tests and robust errors against values of 45 digits.</summary>
internal sealed class DiagnosticsCaseTests
{
    private const double Tolerance = 1e-12;

    private static IEnumerable<string> Names => DiagnosticsCase.Names;

    [TestCaseSource(nameof(Names))]
    public void Influence_and_outliers_are_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        JsonElement expected = own.Values.GetProperty("influence");
        LinearModelDiagnostics<double> actual = own.Fit().Diagnostics();
        digits.Check("hat", actual.Leverages, expected.GetProperty("hat"));
        digits.Check("rstandard", actual.StandardizedResiduals, expected.GetProperty("rstandard"));
        digits.Check("cooks", actual.CooksDistances, expected.GetProperty("cooks"));
        digits.Check("rstudent", actual.StudentizedResiduals(), expected.GetProperty("rstudent"));
        digits.Check("dffits", actual.Dffits(), expected.GetProperty("dffits"));
        digits.Check("covratio", actual.CovarianceRatios(), expected.GetProperty("covratio"));
        digits.Check("press", actual.Press(), expected.GetProperty("press"));
        digits.Check("predR2", actual.PredictedRSquared(), expected.GetProperty("predR2"));
        Matrix<double> dfbetas = actual.Dfbetas();
        JsonElement[] rows = [.. expected.GetProperty("dfbetas").EnumerateArray()];
        for (int i = 0; i < rows.Length; i++)
        {
            digits.Check($"dfbetas[{i}]", dfbetas.Row(i).ToArray(), rows[i]);
        }
        JsonElement outlier = expected.GetProperty("outlierTest");
        OutlierTest test = actual.OutlierTest();
        Assert.That(test.Row + 1, Is.EqualTo(outlier.GetProperty("row").GetInt32()));
        digits.Check("outlier", test.Statistic, outlier.GetProperty("rstudent"));
        digits.Check("outlier p", test.UnadjustedPValue, outlier.GetProperty("p"));
        digits.Check("outlier Bonferroni", test.PValue, outlier.GetProperty("bonferroniP"));
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Collinearity_and_standardised_coefficients_are_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        JsonElement expected = own.Values.GetProperty("collinearity");
        LinearModelDiagnostics<double> actual = own.Fit().Diagnostics();
        if (expected.TryGetProperty("vif", out JsonElement factors))
        {
            double[] inflation = actual.VarianceInflation(own.Terms);
            int t = 0;
            foreach (JsonElement factor in factors.EnumerateArray())
            {
                digits.Check($"vif[{t}]", inflation[t], factor.GetProperty("gvif"));
                digits.Check($"scaled vif[{t}]", Math.Pow(inflation[t], 0.5 / own.Terms[t].Columns.Count), factor.GetProperty("gvifScaled"));
                t++;
            }
        }
        digits.Check("condition", actual.ConditionIndices(), expected.GetProperty("conditionIndices"));
        Matrix<double> proportions = actual.VarianceProportions();
        JsonElement[] rows = [.. expected.GetProperty("varianceProportions").EnumerateArray()];
        for (int j = 0; j < rows.Length; j++)
        {
            digits.Check($"proportions[{j}]", proportions.Row(j).ToArray(), rows[j]);
        }
        if (own.Values.TryGetProperty("standardized", out JsonElement standardized))
        {
            digits.Check("standardised", actual.StandardizedCoefficients(), standardized);
        }
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Tests_of_residuals_are_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        LinearModelDiagnostics<double> actual = own.Fit().Diagnostics();
        if (!own.Values.TryGetProperty("tests", out JsonElement expected))
        {
            Assert.That(() => actual.White(), Throws.InvalidOperationException.With.Message.Contains("weights that differ"));
            return;
        }
        JsonElement watson = expected.GetProperty("durbinWatson");
        double positive = actual.DurbinWatson().PValue, negative = actual.DurbinWatson(negative: true).PValue;
        digits.Check("d", actual.DurbinWatson().Statistic, watson.GetProperty("stat"));
        digits.Check("d positive", positive, watson.GetProperty("pPositive"));
        digits.Check("d negative", negative, watson.GetProperty("pNegative"));
        digits.Check("d two-sided", 2 * Math.Min(positive, negative), watson.GetProperty("pTwoSided"));
        if (expected.TryGetProperty("breuschPagan", out JsonElement pagan))
        {
            Check(digits, "pagan", actual.BreuschPagan(), pagan, ("studentized", "studentizedP", "df"));
            Check(digits, "original pagan", actual.BreuschPagan(studentized: false), pagan, ("original", "originalP", "df"));
        }
        else
        {
            Assert.That(actual.BreuschPagan().Statistic, Is.NaN);
        }
        Check(digits, "ncv", actual.BreuschPagan(studentized: false, onFittedValues: true), expected.GetProperty("ncvFitted"), ("stat", "p", "df"));
        Check(digits, "white", actual.White(), expected.GetProperty("white"), ("stat", "p", "df"));
        Check(digits, "simple white", actual.White(onFittedValues: true), expected.GetProperty("whiteSimple"), ("stat", "p", "df"));
        for (int order = 1; order <= 2; order++)
        {
            JsonElement godfrey = expected.GetProperty($"breuschGodfrey{order}");
            Check(digits, $"godfrey {order}", actual.BreuschGodfrey(order), godfrey, ("chi2", "chi2P", "df"));
            Check(digits, $"godfrey {order} F", actual.BreuschGodfrey(order, f: true), godfrey, ("F", "FP", "df1"));
        }
        Check(digits, "reset", actual.Reset(), expected.GetProperty("reset23"), ("F", "p", "df1"));
        Check(digits, "reset 234", actual.Reset(2, 3, 4), expected.GetProperty("reset234"), ("F", "p", "df1"));
        JsonElement bera = expected.GetProperty("jarqueBera");
        digits.Check("bera", actual.JarqueBera().Statistic, bera.GetProperty("stat"));
        digits.Check("bera p", actual.JarqueBera().PValue, bera.GetProperty("p"));
        Report(name, digits);
    }

    [TestCaseSource(nameof(Names))]
    public void Robust_errors_are_right(string name)
    {
        var (own, digits) = (DiagnosticsCase.Named(name), new Digits(Tolerance));
        JsonElement expected = own.Values.GetProperty("robust");
        LinearModelDiagnostics<double> actual = own.Fit().Diagnostics();
        foreach (CovarianceKind kind in Enum.GetValues<CovarianceKind>())
        {
            digits.Check($"{kind}", actual.RobustSummary(kind).StandardErrors, expected.GetProperty($"{kind}".ToLowerInvariant()));
        }
        Matrix<double> covariance = actual.RobustSummary(CovarianceKind.HC3).Covariance();
        JsonElement[] rows = [.. expected.GetProperty("hc3cov").EnumerateArray()];
        for (int j = 0; j < rows.Length; j++)
        {
            digits.Check($"hc3cov[{j}]", covariance.Row(j).ToArray(), rows[j]);
        }
        foreach (JsonProperty lag in expected.GetProperty("neweyWest").EnumerateObject())
        {
            int l = int.Parse(lag.Name, CultureInfo.InvariantCulture);
            digits.Check($"newey {l}", actual.NeweyWestSummary(l).StandardErrors, lag.Value.GetProperty("se"));
            digits.Check($"adjusted newey {l}", actual.NeweyWestSummary(l, adjusted: true).StandardErrors, lag.Value.GetProperty("seAdjusted"));
        }
        if (expected.TryGetProperty("cluster", out JsonElement cluster))
        {
            string[] clusters = own.Labels(cluster.GetProperty("column").GetString()!);
            digits.Check("cr0", actual.RobustSummary(clusters, adjusted: false).StandardErrors, cluster.GetProperty("cr0"));
            LinearModelSummary<double> summary = actual.RobustSummary(clusters);
            digits.Check("cr1", summary.StandardErrors, cluster.GetProperty("cr1"));
            digits.Check("cr1 p", summary.PValues, cluster.GetProperty("cr1P"));
        }
        Report(name, digits);
    }

    private static void Check(Digits digits, string name, HypothesisTest actual, JsonElement expected, (string Statistic, string P, string Freedom) names)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.That((actual.Statistic, actual.PValue), Is.EqualTo((double.NaN, double.NaN)), name);
            return;
        }
        digits.Check(name, actual.Statistic, expected.GetProperty(names.Statistic));
        digits.Check($"{name} df", actual.DegreesOfFreedom, expected.GetProperty(names.Freedom));
        digits.CheckTail($"{name} p", actual.PValue, expected.GetProperty(names.P), actual.Statistic);
        if (expected.TryGetProperty("df2", out JsonElement denominator) && !double.IsNaN(actual.DenominatorDegreesOfFreedom))
        {
            digits.Check($"{name} df2", actual.DenominatorDegreesOfFreedom, denominator);
        }
    }

    private static void Report(string name, Digits digits)
    {
        TestContext.Out.WriteLine($"{name}: worst {digits.Worst:G3} in {digits.WorstName}");
        digits.AssertAll();
    }
}
