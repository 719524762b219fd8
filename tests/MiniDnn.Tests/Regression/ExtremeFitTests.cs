namespace MiniDnn.Tests;

/// <summary>Data at the edges: columns that depend on each other only to rounding, targets that do not vary, predictors far from 0, coefficients beyond the range.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ExtremeFitTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly bool IsFloat = typeof(T) == typeof(float);

    private static T Number(double value) => T.CreateTruncating(value);

    private static T[] Numbers(params IEnumerable<double> values) => [.. values.Select(T.CreateTruncating)];

    private static (Matrix<T> X, T[] Y) Random(int rows, int columns)
    {
        var random = new SeededRandom(3);
        Matrix<T> x = Matrix<T>.RandomNormal(rows, columns, random);
        return (x, [.. Enumerable.Range(0, rows).Select(_ => Number(random.NextNormal()))]);
    }

    [Test]
    public void Columns_that_depend_on_others_to_their_rounding_are_named_and_no_others([Values(40, 8000)] int rows, [Values] LeastSquaresMethod method)
    {
        if (rows > 1000 && method == LeastSquaresMethod.PseudoInverse)
        {
            return;
        }
        (Matrix<T> x, T[] y) = Random(rows, 5);
        for (int i = 0; i < rows; i++)
        {
            x[i, 4] = x[i, 0] + x[i, 1];
        }
        LinearModel<T> model = LeastSquares.Fit(x, y, new() { Method = method });
        Assert.That(model.Rank, Is.EqualTo(5));
        Assert.That(model.DependentColumns, Is.EqualTo(new[] { "x1", "x2", "x5" }));
    }

    [Test]
    public void A_rank_tolerance_means_the_same_for_few_rows_and_many([Values(50, 50_000)] int rows)
    {
        (Matrix<T> x, T[] y) = Random(rows, 3);
        for (int i = 0; i < rows; i++)
        {
            x[i, 2] = x[i, 0] + (Number(0.01) * x[i, 2]);
        }
        Assert.That(LeastSquares.Fit(x, y, new() { RankTolerance = Number(0.05) }).Rank, Is.EqualTo(3));
        Assert.That(LeastSquares.Fit(x, y, new() { RankTolerance = Number(0.001) }).Rank, Is.EqualTo(4));
        Assert.That(LeastSquares.Fit(x, y).Rank, Is.EqualTo(4));
    }

    [Test]
    public void A_target_is_constant_whatever_its_rounding([Values(3, 5, 49, 1001, 30_000)] int rows, [Values(0.1, 0.3, 1 / 3.0, 7)] double value, [Values] bool weighted)
    {
        T[] x = Numbers(Enumerable.Range(0, rows).Select(i => Math.Sqrt(i)));
        T[] y = Numbers(Enumerable.Repeat(value, rows));
        T[]? weights = weighted ? Numbers(Enumerable.Range(0, rows).Select(i => i == 1 ? 0 : 0.1 + (i / 7.0))) : null;
        if (weighted)
        {
            y[1] = Number(5);   // does not count
        }
        LinearModel<T> model = LeastSquares.Fit(x, y, new() { Weights = weights });
        Assert.That(T.IsNaN(model.Summary().RSquared) && T.IsNaN(model.Summary().AdjustedRSquared) && T.IsNaN(model.Summary().FStatistic));
        Assert.That(model.Summary().TotalSumOfSquares, Is.EqualTo(T.Zero));
        Assert.That(model.Summary().ResidualSumOfSquares, Is.EqualTo(T.Zero));
        Assert.That(model.Remarks, Has.Some.StartsWith("The target is constant"));
    }

    [Test]
    public void An_exact_fit_is_recognised_however_many_rows([Values(7, 300, 60_000)] int rows)
    {
        T[] x = Numbers(Enumerable.Range(0, rows).Select(i => (double)i));
        LinearModel<T> model = LeastSquares.Fit(x, Numbers(Enumerable.Range(0, rows).Select(i => 1 + (2.0 * i))));
        Assert.That((model.Intercept, model.Slope, model.Summary().ResidualSumOfSquares), Is.EqualTo((T.One, Number(2), T.Zero)));
        Assert.That(model.Remarks, Has.Some.StartsWith("The fit is exact"));
    }

    [Test]
    public void Intervals_and_calibration_keep_their_digits_far_from_0()
    {
        double far = IsFloat ? 1e5 : 1e9;
        T[] near = Numbers(Enumerable.Range(0, 20).Select(i => (double)i));
        T[] y = Numbers(Enumerable.Range(0, 20).Select(i => (2.0 * i) + ((i * i * 7) % 5)));
        LinearModel<T> line = LeastSquares.Fit(near, y);
        LinearModel<T> moved = LeastSquares.Fit(Numbers(near.Select(v => double.CreateChecked(v) + far)), y);
        double digits = IsFloat ? 1e-5 : 1e-13;
        foreach (double x in new[] { -5.0, 3, 19, 100 })
        {
            Interval<T> expected = line.ConfidenceInterval(Number(x)), found = moved.ConfidenceInterval(Number(x + far));
            double width = double.CreateChecked(expected.Upper) - double.CreateChecked(expected.Lower);

            Assert.That(double.CreateChecked(found.Upper) - double.CreateChecked(found.Lower), Is.EqualTo(width).Within(IsFloat ? 1e-5 : 1e-12));
            Assert.That(double.CreateChecked(found.Upper), Is.EqualTo(double.CreateChecked(expected.Upper)).Within(IsFloat ? 1e-5 : 1e-12));
        }
        InversePrediction<T> at = line.PredictInverse(Number(20)), there = moved.PredictInverse(Number(20));
        Assert.That(there.IsBounded);
        double ulp = far * (IsFloat ? 6e-8 : 1.2e-16);
        Assert.That(double.CreateChecked(there.Estimate) - far, Is.EqualTo(double.CreateChecked(at.Estimate)).Within(ulp + digits));
        Assert.That(double.CreateChecked(there.Interval.Lower) - far, Is.EqualTo(double.CreateChecked(at.Interval.Lower)).Within(ulp + digits));
        Assert.That(double.CreateChecked(there.Interval.Upper) - far, Is.EqualTo(double.CreateChecked(at.Interval.Upper)).Within(ulp + digits));
    }

    [Test]
    public void A_calibration_is_unbounded_where_the_slope_is_not_significant()
    {
        T[] x = Numbers(1, 2, 3, 4);
        InversePrediction<T> vague = LeastSquares.Fit(x, Numbers(1, -1, 1, -1)).PredictInverse(Number(0.3));
        Assert.That((vague.IsBounded, vague.Interval), Is.EqualTo((false, new Interval<T>(T.NegativeInfinity, T.PositiveInfinity))));
        InversePrediction<T> flat = LeastSquares.Fit(x, Numbers(2, 2, 2, 2)).PredictInverse(Number(5));
        Assert.That((flat.IsBounded, flat.Estimate), Is.EqualTo((false, T.PositiveInfinity)));
        InversePrediction<T> exact = LeastSquares.Fit(x, Numbers(2, 4, 6, 8)).PredictInverse(Number(5));
        Assert.That((exact.IsBounded, exact.Estimate, exact.Interval), Is.EqualTo((true, Number(2.5), new Interval<T>(Number(2.5), Number(2.5)))));
        InversePrediction<T> unknown = LeastSquares.Fit(Numbers(1, 2), Numbers(2, 3)).PredictInverse(Number(2.5));
        Assert.That(unknown.IsBounded || !T.IsNaN(unknown.Interval.Lower), Is.False);
        Assert.That(double.CreateChecked(unknown.Estimate), Is.EqualTo(1.5).Within(1e-6));
        LinearModel<T> line = LeastSquares.Fit(x, Numbers(1, 2, 4, 4));
        Assert.That(() => line.PredictInverse(T.NaN), Throws.ArgumentException.With.Message.StartsWith("PredictInverse: y[0] is NaN"));
        Assert.That(() => line.PredictInverse(T.One, repeats: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => line.PredictInverse(T.One, level: double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Coefficients_beyond_the_range_still_predict([Values] bool tiny)
    {
        double unit = IsFloat ? 1e25 : 1e200;
        (double ofX, double ofY) = tiny ? (unit, 1 / unit) : (1 / unit, unit);
        T[] x = Numbers(ofX, 2 * ofX, 3 * ofX, 4.5 * ofX), y = Numbers(3 * ofY, 5 * ofY, 7 * ofY, 10 * ofY);
        LinearModel<T> line = LeastSquares.Fit(x, y);
        Assert.That(line.Slope, Is.EqualTo(tiny ? T.Zero : T.PositiveInfinity));
        Assert.That(line.Remarks, Has.Some.StartsWith("The coefficients of x lie beyond the range"));
        Assert.That(double.CreateChecked(line.Predict(Number(4 * ofX))) / ofY, Is.EqualTo(9).Within(1e-5));
        Matrix<T> two = Matrix.Create(4, 2, (i, j) => j == 0 ? x[i] : Number(i % 2));
        LinearModel<T> plane = LeastSquares.Fit(two, y);
        var predictions = new T[4];
        plane.Predict(two, predictions);
        Assert.That(predictions.Zip(y, (p, t) => double.CreateChecked(p) / double.CreateChecked(t)), Is.All.EqualTo(1).Within(1e-6));
        Assert.That(Allocation.OnceWarm(() => plane.Predict(two, predictions)), Is.Zero);
    }

    [Test]
    public void Weights_of_any_size_count_their_rows()
    {
        double large = IsFloat ? 1e38 : 1e300;
        LinearModel<T> model = LeastSquares.Fit(Numbers(1, 2, 3, 4, 5), Numbers(1, 2, 4, 4, 6), new() { Weights = Numbers(large, large, 1 / large, large, large) });
        Assert.That((model.RowCount, model.Summary().ResidualDegreesOfFreedom), Is.EqualTo((5L, 3.0)));
        LinearModel<T> without = LeastSquares.Fit(Numbers(1, 2, 4, 5), Numbers(1, 2, 4, 6));
        Assert.That(model.Coefficients.ToArray().Select(double.CreateChecked), Is.EqualTo(without.Coefficients.ToArray().Select(double.CreateChecked)).Within(1e-6));
        Assert.That(T.IsFinite(model.Summary().LogLikelihood));
    }

    [Test]
    public void Columns_of_zeros_alone_have_rank_0()
    {
        LinearModel<T> model = LeastSquares.Fit(Numbers(0, 0, 0), Numbers(6, 1, 2), new() { Intercept = false });
        Assert.That((model.Rank, model.Slope, model.Summary().ResidualDegreesOfFreedom), Is.EqualTo((0, T.Zero, 3.0)));
        Assert.That(double.CreateChecked(model.Summary().ResidualSumOfSquares), Is.EqualTo(41).Within(1e-5));
        Assert.That(model.Remarks, Has.Some.EqualTo("Column x is 0 in every row that counts."));
        var accumulator = new LeastSquaresAccumulator<T>(1, intercept: false);
        accumulator.Add(new Matrix<T>(3, 1), Numbers(6, 1, 2));
        Assert.That(accumulator.Fit().Coefficients.ToArray(), Is.EqualTo(new[] { T.Zero }));
    }

    [Test]
    public void Every_name_is_needed()
    {
        Assert.That(() => LeastSquares.Fit(Numbers(1, 2, 3), Numbers(1, 2, 4), new() { PredictorNames = [null!] }), Throws.ArgumentException.With.Message.StartsWith("Fit: PredictorNames[0] is null; every predictor must have a name."));
        var accumulator = new LeastSquaresAccumulator<T>(2);
        accumulator.Add(new Matrix<T>(1, 2), [T.One]);
        Assert.That(() => accumulator.Fit(predictorNames: ["a", null!]), Throws.ArgumentException.With.Message.StartsWith("Fit: predictorNames[1] is null; every predictor must have a name."));
    }

    [Test]
    public void Sizes_that_no_array_holds_are_refused()
    {
        Assert.That(() => new LeastSquaresAccumulator<T>(46_001), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => LeastSquares.FitPolynomial(Numbers(1, 2, 3), Numbers(1, 4, 9), 257), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Powers_of_years_are_told_apart([Values(70, 20_000)] int rows)
    {
        double step = 70.0 / rows;
        T[] years = Numbers(Enumerable.Range(0, rows).Select(i => 1950 + Math.Round(i * step * 256) / 256));
        T[] y = Numbers(years.Select(v => Math.Sin((double.CreateChecked(v) - 1950) / 10)));
        T[] centred = [.. years.Select(v => v - Number(1985))];
        LinearModel<T> model = LeastSquares.FitPolynomial(years, y, 8), same = LeastSquares.FitPolynomial(centred, y, 8);
        Assert.That((model.Rank, same.Rank), Is.EqualTo((9, 9)));
        Assert.That(double.CreateChecked(model.Summary().ResidualSumOfSquares), Is.EqualTo(double.CreateChecked(same.Summary().ResidualSumOfSquares)).Within(1e-6).Percent);
        Assert.That(double.CreateChecked(model.Coefficients[8]), Is.EqualTo(double.CreateChecked(same.Coefficients[8])).Within(1e-4).Percent);
        Assert.That(double.CreateChecked(model.Predict(years[17])), Is.EqualTo(double.CreateChecked(same.Predict(centred[17]))).Within(IsFloat ? 1e-6 : 1e-13));
    }

    [Test]
    public void More_powers_than_points_pass_through_the_points_whatever_the_range()
    {
        double tiny = IsFloat ? 1e-30 : 1e-200;
        foreach ((double unit, int degree) in new[] { (1, 256), (tiny, 3), (tiny, 256), (1 / tiny, 3), (1 / tiny, 256) })
        {
            LinearModel<T> model = LeastSquares.FitPolynomial(Numbers(unit, 2 * unit), Numbers(1, 4), degree);
            Assert.That(model.Rank, Is.EqualTo(2));
            Assert.That(model.Residuals().ToArray().Select(double.CreateChecked), Is.All.EqualTo(0).Within(1e-6), $"{unit}, {degree}");
            Assert.That(double.CreateChecked(model.Predict(Number(2 * unit))), Is.EqualTo(4).Within(1e-6));
        }
    }

    [Test]
    public void Several_targets_may_be_weighted_and_penalised()
    {
        (Matrix<T> x, T[] y) = Random(30, 3);
        Matrix<T> targets = Matrix.Create(30, 2, (i, t) => t == 0 ? y[i] : x[i, 1] * y[i]);
        LeastSquaresOptions<T> options = new() { Ridge = Number(1.5), Weights = [.. y.Select(v => T.Abs(v) + T.One)], PredictorNames = ["a", "b", "c"] };
        LinearModel<T>[] models = LeastSquares.Fit(x, targets, options);
        for (int t = 0; t < 2; t++)
        {
            LinearModel<T> alone = LeastSquares.Fit(x, [.. Enumerable.Range(0, 30).Select(i => targets[i, t])], options);
            Assert.That(models[t].ToString(), Is.EqualTo(alone.ToString()));
            Assert.That(models[t].Residuals().ToArray(), Is.EqualTo(alone.Residuals().ToArray()));
        }
        Assert.That(LeastSquares.Fit(x, new Matrix<T>(30, 0)), Is.Empty);
    }

    [Test]
    public void Predicting_into_a_destination_allocates_nothing()
    {
        (Matrix<T> x, T[] y) = Random(50, 3);
        LinearModel<T> model = LeastSquares.Fit(x, y), line = LeastSquares.Fit(y, y), parabola = LeastSquares.FitPolynomial(y, y, 2);
        var destination = new T[50];
        Assert.That(Allocation.OnceWarm(() => model.Predict(x, destination)), Is.Zero);
        Assert.That(destination[7], Is.EqualTo(model.Predict(x.Row(7))));
        Assert.That(Allocation.OnceWarm(() => line.PredictMany(y, destination)), Is.Zero);
        Assert.That(Allocation.OnceWarm(() => parabola.PredictMany(y, destination)), Is.Zero);
    }
}
