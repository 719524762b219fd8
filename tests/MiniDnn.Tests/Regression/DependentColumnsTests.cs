namespace MiniDnn.Tests;

/// <summary>Columns that depend on others, or almost: only what rounding of the data explains is dropped, and no fit is the worse for it.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class DependentColumnsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateTruncating(value);

    private static T[] Numbers(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(i => Number(value(i)))];

    private static Matrix<T> Columns(params T[][] columns) => Matrix.Create(columns[0].Length, columns.Length, (i, j) => columns[j][i]);

    /// <summary>Small differences far from 0 that the number type still tells apart.</summary>
    [TestCase(10), TestCase(40_000)]
    public void A_line_far_from_0_is_no_constant(int rows)
    {
        double start = typeof(T) == typeof(float) ? 1e6 : 4e13;
        T[] x = Numbers(rows, i => start + (i % 10)), y = Numbers(rows, i => (100 * start) + (8 * (i % 10)));
        LinearModel<T> model = LeastSquares.Fit<T>(x, y);
        Assert.That(model.Rank, Is.EqualTo(2));
        Assert.That(model.Coefficients[1], Is.EqualTo(Number(8)));
        Assert.That(model.Summary().RSquared, Is.EqualTo(T.One));
    }

    [TestCase(60), TestCase(20_000)]
    public void Columns_that_are_almost_alike_both_count(int rows)
    {
        double difference = typeof(T) == typeof(float) ? 5 : 1e-9;
        T[] first = Numbers(rows, i => 1e6 + (1e5 * Math.Sin(1.3 * i)));
        T[] second = [.. first.Select((x, i) => Number((1.1 * double.CreateTruncating(x)) + (difference * Math.Cos(5.7 * i))))];
        T[] y = [.. first.Select((x, i) => Number(1e6 + (2 * double.CreateTruncating(x)) + (1e3 * Math.Cos(2.9 * i))))];
        LinearModel<T> model = LeastSquares.Fit(Columns(first, second), y);
        Assert.That(model.Rank, Is.EqualTo(3));
        Assert.That(double.CreateTruncating(model.Summary().RSquared!), Is.GreaterThan(0.9999));
    }

    /// <summary>With a column more the residual sum is never larger.</summary>
    [Test]
    public void A_column_more_never_makes_a_fit_worse([Values(12, 3_000)] int rows, [Values] LeastSquaresMethod method)
    {
        var random = new SeededRandom(7);
        for (int run = 0; run < (rows < 100 ? 400 : 25); run++)
        {
            double offset = Math.Pow(10, random.NextInt32(15)), nearness = Math.Pow(10, -random.NextInt32(18)), factor = random.NextDouble();
            T[] first = Numbers(rows, _ => offset + random.NextDouble());
            T[] second = [.. first.Select(x => Number((factor * double.CreateTruncating(x)) + (nearness * offset * random.NextDouble())))];
            T[] y = Numbers(rows, i => double.CreateTruncating(first[i]) + (1e-3 * random.NextDouble()));
            var options = new LeastSquaresOptions<T> { Method = method };
            double with = Squares(LeastSquares.Fit(Columns(first, second), y, options)), without = Squares(LeastSquares.Fit<T>(first, y, options));

            // of an exact fit rounding of doubled precision is left
            double rounding = rows * 1e-22 * y.Max(v => Math.Abs(double.CreateTruncating(v)));
            Assert.That(with, Is.LessThanOrEqualTo((without * (1 + 1e-11)) + (rounding * rounding)), $"run {run}: offset {offset}, nearness {nearness}, factor {factor}");
        }

        double Squares(LinearModel<T> model) => model.Residuals().Sum(r => Math.Pow(double.CreateTruncating(r), 2));
    }

    /// <summary>λ &gt; 0 makes the problem one of full rank: x₂ = 2·x₁ shares its coefficient 1 : 2.</summary>
    [TestCase(100), TestCase(50_000)]
    public void Ridge_is_never_thrown_away(int rows)
    {
        T[] x = Numbers(rows, i => 1e3 * (10 + Math.Sin(1.3 * i)));
        T[] y = Numbers(rows, i => Math.Sin(1.3 * i) + Math.Cos(2.9 * i));
        var options = new LeastSquaresOptions<T> { Ridge = T.One };
        LinearModel<T> model = LeastSquares.Fit(Columns(x, [.. x.Select(v => v + v)]), y, options);
        double first = double.CreateTruncating(model.Coefficients[1]), second = double.CreateTruncating(model.Coefficients[2]);
        Assert.That(second / first, Is.EqualTo(2).Within(typeof(T) == typeof(float) ? 2e-7 : 1e-12));

        // b₁·x₁ + b₂·x₂ = c·x₁ with c = b₁ + 2b₂ and penalty c²/5: c = Sxy/(Sxx + 1/5)
        double[] a = [.. x.Select(double.CreateTruncating)], b = [.. y.Select(double.CreateTruncating)];
        double meanX = a.Average(), meanY = b.Average();
        double c = a.Zip(b, (u, v) => (u - meanX) * (v - meanY)).Sum() / (a.Sum(u => (u - meanX) * (u - meanX)) + 0.2);
        Assert.That(first + (2 * second), Is.EqualTo(c).Within(Math.Abs(c) * (typeof(T) == typeof(float) ? 1e-6 : 1e-9)));
    }

    /// <summary>Of powers of three different numbers only three are independent, whatever tolerance is asked for.</summary>
    [Test]
    public void Rounding_is_no_column_even_with_a_tolerance_of_0()
    {
        T[] x = Numbers(5, i => new[] { 1, 1, 2, 2, 3 }[i]), y = Numbers(5, i => new[] { 1, 2, 3, 5, 4 }[i]);
        LinearModel<T> model = LeastSquares.FitPolynomial<T>(x, y, 6, new() { RankTolerance = T.Zero });
        Assert.That(model.Rank, Is.EqualTo(3));
        Assert.That(model.Residuals().Sum(r => Math.Pow(double.CreateTruncating(r), 2)), Is.EqualTo(2.5).Within(1e-6));
    }

    [Test]
    public void A_large_tolerance_calls_no_column_0()
    {
        LinearModel<T> model = LeastSquares.Fit<T>(Numbers(4, i => new[] { 1, 2, 3, 5 }[i]), Numbers(4, i => i), new() { RankTolerance = Number(0.5) });
        Assert.That(model.Rank, Is.EqualTo(1));
        Assert.That(model.Remarks, Has.Some.Contains("depends linearly on (Intercept)"));
    }
}
