namespace MiniDnn.Tests;

/// <summary>Statistics of fits with ridge, from hardly any to more than any data, against values of 50 digits.</summary>
internal sealed class RidgeStatisticsTests
{
    private const double Digits = 1e-13;

    private static LinearModel<double> Small(double ridge) => LeastSquares.Fit([[1, 2], [3, 1], [2, 5]], [1, 2, 4], new() { Ridge = ridge });

    [TestCase(1e-6, 6.5306092044997112e-7, 9.9999020976309066e-1)]
    [TestCase(1e-7, 6.5306119408579914e-8, 9.9999887059885864e-1)]
    [TestCase(1e-8, 6.5306122144939611e-9, 9.9999987202253533e-1)]
    [TestCase(1e-9, 6.5306122418575598e-10, 9.9999998569852372e-1)]
    [TestCase(1e-12, 6.5306122448949187e-13, 9.9999999998118734e-1)]
    [TestCase(1, 4.5238095238095238e-1, 5.2003898932147467e-1)]
    [TestCase(1e6, 1.9999893334144438, 6.8891204275641592e-1)]
    public void Few_degrees_of_freedom_keep_their_digits(double ridge, double expected, double p)
    {
        LinearModel<double> model = Small(ridge);
        Assert.That(model.Summary().ResidualDegreesOfFreedom, Is.EqualTo(expected).Within(100 * Digits).Percent);
        Assert.That(model.Summary().PValues[1], Is.EqualTo(p).Within(100 * Digits).Percent);
    }

    [TestCase(1e-30, 6.0572981337769757e-36, 1.6575471478143439e-18, 3.6333581293608126e-22, 1, 1)]
    [TestCase(0.1, 6.0572974465998898e-7, 5.2416235766122822e-4, 1.1489686337739783e-7, 9.9998974804179458e-1, 9.9998945438469116e-1)]
    [TestCase(1e3, 6.0504350770206463e-3, 5.2342395264984903e-2, 1.1480634897923157e-5, 9.5439985417664841e-1, 9.5160879695128883e-1)]
    [TestCase(1e12, 6.9999878859525432, 7.4252084106147855e-1, 1.7033005934572934e-9, 3.9925018311664033e-3, 4.0450651281395921e-2)]
    public void Fewer_rows_than_columns(double ridge, double degreesOfFreedom, double interceptError, double slopeError, double interceptP, double slopeP)
    {
        Matrix<double> x = Matrix.Create(8, 20, (i, j) => (double)(7919 * (i + 1) * (j + 1) * (j + 1) % 1009));
        LinearModel<double> model = LeastSquares.Fit(x, [1, 2, 4, 3, 5, 7, 1, 2], new() { Ridge = ridge });
        Assert.That(model.Summary().ResidualDegreesOfFreedom, Is.EqualTo(degreesOfFreedom).Within(ridge > 1e-20 ? 100 * Digits : 1e-9).Percent);
        if (ridge > 1e-20)   // the residuals are as small as the ridge, and lie below doubled precision there
        {
            Assert.That(new[] { model.Summary().StandardErrors[0], model.Summary().StandardErrors[1] }, Is.EqualTo(new[] { interceptError, slopeError }).Within(100 * Digits).Percent);
            Assert.That(new[] { model.Summary().PValues[0], model.Summary().PValues[1] }, Is.EqualTo(new[] { interceptP, slopeP }).Within(100 * Digits).Percent);
        }
    }

    /// <summary>The second column is the first but for its rounding, which is all that ridge leaves to tell them apart.</summary>
    [TestCase(40, new[] { 1.6768423049977953, 7.2283388770803197e-8, 7.9511089342010035e-8 }, new[] { -6.9182391144266663, 7.4839455627807139, 7.4910391624107157 })]
    [TestCase(12_000, new[] { 9.589142609846037e-2, 9.4579018638066936e-9, 8.9706430688956851e-9 }, new[] { -9.914727112306872e1, 4.783952533005671e1, 5.5553163587457624e1 })]
    public void Columns_that_differ_by_their_rounding(int rows, double[] errors, double[] t)
    {
        double[] first = [.. Enumerable.Range(0, rows).Select(i => 1e6 * (10 + (7919L * i % 1009 / 1009.0)))];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => (104729L * i % 1013 / 1013.0) + (7919L * i % 1009 / 1009.0))];
        LinearModel<double> model = LeastSquares.Fit(Matrix.Create(rows, 2, (i, j) => j == 0 ? first[i] : 1.1 * first[i]), y, new() { Ridge = 1 });
        Assert.That(model.Summary().StandardErrors, Is.EqualTo(errors).Within(100 * Digits).Percent);
        Assert.That(model.Summary().TestStatistics, Is.EqualTo(t).Within(100 * Digits).Percent);
    }

    /// <summary>A constant column beside the intercept changes no number of a fit with ridge, however weak or strong, and says so.</summary>
    [Test]
    public void Constant_columns_beside_the_intercept_change_nothing(
        [Values(1e-300, 1e-20, 1, 1e20)] double ridge, [Values(1e-9, 5, 1e26)] double constant, [Values] bool isLarge, [Values] bool weighted)
    {
        var random = new SeededRandom(7);
        int rows = isLarge ? 40_000 : 9;
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextNormal())], y = [.. x.Select(v => (2 * v) + random.NextNormal())];
        double[]? weights = weighted ? [.. x.Select((_, i) => (double)(i % 3))] : null;
        var options = new LeastSquaresOptions<double> { Ridge = ridge, Weights = weights };
        Matrix<double> with = Matrix.Create(rows, 2, (i, j) => j == 1 ? x[i] : weighted && i % 3 == 0 ? i : constant);
        LinearModel<double> alone = LeastSquares.Fit(Matrix.Create(rows, 1, (i, _) => x[i]), y, options), model = LeastSquares.Fit(with, y, options);
        double[] expected = [alone.Coefficients[0], 0, alone.Coefficients[1]];
        Assert.That(model.Coefficients, Is.EqualTo(expected).Within(1e-12).Percent);
        Assert.That(model.Summary().StandardErrors, Is.EqualTo(new[] { alone.Summary().StandardErrors[0], 0, alone.Summary().StandardErrors[1] }).Within(1e-8).Percent);
        Assert.That(model.Summary().ResidualDegreesOfFreedom, Is.EqualTo(alone.Summary().ResidualDegreesOfFreedom).Within(1e-10).Percent);
        Assert.That(model.Diagnostics().Leverages[1], Is.EqualTo(alone.Diagnostics().Leverages[1]).Within(1e-8).Percent);
        Assert.That(model.PredictionInterval([3, 0.5]).Upper, Is.EqualTo(alone.PredictionInterval([0.5]).Upper).Within(1e-9).Percent);
        Assert.That(model.Remarks, Has.Some.EqualTo("Constant beside the intercept: x1. Ridge leaves such coefficients 0."));
    }

    [Test]
    public void Powers_of_one_value_with_ridge_leave_the_mean([Values(1e-300, 1, 1e20)] double ridge)
    {
        LinearModel<double> model = LeastSquares.FitPolynomial([1e6, 1e6, 1e6], [1, 2, 4.5], 4, new() { Ridge = ridge });
        Assert.That(model.Coefficients, Is.EqualTo(new double[] { 2.5, 0, 0, 0, 0 }));
    }

    [Test]
    public void Ridge_that_dwarfs_the_data_leaves_t_and_p()
    {
        LinearModel<double> model = LeastSquares.Fit([1.6e-19, 3.2e-19, 3 * 1.6e-19, 6.4e-19], [2, 4.1, 5.9, 8.2], new() { Ridge = 0.1 });
        Assert.That(model.Summary().PValues, Is.EqualTo(new[] { 3.1336147949537182e-2, 1.8201119876680226e-1 }).Within(100 * Digits).Percent);
        Assert.That(model.Summary().StandardErrors, Is.EqualTo(new[] { 1.3181426326464066, 9.4318608980412749e-18 }).Within(100 * Digits).Percent);
    }

    /// <summary>Beside any ridge, degrees of freedom lie between rows − parameters and rows − 1, and grow with it.</summary>
    [Test]
    public void Degrees_of_freedom_grow_with_ridge([Values(4, 8, 30, 4000)] int rows, [Values(1, 6)] int predictors)
    {
        Matrix<double> x = TestMatrices.Random<double>(rows, predictors, 3);
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Math.Sin(i))];
        double previous = 0;
        for (double ridge = 1e-200; ridge < 1e300; ridge *= 1e20)
        {
            double degrees = LeastSquares.Fit(x, y, new() { Ridge = ridge }).Summary().ResidualDegreesOfFreedom;
            Assert.That(degrees, Is.GreaterThanOrEqualTo(previous * (1 - 1e-12)).And.InRange(Math.Max(0, rows - predictors - 1), rows - 1 + 1e-12), $"{ridge}");
            previous = degrees;
        }
        Assert.That(previous, Is.EqualTo(rows - 1).Within(1e-12));
    }

    [Test]
    public void An_accumulator_has_the_errors_of_the_fit([Values(1e-2, 1, 100)] double ridge, [Values(1, 1e-3, 1e-5)] double distance)
    {
        var random = new SeededRandom(8);
        Matrix<double> x = Matrix.Create(200, 3, (_, _) => 3 + random.NextNormal());
        double[] y = [.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())];
        for (int i = 0; i < 200; i++)
        {
            x[i, 2] = x[i, 0] + (distance * x[i, 2]);
        }
        var accumulator = new LeastSquaresAccumulator<double>(3);
        accumulator.Add(x, y);
        LinearModel<double> expected = LeastSquares.Fit(x, y, new() { Ridge = ridge }), found = accumulator.Fit(ridge);
        Assert.That(found.Summary().StandardErrors, Is.EqualTo(expected.Summary().StandardErrors).Within(1e-10 / distance).Percent);
        Assert.That(found.Summary().ResidualDegreesOfFreedom, Is.EqualTo(expected.Summary().ResidualDegreesOfFreedom).Within(1e-11));
    }
}
