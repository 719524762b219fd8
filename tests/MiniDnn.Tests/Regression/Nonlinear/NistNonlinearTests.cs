namespace MiniDnn.Tests;

/// <summary>The 27 nonlinear sets of NIST from both of their starts, none of them improved by hand.</summary>
internal sealed class NistNonlinearTests
{
    [TestCaseSource(typeof(NistNonlinearData), nameof(NistNonlinearData.Names))]
    public void Both_starts_reach_the_certified_values(string name)
    {
        NistNonlinearData data = NistNonlinearData.Load(name);
        foreach (double[] start in data.Starts)
        {
            // Lanczos1's residuals, 9e-14 beside values of 2.5, are rounding: which digits are left depends on the vector path
            Check(data, start, new() { Derivative = data.Function.Derivatives }, digits: 10, errorDigits: name == "Lanczos1" ? 2.9 : 8);
            Check(data, start, new(), digits: 8, errorDigits: name == "Lanczos1" ? 2.9 : 7);
        }
    }

    private static void Check(NistNonlinearData data, double[] start, NonlinearOptions<double[]> options, double digits, double errorDigits)
    {
        NonlinearModel<double[]> model = NonlinearLeastSquares.Fit(data.Function.Value, data.X, data.Y, start, options);
        NonlinearModelSummary summary = model.Summary();
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        Assert.That(NistData.LeastAgreement(model.Coefficients, data.Certified), Is.GreaterThan(digits), model.ToString());
        Assert.That(NistData.LeastAgreement(summary.StandardErrors, data.StandardErrors), Is.GreaterThan(errorDigits), model.ToString());
        Assert.That(summary.ResidualDegreesOfFreedom, Is.EqualTo(data.Y.Length - start.Length));
        if (data.Name != "Lanczos1")   // its residuals are rounding
        {
            Assert.That(summary.ResidualSumOfSquares, Is.EqualTo(data.ResidualSumOfSquares).Within(2e-8).Percent);
        }
    }
}
