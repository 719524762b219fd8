namespace MiniDnn.Tests;

/// <summary>Rows in blocks, merged and saved in between, against the fit of all rows at once.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LeastSquaresAccumulatorTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Rows = 1501;
    private const int Predictors = 5;

    private static readonly double Tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-12;

    private static T Number(double value) => T.CreateTruncating(value);

    private static (Matrix<T> X, T[] Y, T[] Weights) Data(double unit = 1)
    {
        var random = new SeededRandom(5);
        var x = new Matrix<T>(Rows, Predictors);
        var y = new T[Rows];
        var weights = new T[Rows];
        for (int i = 0; i < Rows; i++)
        {
            double target = 4 + random.NextNormal();
            for (int j = 0; j < Predictors; j++)
            {
                double value = random.NextNormal();
                target += (j - 2) * value;
                x[i, j] = Number(value * unit);
            }
            y[i] = Number(target * unit);
            weights[i] = Number(i % 11 == 0 ? 0 : 3 * random.NextDouble());
        }
        return (x, y, weights);
    }

    private static LeastSquaresAccumulator<T> Accumulate(Matrix<T> x, T[] y, T[] weights, Range rows, int blockSize, bool intercept = true)
    {
        var result = new LeastSquaresAccumulator<T>(x.ColumnCount, intercept);
        (int first, int count) = rows.GetOffsetAndLength(x.RowCount);
        for (int start = first; start < first + count; start += blockSize)
        {
            int size = Math.Min(blockSize, first + count - start);
            result.Add(x.Rows(start..(start + size)), y.AsSpan(start, size), weights.Length == 0 ? [] : weights.AsSpan(start, size));
        }
        return result;
    }

    private static void AssertSame(LinearModel<T> actual, LinearModel<T> expected)
    {
        using (Assert.EnterMultipleScope())
        {
            AssertClose(actual.Coefficients, expected.Coefficients);
            AssertClose(actual.Summary().StandardErrors, expected.Summary().StandardErrors);
            AssertClose(actual.Summary().TestStatistics, expected.Summary().TestStatistics);
            AssertClose(actual.Summary().Covariance().AsSpan().ToArray(), expected.Summary().Covariance().AsSpan().ToArray());
            AssertClose(
                [actual.Summary().ResidualSumOfSquares, actual.Summary().TotalSumOfSquares, actual.Summary().RSquared, actual.Summary().AdjustedRSquared, actual.Summary().FStatistic, actual.Summary().ResidualStandardError, actual.Summary().LogLikelihood, actual.Summary().Aic, actual.Summary().Bic, actual.ConditionNumber()],
                [expected.Summary().ResidualSumOfSquares, expected.Summary().TotalSumOfSquares, expected.Summary().RSquared, expected.Summary().AdjustedRSquared, expected.Summary().FStatistic, expected.Summary().ResidualStandardError, expected.Summary().LogLikelihood, expected.Summary().Aic, expected.Summary().Bic, expected.ConditionNumber()]);
            T[] point = new T[expected.PredictorCount];
            Interval<T> interval = actual.PredictionInterval(point), same = expected.PredictionInterval(point);
            AssertClose([interval.Lower, interval.Upper], [same.Lower, same.Upper]);
            Assert.That((actual.RowCount, actual.Rank), Is.EqualTo((expected.RowCount, expected.Rank)));
            Assert.That(actual.Summary().ResidualDegreesOfFreedom, Is.EqualTo(expected.Summary().ResidualDegreesOfFreedom).Within(1e-9));
            Assert.That(actual.Remarks, Is.EqualTo(expected.Remarks));
        }
    }

    private static void AssertClose(IReadOnlyList<T> actual, IReadOnlyList<T> expected)
    {
        double largest = expected.Select(double.CreateChecked).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max();
        Assert.That(actual.Count, Is.EqualTo(expected.Count));
        for (int i = 0; i < expected.Count; i++)
        {
            double right = double.CreateChecked(expected[i]);
            double allowed = Tolerance * (double.IsFinite(right) ? Math.Max(Math.Abs(right), largest * 1e-3) : 0);
            Assert.That(double.CreateChecked(actual[i]), Is.EqualTo(right).Within(allowed), $"element {i}");
        }
    }

    [Test]
    public void Blocks_of_any_size_give_the_model_of_all_rows([Values(1, 7, 400, Rows)] int blockSize, [Values] bool intercept, [Values] bool weighted)
    {
        (Matrix<T> x, T[] y, T[] weights) = Data();
        LeastSquaresAccumulator<T> accumulator = Accumulate(x, y, weighted ? weights : [], .., blockSize, intercept);
        Assert.That(accumulator.RowCount, Is.EqualTo(weighted ? weights.Count(w => w > T.Zero) : Rows));
        AssertSame(accumulator.Fit(), LeastSquares.Fit(x, y, new() { Intercept = intercept, Weights = weighted ? weights : null }));
    }

    [Test]
    public void Parts_from_many_threads_merge_to_the_model_of_all_rows([Values] bool weighted)
    {
        (Matrix<T> x, T[] y, T[] weights) = Data();
        T[] used = weighted ? weights : [];
        var parts = new LeastSquaresAccumulator<T>[8];
        Parallel.For(0, 8, p => parts[p] = Accumulate(x, y, used, (p * 200)..Math.Min(Rows, (p + 1) * 200), 33));
        var whole = new LeastSquaresAccumulator<T>(Predictors);
        foreach (LeastSquaresAccumulator<T> part in parts)
        {
            whole.Merge(part);
        }
        whole.Merge(new(Predictors));
        AssertSame(whole.Fit(), LeastSquares.Fit(x, y, new() { Weights = weighted ? weights : null }));
    }

    [Test]
    public void A_saved_accumulator_goes_on_where_it_was([Values(0, 1, 900)] int rowsBefore)
    {
        (Matrix<T> x, T[] y, T[] weights) = Data();
        var stream = new MemoryStream();
        Accumulate(x, y, weights, ..rowsBefore, 100).Save(stream);
        stream.Position = 0;
        LeastSquaresAccumulator<T> loaded = LeastSquaresAccumulator<T>.Load(stream);
        loaded.Merge(Accumulate(x, y, weights, rowsBefore.., 100));
        AssertSame(loaded.Fit(), LeastSquares.Fit(x, y, new() { Weights = weights }));
    }

    [Test]
    public void Ridge_and_names_are_those_of_the_fit()
    {
        (Matrix<T> x, T[] y, T[] weights) = Data();
        string[] names = ["a", "b", "c", "d", "e"];
        LinearModel<T> model = Accumulate(x, y, weights, .., 250).Fit(Number(7.5), null, names);
        AssertSame(model, LeastSquares.Fit(x, y, new() { Weights = weights, Ridge = Number(7.5), PredictorNames = names }));
        Assert.That(model.ParameterNames, Is.EqualTo(names.Prepend("(Intercept)")));
    }

    [Test]
    public void Dependent_columns_are_named_and_the_norm_is_least()
    {
        (Matrix<T> x, T[] y, _) = Data();
        for (int i = 0; i < Rows; i++)
        {
            x[i, 3] = x[i, 0];
        }
        AssertSame(Accumulate(x, y, [], .., 100).Fit(), LeastSquares.Fit(x, y));
        Assert.That(Accumulate(x, y, [], .., 100).Fit().DependentColumns, Is.EqualTo(new[] { "x1", "x4" }));
    }

    [Test]
    public void Fewer_rows_than_parameters_and_constant_targets_say_so()
    {
        (Matrix<T> x, T[] y, _) = Data();
        LinearModel<T> few = Accumulate(x, y, [], ..3, 2).Fit();
        Assert.That(few.Rank, Is.EqualTo(3));
        Assert.That(few.Remarks, Has.Some.Contains("3 rows leave no degrees of freedom"));
        AssertClose(few.Coefficients, LeastSquares.Fit(x.Rows(..3), y.AsSpan(0, 3)).Coefficients);

        T[] constant = [.. Enumerable.Repeat(Number(0.3), Rows)];
        Assert.That(Accumulate(x, constant, [], .., 64).Fit().Remarks, Has.Some.StartsWith("The target is constant"));
        LeastSquaresAccumulator<T> merged = Accumulate(x, constant, [], ..700, 64);
        merged.Merge(Accumulate(x, constant, [], 700.., 64));
        Assert.That(merged.Fit().Remarks, Has.Some.StartsWith("The target is constant"));
    }

    [Test]
    public void An_exact_fit_is_recognised()
    {
        (Matrix<T> x, _, _) = Data();
        T[] y = [.. Enumerable.Range(0, Rows).Select(i => Number(i))];
        Matrix<T> line = new(Rows, 1, [.. y.Select(v => v + T.One)]);
        LinearModel<T> model = Accumulate(line, y, [], .., 100).Fit();
        Assert.That(double.CreateChecked(model.Slope), Is.EqualTo(1).Within(Tolerance));
        Assert.That(model.Remarks, Has.Some.StartsWith("The fit is exact"));
        Assert.That(x.ColumnCount, Is.EqualTo(Predictors));
    }

    [Test]
    public void Scales_grow_with_the_data([Values] bool largeFirst)
    {
        double unit = typeof(T) == typeof(float) ? 1e15 : 1e150;
        (Matrix<T> small, T[] smallY, T[] weights) = Data(1 / unit);
        (Matrix<T> large, T[] largeY, _) = Data(unit);
        T[] tiny = [.. weights.Select(w => w / Number(unit))];
        LeastSquaresAccumulator<T> a = Accumulate(small, smallY, tiny, .., 100);
        AssertSame(a.Fit(), LeastSquares.Fit(small, smallY, new() { Weights = tiny }));

        // Beside rows that are larger by 10³⁰⁰ (10³⁰), the small ones do not show, but for one of weight 1.
        Matrix<T> shown = new(Rows + 1, Predictors);
        large.CopyTo(shown.Rows(..Rows));
        LeastSquaresAccumulator<T> b = Accumulate(large, largeY, [], .., 100);
        a.Add(new Matrix<T>(1, Predictors), [T.Zero]);
        (largeFirst ? b : a).Merge(largeFirst ? a : b);
        AssertClose((largeFirst ? b : a).Fit().Coefficients, LeastSquares.Fit(shown, [.. largeY, T.Zero]).Coefficients);
    }

    [Test]
    public void Blocks_of_zeros_do_not_change_the_scales()
    {
        double unit = typeof(T) == typeof(float) ? 1e-30 : 1e-250;
        (Matrix<T> x, T[] y, _) = Data(unit);
        Matrix<T> withZeros = new(2 * Rows, Predictors);
        x.CopyTo(withZeros.Rows(..Rows));
        T[] target = [.. y, .. new T[Rows]];
        AssertSame(Accumulate(withZeros, target, [], .., 100).Fit(), LeastSquares.Fit(withZeros, target));
    }

    [Test]
    public void Bad_rows_are_refused_and_leave_the_accumulator_as_it_was()
    {
        (Matrix<T> x, T[] y, _) = Data();
        LeastSquaresAccumulator<T> accumulator = Accumulate(x, y, [], .., 100);
        T[] before = accumulator.Fit().Coefficients.ToArray();
        Matrix<T> bad = new(2, Predictors);
        bad[1, 3] = T.NaN;
        Matrix<T> two = new(2, Predictors);
        Assert.That(() => accumulator.Add(bad, new T[2]), Throws.ArgumentException.With.Message.StartsWith("Add: x[1, 3] is NaN; every value must be finite."));
        Assert.That(() => accumulator.Add(two, [T.Zero, T.PositiveInfinity]), Throws.ArgumentException.With.Message.Contains("y[1] is"));
        Assert.That(() => accumulator.Add(two, new T[3]), Throws.ArgumentException.With.Message.StartsWith("Add: y has 3 elements; it must have 2, one for each row of x."));
        Assert.That(() => accumulator.Add(new Matrix<T>(2, 4), new T[2]), Throws.ArgumentException.With.Message.StartsWith("Add: x is 2×4; it must have 5 columns, one for each predictor."));
        Assert.That(() => accumulator.Add(two, new T[2], new T[1]), Throws.ArgumentException.With.Message.StartsWith("Add: weights has 1 elements; it must have 2, one for each row of x."));
        Assert.That(() => accumulator.Add(two, new T[2], [T.One, -T.One]), Throws.ArgumentException.With.Message.Contains("[1] is -1; a weight must be finite and at least 0."));
        Assert.That(() => accumulator.Add(two, new T[2], [T.NaN, T.One]), Throws.ArgumentException.With.Message.Contains("[0] is NaN"));
        accumulator.Add(two, new T[2], new T[2]);
        accumulator.Add(new Matrix<T>(0, Predictors), []);
        Assert.That(accumulator.Fit().Coefficients.ToArray(), Is.EqualTo(before));
        Assert.That(accumulator.ToString(), Is.EqualTo("1501 rows, 5 predictors and an intercept"));
    }

    [Test]
    public void What_makes_no_sense_is_refused()
    {
        var accumulator = new LeastSquaresAccumulator<T>(2, intercept: false);
        Assert.That(() => accumulator.Fit(), Throws.InvalidOperationException.With.Message.StartsWith("Fit: the accumulator has no rows yet"));
        Assert.That(() => new LeastSquaresAccumulator<T>(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LeastSquaresAccumulator<T>(0, intercept: false), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => accumulator.Merge(null!), Throws.ArgumentNullException);
        Assert.That(() => accumulator.Merge(accumulator), Throws.ArgumentException.With.Message.Contains("its rows would count twice"));
        Assert.That(() => accumulator.Merge(new(2)), Throws.ArgumentException.With.Message.StartsWith("Merge: this is 2 predictors without intercept, other is 2 predictors and an intercept;"));
        accumulator.Add(new Matrix<T>(1, 2, [T.One, T.Zero]), [T.One]);
        Assert.That(() => accumulator.Fit(-T.One), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Fit: Ridge is -1;"));
        Assert.That(() => accumulator.Fit(rankTolerance: T.One), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Fit: RankTolerance is 1;"));
        Assert.That(() => accumulator.Fit(predictorNames: ["a"]), Throws.ArgumentException.With.Message.StartsWith("Fit: predictorNames has 1 elements; it must have 2"));
        LinearModel<T> model = accumulator.Fit(rankTolerance: T.Zero);
        Assert.That(() => model.Residuals(), Throws.InvalidOperationException.With.Message.Contains("keep no rows"));
        Assert.That(() => model.Diagnostics(), Throws.InvalidOperationException);
    }

    [Test]
    public void A_row_of_weight_0_may_hold_anything()
    {
        (Matrix<T> x, T[] y, T[] weights) = Data();
        var accumulator = new LeastSquaresAccumulator<T>(Predictors);
        T[] before = [.. y];
        for (int i = 0; i < Rows; i += 11)
        {
            (x[i, i % Predictors], y[i]) = (T.NaN, T.PositiveInfinity);
        }
        accumulator.Add(x, y, weights);
        for (int i = 0; i < Rows; i += 11)
        {
            (x[i, i % Predictors], y[i]) = (T.Zero, before[i]);
        }
        AssertSame(accumulator.Fit(), LeastSquares.Fit(x, y, new() { Weights = weights }));
        x[5, 1] = T.NaN;
        Assert.That(() => accumulator.Add(x, y, weights), Throws.ArgumentException.With.Message.StartsWith("Add: x[5, 1] is NaN; every value must be finite."));
    }

    [Test]
    public void More_rows_than_can_be_counted_are_refused()
    {
        LeastSquaresAccumulator<T> a = new(1), b = new(1);
        a.Add(new Matrix<T>(3, 1, [T.Zero, T.One, T.One + T.One]), [T.One, T.Zero, T.One]);
        for (int i = 0; i < 61; i++)
        {
            (b, LeastSquaresAccumulator<T> sum) = (a, new(1));
            sum.Merge(a);
            sum.Merge(b);
            a = sum;
        }
        Assert.That(a.RowCount, Is.EqualTo(3L << 61));
        T[] coefficients = [.. a.Fit().Coefficients];
        Assert.That(() => a.Merge(b), Throws.TypeOf<OverflowException>().With.Message.StartsWith("Merge: "));
        Assert.That(a.RowCount, Is.EqualTo(3L << 61));
        Assert.That(a.Fit().Coefficients, Is.EqualTo(coefficients));
        Assert.That(coefficients.Select(double.CreateTruncating), Is.EqualTo(new[] { 2.0 / 3, 0 }).Within(1e-6));
    }
}
