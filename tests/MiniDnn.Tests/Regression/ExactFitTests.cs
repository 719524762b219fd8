namespace MiniDnn.Tests;

/// <summary>Fits without residuals: what is 0 is 0, what is 0/0 is NaN, and both are said.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ExactFitTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateTruncating(value);

    private static T[] Numbers(params IEnumerable<double> values) => [.. values.Select(T.CreateTruncating)];

    [Test]
    public void A_constant_target_has_a_slope_of_0_that_is_not_significant()
    {
        LinearModel<T> model = LeastSquares.Fit(Numbers(1, 2, 3), Numbers(1, 1, 1));
        Assert.That((model.Intercept, model.Slope), Is.EqualTo((T.One, T.Zero)));
        Assert.That(T.IsNaN(model.Summary().TestStatistics[1]) && T.IsNaN(model.Summary().PValues[1]));
        Assert.That(model.ToString("G6", System.Globalization.CultureInfo.InvariantCulture).Split('\n')[2], Does.Not.Contain("*"));
    }

    [Test]
    public void A_line_through_0_has_an_intercept_of_0([Values(0, 1)] int first)
    {
        LinearModel<T> model = LeastSquares.Fit(Numbers(first, 2, 4, 7), Numbers(2 * first, 4, 8, 14));
        Assert.That((model.Intercept, model.Slope), Is.EqualTo((T.Zero, Number(2))));
        Assert.That(T.IsNaN(model.Summary().PValues[0]));
        Assert.That(model.Summary().PValues[1], Is.EqualTo(T.Zero));
        Assert.That(model.Residuals(), Is.All.EqualTo(T.Zero));
        Assert.That(model.Diagnostics().StandardizedResiduals, Is.All.NaN);
        Assert.That(model.Diagnostics().CooksDistances, Is.All.NaN);
        Assert.That(model.Remarks, Has.Some.Contains("standardised residuals and Cook's distances are not defined (NaN)"));
    }

    [Test]
    public void Prices_and_their_mean_have_R_squared_0()
    {
        var random = new SeededRandom(6);
        T[] prices = Numbers(Enumerable.Range(0, 150).Select(_ => Math.Round(100 * random.NextDouble(), 2) + 20));
        foreach (T[]? weights in new[] { null, Numbers(Enumerable.Range(0, 150).Select(_ => random.NextDouble())) })
        {
            LinearModel<T> mean = LeastSquares.Fit(new Matrix<T>(150, 0), prices, new() { Weights = weights });
            Assert.That((mean.Summary().RSquared, mean.Summary().AdjustedRSquared), Is.EqualTo((T.Zero, T.Zero)));
        }
    }

    [Test]
    public void A_flat_line_is_crossed_nowhere_or_everywhere()
    {
        InversePrediction<T> found = LeastSquares.Fit(Numbers(1, 2, 3, 4, 5), Numbers(3, 3, 3, 3, 3)).PredictInverse(Number(3));
        Assert.That((found.IsBounded, found.Interval), Is.EqualTo((false, new Interval<T>(T.NegativeInfinity, T.PositiveInfinity))));
    }

    [Test]
    public void Residuals_of_the_size_of_rounding_are_remarked_upon()
    {
        T[] x = Numbers(1, 2, 3, 4, 5, 6);
        T[] y = [.. x.Select(v => (Number(0.1) * v) + Number(0.3))];
        y[2] = T.BitIncrement(y[2]);
        LinearModel<T> model = LeastSquares.Fit(x, y);
        Assert.That(model.Remarks, Has.Some.StartsWith("The fit is all but exact"));
        Assert.That(LeastSquares.Fit(x, [.. y.Select((v, i) => v * Number(1 + (1e-4 * (i % 2))))]).Remarks, Is.Empty);
    }

    /// <summary>Targets made of whole coefficients, some of them 0, with whole predictors: every number is exact.</summary>
    [Test]
    public void Whole_coefficients_come_back_exactly_and_those_of_0_have_no_p()
    {
        var random = new SeededRandom(9);
        for (int run = 0; run < 400; run++)
        {
            int p = 1 + random.NextInt32(4);
            int n = p + 2 + random.NextInt32(20);
            Matrix<T> x = Matrix.Create(n, p, (_, _) => Number(random.NextInt32(200) - 100));
            double[] coefficients = [.. Enumerable.Range(0, p + 1).Select(_ => random.NextInt32(2) * (double)(random.NextInt32(20) - 10))];
            T[] y = [.. Enumerable.Range(0, n).Select(i => Number(coefficients[0] + Enumerable.Range(0, p).Sum(j => coefficients[j + 1] * double.CreateChecked(x[i, j]))))];
            LinearModel<T> model = LeastSquares.Fit(x, y);
            if (model.Rank <= p)
            {
                continue;
            }
            Assert.That(model.Coefficients.Select(double.CreateChecked), Is.EqualTo(coefficients), $"run {run}");
            Assert.That(model.Summary().PValues.Select(T.IsNaN), Is.EqualTo(coefficients.Select(b => b == 0)), $"run {run}");
            Assert.That(model.Summary().ResidualSumOfSquares, Is.EqualTo(T.Zero));
        }
    }

    [Test]
    public void An_accumulator_says_the_same([Values(1, 50)] int rows)
    {
        T[] x = Numbers(Enumerable.Range(1, 150).Select(i => (double)i));
        foreach ((double intercept, double slope) in new[] { (3.0, 0.0), (0.0, 2.0) })
        {
            var accumulator = new LeastSquaresAccumulator<T>(1);
            for (int start = 0; start < 150; start += rows)
            {
                T[] y = Numbers(Enumerable.Range(start + 1, rows).Select(i => intercept + (slope * i)));
                accumulator.Add(new ReadOnlyMatrixSpan<T>(x, 150, 1).Rows(start..(start + rows)), y.AsSpan());
            }
            LinearModel<T> model = accumulator.Fit();
            Assert.That(model.Summary().ResidualSumOfSquares, Is.EqualTo(T.Zero));
            Assert.That(double.CreateChecked(model.Intercept), Is.EqualTo(intercept).Within(intercept == 0 ? 0 : 1e-6));
            Assert.That(double.CreateChecked(model.Slope), Is.EqualTo(slope).Within(slope == 0 ? 0 : 1e-6));
            Assert.That(model.Summary().PValues.Select(T.IsNaN), Is.EqualTo(new[] { intercept == 0, slope == 0 }));
        }
    }

    /// <summary>A coefficient that is small beside the target is none the less there.</summary>
    [Test]
    public void Small_coefficients_are_kept([Values(1e-6, 1e-12, 1e-20)] double small)
    {
        T[] x = Numbers(0, 1, 0, 0), y = Numbers(0, small, 0, 0);
        Matrix<T> both = Matrix.Create(4, 2, (i, j) => j == 0 ? x[i] : Number(i == 3 ? 1 : 0));
        y[3] = Number(1000);
        LinearModel<T> model = LeastSquares.Fit(both, y, new() { Intercept = false });
        Assert.That(double.CreateChecked(model.Coefficients[0]), Is.EqualTo(double.CreateChecked(Number(small))));
    }
}
