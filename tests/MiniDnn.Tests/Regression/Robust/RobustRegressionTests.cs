using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Robust regressions against fixed points computed with 42 digits.</summary>
internal sealed class RobustRegressionTests
{
    private static readonly string[] Names = [.. NonlinearCases.Root.GetProperty("robust").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Test]
    public void Coefficients_scale_weights_and_errors_have_twelve_digits([ValueSource(nameof(Names))] string name, [Values] RobustLoss loss)
    {
        JsonElement expected = Case(name).GetProperty("expected").GetProperty(loss == RobustLoss.Huber ? "huber" : "bisquare");
        RobustModel model = Fit(name, loss);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        Assert.That(NistData.LeastAgreement(model.Coefficients, NonlinearCases.Numbers(expected.GetProperty("coefficients"))), Is.GreaterThan(12), model.ToString());
        double[][] rows = Rows(name);
        double[] fitted = NonlinearCases.Numbers(expected.GetProperty("fittedAtFirstAndLastPoint"));
        Assert.That(NistData.LeastAgreement([model.Predict(rows[0]), model.Predict(rows[^1])], fitted), Is.GreaterThan(12));
        if (!expected.TryGetProperty("scale", out JsonElement scale))
        {
            Assert.That(model.Scale, Is.Zero);
            Assert.That(model.Remarks, Has.One.Contains("The scale is 0"));
            Assert.That(model.Weights, Has.All.AnyOf(0.0, 1.0));
            Assert.That(model.Summary().StandardErrors, Has.All.Zero);
            return;
        }
        Assert.That(NistData.LogRelativeError(model.Scale, scale.GetDouble()), Is.GreaterThan(12));
        Assert.That(model.Weights, Is.EqualTo(NonlinearCases.Numbers(expected.GetProperty("weights"))).Within(1e-12));
        Assert.That(NistData.LeastAgreement(model.Summary().StandardErrors, NonlinearCases.Numbers(expected.GetProperty("standardErrorsAsRlm"))), Is.GreaterThan(12));
    }

    [Test]
    public void Units_of_the_data_do_not_matter([Values] RobustLoss loss, [Values(1e-12, 1e9)] double unit)
    {
        RobustModel model = Fit("line-with-30-percent-outliers", loss), scaled = Fit("line-with-30-percent-outliers", loss, unit);
        Assert.That(scaled.Coefficients.Select(b => b / unit), Is.EqualTo(model.Coefficients).Within(1e-11));
        Assert.That(scaled.Weights, Is.EqualTo(model.Weights).Within(1e-10));
        Assert.That(Fit("exact-majority", loss, unit).Scale, Is.Zero);
    }

    [Test]
    public void Data_without_outliers_give_least_squares()
    {
        double[] x = [1, 2, 3, 4, 5, 6], y = [1.1, 1.9, 3.1, 3.9, 5.1, 5.9];
        LinearModel<double> line = LeastSquares.Fit(x, y);
        RobustModel model = RobustRegression.Fit(x, y);
        Assert.That(model.Weights, Has.All.EqualTo(1));
        Assert.That(model.Coefficients, Is.EqualTo(line.Coefficients).Within(1e-14));
        Assert.That(model.Summary().StandardErrors, Is.EqualTo(line.Summary().StandardErrors).Within(1e-14));
        Assert.That(model.Residuals(), Is.EqualTo(line.Residuals()).Within(1e-14));
    }

    [Test]
    public void An_exact_fit_has_scale_zero()
    {
        RobustModel model = RobustRegression.Fit([1, 2, 3, 4], [2, 4, 6, 8], RobustLoss.Biweight);
        Assert.That(model.Scale, Is.Zero);
        Assert.That(model.Coefficients, Is.EqualTo(new[] { 0.0, 2 }).Within(1e-14));
    }

    [Test]
    public void The_table_says_all_of_it()
    {
        string table = Fit("stackloss", RobustLoss.Huber).ToString(null, System.Globalization.CultureInfo.InvariantCulture);
        foreach (string part in new[] { "(Intercept)", "acid", "Huber, scale: 2.44049 on 17 degrees of freedom", "1 of 21 points have a weight below 0.5", "Converged" })
        {
            Assert.That(table, Does.Contain(part));
        }
    }

    [Test]
    public void Bad_inputs_are_refused()
    {
        Assert.That(() => RobustRegression.Fit([1, 2, 3], [1, 2]), Throws.ArgumentException);
        Assert.That(() => RobustRegression.Fit([1, 2, double.NaN], [1, 2, 3]), Throws.ArgumentException);
        Assert.That(() => RobustRegression.Fit([1, 2, 3], [1, 2, 3], (RobustLoss)7), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RobustRegression.Fit([[1, 2, 3]], [1]), Throws.ArgumentException.With.Message.Contains("x is 1×3; there must be as many rows"));
        Assert.That(() => RobustRegression.Fit((double[])null!, [1]), Throws.ArgumentNullException);
        Assert.That(() => RobustRegression.Fit([[1, 2], [2, 4], [3, 6], [4, 8]], [1, 2, 3, 5.0]), Throws.InvalidOperationException.With.Message.Contains("depend on each other"));
    }

    private static JsonElement Case(string name) => NonlinearCases.Root.GetProperty("robust").EnumerateArray().First(c => c.GetProperty("name").GetString() == name);

    private static double[][] Rows(string name) => [.. Case(name).GetProperty("predictors").EnumerateArray().Select(NonlinearCases.Numbers)];

    private static RobustModel Fit(string name, RobustLoss loss, double unit = 1)
    {
        string[] names = [.. Case(name).GetProperty("coefficientNames").EnumerateArray().Skip(1).Select(v => v.GetString()!)];
        double[] y = [.. NonlinearCases.Numbers(Case(name).GetProperty("y")).Select(v => v * unit)];
        return RobustRegression.Fit(Matrix.Create<double>(Rows(name)), y, loss, names);
    }
}
