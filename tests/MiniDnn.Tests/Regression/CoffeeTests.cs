namespace MiniDnn.Tests;

/// <summary>Sections 1 and 2 of the worked examples: orders of iced coffee against temperature.</summary>
internal sealed class CoffeeTests
{
    private static readonly double[] X = [20, 30, 40];
    private static readonly double[] Y = [30, 50, 80];

    [Test]
    public void Coefficients_prediction_and_residuals([Values] LeastSquaresMethod method)
    {
        LinearModel<double> line = LeastSquares.Fit(X, Y, new() { Method = method });
        Assert.That(line.Slope, Is.EqualTo(2.5).Within(1e-14));
        Assert.That(line.Intercept, Is.EqualTo(-65.0 / 3).Within(1e-13));
        Assert.That(line.Predict(45), Is.EqualTo(545.0 / 6).Within(1e-13));
        Assert.That(line.Residuals().ToArray(), Is.EqualTo(new[] { 5.0 / 3, -10.0 / 3, 5.0 / 3 }).Within(1e-13));
        Assert.That(line.Summary().ResidualSumOfSquares, Is.EqualTo(50.0 / 3).Within(1e-13));
    }

    [Test]
    public void Statistics()
    {
        LinearModel<double> line = LeastSquares.Fit(X, Y);
        Assert.That(line.Summary().RSquared, Is.EqualTo(0.986842105263158).Within(5e-16));
        Assert.That(line.Summary().AdjustedRSquared, Is.EqualTo(0.973684210526316).Within(5e-16));
        Assert.That(line.Summary().FStatistic, Is.EqualTo(75).Within(1e-13));
        Assert.That(line.Summary().FPValue, Is.EqualTo(0.073186395).Within(5e-10));
        Assert.That(line.Summary().StandardErrors.ToArray(), Is.EqualTo(new[] { 8.975274678557507, 0.288675134594813 }).Within(4e-14).Percent);
        Assert.That(line.Summary().TestStatistics.ToArray(), Is.EqualTo(new[] { -2.414039396, 8.660254037844386 }).Within(5e-10));
        Assert.That(line.Summary().PValues.ToArray(), Is.EqualTo(new[] { 0.2500162, 0.0731864 }).Within(5e-8));
        Assert.That(line.Summary().LogLikelihood, Is.EqualTo(-6.829013241751911).Within(2e-15));
        Assert.That(line.Summary().Aic, Is.EqualTo(19.65802648350382).Within(4e-15));
        Assert.That(line.Summary().Bic, Is.EqualTo(16.95386334950815).Within(4e-15));
    }

    [Test]
    public void Intervals_at_45_degrees()
    {
        LinearModel<double> line = LeastSquares.Fit(X, Y);
        Interval<double> mean = line.ConfidenceInterval(45);
        Interval<double> one = line.PredictionInterval(45);
        double[] ends = [mean.Lower, mean.Upper, one.Lower, one.Upper];
        Assert.That(ends, Is.EqualTo(new[] { 28.190899199, 153.475767468, 9.501491264, 172.165175402 }).Within(2.5e-9));

        // With one degree of freedom the quantile is a tangent, so the ends are known to every digit.
        double t = Math.Tan(Math.PI * 0.475);
        double atMean = t * Math.Sqrt(50.0 / 3 * ((1.0 / 3) + (225.0 / 200)));
        double atOne = t * Math.Sqrt(50.0 / 3 * (1 + (1.0 / 3) + (225.0 / 200)));
        const double Centre = 545.0 / 6;
        Assert.That(ends, Is.EqualTo(new[] { Centre - atMean, Centre + atMean, Centre - atOne, Centre + atOne }).Within(1e-12));
    }

    [Test]
    public void The_pseudo_inverse_of_the_design()
    {
        Matrix<double> design = [[20, 1], [30, 1], [40, 1]];
        Matrix<double> inverse = design.PseudoInverse();
        Assert.That(inverse.AsSpan().ToArray(), Is.EqualTo(new[] { -1.0 / 20, 0, 1.0 / 20, 11.0 / 6, 1.0 / 3, -7.0 / 6 }).Within(1e-14));
        Assert.That(inverse.Multiply(Y), Is.EqualTo(new[] { 2.5, -65.0 / 3 }).Within(1e-13));
    }

    [Test]
    public void The_normal_equations_solved_by_the_two_by_two_inverse()
    {
        Matrix<double> design = [[20, 1], [30, 1], [40, 1]];
        Matrix<double> normal = design.TransposeMultiply(design);
        double[] right = design.TransposeMultiply(Y);
        Assert.That(normal.AsSpan().ToArray(), Is.EqualTo(new double[] { 2900, 90, 90, 3 }));
        Assert.That(right, Is.EqualTo(new double[] { 5300, 160 }));
        double determinant = (normal[0, 0] * normal[1, 1]) - (normal[0, 1] * normal[1, 0]);
        Assert.That(new[] { 3 * right[0], 90 * right[1], 3 * normal[0, 0], 90.0 * 90, determinant }, Is.EqualTo(new double[] { 15_900, 14_400, 8_700, 8_100, 600 }));
        LinearModel<double> line = LeastSquares.Fit(X, Y);
        Assert.That(line.Slope, Is.EqualTo(((3 * right[0]) - (90 * right[1])) / determinant));
        Assert.That(line.Intercept, Is.EqualTo(((2900 * right[1]) - (90 * right[0])) / determinant));
    }

    [Test]
    public void Collection_expressions_infer_the_number_type()
    {
        var line = LeastSquares.Fit([20.0, 30, 40], [30.0, 50, 80]);
        var plane = LeastSquares.Fit([[20, 1], [30, 1], [40, 1]], [30f, 50, 80], new() { Intercept = false });
        Assert.That(line.Slope, Is.EqualTo(2.5).Within(1e-15));
        Assert.That(plane.Coefficients.ToArray(), Is.EqualTo(new[] { 2.5f, -65f / 3 }));
    }

    [Test]
    public void The_table_reads_like_those_that_people_know()
    {
        string table = LeastSquares.Fit(X, Y, new() { PredictorNames = ["temperature"] }).ToString(null, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(table, Does.Contain("temperature").And.Contain("(Intercept)").And.Contain("Std. Error").And.Contain("0.07319  .").And.Contain("R²: 0.986842"));
        TestContext.Out.WriteLine(table);
    }
}
