using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Generated calibrations against values of 60 digits (calibration-cases.py), and against the intervals of predictions.</summary>
internal sealed class GeneratedCalibrationTests
{
    private static readonly JsonElement Root = TestData.Read("calibration-cases.json");

    [Test]
    public void Inverse_prediction([Range(0, 19)] int number)
    {
        JsonElement given = Root.GetProperty("inverse")[number], right = given.GetProperty("right");
        LinearModel<double> model = LeastSquares.FitPolynomial(Numbers(given, "x"), Numbers(given, "y"), given.GetProperty("degree").GetInt32(), new LeastSquaresOptions<double> { Weights = Optional(given, "weights") });
        InversePrediction<double> found = model.PredictInverse(Numbers(given, "readings"), new()
        {
            Level = given.GetProperty("level").GetDouble(),
            Weight = given.GetProperty("weight").GetDouble(),
            PoolsVariance = given.GetProperty("pooled").GetBoolean(),
        });
        Expect(found.Estimate, right.GetProperty("x"));
        Expect(found.StandardError, right.GetProperty("se"));
        Expect(found.WaldInterval, right.GetProperty("wald"));
        Expect(found.Interval, right.GetProperty("inversion"));
        Assert.That((found.IsBounded, found.Message), Is.EqualTo((true, "Determined")));
    }

    [Test]
    public void Inverse_prediction_from_logistic_curves([Range(0, 35)] int number)
    {
        JsonElement given = Root.GetProperty("logistic")[number], right = given.GetProperty("right");
        Curve curve = new[] { Curve.Logistic3, Curve.Logistic4, Curve.Logistic5 }[number / 12];
        NonlinearModel<double> model = curve.Fit(Numbers(given, "x"), Numbers(given, "y"), new() { Weights = Optional(given, "weights") });
        InversePrediction<double> found = model.PredictInverse(Numbers(given, "readings"), new()
        {
            Level = given.GetProperty("level").GetDouble(),
            Weight = given.GetProperty("weight").GetDouble(),
            PoolsVariance = given.GetProperty("pooled").GetBoolean(),
        });
        Assert.That(model.Coefficients, Is.EqualTo(Numbers(right, "coefficients")).Within(1e-10).Percent);
        Expect(found.Estimate, right.GetProperty("x"));
        Expect(found.StandardError, right.GetProperty("se"));
        Expect(found.WaldInterval, right.GetProperty("wald"));
        Expect(found.Interval, right.GetProperty("inversion"));
        Assert.That((found.IsBounded, found.Message), Is.EqualTo((true, "Determined")));
    }

    [Test]
    public void Limits_of_detection([Range(0, 9)] int number)
    {
        JsonElement given = Root.GetProperty("limits")[number], right = given.GetProperty("right");
        var options = new DetectionLimitOptions
        {
            Alpha = given.GetProperty("alpha").GetDouble(),
            Beta = given.GetProperty("beta").GetDouble(),
            Repeats = given.GetProperty("m").GetInt32(),
        };
        DetectionLimits found = Calibration.DetectionLimits(Line(given), options);
        Expect(found.DecisionLimit, right.GetProperty("decision"));
        Expect(found.CriticalValue, right.GetProperty("criticalValue"));
        Expect(found.DetectionLimit, right.GetProperty("detection"));
        Expect(found.QuantificationLimit, right.GetProperty("quantification"));
        Expect(found.ApproximateDetectionLimit, right.GetProperty("approximateDetection"));
        Expect(found.ApproximateQuantificationLimit, right.GetProperty("approximateQuantification"));
    }

    [Test]
    public void Linearity([Range(0, 9)] int number)
    {
        JsonElement given = Root.GetProperty("linearity")[number], right = given.GetProperty("right");
        HypothesisTest mandel = Calibration.MandelTest(Numbers(given, "x"), Numbers(given, "y"));
        HypothesisTest lackOfFit = Calibration.LackOfFitTest(Numbers(given, "x"), Numbers(given, "y"));
        Expect(mandel.Statistic, right.GetProperty("mandel"));
        Expect(mandel.PValue, right.GetProperty("mandelP"));
        Expect(lackOfFit.Statistic, right.GetProperty("lackOfFit"));
        Expect(lackOfFit.PValue, right.GetProperty("lackOfFitP"));
    }

    [Test]
    public void Standard_addition([Range(0, 9)] int number)
    {
        JsonElement given = Root.GetProperty("addition")[number], right = given.GetProperty("right");
        InversePrediction<double> found = Calibration.StandardAddition(Line(given));
        Expect(found.Estimate, right.GetProperty("x"));
        Expect(found.StandardError, right.GetProperty("se"));
        Expect(found.Interval, right.GetProperty("inversion"));
    }

    /// <summary>Inversion means: at its ends the prediction interval ends at the reading.</summary>
    [Test]
    public void The_interval_of_a_logistic_curve_is_that_of_its_predictions_turned_over([Range(1, 10)] int seed, [Values(1, 3)] int repeats)
    {
        var random = new SeededRandom((ulong)seed);
        double scale = Math.Pow(10, random.NextInt32(7) - 3), b = 0.7 + random.NextDouble(), rise = seed % 2 == 0 ? 2 : -2;
        double[] x = [.. Enumerable.Range(0, 20).Select(i => scale * Math.Pow(10, (i / 2 * 0.4) - 2))];
        double[] y = [.. x.Select(v => 3 + (rise / (1 + Math.Pow(v / scale, b))) + (0.02 * random.NextNormal()))];
        NonlinearModel<double> model = Curve.Logistic4.Fit(x, y);
        double reading = 3 + (rise * (0.3 + (0.4 * random.NextDouble())));
        InversePrediction<double> found = model.PredictInverse([.. Enumerable.Repeat(reading, repeats)]);
        Assert.That(model.Predict(found.Estimate), Is.EqualTo(reading).Within(1e-12).Percent);
        Interval<double> low = model.PredictionInterval(found.Interval.Lower, weight: repeats), high = model.PredictionInterval(found.Interval.Upper, weight: repeats);
        bool falls = model.Predict(found.Interval.Lower) > reading;
        Assert.That(falls ? low.Lower : low.Upper, Is.EqualTo(reading).Within(1e-10).Percent);
        Assert.That(falls ? high.Upper : high.Lower, Is.EqualTo(reading).Within(1e-10).Percent);
        Assert.That(found.Interval.Contains(found.Estimate));
    }

    [Test]
    public void The_interval_of_a_polynomial_is_that_of_its_predictions_turned_over([Values(2, 3, 4, 5)] int degree, [Values] bool intercept, [Values(-200, 0, 200)] int unit)
    {
        var random = new SeededRandom((ulong)degree);
        double[] x = [.. Enumerable.Range(1, 20).Select(i => i / 4.0)];
        double[] y = [.. x.Select(v => v + (0.02 * v * v) + (0.01 * random.NextNormal()))];
        LinearModel<double> model = LeastSquares.FitPolynomial([.. x.Select(v => Math.ScaleB(v, unit / degree))], y, degree, new LeastSquaresOptions<double> { Intercept = intercept });
        InversePrediction<double> found = model.PredictInverse(2.5, level: 0.9);
        Assert.That(model.Predict(found.Estimate), Is.EqualTo(2.5).Within(1e-12).Percent);
        Assert.That(model.PredictionInterval(found.Interval.Lower, 0.9).Upper, Is.EqualTo(2.5).Within(1e-11).Percent);
        Assert.That(model.PredictionInterval(found.Interval.Upper, 0.9).Lower, Is.EqualTo(2.5).Within(1e-11).Percent);
        Assert.That(found.Message, Is.EqualTo("Determined"));
    }

    [Test]
    public void Several_x_or_none_are_said()
    {
        double[] x = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        LinearModel<double> hill = LeastSquares.FitPolynomial(x, [.. x.Select((v, i) => (v * (8 - v)) + (i % 2 * 0.01))], 2);
        InversePrediction<double> two = hill.PredictInverse(12);
        Assert.That(two.Roots, Is.EqualTo(new[] { 2.0, 6 }).Within(0.01));
        Assert.That((two.Estimate, two.IsBounded, two.Message), Is.EqualTo((double.NaN, false, "Ambiguous: the curve reaches the reading at 2 x among the data")));
        InversePrediction<double> none = hill.PredictInverse(17);
        Assert.That((none.Estimate, none.Roots.Count, none.Message), Is.EqualTo((double.NaN, 0, "None: the curve does not reach the reading")));
        InversePrediction<double> beyond = hill.PredictInverse(-2);
        Assert.That((beyond.Roots.Count, beyond.Message), Is.EqualTo((2, "Extrapolated: the estimate lies outside the data")));
        InversePrediction<double> top = hill.PredictInverse(15.99);
        Assert.That(top.Message, Does.StartWith("Ambiguous"));
        NonlinearModel<double> curve = Curve.Logistic4.Fit([0.1, 0.3, 1, 3, 10, 30, 100], [1.93, 1.85, 1.52, 1.02, 0.51, 0.27, 0.16]);
        Assert.That(curve.PredictInverse(2.5).Message, Is.EqualTo("None: the reading lies outside the curve's asymptotes"));
        InversePrediction<double> near = curve.PredictInverse(curve.Coefficients[3] + 0.001);
        Assert.That((near.IsBounded, near.Interval.Upper), Is.EqualTo((false, double.PositiveInfinity)));
        Assert.That(near.Message, Does.StartWith("Not bounded: near its asymptote"));
        NonlinearModel<double> growth = Curve.Logistic3.Fit([-4, -3, -2, -1, 0, 1, 2, 3, 4], [0.03, 0.09, 0.26, 0.52, 1.01, 1.48, 1.73, 1.92, 1.95]);
        Assert.That(growth.PredictInverse(1.98).Interval.Upper, Is.EqualTo(double.PositiveInfinity));
        Assert.That(growth.PredictInverse(0.01).Interval.Lower, Is.EqualTo(double.NegativeInfinity));
        Assert.That(growth.PredictInverse(-0.1).Message, Does.StartWith("None"));
        Assert.That(growth.PredictInverse(0.01).IsBounded, Is.False);
        Assert.That((growth.PredictInverse(1).IsBounded, growth.PredictInverse(1).Interval.Contains(0)), Is.EqualTo((true, true)));
    }

    [Test]
    public void Bad_input_is_refused()
    {
        double[] x = [1, 2, 3, 4], y = [1.1, 1.9, 3.2, 3.9];
        LinearModel<double> line = LeastSquares.Fit(x, y), weighted = LeastSquares.Fit(x, y, new LeastSquaresOptions<double> { Weights = [1, 0.5, 0.2, 0.1] });
        Assert.That(() => weighted.PredictInverse(2), Throws.ArgumentException.With.Message.Contains("the fit had weights; give that of a reading, by Weight or WeightAt"));
        Assert.That(() => weighted.PredictInverse([2.0], new() { Weight = 1, WeightAt = v => v }), Throws.ArgumentException.With.Message.Contains("both Weight and WeightAt"));
        Assert.That(() => weighted.PredictInverse([2.0], new() { WeightAt = _ => -1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => line.PredictInverse([]), Throws.ArgumentException.With.Message.Contains("readings has 0 elements"));
        Assert.That(() => line.PredictInverse([1, double.NaN]), Throws.ArgumentException.With.Message.Contains("readings[1] is NaN"));
        Assert.That(() => line.PredictInverse([1.0], new() { Level = 1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Calibration.DetectionLimits(weighted), Throws.ArgumentException.With.Message.Contains("fitted with weights"));
        Assert.That(() => Calibration.DetectionLimits(LeastSquares.FitPolynomial(x, y, 2)), Throws.ArgumentException.With.Message.Contains("degree 2 and an intercept; it must be a straight line"));
        Assert.That(() => Calibration.DetectionLimits(line, [1.0]), Throws.ArgumentException.With.Message.Contains("there are 1 blanks; there must be at least two"));
        Assert.That(() => Calibration.DetectionLimits(line, new DetectionLimitOptions { Alpha = 0.5 }), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Alpha is an error probability"));
        Assert.That(() => Calibration.DetectionLimits(null!), Throws.ArgumentNullException);
        Assert.That(() => Calibration.StandardAddition(LeastSquares.Fit(x, y, new LeastSquaresOptions<double> { Intercept = false })), Throws.ArgumentException.With.Message.Contains("no intercept"));
        Assert.That(() => Curve.Exponential.Fit(x, y).PredictInverse(2), Throws.InvalidOperationException.With.Message.Contains("it must be a fit of Curve.Logistic3, Logistic4 or Logistic5"));
        Assert.That(Calibration.MandelTest([1, 2], [1, 2]).PValue, Is.NaN);
        Assert.That(Calibration.LackOfFitTest([1, 2], [1, 2]).PValue, Is.NaN);
        Assert.That(LeastSquares.Fit([1, 2], [1, 2]).PredictInverse(1.5).Message, Does.StartWith("No interval"));
        DetectionLimits noisy = Calibration.DetectionLimits(LeastSquares.Fit(x, [1, -1, 2, 0]));
        Assert.That(noisy.QuantificationLimit, Is.NaN);
    }

    private static LinearModel<double> Line(JsonElement given) => LeastSquares.Fit(Numbers(given, "x"), Numbers(given, "y"));

    private static double[] Numbers(JsonElement given, string name) => [.. given.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static double[]? Optional(JsonElement given, string name) => given.GetProperty(name).ValueKind == JsonValueKind.Null ? null : Numbers(given, name);

    private static void Expect(Interval<double> found, JsonElement right)
    {
        Expect(found.Lower, right[0]);
        Expect(found.Upper, right[1]);
    }

    private static void Expect(double found, JsonElement right)
        => Assert.That(found, Is.EqualTo(right.GetDouble()).Within(1e-12 * Math.Abs(right.GetDouble())));
}
