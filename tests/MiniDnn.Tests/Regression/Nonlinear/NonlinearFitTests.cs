using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>Fits of curves: what they have in common with the linear model, bounds, undefined regions, bad inputs.</summary>
internal sealed class NonlinearFitTests
{
    private static readonly double[] X = [0, 1, 2, 3, 4, 5, 6, 8];

    private static readonly double[] Y = [9.7, 7.2, 5.1, 3.9, 3.1, 2.2, 1.9, 1.3];

    private static double Decay(double x, ReadOnlySpan<double> p) => p[0] + (p[1] * Math.Exp(-p[2] * x));

    [Test]
    public void A_straight_line_is_the_linear_model([Values] bool weighted, [Values(0, 1e9)] double offset)
    {
        double[] x = [.. X.Select(v => v + offset)];
        double[]? weights = weighted ? [1, 2, 0.5, 3, 0, 1, 4, 2] : null;
        LinearModel<double> line = LeastSquares.Fit(x, Y, new() { Weights = weights });
        NonlinearModel<double> model = NonlinearLeastSquares.Fit((x, p) => p[0] + (p[1] * (x - offset)), x, Y, [0, 0], new() { Weights = weights });
        double relative = 1e-9;
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        Assert.That(model.RowCount, Is.EqualTo(line.RowCount));
        Assert.That(model.Coefficients[1], Is.EqualTo(line.Slope).Within(100 * relative).Percent);
        Assert.That(model.Summary().StandardErrors[1], Is.EqualTo(line.Summary().StandardErrors[1]).Within(100 * relative).Percent);
        Assert.That(model.Summary().PValues[1], Is.EqualTo(line.Summary().PValues[1]).Within(1e4 * relative).Percent);
        Assert.That(model.Summary().RSquared, Is.EqualTo(line.Summary().RSquared).Within(100 * relative).Percent);
        Assert.That(model.Summary().Aic, Is.EqualTo(line.Summary().Aic).Within(100 * relative).Percent);
        Assert.That(model.Summary().Bic, Is.EqualTo(line.Summary().Bic).Within(100 * relative).Percent);
        Assert.That(model.Residuals(), Is.EqualTo(line.Residuals()).Within(1e-7));
        Assert.That(model.PredictionInterval(x[3], 0.9, 2).Lower, Is.EqualTo(line.PredictionInterval(x[3], 0.9, 2).Lower).Within(100 * relative).Percent);
        Assert.That(model.ConfidenceInterval(x[3]).Upper, Is.EqualTo(line.ConfidenceInterval(x[3]).Upper).Within(100 * relative).Percent);
        Assert.That(model.CoefficientIntervals(0.8)[1].Upper, Is.EqualTo(line.CoefficientIntervals(0.8)[1].Upper).Within(100 * relative).Percent);
        Assert.That(model.Summary().Covariance()[0, 1], Is.EqualTo(model.Summary().Covariance()[1, 0]));
    }

    [Test]
    public void Any_start_on_or_inside_the_bounds_reaches_the_same_minimum()
    {
        NonlinearModel<double> free = NonlinearLeastSquares.Fit(Decay, X, Y, [0, 5, 1]);
        foreach (double[] start in new double[][] { [0, 0, 0.3], [10, 1, 3], [-2, 20, 0.05], [1, 9, 3] })
        {
            NonlinearModel<double> model = NonlinearLeastSquares.Fit(Decay, X, Y, start, new() { LowerBounds = [-2, 0, 0.05], UpperBounds = [10, 20, 3] });
            Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
            Assert.That(NistData.LeastAgreement(model.Coefficients, [.. free.Coefficients]), Is.GreaterThan(8), model.ToString());
            Assert.That(NistData.LeastAgreement(model.Summary().StandardErrors, [.. free.Summary().StandardErrors]), Is.GreaterThan(7));
        }
    }

    [Test]
    public void The_minimum_inside_bounds_is_that_of_the_smaller_problem()
    {
        var random = new SeededRandom(8);
        for (int run = 0; run < 40; run++)
        {
            double lower = 2 * random.NextDouble(), upper = lower + 1 + random.NextDouble();
            NonlinearModel<double> bounded = NonlinearLeastSquares.Fit(Decay, X, Y, [lower, 3, 0.5], new() { LowerBounds = [lower, 0, 0], UpperBounds = [upper, 100, 100] });
            NonlinearModel<double> clamped = NonlinearLeastSquares.Fit(Decay, X, Y, [lower, 3, 0.5], new() { FixedParameters = [0] });
            double best = NonlinearLeastSquares.Fit(Decay, X, Y, [0, 5, 1]).Coefficients[0];
            Assert.That(bounded.Outcome, Is.EqualTo(FitOutcome.Converged), $"{bounded}");
            if (lower > best)
            {
                Assert.That(bounded.Coefficients[0], Is.EqualTo(lower));
                Assert.That(bounded.Summary().StandardErrors[0], Is.NaN);
                Assert.That(bounded.Remarks, Has.One.Contains("p[0] lies on its bound"));
                Assert.That(NistData.LeastAgreement(bounded.Coefficients, [.. clamped.Coefficients]), Is.GreaterThan(8));
                Assert.That(bounded.Summary().StandardErrors[2], Is.EqualTo(clamped.Summary().StandardErrors[2]).Within(1e-5).Percent);
            }
            else
            {
                Assert.That(bounded.Coefficients[0], Is.EqualTo(best).Within(1e-6).Percent);
            }
        }
    }

    [Test]
    public void A_fixed_parameter_keeps_its_value_and_has_no_error()
    {
        NonlinearModel<double> model = NonlinearLeastSquares.Fit(Decay, X, Y, [1, 5, 1], new() { FixedParameters = [0] });
        Assert.That(model.Coefficients[0], Is.EqualTo(1));
        Assert.That(model.Summary().StandardErrors[0], Is.NaN);
        Assert.That(model.Summary().ResidualDegreesOfFreedom, Is.EqualTo(6));
        Assert.That(model.Remarks, Has.One.Contains("p[0] kept the value of the start"));
        Assert.That(NonlinearLeastSquares.Fit(Decay, X, Y, [1, 5, 1], new() { LowerBounds = [1, 0, 0], UpperBounds = [1, 99, 99] }).Coefficients, Is.EqualTo(model.Coefficients).Within(1e-9));
    }

    [Test]
    public void Points_of_weight_zero_count_nowhere()
    {
        NonlinearModel<double> without = NonlinearLeastSquares.Fit(Decay, X[..7], Y[..7], [0, 5, 1]);
        NonlinearModel<double> model = NonlinearLeastSquares.Fit(Decay, X, [.. Y[..7], double.NaN], [0, 5, 1], new() { Weights = [1, 1, 1, 1, 1, 1, 1, 0] });
        Assert.That(model.Coefficients, Is.EqualTo(without.Coefficients));
        Assert.That(model.Summary().LogLikelihood, Is.EqualTo(without.Summary().LogLikelihood));
        Assert.That(model.Residuals()[..7], Is.EqualTo(without.Residuals()));
        Assert.That(model.Residuals()[7], Is.NaN);
    }

    [Test]
    public void Weights_times_a_constant_change_no_error([Values(1e-9, 3, 1e12)] double factor)
    {
        double[] weights = [1, 2, 3, 4, 4, 3, 2, 1];
        NonlinearModel<double> one = NonlinearLeastSquares.Fit(Decay, X, Y, [0, 5, 1], new() { Weights = weights });
        NonlinearModel<double> other = NonlinearLeastSquares.Fit(Decay, X, Y, [0, 5, 1], new() { Weights = [.. weights.Select(w => w * factor)] });
        Assert.That(NistData.LeastAgreement(other.Summary().StandardErrors, [.. one.Summary().StandardErrors]), Is.GreaterThan(8));
        Assert.That(NistData.LeastAgreement(other.Coefficients, [.. one.Coefficients]), Is.GreaterThan(8));
    }

    [Test]
    public void Records_are_points_as_well()
    {
        (string Name, double Dose, double Age)[] patients = [("a", 1, 30), ("b", 2, 40), ("c", 3, 20), ("d", 5, 60), ("e", 8, 50)];
        double[] effect = [1.35, 2.1, 2.3, 3.4, 4.0];
        var model = NonlinearLeastSquares.Fit((patient, p) => (p[0] * patient.Dose / (3 + patient.Dose)) + (p[1] * patient.Age), patients, effect, [1, 0]);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(model.Predict(("f", 4, 30)), Is.EqualTo((model.Coefficients[0] * 4 / 7) + (30 * model.Coefficients[1])).Within(1e-12));
    }

    [Test]
    public void A_parameter_without_effect_is_named([Values] bool exact)
    {
        NonlinearModel<double> model = NonlinearLeastSquares.Fit((x, p) => p[0] * Math.Exp(-p[1] * x), X, Y, [5, 0.2, 7], new()
        {
            Derivative = exact ? (x, p, d) => (d[0], d[1], d[2]) = (Math.Exp(-p[1] * x), -x * p[0] * Math.Exp(-p[1] * x), 0) : null,
        });
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        Assert.That(model.Coefficients[2], Is.EqualTo(7));
        Assert.That(model.Summary().StandardErrors[2], Is.NaN);
        Assert.That(model.Summary().StandardErrors[1], Is.InRange(1e-3, 1));
        Assert.That(model.Remarks, Has.One.StartsWith("p[2] is not determined by the data"));
    }

    [Test]
    public void A_curve_that_is_flat_at_its_end_is_no_answer()
    {
        NonlinearModel<double> model = NonlinearLeastSquares.Fit((x, p) => Math.Exp(-p[0]) * 0, X, Y, [1]);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.NotConverged));
        Assert.That(model.Remarks, Has.One.Contains("no parameter has an effect"));
    }

    [Test]
    public void A_wrong_derivative_is_said()
    {
        NonlinearModel<double> model = NonlinearLeastSquares.Fit((x, p) => p[0] * Math.Exp(-p[1] * x), X, Y, [5, 0.3], new()
        {
            Derivative = (x, p, d) => (d[0], d[1]) = (-Math.Exp(-p[1] * x), x * p[0] * Math.Exp(-p[1] * x)),
        });
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.NotConverged));
        Assert.That(model.Remarks, Has.One.Contains("no step lowers the sum of squares, though the gradient is not small"));
    }

    [Test]
    public void A_limit_of_steps_is_said()
    {
        NonlinearModel<double> model = NonlinearLeastSquares.Fit(Decay, X, Y, [900, -700, 9], new() { Iterations = 1 });
        Assert.That(model.Outcome == FitOutcome.Converged || model.Remarks.Any(remark => remark.Contains("limit of iterations", StringComparison.Ordinal)), $"{model}");
    }

    [Test]
    public void The_table_says_all_of_it()
    {
        string table = NonlinearLeastSquares.Fit(Decay, X, Y, [0, 5, 1], new() { ParameterNames = ["offset", "amplitude", "rate"] }).ToString(null, CultureInfo.InvariantCulture);
        foreach (string part in new[] { "Estimate", "offset", "amplitude", "rate", "Residual standard error", "on 5 degrees of freedom (8 points)", "R²: 0.99", "AIC", "Converged", "***" })
        {
            Assert.That(table, Does.Contain(part));
        }
    }

    [Test]
    public void A_constant_target_has_no_R_squared()
    {
        NonlinearModel<double> model = NonlinearLeastSquares.Fit((x, p) => p[0], X, [3, 3, 3, 3, 3, 3, 3, 3], [1]);
        Assert.That(model.Coefficients[0], Is.EqualTo(3).Within(1e-14));
        Assert.That(model.Summary().RSquared, Is.NaN);
    }

    [Test]
    public void Bad_inputs_are_refused()
    {
        void Refuses(Action code, string message) => Assert.That(code, Throws.ArgumentException.With.Message.Contains(message));
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, []), "start has no elements");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, double.NaN, 1]), "start[1] is NaN");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y[..5], [1, 1, 1]), "y has 5 elements; it must have 8");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, [.. Y[..7], double.PositiveInfinity], [1, 1, 1]), "y[7] is");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { Weights = [1, 2] }), "Weights has 2 elements; it must have 8");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { Weights = [1, 1, 1, 1, 1, -1, 1, 1] }), "Weights[5] is -1");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { LowerBounds = [0, 0] }), "LowerBounds has 2 elements; it must have 3");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { LowerBounds = [0, 2, 0], UpperBounds = [9, 1, 9] }), "p[1] lies between 2 and 1");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { LowerBounds = [0, 2, 0] }), "p[1] starts at 1, outside its bounds");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { FixedParameters = [3] }), "FixedParameters holds 3");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { ParameterNames = ["a"] }), "ParameterNames has 1 elements");
        Refuses(() => NonlinearLeastSquares.Fit((x, p) => Math.Log(p[0] - x), X, Y, [4.5]), "at start the curve is NaN for the point 5");
        Refuses(() => NonlinearLeastSquares.Fit((x, p) => 1e200 * (p[0] - x), X, Y, [4]), "the sum of squares overflows");
        Refuses(() => NonlinearLeastSquares.Fit(Decay, X, Y, [1, 1, 1], new() { Derivative = (x, p, d) => d.Fill(double.NaN) }), "a derivative of the curve is not finite");
        Assert.That(() => NonlinearLeastSquares.Fit<double>(null!, X, Y, [1]), Throws.ArgumentNullException);
        Assert.That(() => NonlinearLeastSquares.Fit(Decay, X, null!, [1]), Throws.ArgumentNullException);
        Assert.That(() => NonlinearLeastSquares.Fit(Decay, X, Y, null!), Throws.ArgumentNullException);
        Assert.That(() => new NonlinearOptions<double> { Iterations = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        NonlinearModel<double> model = NonlinearLeastSquares.Fit(Decay, X, Y, [0, 5, 1]);
        Assert.That(() => model.CoefficientIntervals(1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.ConfidenceInterval(1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.PredictionInterval(1, 0.9, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
