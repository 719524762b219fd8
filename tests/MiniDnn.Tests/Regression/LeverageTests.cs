namespace MiniDnn.Tests;

/// <summary>Rows that pull the fit almost entirely to themselves: 1 − h has few digits, the statistics have all.</summary>
internal sealed class LeverageTests
{
    private const double Digits = 1e-11;   // percent

    private static readonly double[] Y = [1, 3, 2, 5, 7];

    // 1 − h has 32 digits less those that it lies below 1.
    [TestCase(1e6, new[] { -1.18321446913783, 1.6903369711721824e-1, -5.0709433009110312e-1, 1.5212775812347804, -1.4402363584819313 }, 2.0742703969050099e11)]
    [TestCase(1e8, new[] { -1.1832159417452073, 1.6903087940728037e-1, -5.0709257060949809e-1, 1.5212776577386168, -1.4402380583869179 }, 2.0742855611118374e15)]
    [TestCase(1e12, new[] { -1.1832159566184357, 1.6903085094854947e-1, -5.0709255283888719e-1, 1.5212776585112526, -1.4402380755558327 }, 2.0742857142703969e23)]
    public void Standardised_residuals_and_distances_of_a_far_row(double far, double[] standardized, double distance, double digits = Digits)
    {
        LinearModel<double> model = LeastSquares.Fit([1, 2, 3, 4, far], Y);
        Assert.That(model.Diagnostics().StandardizedResiduals, Is.EqualTo(standardized).Within(digits).Percent);
        Assert.That(model.Diagnostics().CooksDistances[4], Is.EqualTo(distance).Within(digits).Percent);
    }

    [TestCase(1e6, new[] { 7.2916569446096046e-1, -7.2917973603997392e-7, 6.7791470275186961e-12 }, new[] { 8.5346546850757437, -3.0249760846760534, 1.2099906499805348 })]
    [TestCase(1e8, new[] { 7.291666569444461e-1, -7.29166797361104e-9, 6.7791664702777519e-16 }, new[] { 8.5347215468518409, -3.0249997608472176, 1.2099999064999981 })]
    public void Robust_covariances_of_a_far_row(double far, double[] hc2, double[] hc3)
    {
        LinearModel<double> model = LeastSquares.Fit([1, 2, 3, 4, far], Y);
        foreach ((CovarianceKind kind, double[] expected) in new[] { (CovarianceKind.HC2, hc2), (CovarianceKind.HC3, hc3) })
        {
            Matrix<double> found = model.Diagnostics().RobustSummary(kind).Covariance();
            Assert.That(new[] { found[0, 0], found[0, 1], found[1, 1] }, Is.EqualTo(expected).Within(Digits).Percent);
        }
    }

    [Test]
    public void A_row_with_a_column_of_its_own_has_leverage_1_and_no_standardised_residual()
    {
        Matrix<double> x = [[1, 0], [2, 0], [4, 0], [5, 0], [3, 1]];
        LinearModel<double> model = LeastSquares.Fit(x, Y);
        Assert.That(model.Diagnostics().Leverages[4], Is.EqualTo(1));
        Assert.That(double.IsNaN(model.Diagnostics().StandardizedResiduals[4]) && double.IsNaN(model.Diagnostics().CooksDistances[4]));
        Assert.That(model.Diagnostics().RobustSummary(CovarianceKind.HC1).Covariance().AsSpan().ToArray().All(double.IsFinite));
        Assert.That(model.Diagnostics().RobustSummary(CovarianceKind.HC3).Covariance().AsSpan().ToArray(), Has.Some.NaN);
    }

    /// <summary>eᵢ/(1 − hᵢ) is what a fit without row i misses it by, whatever the leverage.</summary>
    [Test]
    public void Leaving_a_row_out_says_the_same_as_its_leverage()
    {
        var random = new SeededRandom(31);
        for (int run = 0; run < 200; run++)
        {
            int n = 5 + random.NextInt32(8);
            double[] x = [.. Enumerable.Range(0, n).Select(_ => Math.Round(8 * random.NextNormal(), 2))];
            double[] y = [.. x.Select(v => v + random.NextNormal())];
            x[^1] = Math.Pow(10, 1 + (9 * random.NextDouble()));
            LinearModel<double> model = LeastSquares.Fit(x, y), without = LeastSquares.Fit<double>(x.AsSpan(..^1), y.AsSpan(..^1));
            double missed = y[^1] - without.Predict(x[^1]);
            double deviation = model.Diagnostics().StandardizedResiduals[^1] * model.Summary().ResidualStandardError;   // e/√(1 − h)
            Assert.That(deviation * deviation / model.Residuals()[^1], Is.EqualTo(missed).Within(1e-10).Percent, $"run {run}");
        }
    }

    [Test]
    public void Robust_covariances_are_symmetric_to_the_last_bit([Values] CovarianceKind kind)
    {
        Matrix<double> x = TestMatrices.Random<double>(40, 4, 1);
        double[] y = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(3 * i))];
        Matrix<double> found = LeastSquares.Fit(x, y).Diagnostics().RobustSummary(kind).Covariance();
        Assert.That(found.Transpose().AsSpan().ToArray(), Is.EqualTo(found.AsSpan().ToArray()));
    }
}
