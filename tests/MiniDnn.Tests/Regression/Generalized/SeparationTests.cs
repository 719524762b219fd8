using System.Text.Json;
using static MiniDnn.Tests.GeneralizedCases;

namespace MiniDnn.Tests;

/// <summary>Separation is found where it is, by coefficient and sign, and nowhere else, however small gaps and overlaps are.</summary>
internal sealed class SeparationTests
{
    [TestCaseSource(typeof(GeneralizedCases), nameof(SeparationNames))]
    public void Small_sets(string name)
    {
        JsonElement expected = SeparationCase(name).GetProperty("expected");
        GeneralizedLinearModel model = Fit(SeparationCase(name));
        string kind = expected.GetProperty("separation").GetString()!;
        if (kind == "none")
        {
            Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
            Assert.That(Digits(model.Coefficients, Numbers(expected.GetProperty("coefficients")), [.. model.Summary().StandardErrors]), Is.GreaterThan(13));
            return;
        }
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(model.Remarks[0].Contains("completely", StringComparison.Ordinal), Is.EqualTo(kind == "complete"));
        Assert.That(Signs(model), Is.EqualTo(model.ParameterNames.Select(n => expected.GetProperty("cone_sign").GetProperty(n).GetString())));
        int[] separated = [.. expected.GetProperty("separated_rows").EnumerateArray().Select(v => v.GetInt32())];
        Assert.That(separated.Select(i => model.Diagnostics().DevianceResiduals[i]), Has.All.Zero);
    }

    [TestCase("s12_complete_separation_one_predictor")]
    [TestCase("s13_quasi_separation_factor_level")]
    [TestCase("s15_poisson_separation_all_zero_group")]
    public void Finite_coefficients_keep_their_errors_and_profiles_are_open_on_one_side(string name)
    {
        (GeneralizedLinearModel model, JsonElement expected) = (Fit(Case(name)), Case(name).GetProperty("expected"));
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(Digits([model.Summary().Deviance], [expected.GetProperty("limit_deviance").GetDouble()]), Is.GreaterThan(14));
        Assert.That(Digits([model.Summary().LogLikelihood], [expected.GetProperty("supremum_logLik").GetDouble()]), Is.GreaterThan(14));
        for (int j = 0; j < model.Coefficients.Count; j++)
        {
            string parameter = model.ParameterNames[j];
            Assert.That(Signs(model)[j], Is.EqualTo(expected.GetProperty("cone_sign").GetProperty(parameter).GetString()));
            Assert.That(model.Remarks[0].Contains($"{parameter} →", StringComparison.Ordinal), Is.EqualTo(expected.GetProperty("must_name").EnumerateArray().Any(n => n.GetString() == parameter)));
            if (expected.TryGetProperty("finite_coefficients", out JsonElement finite) && finite.TryGetProperty(parameter, out JsonElement value))
            {
                double error = value.GetProperty("se").GetDouble();
                Assert.That(Digits([model.Coefficients[j], model.Summary().StandardErrors[j]], [value.GetProperty("estimate").GetDouble(), error], [error, error]), Is.GreaterThan(14));
            }
            else
            {
                Assert.That(model.Summary().StandardErrors[j], Is.NaN);
            }
        }
        JsonElement profile = expected.GetProperty("profile95_one_sided");
        Interval<double> interval = model.ProfileInterval(profile.GetProperty("coefficient").GetInt32());
        Assert.That(Digits([interval.Lower, interval.Upper], Numbers(profile.GetProperty("interval"))), Is.GreaterThan(13));
    }

    /// <summary>
    /// Zeros in a simplex whose face is the plane x₁ = 1, ones beyond it; one of them on the plane, within it, or a gap or an overlap away
    /// from it. Then predictors mixed by whole numbers, so that the right signs are known.
    /// </summary>
    [Test]
    public void Gaps_and_overlaps_down_to_1e_12([Range(1, 50)] int seed, [Values(Link.Logit, Link.Probit, Link.ComplementaryLogLog)] Link link)
    {
        var random = new SeededRandom((ulong)seed);
        int predictors = 1 + random.NextInt32(4);
        double distance = Math.ScaleB(1, -random.NextInt32(41));
        int[][] mixing = Mixing(predictors, random);
        foreach (int side in new[] { 1, 0, -1 })
        {
            (double[][] points, double[] y) = Simplex(predictors, 1 + (side * distance), random);
            GeneralizedLinearModel model = GeneralizedLinearModel.Fit(Mix(points, mixing), y, Family.Binomial, new() { Link = link });
            Assert.That(model.Outcome, Is.EqualTo(side < 0 ? FitOutcome.Converged : FitOutcome.Separated), $"{side} {distance} {model}");
            if (side == 0)
            {
                // the one direction is x₁ − 1; of its coefficients in mixed predictors those are 0 that do not take part in x₁
                Assert.That(Signs(model), Is.EqualTo(Direction(mixing).Select(d => d > 0 ? "+" : d < 0 ? "-" : "0")));
                Assert.That(model.Remarks[0], Does.Contain(" rows in the limit"));
            }
            else if (side > 0)
            {
                Assert.That(model.Remarks[0], Does.Contain("completely"));
                Assert.That(model.Summary().Deviance, Is.Zero);
            }
        }
    }

    [Test]
    public void Counts_of_zero_in_a_half_space([Range(1, 50)] int seed)
    {
        var random = new SeededRandom((ulong)seed);
        int predictors = 1 + random.NextInt32(3);
        double distance = Math.ScaleB(1, -random.NextInt32(41));
        int[][] mixing = Mixing(predictors, random);
        foreach (bool isSeparated in new[] { true, false })
        {
            List<double[]> points = [];
            List<double> y = [];
            for (int i = 0; i < (3 * predictors) + 3; i++)
            {
                // counts on the plane x₁ = 1 in general position, zeros below it; one above it, without which nothing holds
                double[] point = [.. Enumerable.Range(0, predictors).Select(_ => random.NextInt32(33) / 4.0)];
                point[0] = i < (2 * predictors) + 2 ? 1 : 1 - (i % 2 == 0 ? distance : 1);
                points.Add(point);
                y.Add(i < (2 * predictors) + 2 ? 1 + random.NextInt32(5) : 0);
            }
            if (!isSeparated)
            {
                points.Add([1 + distance, .. points[0][1..]]);
                y.Add(0);
            }
            GeneralizedLinearModel model = GeneralizedLinearModel.Fit(Mix([.. points], mixing), [.. y], Family.Poisson);
            Assert.That(model.Outcome, Is.EqualTo(isSeparated ? FitOutcome.Separated : FitOutcome.Converged), model.ToString());
            if (isSeparated)
            {
                Assert.That(Signs(model), Is.EqualTo(Direction(mixing).Select(d => d > 0 ? "+" : d < 0 ? "-" : "0")));
            }
        }
    }

    [TestCase(Family.Binomial, 0, "(Intercept) → −∞")]
    [TestCase(Family.Binomial, 1, "(Intercept) → +∞")]
    [TestCase(Family.Poisson, 0, "(Intercept) → −∞")]
    public void Equal_outcomes_are_separated_by_the_constant(Family family, double y, string said)
    {
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(new Matrix<double>(4, 0), [y, y, y, y], family);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(model.Remarks, Has.One.Contains(said));
        Assert.That(model.Summary().NullDeviance, Is.Zero);
        Assert.That(model.Predict([]), Is.EqualTo(y));
    }

    [Test]
    public void Rows_without_weight_or_trials_do_not_count()
    {
        double[] x = [1, 2, 3, 4, 2.5, 3.5], y = [0, 0, 1, 1, 1, 0];
        Assert.That(GeneralizedLinearModel.Fit(x, y, Family.Binomial).Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(GeneralizedLinearModel.Fit(x, y, Family.Binomial, new() { Weights = [1, 1, 1, 1, 1, 0] }).Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(GeneralizedLinearModel.Fit(x, [0, 0, 5, 5, 5, 0], Family.Binomial, new() { Trials = [5, 5, 5, 5, 5, 0] }).Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(GeneralizedLinearModel.Fit(x, [0, 0, 5, 4, 5, 0], Family.Binomial, new() { Trials = [5, 5, 5, 5, 5, 0] }).Outcome, Is.EqualTo(FitOutcome.Converged));
    }

    [Test]
    public void Where_a_coefficient_is_infinite_the_prediction_is_its_limit_and_no_interval_is_known()
    {
        // rows with flag 1 all succeed, the others overlap
        Matrix<double> x = [[1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [2, 1], [4, 1]];
        var model = GeneralizedLinearModel.Fit(x, [0, 1, 0, 1, 1, 1, 1], Family.Binomial);
        Assert.That((model.Predict([3, 1]), model.PredictLink([3, 1])), Is.EqualTo((1.0, double.PositiveInfinity)));
        Assert.That((model.ConfidenceInterval([3, 1]).Lower, model.LinkInterval([3, 1]).Upper), Is.EqualTo((double.NaN, double.NaN)));
        Interval<double> elsewhere = model.ConfidenceInterval([3, 0]);
        Assert.That((elsewhere.Lower > 0, elsewhere.Upper < 1, elsewhere.Contains(model.Predict([3, 0]))), Is.EqualTo((true, true, true)));
    }

    private static string[] Signs(GeneralizedLinearModel model) => [.. model.Coefficients.Select(b => double.IsPositiveInfinity(b) ? "+" : double.IsNegativeInfinity(b) ? "-" : double.IsNaN(b) ? "+-" : "0")];

    private static (double[][] Points, double[] Y) Simplex(int predictors, double nearest, SeededRandom random)
    {
        List<double[]> points = [];
        List<double> y = [];
        for (int k = 0; k < predictors; k++)
        {
            points.Add([1, .. Enumerable.Range(1, predictors - 1).Select(j => j == k ? 24.0 : -8)]);
            y.Add(0);
        }
        points.Add([-7, .. new double[predictors - 1]]);
        points.Add([nearest, .. new double[predictors - 1]]);
        y.AddRange([0, 1]);
        for (int i = random.NextInt32(8); i >= 0; i--)
        {
            points.Add([2 + (random.NextInt32(64) / 16.0), .. Enumerable.Range(1, predictors - 1).Select(_ => (random.NextInt32(64) / 4.0) - 8)]);
            y.Add(1);
        }
        return ([.. points], [.. y]);
    }

    /// <summary>A triangle of small whole numbers with ones, whose inverse is whole.</summary>
    private static int[][] Mixing(int size, SeededRandom random)
        => [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => j == i ? 1 : j < i ? random.NextInt32(5) - 2 : 0).ToArray())];

    private static Matrix<double> Mix(double[][] points, int[][] mixing)
        => Matrix.Create(points.Length, mixing.Length, (i, j) => Enumerable.Range(0, mixing.Length).Sum(k => points[i][k] * mixing[k][j]));

    /// <summary>The coefficients of x₁ − 1 in mixed predictors, the intercept first: M·d = e₁ by substitution.</summary>
    private static double[] Direction(int[][] mixing)
    {
        double[] d = new double[mixing.Length];
        for (int i = 0; i < d.Length; i++)
        {
            d[i] = (i == 0 ? 1 : 0) - Enumerable.Range(0, i).Sum(j => mixing[i][j] * d[j]);
        }
        return [-1, .. d];
    }
}
