using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Fits from a given start against values of 70 digits: weights, bounds, fixed parameters, undefined regions, exact fits.</summary>
internal sealed class NonlinearCaseTests
{
    private static readonly string[] WithAllValues =
        [.. NonlinearCases.Names("nls").Where(name => NonlinearCases.Case(name).GetProperty("expected").TryGetProperty("rss", out _) && name != "two-parameters-that-cannot-be-told-apart")];

    [TestCaseSource(nameof(WithAllValues))]
    public void Parameters_errors_and_predictions(string name)
    {
        JsonElement digits = NonlinearCases.Case(name).GetProperty("expected").GetProperty("attainableDigits");
        Check(name, Fit(name, exact: true), digits.GetProperty("exactDerivatives"), 1);
        Check(name, Fit(name, exact: false), digits.GetProperty("centralDifferences"), 1);
    }

    [TestCaseSource(nameof(WithAllValues))]
    public void Units_change_nothing_but_the_scale(string name)
    {
        NonlinearModel<double> model = Fit(name, exact: true);
        foreach (int exponent in new[] { -60, 80 })
        {
            // y in other units: an amplitude of its own for the whole curve, so that the parameters stay
            double unit = Math.ScaleB(1, exponent);
            NonlinearModel<double> scaled = Fit(name, exact: true, unit);
            Assert.That(scaled.Coefficients, Is.EqualTo(model.Coefficients));
            Assert.That(scaled.Summary().StandardErrors, Is.EqualTo(model.Summary().StandardErrors));
            Assert.That(scaled.Summary().ResidualStandardError, Is.EqualTo(unit * model.Summary().ResidualStandardError));
        }
    }

    [Test]
    public void Weights_that_are_inverse_variances_are_the_errors_themselves()
    {
        JsonElement expected = NonlinearCases.Case("growth-with-weights").GetProperty("expected");
        NonlinearModel<double> model = Fit("growth-with-weights", exact: true, exactWeights: true);
        double[] errors = NonlinearCases.ByName(expected.GetProperty("standardErrorsIfWeightsAreExactInverseVariances"), ["a", "b"]);
        Assert.That(NistData.LeastAgreement(model.Summary().StandardErrors, errors), Is.GreaterThan(10));
        Interval<double> interval = model.CoefficientIntervals()[0];
        Assert.That((interval.Upper - interval.Lower) / 2, Is.EqualTo(errors[0] * Distribution.Normal.UpperQuantile(0.025)).Within(1e-8).Percent);
    }

    [Test]
    public void An_exact_fit_is_one([Values] bool exact)
    {
        NonlinearModel<double> model = Fit("exact-fit", exact);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        Assert.That(NistData.LeastAgreement(model.Coefficients, [3, Math.Log(2)]), Is.GreaterThan(11));
        Assert.That(model.Summary().RSquared, Is.EqualTo(1).Within(1e-12));
        Assert.That(model.Summary().StandardErrors, Has.All.InRange(0, 1e-9));
        Assert.That(model.Remarks, Has.One.Contains("The fit is exact"));
    }

    [Test]
    public void As_many_points_as_parameters_leave_no_errors([Values] bool exact)
    {
        NonlinearModel<double> model = Fit("as-many-points-as-parameters", exact);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        Assert.That(NistData.LeastAgreement(model.Coefficients, [1, 8, 0.34657359027997264]), Is.GreaterThan(9));
        Assert.That(model.Summary().StandardErrors, Has.All.NaN);
        Assert.That(model.Summary().ResidualStandardError, Is.NaN);
        Assert.That(model.PredictionInterval(1).Lower, Is.NaN);
        Assert.That(model.Remarks, Has.One.Contains("no degrees of freedom"));
    }

    [Test]
    public void Fewer_points_than_parameters_are_refused()
        => Assert.That(() => Fit("fewer-points-than-parameters", true), Throws.ArgumentException.With.Message.Contains("2 points that count cannot determine 3 parameters"));

    [Test]
    public void Parameters_that_cannot_be_told_apart_are_named([Values] bool exact)
    {
        NonlinearModel<double> model = Fit("two-parameters-that-cannot-be-told-apart", exact);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        Assert.That(model.Remarks, Has.One.StartsWith("a, c cannot all be determined"));
        Assert.That(model.Summary().StandardErrors[0], Is.NaN);
        Assert.That(model.Summary().StandardErrors[2], Is.NaN);
        Assert.That(model.Summary().StandardErrors[1], Is.InRange(1e-4, 0.1));
        Assert.That(model.Coefficients[1], Is.EqualTo(0.37782465204834076).Within(1e-8).Percent);
        Assert.That(model.Coefficients[0] * Math.Exp(model.Coefficients[2]), Is.EqualTo(1.7158912763485787).Within(1e-8).Percent);
        Assert.That(model.Predict(6), Is.EqualTo(16.558185183401413).Within(1e-8).Percent);
        Assert.That(model.ConfidenceInterval(6).Contains(16.56));
        Assert.That(model.Summary().ResidualSumOfSquares, Is.EqualTo(0.02451031929557023).Within(1e-8).Percent);
    }

    private static void Check(string name, NonlinearModel<double> model, JsonElement digits, double tolerance)
    {
        JsonElement expected = NonlinearCases.Case(name).GetProperty("expected");
        NonlinearModelSummary summary = model.Summary();
        string[] names = [.. model.ParameterNames];
        double Within(string what) => tolerance * Math.Pow(10, -digits.GetProperty(what).GetDouble());
        void AreClose(IEnumerable<double> values, IEnumerable<double> right, string what)
            => Assert.That(values.Zip(right, (v, r) => double.IsNaN(r) ? double.IsNaN(v) ? 0 : 1 : Math.Abs(v - r) / Math.Max(Math.Abs(r), 1e-300)), Has.All.LessThan(Within(what)), $"{what} {model}");

        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        AreClose(model.Coefficients, NonlinearCases.ByName(expected.GetProperty("parameters"), names, 0), "p");
        AreClose(summary.StandardErrors, NonlinearCases.ByName(expected.GetProperty("standardErrors"), names), "se");
        AreClose([summary.ResidualSumOfSquares], [expected.GetProperty("rss").GetDouble()], "rss");
        Assert.That(summary.ResidualDegreesOfFreedom, Is.EqualTo(expected.GetProperty("degreesOfFreedom").GetDouble()));
        AreClose([summary.ResidualStandardError, summary.RSquared], [expected.GetProperty("s").GetDouble(), expected.GetProperty("r2").GetDouble()], "rss");
        Interval<double>[] intervals = model.CoefficientIntervals();
        for (int j = 0; j < names.Length; j++)
        {
            if (expected.GetProperty("parameterIntervals95").TryGetProperty(names[j], out JsonElement interval))
            {
                double width = interval[1].GetDouble() - interval[0].GetDouble();
                Assert.That(intervals[j].Lower, Is.EqualTo(interval[0].GetDouble()).Within((Within("se") + (Within("p") * Math.Abs(model.Coefficients[j]) / width)) * width));
                Assert.That(intervals[j].Upper, Is.EqualTo(interval[1].GetDouble()).Within((Within("se") + (Within("p") * Math.Abs(model.Coefficients[j]) / width)) * width));
            }
        }
        JsonElement prediction = expected.GetProperty("prediction");
        double x = prediction.GetProperty("x").GetDouble();
        Interval<double> mean = model.ConfidenceInterval(x), single = model.PredictionInterval(x);
        AreClose([model.Predict(x)], [prediction.GetProperty("value").GetDouble()], "pred");
        AreClose([mean.Lower, mean.Upper, single.Lower, single.Upper], [.. NonlinearCases.Numbers(prediction.GetProperty("meanInterval95")), .. NonlinearCases.Numbers(prediction.GetProperty("newObservationInterval95"))], "pred");
    }

    private static NonlinearModel<double> Fit(string name, bool exact, double unit = 1, bool exactWeights = false)
    {
        JsonElement set = NonlinearCases.Case(name);
        string[] names = [.. set.GetProperty("parameters").EnumerateArray().Select(v => v.GetString()!)];
        DualFunction<double> function = NonlinearCases.Functions[name];
        int[] held = set.TryGetProperty("fixed", out JsonElement fixedOnes) ? [.. names.Index().Where(n => fixedOnes.TryGetProperty(n.Item, out _)).Select(n => n.Index)] : [];
        double Value(double x, ReadOnlySpan<double> p) => unit * function.Value(x, p);
        void Derivatives(double x, ReadOnlySpan<double> p, Span<double> derivatives)
        {
            function.Derivatives(x, p, derivatives);
            foreach (ref double d in derivatives)
            {
                d *= unit;
            }
        }
        return NonlinearLeastSquares.Fit(Value, NonlinearCases.Numbers(set.GetProperty("x")), [.. NonlinearCases.Numbers(set.GetProperty("y")).Select(y => unit * y)], NonlinearCases.ByName(set.GetProperty("start"), names), new()
        {
            Derivative = exact ? Derivatives : null,
            Weights = NonlinearCases.Optional(set, "weights"),
            WeightsAreInverseVariances = exactWeights,
            LowerBounds = set.TryGetProperty("lower", out JsonElement lower) ? NonlinearCases.ByName(lower, names, double.NegativeInfinity) : null,
            FixedParameters = held,
            ParameterNames = names,
        });
    }
}
