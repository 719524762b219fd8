using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Ready curves, from their own starts, against values of 70 digits.</summary>
internal sealed class CurveCaseTests
{
    private static readonly string[] Cases = [.. NonlinearCases.Names("curve")];

    [TestCaseSource(nameof(Cases))]
    public void Parameters_errors_and_predictions_have_ten_digits(string name)
    {
        JsonElement set = NonlinearCases.Case(name), expected = set.GetProperty("expected"), prediction = expected.GetProperty("prediction");
        Curve curve = Of(set.GetProperty("curve").GetString()!);
        string[] names = [.. set.GetProperty("parameters").EnumerateArray().Select(v => v.GetString()!)];
        Assert.That(curve.ParameterNames, Is.EqualTo(names));

        NonlinearModel<double> model = curve.Fit(NonlinearCases.Numbers(set.GetProperty("x")), NonlinearCases.Numbers(set.GetProperty("y")));
        NonlinearModelSummary summary = model.Summary();
        double x = prediction.GetProperty("x").GetDouble();
        Interval<double> mean = model.ConfidenceInterval(x), single = model.PredictionInterval(x);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged), $"{model}");
        double[] values = [.. model.Coefficients, .. summary.StandardErrors, summary.ResidualSumOfSquares, summary.ResidualStandardError, summary.RSquared,
            summary.ResidualDegreesOfFreedom, model.Predict(x), mean.Lower, mean.Upper, single.Lower, single.Upper];
        double[] right = [.. NonlinearCases.ByName(expected.GetProperty("parameters"), names), .. NonlinearCases.ByName(expected.GetProperty("standardErrors"), names),
            expected.GetProperty("rss").GetDouble(), expected.GetProperty("s").GetDouble(), expected.GetProperty("r2").GetDouble(), expected.GetProperty("degreesOfFreedom").GetDouble(),
            prediction.GetProperty("value").GetDouble(), .. NonlinearCases.Numbers(prediction.GetProperty("meanInterval95")), .. NonlinearCases.Numbers(prediction.GetProperty("newObservationInterval95"))];
        Assert.That(NistData.LeastAgreement(values, right), Is.GreaterThan(10), model.ToString());
        Matrix<double> covariance = summary.Covariance();
        for (int i = 0; i < names.Length; i++)
        {
            Assert.That(NistData.LeastAgreement(covariance.Row(i).ToArray(), NonlinearCases.Numbers(expected.GetProperty("covariance")[i])), Is.GreaterThan(10));
        }
        double[] atEnds = [curve.Evaluate(x, [.. model.Coefficients])];
        Assert.That(atEnds[0], Is.EqualTo(model.Predict(x)).Within(1e-9).Percent);
    }

    internal static Curve Of(string name) => name switch
    {
        "exponential" => Curve.Exponential,
        "exponential with offset" => Curve.ExponentialWithOffset,
        "power" => Curve.Power,
        "logarithm" => Curve.Logarithm,
        "logistic3" => Curve.Logistic3,
        "logistic4 in dose" => Curve.Logistic4,
        "logistic5" => Curve.Logistic5,
        "gompertz" => Curve.Gompertz,
        "michaelis-menten" => Curve.MichaelisMenten,
        "gaussian" => Curve.Gaussian,
        "lorentzian" => Curve.Lorentzian,
        _ => Curve.Sine,
    };
}
