using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>The calibrations of diagnostics-cases.json, computed in 45 digits and more.</summary>
internal sealed class CalibrationCaseTests
{
    private const double Digits = 1e-12;

    private static readonly JsonElement Cases = TestData.Read("diagnostics-cases.json").GetProperty("calibration");

    [TestCase("line-repeats", "single", 1)]
    [TestCase("line-repeats", "mean3", 3)]
    [TestCase("line-repeats", "mean3Pooled", 3, true)]
    [TestCase("line-repeats", "meanResponse", 1, false, true)]
    [TestCase("line-weights-1-over-x2", null, 1)]
    [TestCase("quadratic", null, 2)]
    [TestCase("fieller-unbounded", null, 1)]
    [TestCase("fieller-complement", null, 1)]
    public void Inverse_prediction_from_lines_and_polynomials(string id, string? values, int readings, bool pools = false, bool isMean = false)
    {
        JsonElement found = Case(id), inputs = found.GetProperty("inputs"), right = found.GetProperty("values");
        right = values is null ? right : right.GetProperty(values);
        var options = new InversePredictionOptions
        {
            Level = 1 - inputs.GetProperty("alpha").GetDouble(),
            Weight = inputs.TryGetProperty("readingWeight", out JsonElement weight) ? weight.GetDouble() : null,
            PoolsVariance = pools,
            IsMeanResponse = isMean,
        };
        LinearModel<double> model = Fit(inputs, found.GetProperty("kind").GetString() == "polynomial2" ? 2 : 1);
        InversePrediction<double> prediction = model.PredictInverse(Numbers(inputs, "readings").AsSpan(0, readings), options);
        Check(prediction, right);
        if (right.TryGetProperty("roots", out JsonElement roots))
        {
            Assert.That(prediction.Roots, Is.EqualTo(Numbers(roots)).Within(Digits * 100).Percent);
        }
        Assert.That(prediction.Message, Does.StartWith(!prediction.IsBounded ? "Not bounded" : "Determined"));
    }

    [Test]
    public void A_weight_function_is_taken_at_the_estimate()
    {
        JsonElement inputs = Case("line-weights-1-over-x2").GetProperty("inputs");
        LinearModel<double> model = Fit(inputs, 1);
        double[] readings = Numbers(inputs, "readings");
        InversePrediction<double> byFunction = model.PredictInverse(readings, new() { WeightAt = x => 1 / (x * x) });
        double estimate = byFunction.Estimate;
        InversePrediction<double> byNumber = model.PredictInverse(readings[0], weight: 1 / (estimate * estimate));
        Assert.That(byFunction.Interval, Is.EqualTo(byNumber.Interval));
        Assert.That(byFunction.StandardError, Is.EqualTo(byNumber.StandardError));
    }

    [Test]
    public void Inverse_prediction_from_a_logistic_curve()
    {
        JsonElement inputs = Case("4pl").GetProperty("inputs"), right = Case("4pl").GetProperty("values");
        NonlinearModel<double> model = Curve.Logistic4.Fit(Numbers(inputs, "x"), Numbers(inputs, "y"));
        InversePrediction<double> found = model.PredictInverse(Numbers(inputs, "readings"));
        Check(found, right);
        Expect(found.LogWaldInterval.Lower, right.GetProperty("waldLog")[0]);
        Expect(found.LogWaldInterval.Upper, right.GetProperty("waldLog")[1]);
        Assert.That(found.Message, Is.EqualTo("Determined"));
    }

    [TestCase("din32645")]
    [TestCase("din32645-standard-example")]
    public void Limits_of_detection_from_a_line(string id)
    {
        JsonElement inputs = Case(id).GetProperty("inputs"), right = Case(id).GetProperty("values");
        DetectionLimits limits = Calibration.DetectionLimits(Fit(inputs, 1), OptionsOf(inputs));
        Expect(limits.DecisionLimit, right.GetProperty("nachweisgrenze"));
        Expect(limits.CriticalValue, right.GetProperty("criticalValueY"));
        Expect(limits.DetectionLimit, right.GetProperty("erfassungsgrenzeExact"));
        Expect(limits.ApproximateDetectionLimit, right.GetProperty("erfassungsgrenzeApprox"));
        Expect(limits.QuantificationLimit, right.GetProperty("bestimmungsgrenze"));
        Expect(limits.ApproximateQuantificationLimit, right.GetProperty("bestimmungsgrenzeApprox"));
        Expect(limits.SimpleDetectionLimit, right.GetProperty("quick33"));
        Expect(limits.SimpleQuantificationLimit, right.GetProperty("quick10"));
    }

    [Test]
    public void Limits_of_detection_from_blanks()
    {
        JsonElement inputs = Case("din32645-blank").GetProperty("inputs"), right = Case("din32645-blank").GetProperty("values");
        DetectionLimits limits = Calibration.DetectionLimits(Fit(inputs, 1), Numbers(inputs, "blanks"), OptionsOf(inputs));
        Expect(limits.DecisionLimit, right.GetProperty("nachweisgrenze"));
        Expect(limits.CriticalValue, right.GetProperty("criticalValueY"));
        Expect(limits.DetectionLimit, right.GetProperty("erfassungsgrenze"));
        Expect(limits.QuantificationLimit, right.GetProperty("bestimmungsgrenze"));
    }

    [Test]
    public void Standard_addition()
    {
        JsonElement inputs = Case("standard-addition").GetProperty("inputs"), right = Case("standard-addition").GetProperty("values");
        InversePrediction<double> found = Calibration.StandardAddition(Fit(inputs, 1));
        Expect(found.Estimate, right.GetProperty("concentration"));
        CheckIntervals(found, right);
    }

    [Test]
    public void Linearity_by_Mandel()
    {
        JsonElement inputs = Case("mandel").GetProperty("inputs"), right = Case("mandel").GetProperty("values");
        HypothesisTest found = Calibration.MandelTest(Numbers(inputs, "x"), Numbers(inputs, "y"));
        Expect(found.Statistic, right.GetProperty("F"));
        Expect(found.PValue, right.GetProperty("p"));
        Assert.That(Calibration.LackOfFitTest(Numbers(inputs, "x"), Numbers(inputs, "y")).PValue, Is.NaN);
    }

    private static JsonElement Case(string id) => Cases.EnumerateArray().First(c => c.GetProperty("id").GetString() == id);

    private static double[] Numbers(JsonElement inputs, string name) => Numbers(inputs.GetProperty(name));

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    private static LinearModel<double> Fit(JsonElement inputs, int degree)
    {
        double[]? weights = inputs.TryGetProperty("weights", out JsonElement given) ? Numbers(given) : null;
        return LeastSquares.FitPolynomial(Numbers(inputs, "x"), Numbers(inputs, "y"), degree, new LeastSquaresOptions<double> { Weights = weights });
    }

    private static DetectionLimitOptions OptionsOf(JsonElement inputs) => new()
    {
        Alpha = inputs.GetProperty("alpha").GetDouble(),
        Beta = inputs.TryGetProperty("beta", out JsonElement beta) ? beta.GetDouble() : null,
        Repeats = inputs.GetProperty("m").GetInt32(),
        QuantificationFactor = inputs.GetProperty("k").GetDouble(),
    };

    private static void Check(InversePrediction<double> found, JsonElement right)
    {
        Expect(found.Estimate, right.GetProperty("x"));
        CheckIntervals(found, right);
    }

    private static void CheckIntervals(InversePrediction<double> found, JsonElement right)
    {
        Expect(found.StandardError, right.GetProperty("se"));
        Expect(found.WaldInterval.Lower, right.GetProperty("wald")[0]);
        Expect(found.WaldInterval.Upper, right.GetProperty("wald")[1]);
        JsonElement inversion = right.GetProperty("inversion");
        string kind = inversion.GetProperty("kind").GetString()!;
        Assert.That(found.IsBounded, Is.EqualTo(kind == "interval"));
        if (kind == "interval")
        {
            Expect(found.Interval.Lower, inversion.GetProperty("lower"));
            Expect(found.Interval.Upper, inversion.GetProperty("upper"));
            return;
        }
        Assert.That(found.Interval, Is.EqualTo(new Interval<double>(double.NegativeInfinity, double.PositiveInfinity)));
        Assert.That(found.Excluded is not null, Is.EqualTo(kind == "complement"));
        if (found.Excluded is { } gap)
        {
            Expect(gap.Lower, inversion.GetProperty("upTo"));
            Expect(gap.Upper, inversion.GetProperty("fromOn"));
        }
    }

    private static void Expect(double found, JsonElement right)
        => Assert.That(found, Is.EqualTo(right.GetDouble()).Within(Digits * Math.Abs(right.GetDouble())));
}
