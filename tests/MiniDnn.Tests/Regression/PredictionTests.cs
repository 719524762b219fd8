namespace MiniDnn.Tests;

/// <summary>Predictions and intervals against exact fractions, wherever the data lie.</summary>
internal sealed class PredictionTests
{
    private const double Ulp = 2.2204460492503131e-16;

    [Test]
    public void Predictions_of_data_far_from_0()
    {
        LinearModel<double> far = LeastSquares.Fit([1e9, 1e9 + 1, 1e9 + 3], [5, 6, 9]);
        Assert.That(far.Predict(1e9), Is.EqualTo(34.0 / 7).Within(1).Ulps);
        float[] years = [2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023], y = [1.1f, 1.3f, 1.2f, 1.5f, 1.4f, 1.7f, 1.6f, 1.9f];
        Assert.That(LeastSquares.Fit(years, y).Predict(2020f), Is.EqualTo(1.51309524f));
        Assert.That(LeastSquares.Fit(years, y).CoefficientIntervals()[0].Lower, Is.EqualTo(-284.47668f).Within(1).Ulps);
    }

    [Test]
    public void Interval_ends_are_not_differences_of_rounded_numbers()
    {
        float[] x = [1, 2, 3, 4, 5, 6], y = [26, 12, 11, 16, 20, 22];
        Assert.That(LeastSquares.Fit(x, y).CoefficientIntervals()[0].Lower, Is.EqualTo(8.8959654e-5f));
    }

    [Test]
    public void Predictions_of_times_lie_within_their_intervals()
    {
        double[] nanoseconds = [.. Enumerable.Range(0, 10).Select(i => 1.7e18 + (10_000.0 * i))];
        double[] y = [1, 3, 2, 5, 4, 6, 7, 9, 8, 10];
        LinearModel<double> model = LeastSquares.Fit(nanoseconds, y), near = LeastSquares.Fit([.. nanoseconds.Select(v => v - 1.7e18)], y);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(model.ConfidenceInterval(nanoseconds[i]).Contains(model.Predict(nanoseconds[i])));
            Assert.That(model.Predict(nanoseconds[i]), Is.EqualTo(near.Predict(nanoseconds[i] - 1.7e18)).Within(4).Ulps);
        }
    }

    /// <summary>The line through points by exact fractions, rounded once.</summary>
    private static double ExactLine(double[] x, double[] y, double at)
    {
        (BigInteger sx, BigInteger sy, BigInteger sxx, BigInteger sxy) = (0, 0, 0, 0);
        BigInteger Whole(double v) => new BigInteger(Math.ScaleB(v, 30));
        for (int i = 0; i < x.Length; i++)
        {
            sx += Whole(x[i]);
            sy += Whole(y[i]);
            sxx += Whole(x[i]) * Whole(x[i]);
            sxy += Whole(x[i]) * Whole(y[i]);
        }
        BigInteger n = x.Length, divisor = (n * sxx) - (sx * sx);
        BigInteger value = (((n * sxy) - (sx * sy)) * Whole(at)) + (sy * sxx) - (sx * sxy);
        int sign = value.Sign * divisor.Sign;
        BigInteger quotient = (BigInteger.Abs(value) << 200) / BigInteger.Abs(divisor);
        return sign * Math.ScaleB((double)quotient, -230);
    }

    [Test]
    public void Lines_anywhere_predict_to_the_last_digits_in_double_and_rounded_right_in_float()
    {
        var random = new SeededRandom(77);
        int floats = 0, wrong = 0;
        for (int run = 0; run < 400; run++)
        {
            double offset = Math.Floor(Math.Pow(2, random.NextInt32(40))), level = Math.Floor(Math.Pow(2, random.NextInt32(20)));
            int n = 3 + random.NextInt32(10);
            double[] x = [.. Enumerable.Range(0, n).Select(i => offset + i + (random.NextInt32(16) / 32.0))];
            double[] y = [.. Enumerable.Range(0, n).Select(_ => level + (random.NextInt32(4096) / 256.0))];
            LinearModel<double> model = LeastSquares.Fit(x, y);
            double scale = y.Max(Math.Abs);
            foreach (double at in new[] { x[0], x[^1], x[n / 2], x[0] - n, x[^1] + n })
            {
                double expected = ExactLine(x, y, at);
                Assert.That(model.Predict(at), Is.EqualTo(expected).Within(8 * Ulp * Math.Max(scale, Math.Abs(expected))), $"run {run}");
            }
            float[] xs = [.. x.Select(v => (float)v)], ys = [.. y.Select(v => (float)v)];
            if (xs[0] == xs[^1])
            {
                continue;
            }
            double[] same = [.. xs.Select(v => (double)v)], target = [.. ys.Select(v => (double)v)];
            LinearModel<float> single = LeastSquares.Fit(xs, ys);
            foreach (float at in single.Rank == 2 ? xs : [])
            {
                floats++;
                wrong += single.Predict(at) == (float)ExactLine(same, target, at) ? 0 : 1;
            }
        }
        Assert.That(floats, Is.GreaterThan(1000));
        Assert.That(wrong, Is.LessThanOrEqualTo(floats / 1000));
    }

    /// <summary>A prediction of a row is the target less its residual, on columns that all but depend on each other too.</summary>
    [Test]
    public void Predictions_of_rows_are_targets_less_residuals([Values(1, 3, 9, 20)] int predictors, [Values(1, 1e4, 1e8)] double offset, [Values] bool collinear)
    {
        var random = new SeededRandom(5);
        int n = 3 * (predictors + 2);
        Matrix<double> x = Matrix.Create(n, predictors, (_, j) => (offset * (j + 1)) + random.NextNormal());
        for (int i = 0; i < n && collinear && predictors > 1; i++)
        {
            x[i, 1] = x[i, 0] + (1e-5 * random.NextNormal());
        }
        double[] y = [.. Enumerable.Range(0, n).Select(_ => 100 + random.NextNormal())];
        LinearModel<double> model = LeastSquares.Fit(x, y);
        double[] many = model.Predict(x);
        for (int i = 0; i < n; i++)
        {
            Assert.That(many[i], Is.EqualTo(y[i] - model.Residuals()[i]).Within(100 * 100 * Ulp));
            Assert.That(model.Predict(x.Row(i)), Is.EqualTo(many[i]));
        }
    }

    [Test]
    public void Far_out_a_parabola_and_its_interval_go_to_infinity_on_the_right_side([Values(1, -1)] int side)
    {
        LinearModel<double> parabola = LeastSquares.FitPolynomial([-2, -1, 0, 1, 2, 3], [4.1, 0.9, 0.1, 1.1, 3.8, 9.2], 2);
        double square = parabola.Coefficients[2];
        Assert.That(parabola.Predict(side * 1e200), Is.EqualTo(double.PositiveInfinity));
        Assert.That(parabola.Predict(side * 1e150), Is.EqualTo(square * 1e300).Within(1e-12).Percent);
        double error = parabola.Summary().StandardErrors[2] * 3.1824463052837095927;   // Student's t with 3 degrees of freedom
        foreach (Interval<double> interval in new[] { parabola.ConfidenceInterval(side * 1e80), parabola.PredictionInterval(side * 1e80) })
        {
            Assert.That(interval.Lower, Is.EqualTo((square - error) * 1e160).Within(1e-11).Percent);
            Assert.That(interval.Upper, Is.EqualTo((square + error) * 1e160).Within(1e-11).Percent);
        }
        LinearModel<double> cubic = LeastSquares.FitPolynomial([-2, -1, 0, 1, 2, 3], [-8.1, -0.9, 0.1, 1.1, 7.8, 27.2], 3);
        Assert.That(cubic.Predict(side * 1e150), Is.EqualTo(side * double.PositiveInfinity));
        Assert.That(cubic.Predict(side * 1e90), Is.EqualTo(side * cubic.Coefficients[3] * 1e270).Within(1e-12).Percent);
        Assert.That(double.IsNaN(cubic.Predict(double.NaN)));
        Assert.That(cubic.Predict(side * double.PositiveInfinity), Is.EqualTo(side * double.PositiveInfinity));
    }

    [Test]
    public void Far_out_a_plane_is_what_its_largest_term_is()
    {
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3], [5, 1]];
        LinearModel<double> plane = LeastSquares.Fit(x, [9, 8, 22.5, 18, 14]);
        Assert.That(plane.Predict(1e300, 1), Is.EqualTo(plane.Coefficients[1] * 1e300).Within(1e-12).Percent);
        Assert.That(plane.Predict(1e307, -1.5e307), Is.EqualTo((plane.Coefficients[1] * 1e307) - (plane.Coefficients[2] * 1.5e307)).Within(1e-12).Percent);
        Interval<double> interval = plane.ConfidenceInterval([1e200, 0]);
        double error = plane.Summary().StandardErrors[1] * 4.3026527297494638523;   // Student's t with 2 degrees of freedom
        Assert.That(interval.Upper, Is.EqualTo((plane.Coefficients[1] + error) * 1e200).Within(1e-11).Percent);
    }

    [Test]
    public void Levels_next_to_0_and_1_keep_their_digits([Values(1e-300, 1e-20, 1e-9, 0.4)] double level)
    {
        LinearModel<double> line = LeastSquares.Fit([1, 2, 3, 4], [1, 3, 2, 5]);
        Interval<double> slope = line.CoefficientIntervals(level)[1];
        double t = level * Math.Sqrt(2 / (1 - (level * level)));   // with 2 degrees of freedom in closed form
        Assert.That(slope.Upper - line.Slope, Is.EqualTo(t * line.Summary().StandardErrors[1]).Within(4 * Ulp));
    }
}
