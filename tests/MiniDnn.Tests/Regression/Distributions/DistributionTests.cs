using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>The four distributions against values computed with 45 digits and more, their relations, and their edges.</summary>
internal sealed class DistributionTests
{
    private static readonly JsonElement Reference = TestData.Read("distributions.json");

    [Test]
    public void Densities_tails_and_quantiles_have_twelve_digits([Values("reference", "generated")] string group, [Values("normal", "t", "F", "chi2")] string name)
    {
        if (!Reference.GetProperty(group).TryGetProperty(name, out JsonElement cases))
        {
            Assert.That((group, name), Is.EqualTo(("generated", "normal")));
            return;
        }
        foreach (JsonElement row in cases.EnumerateArray())
        {
            Distribution distribution = Of(name, Parameter(row, 0), Parameter(row, 1));
            foreach (JsonProperty property in row.EnumerateObject().Where(p => p.Name is not ("params" or "x" or "p")))
            {
                double at = (row.TryGetProperty("x", out JsonElement x) ? x : row.GetProperty("p")).GetDouble();
                double value = Evaluate(distribution, property.Name, at), expected = property.Value.GetDouble();
                Assert.That(value, Is.EqualTo(expected).Within(Math.Max(1e-12 * Math.Abs(expected), 5e-324)), $"{property.Name} in {row}");
            }
        }
    }

    [Test]
    public void Quantiles_return_to_their_tails_from_either_end([Values("normal", "t", "F", "chi2")] string name)
    {
        var random = new SeededRandom(3);
        for (int run = 0; run < 300; run++)
        {
            Distribution distribution = Of(name, Math.Pow(10, (4 * random.NextDouble()) - 1), Math.Pow(10, (4 * random.NextDouble()) - 1));
            double tail = Math.Pow(10, -30 * random.NextDouble()) / 2;
            double lower = Evaluate(distribution, "ppf", tail), upper = Evaluate(distribution, "isf", tail);
            if (Math.Abs(lower) is > 1e-280 and < 1e140)
            {
                Assert.That(Evaluate(distribution, "cdf", lower), Is.EqualTo(tail).Within(1e-10).Percent, $"{distribution}, {tail}");
            }
            if (upper < 1e140)
            {
                Assert.That(Evaluate(distribution, "sf", upper), Is.EqualTo(tail).Within(1e-10).Percent, $"{distribution}, {tail}");
            }
        }
    }

    [Test]
    public void A_density_is_the_slope_of_the_tail([Values("normal", "t", "F", "chi2")] string name, [Values(0.3, 1.5, 4)] double x, [Values(0.7, 6, 300)] double degrees)
    {
        Distribution distribution = Of(name, degrees, 2 * degrees);
        double h = 1e-4 * x;
        double slope = (8 * (Evaluate(distribution, "cdf", x + h) - Evaluate(distribution, "cdf", x - h))
            - Evaluate(distribution, "cdf", x + (2 * h)) + Evaluate(distribution, "cdf", x - (2 * h))) / (12 * h);
        Assert.That(slope, Is.EqualTo(Evaluate(distribution, "pdf", x)).Within(1e-11));
    }

    [Test]
    public void Squares_and_limits_of_each_other([Values(0.01, 0.9, 1.1, 5, 30)] double x)
    {
        Assert.That(Distribution.ChiSquared(1).UpperTail(x * x), Is.EqualTo(2 * Distribution.Normal.UpperTail(x)).Within(1e-11).Percent);
        Assert.That(Distribution.ChiSquared(2).UpperTail(x), Is.EqualTo(Math.Exp(-x / 2)).Within(1e-11).Percent);
        Assert.That(Distribution.F(1, 7).UpperTail(x * x), Is.EqualTo(2 * Distribution.StudentT(7).UpperTail(x)).Within(1e-11).Percent);
        Assert.That(Distribution.StudentT(double.PositiveInfinity).UpperTail(x), Is.EqualTo(Distribution.Normal.UpperTail(x)));
        Assert.That(Distribution.StudentT(double.PositiveInfinity).Density(x), Is.EqualTo(Distribution.Normal.Density(x)));
        Assert.That(Distribution.StudentT(double.PositiveInfinity).UpperQuantile(0.01), Is.EqualTo(Distribution.Normal.UpperQuantile(0.01)));
        Assert.That(Distribution.F(3, double.PositiveInfinity).UpperTail(x), Is.EqualTo(Distribution.ChiSquared(3).UpperTail(3 * x)).Within(1e-11).Percent);
        Assert.That(Distribution.F(3, double.PositiveInfinity).Density(x), Is.EqualTo(3 * Distribution.ChiSquared(3).Density(3 * x)).Within(1e-11).Percent);
    }

    [Test]
    public void Edges()
    {
        double infinity = double.PositiveInfinity;
        Assert.That(Distribution.Normal.UpperTail(infinity), Is.Zero);
        Assert.That(Distribution.Normal.LowerTail(infinity), Is.EqualTo(1));
        Assert.That(Distribution.Normal.UpperTail(38.4), Is.InRange(1e-323, 1e-321));
        Assert.That(Distribution.Normal.Density(infinity), Is.Zero);
        Assert.That(Distribution.Normal.UpperQuantile(0), Is.EqualTo(infinity));
        Assert.That(Distribution.Normal.LowerQuantile(0.5), Is.Zero);
        Assert.That(Distribution.StudentT(3).LowerQuantile(0), Is.EqualTo(-infinity));
        Assert.That(Distribution.StudentT(3).Density(infinity), Is.Zero);
        Assert.That(Distribution.StudentT(1).Density(0), Is.EqualTo(1 / Math.PI).Within(1e-15));
        Assert.That(Distribution.StudentT(0.5).Density(1e200), Is.EqualTo(1e-300 * Math.Pow(0.5, 0.75) / (Math.Sqrt(0.5) * 5.2441151085842396)).Within(1e-9).Percent);
        Assert.That(Distribution.ChiSquared(1).Density(0), Is.EqualTo(infinity));
        Assert.That(Distribution.ChiSquared(2).Density(0), Is.EqualTo(0.5));
        Assert.That(Distribution.ChiSquared(3).Density(0), Is.Zero);
        Assert.That(Distribution.ChiSquared(3).UpperTail(-1), Is.EqualTo(1));
        Assert.That(Distribution.ChiSquared(3).UpperQuantile(0), Is.EqualTo(infinity));
        Assert.That(Distribution.F(1, 4).Density(0), Is.EqualTo(infinity));
        Assert.That(Distribution.F(2, 4).Density(0), Is.EqualTo(1));
        Assert.That(Distribution.F(3, 4).Density(infinity), Is.Zero);
        Assert.That(Distribution.F(2, 4).LowerQuantile(1), Is.EqualTo(infinity));
    }

    [Test]
    public void Not_a_number_gives_not_a_number([Values("normal", "t", "F", "chi2")] string name, [Values("pdf", "cdf", "sf", "ppf", "isf")] string function)
        => Assert.That(Evaluate(Of(name, 2, 3), function, double.NaN), Is.NaN);

    [Test]
    public void Refuses_what_is_no_probability([Values("normal", "t", "F", "chi2")] string name, [Values("ppf", "isf")] string function, [Values(-0.1, 1.5)] double probability)
        => Assert.That(() => Evaluate(Of(name, 2, 3), function, probability), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("A probability must be from 0 to 1"));

    [Test]
    public void Refuses_what_is_no_number_of_degrees([Values("t", "F", "chi2")] string name, [Values(0, -1, double.NaN)] double degrees)
        => Assert.That(() => Of(name, degrees, 3), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("egreesOfFreedom must be positive and finite"));

    [Test]
    public void Infinite_degrees_are_only_those_of_a_denominator()
    {
        Assert.That(() => Distribution.ChiSquared(double.PositiveInfinity), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Distribution.F(double.PositiveInfinity, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static double Parameter(JsonElement row, int i)
        => row.GetProperty("params").GetArrayLength() > i ? row.GetProperty("params")[i].GetDouble() : 1;

    private static Distribution Of(string name, double first, double second = 1) => name switch
    {
        "normal" => Distribution.Normal,
        "t" => Distribution.StudentT(first),
        "F" => Distribution.F(first, second),
        _ => Distribution.ChiSquared(first),
    };

    private static double Evaluate(Distribution distribution, string function, double at) => function switch
    {
        "pdf" => distribution.Density(at),
        "cdf" => distribution.LowerTail(at),
        "sf" => distribution.UpperTail(at),
        "ppf" => distribution.LowerQuantile(at),
        _ => distribution.UpperQuantile(at),
    };
}
