namespace MiniDnn.Tests;

/// <summary>An accumulator that forgets against the fit with the weights that are left, and against the recursion.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ForgettingAccumulatorTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Predictors = 3;

    private static readonly bool IsFloat = typeof(T) == typeof(float);

    private static readonly double Digits = IsFloat ? 1e-6 : 1e-12;

    /// <summary>Random blocks, factors and weights, with saving, merging and looking in between.</summary>
    [Test]
    public void Is_the_fit_with_the_weights_that_are_left([Values] bool intercept, [Values] bool weighted, [Values(0, 5e3)] double level)
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new SeededRandom(seed);
            var all = new Rows(weighted);
            LeastSquaresAccumulator<T> accumulator = new(Predictors, intercept), part = new(Predictors, intercept);
            for (int step = 0; step < 12; step++)
            {
                double factor = random.NextInt32(4) == 0 ? Math.Pow(10, -4 * random.NextDouble()) : 0.5 + (random.NextDouble() / 2);
                accumulator.Forget(factor);
                all.Forget(factor);
                (Matrix<T> x, T[] y, T[] weights) = all.Draw(random, 1 + random.NextInt32(1 << random.NextInt32(11)), level);
                LeastSquaresAccumulator<T> target = step % 4 == 3 ? part : accumulator;
                target.Add(x, y, weights);
                if (step % 4 == 3)
                {
                    factor = random.NextDouble();
                    part.Forget(factor);
                    all.ForgetLatest(y.Length, factor);
                    accumulator.Merge(part);
                    part = new(Predictors, intercept);
                }
                accumulator = step % 5 == 2 ? Reloaded(accumulator) : accumulator;
                CheckAgainst(all, accumulator.Fit(), intercept, $"seed {seed}, step {step}");
            }
        }
    }

    [Test]
    public void How_rows_are_divided_changes_no_bit([Values] bool intercept, [Values] bool weighted)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var random = new SeededRandom(seed);
            var all = new Rows(weighted);
            LeastSquaresAccumulator<T> whole = new(Predictors, intercept), single = new(Predictors, intercept);
            for (int step = 0; step < 10; step++)
            {
                double factor = Math.Pow(10, -30 * Math.Pow(random.NextDouble(), 4));
                whole.Forget(factor);
                single.Forget(factor);
                (Matrix<T> x, T[] y, T[] weights) = all.Draw(random, 1 + random.NextInt32(700), 10);
                whole.Add(x, y, weights);
                for (int i = 0; i < y.Length; i++)
                {
                    single.Add(x.Rows(i..(i + 1)), y.AsSpan(i, 1), weighted ? weights.AsSpan(i, 1) : []);
                }
                single.Fit();
            }
            Assert.That(single.Fit().Coefficients, Is.EqualTo(whole.Fit().Coefficients));
            Assert.That(single.Fit().Summary().StandardErrors, Is.EqualTo(whole.Fit().Summary().StandardErrors));
        }
    }

    [Test]
    public void Forgetting_before_every_row_is_the_recursion([Values] bool intercept, [Values(0.999, 0.98, 0.5, 0.1)] double forgetting)
    {
        var random = new SeededRandom(7);
        var all = new Rows(isWeighted: false);
        (Matrix<T> x, T[] y, _) = all.Draw(random, 5000, 3);
        var recursion = new RecursiveLeastSquares(Predictors, forgetting, intercept: intercept);
        var accumulator = new LeastSquaresAccumulator<T>(Predictors, intercept);
        for (int i = 0; i < y.Length; i++)
        {
            recursion.Add(all.X[i], all.Y[i]);
            accumulator.Forget(forgetting);
            accumulator.Add(x.Rows(i..(i + 1)), y.AsSpan(i, 1));
            if (i % 97 == 40)
            {
                LinearModel<T> model = accumulator.Fit();
                double freedom = double.CreateTruncating(model.Summary().ResidualDegreesOfFreedom);
                Assert.That(freedom, Is.EqualTo(recursion.ResidualDegreesOfFreedom).Within(10 * Digits * (freedom + 4)));
                AssertClose(model.Coefficients, recursion.Coefficients.ToArray(), 10, $"{i} {forgetting}");
                AssertClose(model.Summary().StandardErrors, recursion.StandardErrors.ToArray(), 10 * (1 + (4 / Math.Abs(freedom))), $"{i}");
            }
        }
    }

    [Test]
    public void Without_new_rows_coefficients_stay_and_then_the_old_ones_are_nothing([Values] bool intercept, [Values(1, 100_000)] int calls)
    {
        foreach (double factor in new[] { double.Epsilon, 1e-300, 0.01, 0.9 })
        {
            var random = new SeededRandom(1);
            var old = new Rows(isWeighted: true);
            var accumulator = new LeastSquaresAccumulator<T>(Predictors, intercept);
            (Matrix<T> x, T[] y, T[] weights) = old.Draw(random, 300, 1e3);
            accumulator.Add(x, y, weights);
            double[] before = [.. accumulator.Fit().Coefficients.Select(double.CreateTruncating)];
            for (int i = 0; i < calls; i++)
            {
                accumulator.Forget(factor);
            }
            LinearModel<T> stale = accumulator.Fit();
            AssertClose(stale.Coefficients, before, 1, $"{factor}");
            accumulator = Reloaded(accumulator);
            AssertClose(accumulator.Fit().Coefficients, before, 1, $"{factor}");
            if (calls > 1)
            {
                Assert.That(stale.Summary().StandardErrors.All(T.IsNaN));
                Assert.That(stale.Remarks, Has.Some.StartsWith("300 rows, of which ").And.Some.Contains("are not forgotten, leave no degrees of freedom"));
                var latest = new Rows(isWeighted: true);
                (x, y, weights) = latest.Draw(random, 50, 0);
                accumulator.Add(x, y, weights);
                CheckAgainst(latest, accumulator.Fit(), intercept, $"{factor}");
            }
        }
    }

    /// <summary>Its unit would leave nothing of those that follow, its square leave the range.</summary>
    [Test]
    public void Values_far_out_are_forgotten([Values] bool intercept, [Values(4, 40, 1000)] int calls, [Values(0, 1, 3)] int column, [Values(true, false)] bool waits)
    {
        double far = IsFloat ? 1e30 : 1e200;
        var accumulator = new LeastSquaresAccumulator<T>(Predictors, intercept);
        var random = new SeededRandom(5);
        (Matrix<T> x, T[] y, _) = new Rows(isWeighted: false).Draw(random, waits ? 3 : 2000, 0);
        (column < Predictors ? ref x.AsSpan()[column] : ref y[0]) = T.CreateTruncating(far);
        accumulator.Add(x, y);
        for (int i = 0; i < calls; i++)
        {
            accumulator.Forget(Math.Pow(10, -1200.0 / calls));
        }
        var latest = new Rows(isWeighted: false);
        for (int step = 0; step < 300; step++)
        {
            accumulator.Forget(0.999);
            latest.Forget(0.999);
            (x, y, _) = latest.Draw(random, 7, 0);
            accumulator.Add(x, y);
        }
        CheckAgainst(latest, accumulator.Fit(), intercept, "");
    }

    [Test]
    public void A_factor_that_makes_no_sense_is_refused()
    {
        var accumulator = new LeastSquaresAccumulator<T>(1);
        accumulator.Forget(0.5);
        accumulator.Add(new Matrix<T>(3, 1, [T.Zero, T.One, T.One]), [T.One, T.Zero, T.One]);
        foreach (double bad in new[] { 0, -0.5, 1.5, double.NaN })
        {
            Assert.That(() => accumulator.Forget(bad), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("greater than 0 and at most 1"));
        }
        accumulator.Forget(1);
        Assert.That(double.CreateTruncating(accumulator.Fit().Summary().ResidualDegreesOfFreedom), Is.EqualTo(1));
        Assert.That(accumulator.RowCount, Is.EqualTo(3));
    }

    private static LeastSquaresAccumulator<T> Reloaded(LeastSquaresAccumulator<T> accumulator)
    {
        var stream = new MemoryStream();
        accumulator.Save(stream);
        stream.Position = 0;
        return LeastSquaresAccumulator<T>.Load(stream);
    }

    private static void CheckAgainst(Rows rows, LinearModel<T> model, bool intercept, string what)
    {
        int n = rows.Y.Count;
        double[] weights = [.. rows.Weights.Select((w, i) => w * rows.Kept[i])];
        LinearModel<double> right = LeastSquares.Fit(
            Matrix.Create(n, Predictors, (i, j) => rows.X[i][j]), [.. rows.Y], new LeastSquaresOptions<double> { Weights = weights, Intercept = intercept });
        if (right.Rank < right.Coefficients.Count || right.ConditionNumber() > 1e6)
        {
            return;
        }
        // few rows with nearly all of the weight leave little to tell coefficients from
        double looseness = 20 * Math.Max(1, (double)right.ConditionNumber() / 10);
        AssertClose(model.Coefficients, right.Coefficients, looseness, what);
        double freedom = rows.Kept.Sum() - right.Coefficients.Count;
        Assert.That(double.CreateTruncating(model.Summary().ResidualDegreesOfFreedom), Is.EqualTo(freedom).Within(Digits * (rows.Kept.Sum() + 4)), what);
        if (freedom > 0.01 && n - right.Coefficients.Count > 5)
        {
            double factor = Math.Sqrt((n - right.Coefficients.Count) / freedom), sum = right.Summary().ResidualSumOfSquares;
            AssertClose(model.Summary().StandardErrors, [.. right.Summary().StandardErrors.Select(e => e * factor)], looseness * (1 + (4 / freedom)), what);
            Assert.That(double.CreateTruncating(model.Summary().ResidualSumOfSquares), Is.EqualTo(sum).Within(looseness * Digits * sum), what);
            double kept = rows.Kept.Sum(), logs = rows.Weights.Select((w, i) => rows.Kept[i] * Math.Log(w)).Sum();
            // Σ kᵢ·ln of the density at the variance Σ wᵢ·kᵢ·eᵢ²/Σ kᵢ
            double likelihood = 0.5 * (logs - (kept * (Math.Log(2 * Math.PI * sum / kept) + 1)));
            double size = Math.Abs(logs) + kept + Math.Abs(kept * Math.Log(sum / kept));
            Assert.That(double.CreateTruncating(model.Summary().LogLikelihood), Is.EqualTo(likelihood).Within(looseness * Digits * size), what);
        }
    }

    private static void AssertClose(IReadOnlyList<T> actual, IReadOnlyList<double> expected, double looseness, string what)
    {
        double largest = expected.Max(Math.Abs);
        for (int j = 0; j < expected.Count; j++)
        {
            double allowed = looseness * Digits * Math.Max(Math.Abs(expected[j]), 1e-3 * largest);
            Assert.That(double.CreateTruncating(actual[j]), Is.EqualTo(expected[j]).Within(double.IsNaN(allowed) ? 0 : allowed), $"{what}, {j}");
        }
    }

    /// <summary>The rows so far, with their own weights and what these have kept.</summary>
    private sealed class Rows(bool isWeighted)
    {
        public List<double[]> X { get; } = [];

        public List<double> Y { get; } = [];

        public List<double> Weights { get; } = [];

        public List<double> Kept { get; } = [];

        public void Forget(double factor) => ForgetLatest(Kept.Count, factor);

        public void ForgetLatest(int count, double factor)
        {
            for (int i = Kept.Count - count; i < Kept.Count; i++)
            {
                Kept[i] *= factor;
            }
        }

        public (Matrix<T> X, T[] Y, T[] Weights) Draw(SeededRandom random, int count, double level)
        {
            Matrix<T> x = Matrix.Create(count, Predictors, (_, _) => T.CreateTruncating(level + random.NextNormal()));
            T[] y = [.. Enumerable.Range(0, count).Select(i => x[i, 0] + x[i, 1] + T.CreateTruncating(random.NextNormal()))];
            T[] weights = [.. Enumerable.Range(0, isWeighted ? count : 0).Select(_ => T.CreateTruncating(0.1 + (3 * random.NextDouble())))];
            for (int i = 0; i < count; i++)
            {
                X.Add([.. x.Row(i).ToArray().Select(double.CreateTruncating)]);
                Y.Add(double.CreateTruncating(y[i]));
                Weights.Add(isWeighted ? double.CreateTruncating(weights[i]) : 1);
                Kept.Add(1);
            }
            return (x, y, weights);
        }
    }
}
