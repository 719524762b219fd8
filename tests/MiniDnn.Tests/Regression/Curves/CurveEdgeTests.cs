namespace MiniDnn.Tests;

/// <summary>Ready curves where data say little, and in units at the ends of the range.</summary>
internal sealed class CurveEdgeTests
{
    private static readonly double[] X = [1, 2, 3, 4, 5, 6, 7, 8], Y = [1.2, 0.7, 2.2, 3.1, 1.4, 4.2, 6.1, 5.3];

    private static readonly Curve[] All =
    [
        Curve.Exponential, Curve.ExponentialWithOffset, Curve.Power, Curve.Logarithm, Curve.Logistic3, Curve.Logistic4, Curve.Logistic5,
        Curve.Gompertz, Curve.MichaelisMenten, Curve.Gaussian, Curve.Lorentzian, Curve.Sine,
    ];

    [Test]
    public void At_a_single_x_a_curve_is_the_mean_there([ValueSource(nameof(All))] Curve curve)
    {
        NonlinearModel<double> model = curve.Fit([3, 3, 3, 3, 3, 3], [1, 2, 3, 4, 5, 6]);
        Assert.That(model.Predict(3), Is.EqualTo(3.5).Within(1e-12));
        Assert.That(model.Remarks, Has.Some.Contains("determined"));
    }

    [Test]
    public void Goodness_of_fit_does_not_depend_on_units([ValueSource(nameof(All))] Curve curve, [Values(1e-300, 1e-160, 1e160, 1e300)] double unit)
    {
        double plain = curve.Fit(X, Y).Summary().RSquared, found = curve.Fit(X, [.. Y.Select(y => y * unit)]).Summary().RSquared;
        Assert.That(found, Is.EqualTo(plain).Within(1e-6));
    }

    [TestCase(new[] { "a", "a" }, "are both \"a\"")]
    [TestCase(new[] { "a", "" }, "[1] is empty")]
    [TestCase(new[] { "a", null }, "[1] is null")]
    [TestCase(new[] { "a" }, "it must have 2")]
    public void Names_of_parameters_must_be_names(string?[] names, string said)
        => Assert.That(
            () => NonlinearLeastSquares.Fit((x, p) => p[0] + (p[1] * x), X, Y, [0, 1], new() { ParameterNames = names! }),
            Throws.ArgumentException.With.Message.Contains(said).And.Property("ParamName").EqualTo("ParameterNames"));
}
