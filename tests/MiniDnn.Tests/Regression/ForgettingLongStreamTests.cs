using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Long streams through an accumulator that forgets, of data that float does not hold.</summary>
internal sealed class ForgettingLongStreamTests
{
    private static readonly string[] Cases = [.. RecursiveCase.Names.Where(name => RecursiveCase.Read(name).Forgetting < 1)];

    /// <summary>Exact fractions, up to a million rows at a level of 1e9.</summary>
    [TestCaseSource(nameof(Cases))]
    public void Coefficients_and_errors_after_up_to_a_million_rows(string name)
    {
        RecursiveCase given = RecursiveCase.Read(name);
        LeastSquaresAccumulator<double>? accumulator = null;
        foreach ((double[] x, double y) in given.Rows)
        {
            accumulator ??= new(x.Length);
            accumulator.Forget(given.Forgetting);
            accumulator.Add(new ReadOnlyMatrixSpan<double>(x, 1, x.Length), [y]);
            if (given.Checkpoints.TryGetValue((int)accumulator.RowCount, out JsonElement right) && right.TryGetProperty("se", out JsonElement errors)
                && errors.ValueKind != JsonValueKind.Null)
            {
                LinearModel<double> model = accumulator.Fit();
                AssertDigits(model.Coefficients, right.GetProperty("coef"), $"coefficients after {accumulator.RowCount}");
                AssertDigits(model.Summary().StandardErrors, errors, $"errors after {accumulator.RowCount}");
            }
        }
    }

    /// <summary>Units and origins follow: 0.97 a row, so that a value that is 10²⁰ times as large is gone after 3,000 or so.</summary>
    [Test]
    public void Levels_and_units_may_drift([Values] bool intercept, [Values(1, 50)] int size)
    {
        var random = new SeededRandom(3);
        var accumulator = new LeastSquaresAccumulator<double>(1, intercept);
        var recursion = new RecursiveLeastSquares(1, 0.97, intercept: intercept);
        for (int i = 0; i < 40_000; i += size)
        {
            double scale = i < 10_000 ? 1e40 : i < 20_000 ? 1e20 : 1, level = i < 30_000 ? 1000.0 * i / 30_000 : 1e7;
            for (int k = 0; k < size; k++)
            {
                double[] x = [scale * (level + random.NextDouble())];
                double y = (2 * x[0]) + (scale * random.NextDouble());
                recursion.Add(x, y);
                accumulator.Forget(0.97);
                accumulator.Add([x], [y]);
            }
            if (i % 10_000 is > 6000 or (> 500 and < 900))
            {
                double slope = recursion.Coefficients[intercept ? 1 : 0], error = recursion.StandardErrors[intercept ? 1 : 0];
                bool isSettled = i % 10_000 > 6000;
                LinearModel<double> model = accumulator.Fit();
                Assert.That(model.Coefficients[intercept ? 1 : 0], Is.EqualTo(slope).Within(isSettled ? 1e-12 * slope : 1e-9 * slope), $"{i}");
                Assert.That(model.Summary().StandardErrors[intercept ? 1 : 0], Is.EqualTo(error).Within(1e-8 * error), $"{i}");
            }
        }
    }

    private static void AssertDigits(IReadOnlyList<double> actual, JsonElement right, string what)
    {
        double[] expected = [.. right.EnumerateArray().Select(value => value.GetDouble())];
        double largest = expected.Max(Math.Abs);
        for (int j = 0; j < expected.Length; j++)
        {
            double scale = largest > 1e6 ? Math.Abs(expected[j]) : Math.Max(Math.Abs(expected[j]), 1e-3 * largest);
            Assert.That(actual[j], Is.EqualTo(expected[j]).Within(1e-12 * scale), what);
        }
    }
}
