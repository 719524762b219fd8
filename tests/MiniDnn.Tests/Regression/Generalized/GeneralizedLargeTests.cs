namespace MiniDnn.Tests;

/// <summary>
/// Large problems, which are searched in double and begin with a part of their rows, against small ones in doubled precision: rows written
/// many times over have the maximum of the rows once, with that number as their weight.
/// </summary>
internal sealed class GeneralizedLargeTests
{
    private const int Rows = 1_500, Columns = 8;

    /// <summary>Copies that make the problem large, and those that make it begin with a part of its rows.</summary>
    private const int Some = 12, Many = 45;

    private static readonly TestCaseData[] Models =
    [
        new(Family.Binomial, Link.Logit), new(Family.Binomial, Link.Probit), new(Family.Binomial, Link.ComplementaryLogLog),
        new(Family.Poisson, Link.Log), new(Family.Poisson, Link.SquareRoot), new(Family.Gamma, Link.Log), new(Family.Gamma, Link.Inverse),
        new(Family.InverseGaussian, Link.Log), new(Family.Gaussian, Link.Identity),
    ];

    [TestCaseSource(nameof(Models))]
    public void Rows_written_many_times_are_rows_of_that_weight(Family family, Link link)
    {
        (Matrix<double> x, double[] y) = Create(family, link, seed: 1);
        AssertSame(x, y, family, new() { Link = link }, Some, 1e-12);
        AssertSame(x, y, family, new() { Link = link }, Many, 1e-12);
    }

    [TestCaseSource(nameof(Models))]
    public void Weights_offset_and_ridge_count_in_large_problems_too(Family family, Link link)
    {
        (Matrix<double> x, double[] y) = Create(family, link, seed: 2);
        var random = new SeededRandom(3);
        double[] weights = [.. y.Select(_ => (double)random.NextInt32(3))], offset = [.. y.Select(_ => 0.2 * random.NextDouble())];
        AssertSame(x, y, family, new() { Link = link, Weights = weights, WeightsAreFrequencies = true, Offset = offset }, Many, 1e-12);
        AssertSame(x, y, family, new() { Link = link, Ridge = 3 }, Some, 1e-12);
    }

    [Test]
    public void Trials_and_shares_count_in_large_problems_too()
    {
        (Matrix<double> x, double[] y) = Create(Family.Binomial, Link.Logit, seed: 4);
        var random = new SeededRandom(5);
        double[] trials = [.. y.Select(_ => (double)random.NextInt32(4))];
        AssertSame(x, [.. y.Select((v, i) => Math.Min(trials[i], v * 2))], Family.Binomial, new() { Trials = trials }, Many, 1e-12);
        AssertSame(x, [.. y.Select((v, i) => i % 3 == 0 ? 0.25 : v)], Family.Binomial, new(), Some, 1e-12);
    }

    /// <summary>Columns that are far from 0, or large, or nearly dependent: their products are made in float, in double or in doubled precision.</summary>
    [TestCase("far", 1e-12)]
    [TestCase("units", 1e-12)]
    [TestCase("near", 1e-12)]
    [TestCase("nearest", 1e-10)]
    public void Any_design_gives_what_it_gives_in_doubled_precision(string design, double tolerance)
    {
        (Matrix<double> x, double[] y) = Create(Family.Binomial, Link.Logit, seed: 6);
        for (int i = 0; i < x.RowCount; i++)
        {
            switch (design)
            {
                case "far":
                    x[i, 0] += 5;
                    x[i, 1] += 1_000;
                    break;
                case "units":
                    x[i, 0] *= 1e-9;
                    x[i, 1] *= 1e12;
                    x[i, 2] *= 1e5;
                    break;
                default:
                    x[i, 1] = x[i, 0] + ((design == "near" ? 1e-2 : 1e-5) * x[i, 1]);
                    break;
            }
        }
        AssertSame(x, y, Family.Binomial, new(), Some, tolerance);
        AssertSame(x, y, Family.Binomial, new(), Many, tolerance);
    }

    [Test]
    public void Rows_that_are_hardly_ever_a_success_converge_alike([Values(-6, 6)] double level)
    {
        (Matrix<double> x, _) = Create(Family.Binomial, Link.Logit, seed: 7);
        var random = new SeededRandom(8);
        double[] y = [.. Enumerable.Range(0, x.RowCount).Select(i => random.NextDouble() < 1 / (1 + Math.Exp(-level - (2 * x[i, 0]))) ? 1.0 : 0)];
        AssertSame(x, y, Family.Binomial, new(), Many, 1e-12);
    }

    [Test]
    public void A_large_problem_that_is_separated_says_so([Values(Some, Many)] int copies)
    {
        (Matrix<double> x, double[] y) = Create(Family.Binomial, Link.Logit, seed: 9);
        for (int i = 0; i < x.RowCount; i++)
        {
            x[i, 2] = i < 5 ? 1 : 0;
            y[i] = i < 5 ? 1 : y[i];
        }
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(Repeat(x, copies), Repeat(y, copies)!, Family.Binomial);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(model.Coefficients[3], Is.EqualTo(double.PositiveInfinity));
        AssertSame(x, y, Family.Binomial, new(), copies, 1e-12);
    }

    [Test]
    public void A_value_that_is_not_finite_is_named_in_any_block([Values(0, 999, 1_000, 2_499)] int row, [Values(0, 7)] int column)
    {
        (Matrix<double> x, double[] y) = Create(Family.Binomial, Link.Logit, seed: 10);
        (x, y) = (Repeat(x, 2), Repeat(y, 2)!);
        x[row, column] = double.NaN;
        Assert.That(() => GeneralizedLinearModel.Fit(x, y, Family.Binomial), Throws.ArgumentException.With.Message.Contains($"x[{row}, {column}] is NaN"));
        double[] weights = [.. y.Select((_, i) => i == 5 ? 0.0 : 1)];
        Assert.That(() => GeneralizedLinearModel.Fit(x, y, Family.Binomial, new() { Weights = weights }), Throws.ArgumentException.With.Message.Contains($"x[{row}, {column}] is NaN"));
        weights[row] = 0;
        Assert.That(GeneralizedLinearModel.Fit(x, y, Family.Binomial, new() { Weights = weights }).Outcome, Is.EqualTo(FitOutcome.Converged));
    }

    private static void AssertSame(Matrix<double> x, double[] y, Family family, GeneralizedLinearOptions options, int copies, double tolerance)
    {
        double[] weights = [.. y.Select((_, i) => copies * (options.Weights?[i] ?? 1))];
        GeneralizedLinearModel small = GeneralizedLinearModel.Fit(x, y, family, options with { Weights = weights, WeightsAreFrequencies = true });
        GeneralizedLinearModel large = GeneralizedLinearModel.Fit(Repeat(x, copies), Repeat(y, copies)!, family, options with
        {
            Weights = Repeat(options.Weights, copies),
            Trials = Repeat(options.Trials, copies),
            Offset = Repeat(options.Offset, copies),
        });
        GeneralizedLinearModelSummary right = small.Summary(), found = large.Summary();
        Assert.That(large.Outcome, Is.EqualTo(small.Outcome));
        for (int j = 0; j < large.Coefficients.Count; j++)
        {
            double error = right.StandardErrors[j], b = small.Coefficients[j];
            Assert.That(large.Coefficients[j], double.IsFinite(b) ? Is.EqualTo(b).Within(tolerance * Math.Max(Math.Abs(b), double.IsNaN(error) ? 0 : error)) : Is.EqualTo(b), $"coefficient {j}, error {error}");
            Assert.That(found.StandardErrors[j], double.IsNaN(error) ? Is.NaN : Is.EqualTo(error).Within(10 * tolerance * error), $"error {j}");
        }
        Assert.That(found.Deviance, Is.EqualTo(right.Deviance).Within(1e-11 * right.Deviance));
        Assert.That(found.NullDeviance, Is.EqualTo(right.NullDeviance).Within(1e-11 * right.NullDeviance));
        Assert.That(found.Dispersion, Is.EqualTo(right.Dispersion).Within(1e-11 * right.Dispersion));
    }

    private static (Matrix<double> X, double[] Y) Create(Family family, Link link, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        Matrix<double> x = Matrix.Create(Rows, Columns, (_, _) => (2 * random.NextDouble()) - 1);
        double[] y = new double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            double eta = 1 + (0.3 * x[i, 0]) - (0.2 * x[i, 3]), noise = 0.5 + random.NextDouble();
            double mean = link switch { Link.Log => Math.Exp(eta), Link.Inverse => 1 / eta, Link.SquareRoot => eta * eta, _ => eta };
            y[i] = family switch
            {
                Family.Binomial => random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0,
                Family.Poisson => Math.Round(2 * mean * noise),
                Family.Gaussian => mean + noise,
                _ => mean * noise,
            };
        }
        return (x, y);
    }

    private static Matrix<double> Repeat(Matrix<double> x, int copies)
        => Matrix.Create(copies * x.RowCount, x.ColumnCount, (i, j) => x[i % x.RowCount, j]);

    private static double[]? Repeat(IReadOnlyList<double>? values, int copies)
        => values is null ? null : [.. Enumerable.Range(0, copies).SelectMany(_ => values)];
}
