using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Compares numbers with reference values, and keeps the worst of a test.</summary>
internal sealed class Digits
{
    private readonly List<string> _misses = [];
    private readonly double _tolerance;

    public Digits(double tolerance) => _tolerance = tolerance;

    public double Worst { get; private set; }

    public string WorstName { get; private set; } = "";

    /// <summary>Relative to the value, or to a thousandth of the largest one of an array: some entries are 0 but for the data's rounding.</summary>
    public void Check(string name, IReadOnlyList<double> actual, JsonElement expected)
    {
        double[] values = [.. expected.EnumerateArray().Select(Number)];
        if (values.Length != actual.Count)
        {
            _misses.Add($"{name}: {actual.Count} values, expected {values.Length}");
            return;
        }
        double least = 1e-3 * values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < values.Length; i++)
        {
            Compare($"{name}[{i}]", actual[i], values[i], least);
        }
    }

    public void Check(string name, double actual, JsonElement expected) => Compare(name, actual, Number(expected), 0);

    public void Check(string name, double actual, double expected) => Compare(name, actual, expected, 0);

    /// <summary>Of a tail whose statistic has <paramref name="amplification"/> times its relative error.</summary>
    public void CheckTail(string name, double actual, JsonElement expected, double amplification)
        => Compare(name, actual, Number(expected), 0, 1 + amplification);

    public void AssertAll() => Assert.That(_misses, Is.Empty, $"worst {Worst:G3} in {WorstName}");

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();

    private void Compare(string name, double actual, double expected, double least, double allowance = 1)
    {
        if (double.IsNaN(expected) || double.IsNaN(actual))
        {
            if (!(double.IsNaN(expected) && double.IsNaN(actual)))
            {
                _misses.Add($"{name}: {actual:R}, expected {expected:R}");
            }
            return;
        }
        double error = actual == expected ? 0 : Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), least) / allowance;
        if (error > Worst)
        {
            (Worst, WorstName) = (error, name);
        }
        if (!(error <= _tolerance))
        {
            _misses.Add($"{name}: {actual:R}, expected {expected:R}, error {error:G2}");
        }
    }
}
