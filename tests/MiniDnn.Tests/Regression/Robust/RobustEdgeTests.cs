namespace MiniDnn.Tests;

/// <summary>Robust regression without degrees of freedom, and in units at the ends of the range.</summary>
internal sealed class RobustEdgeTests
{
    [Test]
    public void With_as_many_coefficients_as_rows_nothing_is_known_of_errors([Values] RobustLoss loss)
    {
        RobustModel model = RobustRegression.Fit([3, 4], [1, 5], loss);
        Assert.That(model.Coefficients, Is.EqualTo(new double[] { -11, 4 }).Within(1e-12));
        Assert.That(model.Summary().StandardErrors, Is.All.NaN);
        Assert.That(model.Summary().PValues, Is.All.NaN);
        Assert.That(model.Summary().Covariance()[1, 1], Is.NaN);
        Assert.That(model.Remarks, Has.One.Contains("no degrees of freedom"));
    }

    [Test]
    public void Errors_keep_to_the_units_of_y([Values] RobustLoss loss, [Values(1e-300, 1e-170, 1e170, 1e300)] double unit)
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [1.2, 0.7, 2.2, 3.1, 1.4, 4.2, 6.1, 5.3];
        double plain = RobustRegression.Fit(x, y, loss).Summary().StandardErrors[1];
        double found = RobustRegression.Fit(x, [.. y.Select(v => v * unit)], loss).Summary().StandardErrors[1];
        Assert.That(found / unit, Is.EqualTo(plain).Within(1e-10).Percent);
    }
}
