namespace MiniDnn.Tests;

/// <summary>Ready curves on generated data: found again, in any units, and what they refuse.</summary>
internal sealed class CurveTests
{
    [Test]
    public void Data_without_noise_give_the_parameters_back([ValueSource(typeof(GeneratedCurve), nameof(GeneratedCurve.Names))] string name)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            GeneratedCurve data = GeneratedCurve.Create(name, seed, noise: 0);
            NonlinearModel<double> model = data.Curve.Fit(data.X, data.Y);
            double largest = data.Y.Max(Math.Abs);
            Assert.That(model.Residuals().Max(Math.Abs), Is.LessThan(1e-11 * largest), $"{seed} {model}");
            Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
            if (name is not ("logistic5" or "sine"))   // others may have the same curve with other numbers to so many digits
            {
                Assert.That(NistData.LeastAgreement(model.Coefficients, data.Parameters), Is.GreaterThan(6), $"{seed} {model}");
            }
        }
    }

    [Test]
    public void No_search_from_the_truth_or_near_it_finds_less([ValueSource(typeof(GeneratedCurve), nameof(GeneratedCurve.Names))] string name)
    {
        var random = new SeededRandom(5);
        for (int seed = 0; seed < 12; seed++)
        {
            GeneratedCurve data = GeneratedCurve.Create(name, seed, noise: 0.01 + (0.09 * random.NextDouble()), xUnit: 1, yUnit: 1);
            NonlinearModel<double> model = data.Curve.Fit(data.X, data.Y);
            Assert.That(model.Outcome == FitOutcome.Converged || model.Remarks.Any(remark => remark.Contains("at infinity", StringComparison.Ordinal)), $"{seed} {model}");
            for (int start = 0; start < 6; start++)
            {
                double[] from = [.. data.Parameters.Select(p => p * (1 + (start * 0.1 * random.NextNormal())))];
                if (data.X.All(x => double.IsFinite(data.Curve.Evaluate(x, from))))
                {
                    NonlinearModel<double> other = NonlinearLeastSquares.Fit(data.Curve.Evaluate, data.X, data.Y, from, new() { Iterations = 100 });
                    Assert.That(model.Summary().ResidualSumOfSquares, Is.LessThanOrEqualTo(other.Summary().ResidualSumOfSquares * (1 + 1e-4)), $"{seed} {model} {other}");
                }
            }
        }
    }

    [Test]
    public void Units_and_offsets_change_nothing_but_the_scale([ValueSource(typeof(GeneratedCurve), nameof(GeneratedCurve.Names))] string name)
    {
        GeneratedCurve data = GeneratedCurve.Create(name, 3, 0.05, xUnit: 1, yUnit: 1);
        NonlinearModel<double> model = data.Curve.Fit(data.X, data.Y);
        bool shifts = name is "exponential" or "exponential with offset" or "logistic3" or "gompertz" or "gaussian" or "lorentzian" or "sine";
        foreach ((double scale, double shift, double unit) in new[] { (1.0, 0.0, 1e-12), (1e-9, 0, 1e15), (3e7, 1e9, 5), (1, 2000, 1e-150) })
        {
            double[] x = [.. data.X.Select(v => (v * scale) + (shifts ? shift * scale : 0))], y = [.. data.Y.Select(v => v * unit)];
            NonlinearModel<double> other = data.Curve.Fit(x, y);
            double rounding = shifts && shift > 0 ? 1e-15 * shift * data.X.Length : 1e-12;
            Assert.That(other.Summary().RSquared, Is.EqualTo(model.Summary().RSquared).Within(Math.Max(1e-11, rounding)), other.ToString());
            Assert.That(other.Predict(x[4]) / unit, Is.EqualTo(model.Predict(data.X[4])).Within(Math.Max(1e-9, 100 * rounding)));
        }
    }

    [Test]
    public void Weights_and_points_of_weight_zero_count_as_in_every_fit()
    {
        GeneratedCurve data = GeneratedCurve.Create("gaussian", 1, 0.05);
        double[] weights = [.. data.X.Select((_, i) => i == 2 ? 0.0 : 1 + (i % 3))], y = [.. data.Y];
        y[2] = double.NaN;
        NonlinearModel<double> model = Curve.Gaussian.Fit(data.X, y, new() { Weights = weights });
        NonlinearModel<double> direct = NonlinearLeastSquares.Fit(Curve.Gaussian.Evaluate, data.X, y, [.. model.Coefficients], new() { Weights = weights });
        Assert.That(NistData.LeastAgreement(model.Coefficients, [.. direct.Coefficients]), Is.GreaterThan(6));
        Assert.That(NistData.LeastAgreement(model.Summary().StandardErrors, [.. direct.Summary().StandardErrors]), Is.GreaterThan(5));
        Assert.That(model.Residuals()[2], Is.NaN);
    }

    [Test]
    public void A_straight_line_is_the_limit_of_an_exponential_and_said_to_be()
    {
        double[] x = [0, 1, 2, 3, 4, 5, 6, 7], y = [.. x.Select(v => 3 + (2 * v))];
        NonlinearModel<double> model = Curve.ExponentialWithOffset.Fit(x, y);
        Assert.That(model.Residuals().Max(Math.Abs), Is.LessThan(1e-10));
        Assert.That(model.Predict(20), Is.EqualTo(43).Within(1e-6));
        Assert.That(model.Remarks, Has.One.Contains("a straight line: a and b are not determined"));
    }

    [Test]
    public void An_amplitude_that_is_no_number_at_zero_is_that_of_the_middle()
    {
        double[] seconds = [.. Enumerable.Range(0, 20).Select(i => 1.7e9 + (100.0 * i))];
        NonlinearModel<double> model = Curve.Exponential.Fit(seconds, [.. seconds.Select(s => 5 * Math.Exp((s - 1.7e9) / 500))]);
        Assert.That(model.Coefficients[1], Is.EqualTo(0.002).Within(1e-8).Percent);
        Assert.That(model.Coefficients[0], Is.EqualTo(5 * Math.Exp(950 / 500.0)).Within(1e-8).Percent);
        Assert.That(model.Remarks, Has.One.Contains("a is the value at x = 1700000950"));
        Assert.That(model.Predict(1.7e9), Is.EqualTo(5).Within(1e-6).Percent);
    }

    [Test]
    public void A_dose_that_falls_is_turned_so_that_b_is_positive()
    {
        double[] x = [0, 0.5, 1, 2, 4, 8, 16, 32], y = [.. x.Select(v => Curve.Logistic4.Evaluate(v, [7, 1.4, 3, 2]))];
        Assert.That(NistData.LeastAgreement(Curve.Logistic4.Fit(x, y).Coefficients, [7, 1.4, 3, 2]), Is.GreaterThan(9));
        Assert.That(NistData.LeastAgreement(Curve.Logistic4.Fit(x, [.. y.Select(v => 9 - v)]).Coefficients, [2, 1.4, 3, 7]), Is.GreaterThan(9));
    }

    [Test]
    public void An_exact_curve_has_errors_of_zero()
    {
        NonlinearModel<double> model = Curve.Power.Fit([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]);
        Assert.That(model.Coefficients, Is.EqualTo(new[] { 1.0, 1 }).Within(1e-14));
        Assert.That(model.Summary().StandardErrors, Has.All.InRange(0, 1e-14));
        Assert.That(model.Remarks, Has.One.Contains("The fit is exact"));
    }

    [Test]
    public void Bad_inputs_are_refused()
    {
        void Refuses(Action code, string message) => Assert.That(code, Throws.ArgumentException.With.Message.Contains(message));
        Refuses(() => Curve.Power.Fit([-1, 2, 3], [1, 2, 3]), "x holds -1; a·x^b needs x that is 0 or more");
        Refuses(() => Curve.Logarithm.Fit([0, 2, 3], [1, 2, 3]), "x holds 0; a + b·ln x needs positive x");
        Refuses(() => Curve.Gaussian.Fit([1, double.NaN, 3, 4], [1, 2, 3, 4]), "x holds NaN; every value must be finite");
        Refuses(() => Curve.Gaussian.Fit([1, 2, 3], [1, 2, 3]), "3 points that count cannot determine 4 parameters");
        Refuses(() => Curve.Gaussian.Fit([1, 2, 3], [1, 2]), "y has 2 elements; it must have 3");
        Refuses(() => Curve.Sine.Fit([1, 2, 3, 4], [1, 2, 3, 4], new() { LowerBounds = [0, 0, 0, 0] }), "a ready curve takes weights and iterations alone");
        Refuses(() => Curve.Sine.Evaluate(1, [1, 2]), "parameters has 2 elements; it must have 4");
        Assert.That(() => Curve.Sine.Fit(null!, [1]), Throws.ArgumentNullException);
        Assert.That(Curve.Sine.ToString(), Is.EqualTo("y0 + A·sin(2π·f·x + phi)"));
    }

    [TestCase(100)]
    [TestCase(2000)]
    public void A_fit_takes_memory_for_its_points_alone_however_many_steps_it_takes(int n)
    {
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, n).Select(i => 10.0 * i / n)];
        double[] y = [.. x.Select(v => 2 + (5 * Math.Exp(-0.6 * v)) + (0.3 * random.NextNormal()))];
        NonlinearFunction<double> function = (v, p) => p[0] + (p[1] * Math.Exp(-p[2] * v));
        NonlinearOptions<double> given = new()
        {
            Derivative = (v, p, d) => (d[0], d[1], d[2]) = (1, Math.Exp(-p[2] * v), -v * p[1] * Math.Exp(-p[2] * v)),
        };
        // x, y, two residuals and three derivatives a point; a ready curve has x and y in its own units, differences need two values
        Assert.That(BytesOf(() => Curve.ExponentialWithOffset.Fit(x, y)), Is.LessThan(4000 + (8 * n * 9)));
        Assert.That(BytesOf(() => NonlinearLeastSquares.Fit(function, x, y, [1, 1, 1], given)), Is.LessThan(4000 + (8 * n * 7)));
        Assert.That(BytesOf(() => NonlinearLeastSquares.Fit(function, x, y, [1, 1, 1])), Is.LessThan(4000 + (8 * n * 9)));
    }

    /// <summary>What a call takes once the pool has its arrays.</summary>
    private static long BytesOf(Func<NonlinearModel<double>> fit)
    {
        Assert.That(fit().Outcome, Is.EqualTo(FitOutcome.Converged));
        long before = GC.GetAllocatedBytesForCurrentThread();
        fit();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Test]
    public void Constant_data_are_no_failure([ValueSource(typeof(GeneratedCurve), nameof(GeneratedCurve.Names))] string name)
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8];
        NonlinearModel<double> model = CurveCaseTests.Of(name).Fit(x, [.. x.Select(_ => 2.5)]);
        Assert.That(model.Predict(4.5), Is.EqualTo(2.5).Within(1e-4));
        Assert.That(model.ToString(), Does.Contain("Estimate"));
    }
}
