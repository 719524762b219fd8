using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>
/// Generated regressions of every edge against exact fractions, each by every way through the library. Some thousands run always;
/// <c>dotnet test -- "TestRunParameters.Parameter(name=\"regressions\", value=\"100000\")"</c> runs as many, which takes minutes.
/// </summary>
internal sealed class RegressionSweepTests
{
    private const int MostShown = 20;

    private static int Count => int.Parse(TestContext.Parameters.Get("regressions", "6000"), CultureInfo.InvariantCulture);

    [Test]
    public void Small_ones_in_double_are_right_beyond_no_bound()
    {
        List<string> violations = [];
        for (int seed = 0; seed < Count * 2 / 5; seed++)
        {
            GeneratedRegression data = GeneratedRegression.Draw((ulong)seed);
            new RegressionCheck<double>(data, Fit<double>(data), violations).Run();
        }
        AssertNone(violations);
    }

    /// <summary>In float nearly every result is the float next to the exact one, too.</summary>
    [Test]
    public void Small_ones_in_float_are_right_and_rounded_right()
    {
        List<string> violations = [];
        (int compared, int notNearest) = (0, 0);
        for (int seed = 0; seed < Count * 2 / 5; seed++)
        {
            GeneratedRegression data = GeneratedRegression.Draw((ulong)seed + 1_000_000).Rounded();
            var check = new RegressionCheck<float>(data, Fit<float>(data), violations);
            check.Run();
            (compared, notNearest) = (compared + check.Compared, notNearest + check.NotNearest);
        }
        AssertNone(violations);
        TestContext.Out.WriteLine($"{notNearest} of {compared} are not the nearest float");
        Assert.That(notNearest, Is.LessThanOrEqualTo(compared / 1000));
    }

    [Test]
    public void Accumulated_ones_lose_no_digit_beyond_those_of_the_condition_number()
    {
        List<string> violations = [];
        for (int seed = 0; seed < Count / 10; seed++)
        {
            GeneratedRegression data = GeneratedRegression.Draw((ulong)seed + 2_000_000);
            new AccumulatorCheck<double>(data, violations).Run();
            new AccumulatorCheck<float>(data.Rounded(), violations).Run();
        }
        AssertNone(violations);
    }

    private static LinearModel<T> Fit<T>(GeneratedRegression data)
        where T : unmanaged, IFloatingPointIeee754<T>
        => LeastSquares.Fit(data.X<T>(), data.Y.Select(T.CreateTruncating).ToArray().AsSpan(), data.Options<T>());

    private static void AssertNone(List<string> violations)
        => Assert.That(violations, Is.Empty, string.Join(Environment.NewLine, violations.Take(MostShown)));
}
