namespace MiniDnn.Tests;

/// <summary>Thousands of small regressions at the edges of what data look like, against exact fractions.</summary>
internal sealed class GeneratedRegressionTests
{
    private const double Digits = 2e-14;

    private static readonly double[] Offsets = [0, 1, 1e3, 1e6, 2020, 45_000, 1.7e9, 1.7e12, 1e14];
    private static readonly double[] Units = [1e-12, 1e-3, 1, 1, 1, 1e6, 1e12];

    private sealed record Sample(Matrix<double> X, double[] Y, double[]? Weights)
    {
        public double[][] Columns => [[.. Y.Select(_ => 1.0)], .. Enumerable.Range(0, X.ColumnCount).Select(j => X.Column(j))];
    }

    private static Sample Draw(SeededRandom random)
    {
        T Pick<T>(T[] values) => values[random.NextInt32(values.Length)];
        int p = 1 + random.NextInt32(3), n = p + 2 + random.NextInt32(8);
        var x = new Matrix<double>(n, p);
        for (int j = 0; j < p; j++)
        {
            (double offset, double unit, int kind) = (Pick(Offsets), Pick(Units), random.NextInt32(4));
            for (int i = 0; i < n; i++)
            {
                double value = kind == 0 ? i : kind == 1 ? random.NextInt32(2) : random.NextNormal() * 10;
                x[i, j] = kind == 3 && j > 0 ? x[i, 0] * (1 + (1e-3 * random.NextNormal())) : (offset + value) * unit;
            }
        }
        (double level, double size) = (Pick(Offsets), Pick(Units));
        double[] y = [.. Enumerable.Range(0, n).Select(i => (level + (10 * random.NextNormal())) * size)];
        double[]? weights = random.NextInt32(3) == 0 ? [.. y.Select(_ => Math.Pow(10, (random.NextDouble() * 24) - 12))] : null;
        return new(x, y, weights);
    }

    [Test]
    public void Coefficients_errors_and_t_are_right_to_13_digits()
    {
        var random = new SeededRandom(2024);
        int compared = 0;
        for (int run = 0; run < 4000; run++)
        {
            Sample sample = Draw(random);
            var exact = new ExactRegression(sample.Columns, sample.Y, sample.Weights);
            LinearModel<double> model = LeastSquares.Fit(sample.X, sample.Y, new() { Weights = sample.Weights });
            if (exact.IsSingular || model.Rank < model.Coefficients.Count)
            {
                continue;
            }
            compared++;
            LinearModelSummary<double> summary = model.Summary();
            Assert.That(summary.ResidualSumOfSquares, Is.EqualTo(exact.ResidualSumOfSquares).Within(100 * Digits).Percent, $"run {run}");
            for (int j = 0; j < model.Coefficients.Count; j++)
            {
                double tiny = Digits * exact.StandardError(j);   // for a coefficient that is 0 but for rounding
                Assert.That(model.Coefficients[j], Is.EqualTo(exact.Coefficient(j)).Within(100 * Digits).Percent.Or.EqualTo(exact.Coefficient(j)).Within(tiny), $"run {run}");
                Assert.That(summary.StandardErrors[j], Is.EqualTo(exact.StandardError(j)).Within(100 * Digits).Percent, $"run {run}");
                Assert.That(summary.TestStatistics[j], Is.EqualTo(exact.T(j)).Within(100 * Digits).Percent.Or.EqualTo(exact.T(j)).Within(Digits), $"run {run}");
            }
        }
        Assert.That(compared, Is.GreaterThan(3000));
    }

    [Test]
    public void Predictions_and_intervals_are_right_among_the_data_and_far_from_them()
    {
        var random = new SeededRandom(2025);
        for (int run = 0; run < 3000; run++)
        {
            Sample sample = Draw(random);
            var exact = new ExactRegression(sample.Columns, sample.Y, sample.Weights);
            LinearModel<double> model = LeastSquares.Fit(sample.X, sample.Y, new() { Weights = sample.Weights });
            if (exact.IsSingular || model.Rank < model.Coefficients.Count)
            {
                continue;
            }
            double t = StudentTDistribution.TwoSidedQuantile(0.9, model.RowCount - model.Coefficients.Count);
            double[] far = [.. sample.X.Row(0).ToArray().Select(v => v * (1 + random.NextDouble()))];
            foreach (double[] point in new[] { sample.X.Row(0).ToArray(), sample.X.Row(1).ToArray(), far, new double[model.PredictorCount] })
            {
                (double mean, double error, _) = exact.At([1, .. point]);
                double size = Math.Max(Math.Abs(mean), sample.Y.Max(Math.Abs));
                Assert.That(model.Predict(point), Is.EqualTo(mean).Within(50 * Digits * size), $"run {run}");
                Interval<double> interval = model.ConfidenceInterval(point, 0.9);
                double rounding = Digits * (Math.Abs(mean) + (t * error));
                Assert.That(interval.Lower, Is.EqualTo(mean - (t * error)).Within(rounding), $"run {run}");
                Assert.That(interval.Upper, Is.EqualTo(mean + (t * error)).Within(rounding), $"run {run}");
            }
        }
    }

    /// <summary>What float says is what double says of the same data, rounded once.</summary>
    [Test]
    public void In_float_every_result_is_rounded_right()
    {
        var random = new SeededRandom(2026);
        var found = new List<float>();
        var expected = new List<double>();
        for (int run = 0; run < 3000; run++)
        {
            Sample sample = Draw(random);
            Matrix<float> x = Matrix.Create(sample.X.RowCount, sample.X.ColumnCount, (i, j) => (float)sample.X[i, j]);
            float[] y = [.. sample.Y.Select(v => (float)v)];
            float[]? weights = sample.Weights is null ? null : [.. sample.Weights.Select(v => (float)v)];
            LinearModel<float> single = LeastSquares.Fit(x, y, new() { Weights = weights });
            LinearModel<double> model = LeastSquares.Fit(Matrix.Create(x.RowCount, x.ColumnCount, (i, j) => (double)x[i, j]), [.. y.Select(v => (double)v)], new() { Weights = weights?.Select(v => (double)v).ToArray() });
            if (single.Rank < single.Coefficients.Count || model.Rank < model.Coefficients.Count)
            {
                continue;
            }
            float[] point = x.Row(0).ToArray();
            double[] same = [.. point.Select(v => (double)v)];
            found.AddRange([.. single.Coefficients, .. single.Summary().StandardErrors, .. single.Summary().TestStatistics, .. single.Summary().PValues, single.Predict(point.AsSpan())]);
            expected.AddRange([.. model.Coefficients, .. model.Summary().StandardErrors, .. model.Summary().TestStatistics, .. model.Summary().PValues, model.Predict(same.AsSpan())]);
            found.AddRange(Ends([single.PredictionInterval(point), single.ConfidenceInterval(point), .. single.CoefficientIntervals()]));
            expected.AddRange(Ends([model.PredictionInterval(same), model.ConfidenceInterval(same), .. model.CoefficientIntervals()]));
            found.AddRange([.. single.Diagnostics().Leverages, .. single.Diagnostics().StandardizedResiduals, .. single.Diagnostics().CooksDistances, .. single.Residuals()]);
            expected.AddRange([.. model.Diagnostics().Leverages, .. model.Diagnostics().StandardizedResiduals, .. model.Diagnostics().CooksDistances, .. model.Residuals()]);
        }
        Assert.That(found, Has.Count.GreaterThan(40_000).And.Count.EqualTo(expected.Count));
        int wrong = Enumerable.Range(0, found.Count).Count(i => !found[i].Equals((float)expected[i]));
        TestContext.Out.WriteLine($"{wrong} of {found.Count} are not the nearest float");
        Assert.That(wrong, Is.LessThanOrEqualTo(found.Count / 1000));
    }

    private static IEnumerable<T> Ends<T>(IEnumerable<Interval<T>> intervals)
        where T : unmanaged, IFloatingPointIeee754<T>
        => intervals.SelectMany(interval => new[] { interval.Lower, interval.Upper });

    /// <summary>Other units by powers of 2 change no digit; any other order of the rows none but by rounding.</summary>
    [Test]
    public void Units_and_the_order_of_rows_do_not_matter()
    {
        var random = new SeededRandom(2027);
        for (int run = 0; run < 1000; run++)
        {
            Sample sample = Draw(random);
            LeastSquaresOptions<double> options = new() { Weights = sample.Weights };
            LinearModel<double> model = LeastSquares.Fit(sample.X, sample.Y, options);
            if (model.Rank < model.Coefficients.Count)
            {
                continue;
            }
            double unit = Math.ScaleB(1, random.NextInt32(400) - 200), size = Math.ScaleB(1, random.NextInt32(400) - 200);
            double[]? weights = sample.Weights?.Select(w => 16 * w).ToArray();
            LinearModel<double> scaled = LeastSquares.Fit(sample.X * unit, [.. sample.Y.Select(v => v * size)], new() { Weights = weights });
            Assert.That(scaled.Coefficients, Is.EqualTo(model.Coefficients.Select((b, j) => j == 0 ? b * size : b * size / unit)), $"run {run}");
            Assert.That(scaled.Summary().PValues, Is.EqualTo(model.Summary().PValues), $"run {run}");
            Assert.That(scaled.Summary().RSquared, Is.EqualTo(model.Summary().RSquared), $"run {run}");
            Assert.That(scaled.Diagnostics().CooksDistances, Is.EqualTo(model.Diagnostics().CooksDistances), $"run {run}");

            int[] order = [.. Enumerable.Range(0, sample.Y.Length)];
            random.Shuffle(order.AsSpan());
            Matrix<double> x = Matrix.Create(order.Length, sample.X.ColumnCount, (i, j) => sample.X[order[i], j]);
            LinearModel<double> permuted = LeastSquares.Fit(x, [.. order.Select(i => sample.Y[i])], new() { Weights = sample.Weights is null ? null : [.. order.Select(i => sample.Weights[i])] });
            Assert.That(permuted.Summary().StandardErrors, Is.EqualTo(model.Summary().StandardErrors).Within(100 * Digits).Percent, $"run {run}");
            Assert.That(permuted.Diagnostics().Leverages, Is.EqualTo(order.Select(i => model.Diagnostics().Leverages[i])).Within(Digits), $"run {run}");
        }
    }
}
