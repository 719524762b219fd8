using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Streams against values of 45 digits and against the closed form on the rows that count.</summary>
internal sealed class RecursiveLeastSquaresTests
{
    /// <summary>The twelve digits, of what is not smaller than a thousandth of the largest.</summary>
    private const double Digits = 1e-12;

    private static readonly string[] Cases = RecursiveCase.Names;

    [TestCaseSource(nameof(Cases))]
    public void Coefficients_and_errors_after_up_to_a_million_rows(string name)
    {
        RecursiveCase given = RecursiveCase.Read(name);
        RecursiveLeastSquares stream = given.Start();
        int found = 0;
        foreach ((double[] x, double y) in given.Rows)
        {
            stream.Add(x, y);
            if (given.Checkpoints.TryGetValue((int)stream.RowCount, out JsonElement right))
            {
                CheckAgainst(right, stream);
                found++;
            }
        }
        Assert.That(found, Is.EqualTo(given.Checkpoints.Count));
    }

    [Test]
    public void Is_the_closed_form_after_every_row(
        [Values(0, 1, 2, 3, 4, 8)] int predictors, [Values] bool intercept, [Values(1, 0.9, 0.5)] double forgetting, [Values(null, 1, 4, 13)] int? window)
    {
        if (predictors == 0 && !intercept)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new RecursiveLeastSquares(0, intercept: false));
            return;
        }
        double factor = window is null ? forgetting : 1;
        var stream = new RecursiveLeastSquares(predictors, factor, window, intercept);
        (Matrix<double> x, double[] y) = Draw(40, predictors, predictors + 100, level: 1e6);
        for (int i = 0; i < y.Length; i++)
        {
            stream.Add(x.Row(i), y[i]);
            int first = Math.Max(0, i + 1 - (window ?? y.Length));
            CheckClosedForm(stream, x.Rows(first..(i + 1)), y.AsSpan(first..(i + 1)), factor, intercept);
        }
    }

    [Test]
    public void Units_and_levels_change_nothing_else([Values(-280, -150, 0, 150, 280)] int ofX, [Values(-280, 0, 280)] int ofY, [Values(null, 6)] int? window)
    {
        (Matrix<double> x, double[] y) = Draw(30, 2, 5, level: 3);
        RecursiveLeastSquares plain = new(2, 1, window), scaled = new(2, 1, window);
        for (int i = 0; i < y.Length; i++)
        {
            plain.Add(x.Row(i), y[i]);
            scaled.Add([Math.ScaleB(x[i, 0], ofX), x[i, 1]], Math.ScaleB(y[i], ofY));
            double[] expected = [.. plain.Coefficients.ToArray().Select((b, j) => Math.ScaleB(b, ofY - (j == 1 ? ofX : 0)))];
            Assert.That(scaled.Coefficients.ToArray(), Is.EqualTo(expected));
            double[] errors = [.. plain.StandardErrors.ToArray().Select((b, j) => Math.ScaleB(b, ofY - (j == 1 ? ofX : 0)))];
            Assert.That(scaled.StandardErrors.ToArray(), Is.EqualTo(errors));
        }
    }

    /// <summary>One value far out in x decides alone; taken out of a triangle again, it would leave nothing of the others' digits.</summary>
    [Test]
    public void A_row_that_outweighs_the_others_leaves_no_trace_in_a_window([Values(1e3, 1e8, 1e15, 1e60, 1e120)] double size)
    {
        (Matrix<double> x, double[] y) = Draw(60, 2, 8, level: 10);
        var stream = new RecursiveLeastSquares(2, window: 10);
        for (int i = 0; i < y.Length; i++)
        {
            bool isFar = i is 20 or 27 or 44;
            stream.Add([x[i, 0] * (isFar ? size : 1), x[i, 1]], y[i] * (isFar ? size : 1));
            if (i is >= 37 and < 44 or >= 54)
            {
                CheckClosedForm(stream, x.Rows((i - 9)..(i + 1)), y.AsSpan((i - 9)..(i + 1)), 1, true);
            }
        }
    }

    [Test]
    public void Without_excitation_coefficients_stay_and_errors_grow_until_nothing_is_left()
    {
        (Matrix<double> x, double[] y) = Draw(50, 2, 9, level: 1);
        var stream = new RecursiveLeastSquares(2, forgetting: 0.98);
        for (int i = 0; i < y.Length; i++)
        {
            stream.Add(x.Row(i), y[i]);
        }
        (double[] before, double error) = (stream.Coefficients.ToArray(), stream.StandardErrors[1]);
        double[] same = [0.1, 0.7];
        int rows = 0;
        for (; stream.Rank == 3; rows++)
        {
            stream.Add(same, rows % 2);
            if (stream.Rank == 3)
            {
                Assert.That(stream.Coefficients[1], Is.EqualTo(before[1]).Within(Math.Abs(0.2 * before[1])));
                Assert.That(stream.StandardErrors[1], Is.GreaterThan(0.97 * error));
                error = stream.StandardErrors[1];
            }
        }
        Assert.That(rows, Is.GreaterThan(20_000));
        Assert.That(error, Is.GreaterThan(1e50));
        Assert.That(stream.Coefficients.ToArray(), Is.All.NaN);
        Assert.That(stream.Message, Is.EqualTo("Not identified: the rows that count determine 1 of 3 coefficients"));
        stream.Add([1, 2], 3);
        stream.Add([2, 1], 5);
        Matrix<double> latest = Matrix.Create(2000, 2, (i, j) => i < 1998 ? same[j] : 1 + ((i + j) % 2));
        CheckClosedForm(stream, latest, [.. Enumerable.Range(0, 1998).Select(i => (double)((rows + i) % 2)), 3, 5], 0.98, true);
    }

    [Test]
    public void Columns_that_depend_on_each_other_are_not_identified([Values(2, 1.1, -1 / 3.0)] double factor, [Values(1, 0.9)] double forgetting, [Values(null, 20)] int? window)
    {
        var random = new SeededRandom(3);
        var stream = new RecursiveLeastSquares(2, window is null ? forgetting : 1, window);
        for (int i = 0; i < 20_000; i++)
        {
            double x = random.NextDouble();
            stream.Add([x, factor * x], random.NextDouble());
            Assert.That(stream.Rank, Is.EqualTo(Math.Min(i + 1, 2)), $"after {i + 1} rows");
        }
        Assert.That(stream.Coefficients.ToArray(), Is.All.NaN);
        Assert.That(stream.Predict([1, 1]), Is.NaN);
        stream.Add([0, 5], 1);
        Assert.That(stream.Rank, Is.EqualTo(3));
    }

    [Test]
    public void An_exact_fit_has_no_error([Values(1, 0.98)] double forgetting)
    {
        var random = new SeededRandom(4);
        var stream = new RecursiveLeastSquares(2, forgetting);
        for (int i = 0; i < 1000; i++)
        {
            double[] x = [random.NextDouble(), random.NextDouble()];
            stream.Add(x, 1 + (x[0] / 3) - x[1]);
        }
        Assert.That(stream.ResidualStandardError, Is.EqualTo(0).Within(1e-15));
        Assert.That(stream.Coefficients.ToArray(), Is.EqualTo(new[] { 1, 1 / 3.0, -1 }).Within(1e-14));
    }

    [Test]
    public void Predictions_keep_their_digits_far_from_0()
    {
        var stream = new RecursiveLeastSquares(1);
        stream.Add([1e9], 5);
        stream.Add([1e9 + 1], 6);
        stream.Add([1e9 + 3], 9);
        Assert.That(stream.Predict(1e9), Is.EqualTo(34 / 7.0).Within(1e-14));
    }

    [Test]
    public void A_row_allocates_nothing([Values(null, 50)] int? window, [Values(3, 20)] int predictors)
    {
        (Matrix<double> x, double[] y) = Draw(200, predictors, 6, level: 0);
        var stream = new RecursiveLeastSquares(predictors, window is null ? 0.98 : 1, window);
        double sum = 0;
        Assert.That(Allocation.OnceWarm(() =>
        {
            for (int i = 0; i < y.Length; i++)
            {
                stream.Add(x.Row(i), y[i]);
                sum += stream.Coefficients[1] + stream.StandardErrors[1] + stream.ResidualStandardError + stream.Predict(x.Row(i));
            }
        }), Is.Zero);
    }

    [Test]
    public void Bad_input_is_refused_and_changes_nothing()
    {
        Assert.That(() => new RecursiveLeastSquares(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        foreach (double bad in new[] { 0, -0.5, 1.5, double.NaN })
        {
            Assert.That(() => new RecursiveLeastSquares(1, bad), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("greater than 0 and at most 1"));
        }
        Assert.That(() => new RecursiveLeastSquares(1, window: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RecursiveLeastSquares(1, 0.9, 5), Throws.ArgumentException.With.Message.Contains("window is 5 and forgetting 0.9; give one of the two"));
        var stream = new RecursiveLeastSquares(2);
        stream.Add([1, 2], 3);
        stream.Add([2, 7], 1);
        stream.Add([4, 1], 5);
        double[] before = stream.Coefficients.ToArray();
        Assert.That(() => stream.Add([1], 2), Throws.ArgumentException.With.Message.Contains("x has 1 elements; it must have 2"));
        Assert.That(() => stream.Add([1, double.NaN], 2), Throws.ArgumentException.With.Message.Contains("x[1] is NaN"));
        Assert.That(() => stream.Add([1e300, 1], double.PositiveInfinity), Throws.ArgumentException.With.Message.Contains("y[0] is"));
        Assert.That(() => stream.Predict(1), Throws.ArgumentException.With.Message.Contains("x has 1 elements; it must have 2"));
        Assert.That(stream.Coefficients.ToArray(), Is.EqualTo(before));
        Assert.That(stream.ToString(), Is.EqualTo("3 rows. Identified, without degrees of freedom for standard errors"));
        Assert.That(stream.StandardErrors.ToArray(), Is.All.NaN);
    }

    private static void CheckAgainst(JsonElement right, RecursiveLeastSquares stream)
    {
        if (right.GetProperty("coef").ValueKind == JsonValueKind.Null)
        {
            Assert.That(stream.Coefficients.ToArray(), Is.All.NaN);
            Assert.That(stream.Rank, Is.EqualTo(right.GetProperty("rank").GetInt32()));
            return;
        }
        Compare(stream.Coefficients, Numbers(right, "coef"));
        bool hasErrors = right.GetProperty("se").ValueKind != JsonValueKind.Null;
        Compare(stream.StandardErrors, hasErrors ? Numbers(right, "se") : [.. stream.StandardErrors.ToArray().Select(_ => double.NaN)]);
        double deviation = hasErrors ? right.GetProperty("sigma").GetDouble() : double.NaN;
        Assert.That(stream.ResidualStandardError, Is.EqualTo(deviation).Within(double.IsNaN(deviation) ? 0 : Digits * deviation));
        double freedom = right.GetProperty("effectiveN").GetDouble() - stream.Coefficients.Length;
        Assert.That(stream.ResidualDegreesOfFreedom, Is.EqualTo(freedom).Within(Digits * (4 + freedom)));
    }

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static void Compare(ReadOnlySpan<double> found, double[] right)
    {
        double largest = right.Max(Math.Abs);
        for (int j = 0; j < right.Length; j++)
        {
            // beside a level of 1e9, a slope is compared with itself
            double scale = largest > 1e6 ? Math.Abs(right[j]) : Math.Max(Math.Abs(right[j]), 1e-3 * largest);
            Assert.That(found[j], Is.EqualTo(right[j]).Within(double.IsNaN(scale) ? 0 : Digits * scale), $"{j}");
        }
    }

    private static void CheckClosedForm(RecursiveLeastSquares stream, ReadOnlyMatrixSpan<double> x, ReadOnlySpan<double> y, double forgetting, bool intercept)
    {
        int n = y.Length;
        double[] weights = [.. Enumerable.Range(0, n).Select(i => Math.Pow(forgetting, n - 1 - i))];
        LinearModel<double> model = LeastSquares.Fit(x, y, new LeastSquaresOptions<double> { Weights = weights, Intercept = intercept });
        Assert.That(stream.Rank, Is.EqualTo(model.Rank));
        if (model.Rank < model.Coefficients.Count)
        {
            Assert.That(stream.Coefficients.ToArray(), Is.All.NaN);
            return;
        }
        // the closed form divides by rows − rank, and has no error where that is 0
        double freedom = weights.Sum() - model.Rank, ofModel = n - model.Rank;
        double condition = (double)model.ConditionNumber() / (intercept ? 1e6 : 1);
        // 12 digits are promised; without fused operations the worst is 1.1e-13
        Compare(stream, model, Math.Max(1, condition) * 2e-13, freedom > 1e-9 && ofModel > 0 ? Math.Sqrt(ofModel / freedom) : double.NaN);
    }

    private static void Compare(RecursiveLeastSquares stream, LinearModel<double> model, double tolerance, double factor)
    {
        // beside targets of size 1
        double sizeOfY = Math.Max(1, 1 / stream.ResidualStandardError);
        for (int j = 0; j < model.Coefficients.Count; j++)
        {
            double b = model.Coefficients[j], error = model.Summary().StandardErrors[j] * factor;
            double scale = double.IsNaN(error) ? Math.Abs(b) : Math.Max(Math.Abs(b), error);
            Assert.That(stream.Coefficients[j], Is.EqualTo(b).Within(tolerance * scale), $"coefficient {j} after {stream.RowCount} rows");
            Assert.That(stream.StandardErrors[j], Is.EqualTo(error).Within(double.IsNaN(error) ? 0 : tolerance * error * sizeOfY), $"error {j} after {stream.RowCount} rows");
        }
    }

    private static (Matrix<double> X, double[] Y) Draw(int rows, int predictors, int seed, double level)
    {
        var random = new SeededRandom((ulong)seed);
        Matrix<double> x = Matrix.Create(rows, predictors, (_, _) => random.NextDouble() - 0.5);
        return (x, [.. Enumerable.Range(0, rows).Select(i => level + x.Row(i).ToArray().Select((v, j) => v * (j - 1.5)).Sum() + random.NextDouble())]);
    }

    private static double[] Plane(double[] p, double a, double[] q, double b, double[] r, double c)
        => [.. LeastSquares.Fit([[p[0], p[1]], [q[0], q[1]], [r[0], r[1]]], new[] { a, b, c }).Coefficients];
}
