namespace MiniDnn.Tests;

/// <summary>Calibration with exact lines, readings far out, and readings that are none.</summary>
internal sealed class CalibrationEdgeTests
{
    private static readonly double[] X = [1, 2, 3, 4, 5, 6, 7, 8];

    [Test]
    public void An_exact_line_detects_everything()
    {
        DetectionLimits limits = MiniDnn.Calibration.DetectionLimits(LeastSquares.Fit(X, X));
        Assert.That(new[] { limits.DecisionLimit, limits.DetectionLimit, limits.QuantificationLimit }, Is.All.Zero);
    }

    [TestCase(1e30)]
    [TestCase(1e140)]
    [TestCase(1e300)]
    public void A_reading_far_out_has_an_x(double reading)
    {
        double[] y = [.. X.Select(x => (x * x) + (0.1 * Math.Sin(5 * x)))];
        InversePrediction<double> found = LeastSquares.FitPolynomial(X, y, 2).PredictInverse(reading);
        Assert.That(Math.Abs(found.Estimate) / Math.Sqrt(reading), Is.EqualTo(1).Within(0.01));
        Assert.That(found.Interval.Lower, Is.LessThanOrEqualTo(found.Estimate));
        Assert.That(found.Interval.Upper, Is.GreaterThanOrEqualTo(found.Estimate));
    }

    [Test]
    public void A_reading_that_is_none_is_called_by_its_name([Values(double.NaN, double.PositiveInfinity)] double reading)
    {
        LinearModel<double> line = LeastSquares.Fit(X, [1.1, 2.2, 2.9, 4.1, 5.2, 5.8, 7.1, 8.05]);
        Assert.That(() => line.PredictInverse(reading), Refused("y"));
        Assert.That(() => line.PredictInverse([reading]), Refused("readings"));
        Assert.That(() => line.PredictInverse([1, reading]), Refused("readings"));
        Assert.That(() => MiniDnn.Calibration.DetectionLimits(line, [1, reading]), Refused("blanks"));

        static NUnit.Framework.Constraints.Constraint Refused(string parameter)
            => Throws.ArgumentException.With.Property("ParamName").EqualTo(parameter);
    }
}
