namespace MiniDnn.Tests;

/// <summary>Problems that are solved in double and refined, against the same problems in doubled precision throughout.</summary>
internal sealed class LargeFitTests
{
    private const int Rows = 5003;

    private static readonly LeastSquaresOptions<double> Plain = new();

    [Test]
    public void Well_conditioned_data_agree_to_the_last_digits([Values] bool intercept, [Values] bool weighted, [Values(0, 2.5)] double ridge)
    {
        (Matrix<double> x, double[] y) = Data(7, 1);
        var random = new SeededRandom(2);
        double[]? weights = weighted ? [.. Enumerable.Range(0, Rows).Select(i => i % 10 == 0 ? 0 : random.NextDouble())] : null;
        AssertAgrees(x, y, new() { Intercept = intercept, Weights = weights, Ridge = ridge }, 1e-11);
    }

    [Test]
    public void Ill_conditioned_data_agree_to_the_last_digits([Values(1e-3, 1e-6, 1e-9, 1e-11)] double distance)
    {
        (Matrix<double> x, double[] y) = Data(6, 3);
        for (int i = 0; i < Rows; i++)
        {
            x[i, 4] = x[i, 1] + x[i, 2] + (distance * x[i, 4]);
        }
        AssertAgrees(x, y, Plain, 1e-15 / distance);
    }

    [Test]
    public void Columns_of_very_different_units_agree()
    {
        (Matrix<double> x, double[] y) = Data(5, 4);
        double[] units = [1e200, 1e-200, 1, 1e-100, 1e308];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                x[i, j] = x[i, j] / 8 * units[j];
            }
        }
        AssertAgrees(x, y, Plain, 1e-11);
    }

    [Test]
    public void Data_whose_squares_underflow_or_overflow_agree([Values(1e-250, 1e250)] double unit)
    {
        (Matrix<double> x, double[] y) = Data(5, 4);
        double[] expected = LeastSquares.Fit(x, y).Coefficients.ToArray();
        LinearModel<double> model = LeastSquares.Fit(x.Map(v => v * unit), [.. y.Select(v => v * unit)]);
        Assert.That(model.Coefficients.Skip(1), Is.EqualTo(expected[1..]).Within(1e-11).Percent);
    }

    [Test]
    public void A_target_far_from_0_keeps_its_sums_of_squares([Values(1e3, 1e6, 1e12)] double mean)
    {
        (Matrix<double> x, double[] y) = Data(4, 21);
        AssertAgrees(x, [.. y.Select(v => v + mean)], Plain, 1e-11);
    }

    [Test]
    public void A_fit_that_is_all_but_exact_keeps_its_residuals([Values(0, 1e-12, 1e-20)] double noise)
    {
        (Matrix<double> x, _) = Data(4, 22);
        var random = new SeededRandom(23);
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => (x[i, 0] = Math.Round(x[i, 0] * 64)) + (2 * (x[i, 1] = Math.Round(x[i, 1] * 64))) - (x[i, 2] = 3) + (noise * (x[i, 3] = random.NextNormal())))];
        LinearModel<double> model = LeastSquares.Fit(x, y, new() { Intercept = false });
        LinearModel<double> reference = Regression<double>.FitDoubled(x, y, new() { Intercept = false });
        Assert.That(model.Coefficients.ToArray(), Is.EqualTo(reference.Coefficients.ToArray()).Within(1e-15).Percent.Or.EqualTo(reference.Coefficients.ToArray()).Within(1e-28));
        Assert.That(model.Summary().ResidualSumOfSquares, Is.EqualTo(reference.Summary().ResidualSumOfSquares).Within(1e-9).Percent);
    }

    [Test]
    public void Dependent_columns_have_0_and_the_model_says_so_where_units_are_too_far_apart_for_a_least_norm()
    {
        foreach (double unit in new[] { 1e-150, 1 })
        {
            double[][] signs = [[1, 1], [1, -1], [-1, 1], [-1, -1]];
            Matrix<double> x = Matrix.Create(8, 3, (i, j) => j < 2 ? signs[i % 4][j] * unit : signs[i % 4][0] + signs[i % 4][1]);
            LinearModel<double> model = LeastSquares.Fit(x, [1.0, 2, 3, 5, 8, 13, 21, 34], new() { Intercept = false });
            Assert.That(model.Rank, Is.EqualTo(2));
            Assert.That(model.Coefficients[2], unit == 1 ? Is.Not.Zero : Is.Zero);
            Assert.That(model.Remarks, Has.Some.Contains(unit == 1 ? "those of least norm are given" : "those in which dependent columns have 0 are given"));
        }
    }

    [Test]
    public void Rows_that_weigh_nothing_may_be_huge()
    {
        (Matrix<double> x, double[] y) = Data(5, 24);
        double[] expected = LeastSquares.Fit(x.Rows(100..Rows), y.AsSpan(100)).Coefficients.ToArray();
        for (int i = 0; i < 100; i++)
        {
            x.Row(i).Fill(1e100);
        }
        LinearModel<double> model = LeastSquares.Fit(x, y, new() { Weights = [.. Enumerable.Range(0, Rows).Select(i => i < 100 ? 0.0 : 1)] });
        Assert.That(model.Coefficients.ToArray(), Is.EqualTo(expected).Within(1e-13).Percent);
    }

    [Test]
    public void Dependent_columns_are_named_and_the_norm_is_least()
    {
        (Matrix<double> x, double[] y) = Data(6, 5);
        for (int i = 0; i < Rows; i++)
        {
            x[i, 5] = x[i, 0] - x[i, 3];
        }
        LinearModel<double> model = LeastSquares.Fit(x, y);
        Assert.That(model.Rank, Is.EqualTo(6));
        Assert.That(model.DependentColumns, Is.EqualTo(new[] { "x1", "x4", "x6" }));

        // (1, 0, 0, −1, 0, −1) is mapped to 0, and the least solution has no part of it.
        Assert.That(model.Coefficients[1] - model.Coefficients[4] - model.Coefficients[6], Is.Zero.Within(1e-12));
        Assert.That(model.Summary().ResidualSumOfSquares, Is.EqualTo(LeastSquares.Fit(x.Columns(..5), y).Summary().ResidualSumOfSquares).Within(1e-12).Percent);
    }

    [Test]
    public void Several_targets_agree_with_one_at_a_time()
    {
        (Matrix<double> x, double[] y) = Data(5, 6);
        var random = new SeededRandom(7);
        var targets = new Matrix<double>(Rows, 2);
        for (int i = 0; i < Rows; i++)
        {
            (targets[i, 0], targets[i, 1]) = (y[i], random.NextNormal() * 1e6);
        }
        LinearModel<double>[] models = LeastSquares.Fit(x, targets);
        double[] second = [.. Enumerable.Range(0, Rows).Select(i => targets[i, 1])];
        Assert.That(models[0].Coefficients.ToArray(), Is.EqualTo(LeastSquares.Fit(x, y).Coefficients.ToArray()).Within(1e-13).Percent);
        Assert.That(models[1].Coefficients.ToArray(), Is.EqualTo(LeastSquares.Fit(x, second).Coefficients.ToArray()).Within(1e-13).Percent);
    }

    [Test]
    public void A_polynomial_of_high_degree_is_recovered()
    {
        double[] x = [.. Enumerable.Range(0, 4000).Select(i => i / 256.0)];
        double[] y = [.. x.Select(v => 1 - (2 * v) + (v * v * v * v))];
        LinearModel<double> model = LeastSquares.FitPolynomial(x, y, 8);
        double[] expected = [1, -2, 0, 0, 1, 0, 0, 0, 0];
        Assert.That(model.Coefficients.ToArray(), Is.EqualTo(expected).Within(1e-9));
        Assert.That(model.Summary().ResidualStandardError, Is.LessThan(1e-11));
    }

    [Test]
    public void Float_data_are_fitted_as_exactly_as_they_are_given()
    {
        (Matrix<double> x, double[] y) = Data(4, 8);
        Matrix<float> single = new(Rows, 4, [.. x.AsSpan().ToArray().Select(v => (float)v)]);
        Matrix<double> same = new(Rows, 4, [.. single.AsSpan().ToArray().Select(v => (double)v)]);
        float[] target = [.. y.Select(v => (float)v)];
        LinearModel<float> model = LeastSquares.Fit(single, target);
        LinearModel<double> reference = LeastSquares.Fit(same, [.. target.Select(v => (double)v)]);
        Assert.That(model.Coefficients.ToArray(), Is.EqualTo(reference.Coefficients.ToArray().Select(v => (float)v)));
        Assert.That(model.Residuals().ToArray(), Is.EqualTo(reference.Residuals().ToArray().Select(v => (float)v)));
    }

    [Test]
    public void A_view_gives_what_the_whole_matrix_gives()
    {
        (Matrix<double> x, double[] y) = Data(5, 9);
        var wide = new Matrix<double>(Rows, 9);
        wide.AsView().Fill(double.NaN);
        x.CopyTo(wide.Columns(2..7));
        Assert.That(LeastSquares.Fit(wide.Columns(2..7), y).Coefficients.ToArray(), Is.EqualTo(LeastSquares.Fit(x, y).Coefficients.ToArray()));
    }

    [Test]
    public void A_value_that_is_not_finite_is_named([Values(double.NaN, double.PositiveInfinity)] double value)
    {
        (Matrix<double> x, double[] y) = Data(5, 10);
        x[4321, 3] = value;
        Assert.That(() => LeastSquares.Fit(x, y), Throws.ArgumentException.With.Message.StartsWith($"Fit: x[4321, 3] is {value}; every value must be finite."));
    }

    [Test]
    public void Leverages_of_large_data_need_the_data_kept()
    {
        (Matrix<double> x, double[] y) = Data(5, 11);
        LinearModel<double> without = LeastSquares.Fit(x, y, new() { KeepData = false });
        Assert.That(() => without.Diagnostics().Leverages.ToArray(), Throws.InvalidOperationException.With.Message.Contains("KeepData = true"));
        Assert.That(LeastSquares.Fit(x, y, new() { KeepData = true }).Diagnostics().Leverages.ToArray().Sum(), Is.EqualTo(6).Within(1e-10));
    }

    /// <summary>The column of ones has a scale of its own there.</summary>
    [Test]
    public void Predictions_intervals_and_inverse_predictions_of_many_rows_are_those_of_doubled_precision([Values(1, 1e6)] double offset)
    {
        var random = new SeededRandom(14);
        const int Many = 40_000;
        double[] x = [.. Enumerable.Range(0, Many).Select(_ => offset + random.NextNormal())], y = [.. x.Select(v => (v - offset) + random.NextNormal())];
        LinearModel<double> model = LeastSquares.Fit(x, y);
        LinearModel<double> reference = Regression<double>.FitDoubled(new(x, Many, 1), y, new());
        double digits = 1e-8 * offset;
        foreach (double at in new[] { offset, offset + 3, 0 })
        {
            Assert.That(model.Predict(at), Is.EqualTo(reference.Predict(at)).Within(1e-12 * offset));
            Assert.That(model.PredictionInterval(at).Upper, Is.EqualTo(reference.PredictionInterval(at).Upper).Within(digits));
        }
        InversePrediction<double> found = model.PredictInverse(0.5), expected = reference.PredictInverse(0.5);
        Assert.That(found.Estimate, Is.EqualTo(expected.Estimate).Within(1e-12 * offset));
        Assert.That(found.Interval.Lower, Is.EqualTo(expected.Interval.Lower).Within(digits));
        Assert.That(found.Interval.Upper, Is.EqualTo(expected.Interval.Upper).Within(digits));
    }

    private static void AssertAgrees(Matrix<double> x, double[] y, LeastSquaresOptions<double> options, double errorTolerance)
    {
        LinearModel<double> model = LeastSquares.Fit(x, y, options);
        LinearModel<double> reference = Regression<double>.FitDoubled(x, y, options);
        Assert.That(model.Rank, Is.EqualTo(reference.Rank));
        Assert.That(model.Coefficients.ToArray(), Is.EqualTo(reference.Coefficients.ToArray()).Within(3e-14).Percent);
        Assert.That(model.Summary().ResidualSumOfSquares, Is.EqualTo(reference.Summary().ResidualSumOfSquares).Within(3e-14).Percent);
        Assert.That(model.Summary().TotalSumOfSquares, Is.EqualTo(reference.Summary().TotalSumOfSquares).Within(3e-14).Percent);
        Assert.That(model.Residuals().ToArray(), Is.EqualTo(reference.Residuals().ToArray()).Within(1e-14));
        Assert.That(model.Summary().StandardErrors.ToArray(), Is.EqualTo(reference.Summary().StandardErrors.ToArray()).Within(100 * errorTolerance).Percent);
    }

    private static (Matrix<double> X, double[] Y) Data(int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var x = new Matrix<double>(Rows, columns);
        var y = new double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            y[i] = 3 + random.NextNormal();
            for (int j = 0; j < columns; j++)
            {
                x[i, j] = random.NextNormal();
                y[i] += (j + 1) * x[i, j];
            }
        }
        return (x, y);
    }

    /// <summary>The first step of refinement may only remove a mean: its size says nothing of how fast the steps shrink.</summary>
    [TestCase(1e9, -551751.98282822, 1.0005517524748293), TestCase(1e10, -5517524.25629280, 1.0005517524748293)]
    public void Data_far_from_0_on_both_axes(double offset, double intercept, double slope)
    {
        double[] x = [.. Enumerable.Range(0, 26_000).Select(i => offset + (7919L * i % 1000 / 1024.0))];
        double[] y = [.. x.Select((v, i) => v + (104_729L * i % 1009 / 1024.0))];
        LinearModel<double> model = LeastSquares.Fit(x, y);
        Assert.That(model.Coefficients[1], Is.EqualTo(slope).Within(1e-15));
        Assert.That(model.Coefficients[0], Is.EqualTo(intercept).Within(1e-7));
    }
}
