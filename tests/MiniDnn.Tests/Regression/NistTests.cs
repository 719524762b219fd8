namespace MiniDnn.Tests;

internal sealed class NistTests
{
    [TestCaseSource(typeof(NistData), nameof(NistData.Names))]
    public void Every_coefficient_agrees_to_13_digits_and_every_statistic_to_12(string name)
    {
        NistData data = NistData.Load(name);
        LinearModel<double> model = data.Fit();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(NistData.LeastAgreement(model.Coefficients, data.CertifiedNumbers("coefficients")), Is.GreaterThanOrEqualTo(13));
            Assert.That(NistData.LeastAgreement(model.Summary().StandardErrors, data.CertifiedNumbers("standardErrors")), Is.GreaterThanOrEqualTo(12));
            Assert.That(Agreement(model.Summary().ResidualStandardError, data, "residualStandardDeviation"), Is.GreaterThanOrEqualTo(12));
            Assert.That(Agreement(model.Summary().ResidualSumOfSquares, data, "residualSumOfSquares"), Is.GreaterThanOrEqualTo(12));
            Assert.That(Agreement(model.Summary().RSquared, data, "rSquared"), Is.GreaterThanOrEqualTo(12));
            Assert.That(model.Summary().ResidualDegreesOfFreedom, Is.EqualTo(data.CertifiedNumber("residualDf")));
            if (name != "Wampler2")
            {
                Assert.That(Agreement(model.Summary().FStatistic, data, "fStatistic"), Is.GreaterThanOrEqualTo(12));
            }
        }
    }

    /// <summary>Its targets are decimal fractions; rounded to double, they leave residuals of 10⁻¹⁷, so F is huge and not infinite.</summary>
    [Test]
    public void Wampler2_has_an_exact_fit_but_for_the_rounding_of_its_data()
        => Assert.That(NistData.Load("Wampler2").Fit().Summary().FStatistic, Is.GreaterThan(1e30));

    [Test]
    public void Table_of_the_digits_of_agreement()
    {
        TestContext.Out.WriteLine($"{"",-10}{"coefficients",14}{"std. errors",14}{"residual sd",14}{"R²",8}{"F",8}");
        foreach (string name in NistData.Names)
        {
            NistData data = NistData.Load(name);
            LinearModel<double> model = data.Fit();
            double coefficients = NistData.LeastAgreement(model.Coefficients, data.CertifiedNumbers("coefficients"));
            double errors = NistData.LeastAgreement(model.Summary().StandardErrors, data.CertifiedNumbers("standardErrors"));
            TestContext.Out.WriteLine($"{name,-10}{coefficients,14:F1}{errors,14:F1}{Agreement(model.Summary().ResidualStandardError, data, "residualStandardDeviation"),14:F1}"
                + $"{Agreement(model.Summary().RSquared, data, "rSquared"),8:F1}{Agreement(model.Summary().FStatistic, data, "fStatistic"),8:F1}");
            Assert.That(coefficients, Is.GreaterThanOrEqualTo(13), name);
        }
    }

    [Test]
    public void Predictions_of_Filip_agree_with_its_residuals()
    {
        NistData data = NistData.Load("Filip");
        LinearModel<double> model = data.Fit();
        double[] predictions = model.PredictMany(data.X.AsSpan());
        double[] residuals = model.Residuals().ToArray();
        Assert.That(predictions.Zip(residuals, (p, r) => p + r), Is.EqualTo(data.Y).Within(4e-16));
        Assert.That(model.Diagnostics().Leverages.ToArray().Sum(), Is.EqualTo(11).Within(1e-12));
        Assert.That(model.ConditionNumber(), Is.EqualTo(1.77e15).Within(1).Percent);
    }

    private static double Agreement(double value, NistData data, string certified) => NistData.LogRelativeError(value, data.CertifiedNumber(certified));
}
