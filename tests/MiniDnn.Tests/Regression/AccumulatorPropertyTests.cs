namespace MiniDnn.Tests;

/// <summary>Generated rows, handed over in random blocks and merged from parts, against the fit of all rows in doubled precision.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class AccumulatorPropertyTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double Epsilon = 1.0 / (1L << 52);

    private static readonly double RoundingOfT = typeof(T) == typeof(float) ? Math.ScaleB(1, -23) : Epsilon;

    public enum Kind
    {
        Plain,
        Offset,
        Timestamps,
        Units,
        NearCollinear,
        Weighted,
        AllAtOnce,
    }

    [Test]
    public void Any_blocks_lose_no_digit_beyond_those_of_the_condition_number([Values] Kind kind, [Values] bool intercept, [Values] bool merged)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Rows rows = Generate(kind, new SeededRandom((ulong)((seed * 100) + (int)kind)));
            LeastSquaresAccumulator<T> accumulator = merged ? Merged(rows, intercept, seed) : InBlocks(rows, 0, rows.Count, intercept, seed);
            AssertAgrees(accumulator.Fit(), rows, intercept, $"{kind}, seed {seed}, {rows.Count}×{rows.X.ColumnCount}");
        }
    }

    [Test]
    public void How_rows_are_divided_changes_no_bit([Values] Kind kind, [Values] bool intercept)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Rows rows = Generate(kind, new SeededRandom((ulong)((seed * 100) + (int)kind)));
            LeastSquaresAccumulator<T> whole = new(rows.X.ColumnCount, intercept), single = new(rows.X.ColumnCount, intercept);
            whole.Add(rows.X, rows.Y, rows.Weights);
            for (int i = 0; i < rows.Count; i++)
            {
                Add(single, rows, i, 1);
                if (i % 17 == 0)
                {
                    single.Fit();
                }
            }
            LeastSquaresAccumulator<T> blocks = InBlocks(rows, 0, rows.Count, intercept, seed);
            foreach (LeastSquaresAccumulator<T> other in new[] { single, blocks })
            {
                LinearModel<T> expected = whole.Fit(), actual = other.Fit();
                Assert.That(actual.Coefficients, Is.EqualTo(expected.Coefficients));
                Assert.That(actual.Rank == actual.Coefficients.Count ? actual.Summary().StandardErrors : [], Is.EqualTo(expected.Rank == actual.Coefficients.Count ? expected.Summary().StandardErrors : []));
                Assert.That(actual.Summary().ResidualSumOfSquares, Is.EqualTo(expected.Summary().ResidualSumOfSquares));
            }
        }
    }

    [Test]
    public void Copies_of_columns_and_sums_of_them_take_nothing_from_the_fit([Values(1, 2, 30, 4000)] int block, [Values] bool intercept)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            var random = new SeededRandom((ulong)seed);
            int own = 1 + random.NextInt32(4), copies = seed % 2 == 0 ? 11 : 3, n = block == 4000 ? 4000 : 150;
            Matrix<T> x = new(n, own * (copies + 1));
            T[] y = new T[n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < own; j++)
                {
                    x[i, j] = T.CreateTruncating(random.NextInt32(1000) - (seed * 300));
                }
                for (int j = own; j < x.ColumnCount; j++)
                {
                    x[i, j] = x[i, j % own] + (j > 2 * own && intercept ? T.CreateTruncating(j) : T.Zero);
                }
                y[i] = T.CreateTruncating((double.CreateTruncating(x[i, 0]) * 2) + 5 + (10 * random.NextNormal()));
            }
            var accumulator = new LeastSquaresAccumulator<T>(x.ColumnCount, intercept);
            for (int start = 0, count; start < n; start += count)
            {
                count = Math.Min(block, n - start);
                accumulator.Add(x.Rows(start..(start + count)), y.AsSpan(start, count));
            }
            LinearModel<T> model = accumulator.Fit(), expected = LeastSquares.Fit(x[.., ..own], y.AsSpan(), new() { Intercept = intercept });
            Assert.That(model.Rank, Is.EqualTo(expected.Rank));
            double right = double.CreateTruncating(expected.Summary().ResidualSumOfSquares);
            Assert.That(double.CreateTruncating(model.Summary().ResidualSumOfSquares), Is.EqualTo(right).Within(right * (1e-12 + RoundingOfT)));
            Assert.That(model.Coefficients, Has.All.Matches<T>(T.IsFinite));
            AssertBelongs(model, new(x, y, []));
        }
    }

    [Test]
    public void A_column_of_which_little_is_left_is_fitted_or_told_and_never_makes_the_fit_worse([Values] bool intercept)
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new SeededRandom((ulong)seed);
            int n = 5 + random.NextInt32(60);
            double offset = Math.Pow(10, random.NextInt32(7)), left = Math.Pow(10, -random.NextInt32(18));
            Matrix<T> x = new(n, 2);
            T[] y = new T[n];
            for (int i = 0; i < n; i++)
            {
                double first = offset + random.NextNormal();
                x[i, 0] = T.CreateTruncating(first);
                x[i, 1] = T.CreateTruncating((1.1 * first) + (left * offset * random.NextNormal()));
                y[i] = T.CreateTruncating(first + random.NextNormal());
            }
            LinearModel<T> both = InBlocks(new(x, y, []), 0, n, intercept, seed).Fit();
            LinearModel<T> one = InBlocks(new(x[.., ..1].ToMatrix(), y, []), 0, n, intercept, seed).Fit();
            double more = double.CreateTruncating(both.Summary().ResidualSumOfSquares), less = double.CreateTruncating(one.Summary().ResidualSumOfSquares);
            Assert.That(more, Is.LessThanOrEqualTo(less * (1 + 1e-9 + RoundingOfT)), $"seed {seed}, offset {offset}, left {left}");
            Assert.That(both.Remarks.Count > 0, Is.EqualTo(both.Rank < both.Coefficients.Count), string.Join(' ', both.Remarks));
        }
    }

    [Test]
    public void Levels_are_not_noise([Values(1e0, 1e7, 3e14, 1e15)] double level)
    {
        double unit = typeof(T) == typeof(float) ? Math.Max(1, level / 1e6) : 1;
        Matrix<T> x = new(5, 1, [.. new double[] { 1, 2, 3, 5, 6 }.Select(v => T.CreateTruncating(level + (unit * v)))]);
        T[] y = [.. new double[] { 1, 2, 4, 3, 9 }.Select(v => T.CreateTruncating(level + (unit * v)))];
        LinearModel<T> model = InBlocks(new(x, y, []), 0, 5, true, 1).Fit();
        LinearModel<double> right = Reference(new(x, y, []), true);
        Assert.That(double.CreateTruncating(model.Summary().RSquared), Is.EqualTo(right.Summary().RSquared).Within(2 * RoundingOfT));
        double residual = right.Summary().ResidualSumOfSquares;
        Assert.That(double.CreateTruncating(model.Summary().ResidualSumOfSquares), Is.EqualTo(residual).Within(2 * RoundingOfT * residual));
        Assert.That(double.CreateTruncating(model.Slope), Is.EqualTo(right.Slope).Within(2 * RoundingOfT));
        Assert.That(model.Remarks, Is.Empty);
    }

    [Test]
    public void Thirteen_powers_come_row_by_row()
    {
        const int Powers = 13;
        var accumulator = new LeastSquaresAccumulator<T>(Powers);
        var x = new Matrix<T>(40, Powers);
        T[] y = [.. Enumerable.Range(0, 40).Select(i => T.CreateTruncating(i))];
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < Powers; j++)
            {
                x[i, j] = T.CreateTruncating(Math.Pow((i + 1) / 10.0, j + 1));
            }
            accumulator.Add(x.Rows(i..(i + 1)), y.AsSpan(i, 1));
            LinearModel<T> model = accumulator.Fit();
            Assert.That(model.Coefficients, Has.All.Matches<T>(T.IsFinite), $"after row {i}");
            Assert.That(double.CreateTruncating(model.Summary().ResidualSumOfSquares), Is.LessThan(1e-3 * (i + 1)), $"after row {i}");
            Assert.That(model.Rank, Is.LessThanOrEqualTo(Math.Min(i + 1, Powers + 1)));
        }
    }

    [Test]
    public void Ridge_with_copies_of_a_column_is_a_problem_of_full_rank([Values(1e-6, 1, 1e6)] double ridge)
    {
        (Matrix<T> X, T[] Y, T[] _) = Generate(Kind.Plain, new SeededRandom(3));
        Matrix<T> twice = Matrix.Create(X.RowCount, 2, (i, j) => X[i, 0] * T.CreateTruncating(j + 1));
        LinearModel<T> model = InBlocks(new(twice, Y, []), 0, Y.Length, true, 3).Fit(T.CreateTruncating(ridge));
        Assert.That(model.Rank, Is.EqualTo(3));
        Assert.That(double.CreateTruncating(model.Coefficients[2] / model.Coefficients[1]), Is.EqualTo(2).Within(8 * RoundingOfT));
        LinearModel<T> single = InBlocks(new(X[.., ..1].ToMatrix(), Y, []), 0, Y.Length, true, 3).Fit(T.CreateTruncating(ridge / 5));
        double both = double.CreateTruncating(model.Coefficients[1]) * 5;
        Assert.That(both, Is.EqualTo(double.CreateTruncating(single.Coefficients[1])).Within(8 * RoundingOfT * Math.Abs(both)));
    }

    private static void AssertAgrees(LinearModel<T> model, Rows rows, bool intercept, string what)
    {
        LinearModel<double> right = Reference(rows, intercept);
        double[][] columns = [.. Enumerable.Range(0, rows.X.ColumnCount).Select(j => rows.X.Column(j).Select(double.CreateTruncating).ToArray())];
        double[]? weights = rows.Weights.Length == 0 ? null : [.. rows.Weights.Select(double.CreateTruncating)];
        var bound = new AccumulatorBound(columns, [.. rows.Y.Select(double.CreateTruncating)], weights, intercept);
        if (!bound.CanBeTold || rows.Count < model.Coefficients.Count)
        {
            return;
        }
        Assert.That(model.Rank, Is.EqualTo(model.Coefficients.Count), what);
        int first = intercept ? 1 : 0;
        double size = bound.Size(right.Coefficients.Skip(first)), residual = Math.Sqrt(right.Summary().ResidualSumOfSquares);
        for (int j = 0; j < columns.Length; j++)
        {
            double expected = right.Coefficients[first + j], error = Math.Abs(double.CreateTruncating(model.Coefficients[first + j]) - expected);
            double allowed = bound.OfCoefficient(j, size, residual) + (RoundingOfT * Math.Abs(expected));
            Assert.That(error, Is.LessThanOrEqualTo(allowed), $"{what}: coefficient {first + j}, condition {bound.Condition}");
        }
        double found = Math.Sqrt(double.CreateTruncating(model.Summary().ResidualSumOfSquares));
        Assert.That(found, Is.EqualTo(residual).Within(bound.OfResidual(size) + (RoundingOfT * residual)), $"{what}: residuals, size {size}");
    }

    /// <summary>The reported residual sum is that of the reported coefficients, as far as these keep their digits.</summary>
    private static void AssertBelongs(LinearModel<T> model, Rows rows)
    {
        double sum = 0, largest = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            double rest = double.CreateTruncating(rows.Y[i]) - (model.HasIntercept ? double.CreateTruncating(model.Coefficients[0]) : 0);
            for (int j = 0; j < rows.X.ColumnCount; j++)
            {
                T coefficient = model.Coefficients[j + (model.HasIntercept ? 1 : 0)];
                double product = double.CreateTruncating(rows.X[i, j]) * double.CreateTruncating(coefficient);
                rest -= product;
                largest = Math.Max(largest, Math.Abs(product));
            }
            sum += rest * rest;
        }
        double rounding = rows.X.ColumnCount * RoundingOfT * largest * Math.Sqrt(rows.Count);
        double residual = Math.Sqrt(sum), found = Math.Sqrt(double.CreateTruncating(model.Summary().ResidualSumOfSquares));
        Assert.That(found, Is.EqualTo(residual).Within(rounding + (RoundingOfT * residual)));
    }

    private static LinearModel<double> Reference(Rows rows, bool intercept)
    {
        Matrix<double> x = Matrix.Create(rows.Count, rows.X.ColumnCount, (i, j) => double.CreateTruncating(rows.X[i, j]));
        double[] y = [.. rows.Y.Select(double.CreateTruncating)];
        double[]? weights = rows.Weights.Length == 0 ? null : [.. rows.Weights.Select(double.CreateTruncating)];
        return Regression<double>.FitDoubled(x, y, new() { Intercept = intercept, Weights = weights, RankTolerance = 1e-25 });
    }

    private static LeastSquaresAccumulator<T> InBlocks(Rows rows, int start, int end, bool intercept, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var result = new LeastSquaresAccumulator<T>(rows.X.ColumnCount, intercept);
        int largest = 1 + (seed % 5 * seed % 5 * 30);
        for (int count; start < end; start += count)
        {
            count = Math.Min(1 + random.NextInt32(largest), end - start);
            Add(result, rows, start, count);
        }
        return result;
    }

    private static LeastSquaresAccumulator<T> Merged(Rows rows, bool intercept, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        LeastSquaresAccumulator<T> whole = new(rows.X.ColumnCount, intercept);
        for (int start = 0, count; start < rows.Count; start += count)
        {
            count = Math.Min(1 + random.NextInt32(1 + (rows.Count / 2)), rows.Count - start);
            whole.Merge(InBlocks(rows, start, start + count, intercept, seed));
        }
        return whole;
    }

    private static void Add(LeastSquaresAccumulator<T> accumulator, Rows rows, int start, int count)
    {
        Span<T> weights = rows.Weights.Length == 0 ? [] : rows.Weights.AsSpan(start, count);
        accumulator.Add(rows.X.Rows(start..(start + count)), rows.Y.AsSpan(start, count), weights);
    }

    private static Rows Generate(Kind kind, SeededRandom random)
    {
        int predictors = 1 + random.NextInt32(kind == Kind.NearCollinear ? 5 : 8);
        int count = predictors + 2 + random.NextInt32(kind == Kind.AllAtOnce ? 1500 : 300);
        int digits = typeof(T) == typeof(float) ? 6 : 14;
        bool hasOffset = kind is Kind.Offset or Kind.AllAtOnce, hasUnits = kind is Kind.Units or Kind.AllAtOnce;
        double[] offsets = [.. Enumerable.Range(0, predictors + 1).Select(_ => hasOffset ? Math.Pow(10, random.NextInt32(digits)) : 0)];
        double[] units = [.. Enumerable.Range(0, predictors + 1).Select(_ => hasUnits ? Math.Pow(10, random.NextInt32(25) - 12) : 1)];
        double noise = Math.Pow(10, -random.NextInt32(4));
        var x = new Matrix<T>(count, predictors);
        T[] y = new T[count];
        bool isWeighted = kind is Kind.Weighted or Kind.AllAtOnce;
        T[] weights = [.. Enumerable.Range(0, isWeighted ? count : 0).Select(_ => T.CreateTruncating(Math.Pow(10, random.NextInt32(9) - 4)))];
        double left = Math.Pow(10, -random.NextInt32(typeof(T) == typeof(float) ? 5 : 8));
        for (int i = 0; i < count; i++)
        {
            double target = random.NextNormal() * noise, before = 0;
            for (int j = 0; j < predictors; j++)
            {
                double value = kind == Kind.NearCollinear && j > 0 ? before + (left * random.NextNormal()) : random.NextNormal();
                value = kind == Kind.Timestamps && j == 0 ? i + random.NextDouble() : value;
                target += value * (1 + (j % 3));
                before = value;
                bool isTime = kind == Kind.Timestamps && j == 0;
                x[i, j] = T.CreateTruncating(isTime ? Timestamp(predictors, value) : units[j] * (offsets[j] + value));
            }
            y[i] = T.CreateTruncating(units[^1] * (offsets[^1] + target));
        }
        return new(x, y, weights);
    }

    /// <summary>Years, Excel's days; seconds, milliseconds, nanoseconds, ticks of .NET, which float does not hold.</summary>
    private static double Timestamp(int unit, double step) => (unit % (typeof(T) == typeof(float) ? 2 : 6)) switch
    {
        0 => 1985 + step,
        1 => 45_000 + step,
        2 => 1.7e9 + step,
        3 => 1.7e12 + (1000 * step),
        4 => 1.7e18 + (1e6 * step),
        _ => 6.4e17 + (1e7 * step),
    };

    private sealed record Rows(Matrix<T> X, T[] Y, T[] Weights)
    {
        public int Count => Y.Length;
    }
}
