using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>A stream of diagnostics-cases.json: its rows, exact in double, and what is right after some of them, computed in 45 digits and more.</summary>
internal sealed record RecursiveCase(int PredictorCount, double Forgetting, int? Window, IEnumerable<(double[] X, double Y)> Rows, Dictionary<int, JsonElement> Checkpoints)
{
    private static readonly JsonElement Cases = TestData.Read("diagnostics-cases.json").GetProperty("recursive").GetProperty("cases");

    public static string[] Names => [.. Cases.EnumerateArray().Select(c => c.GetProperty("id").GetString()!)];

    public static RecursiveCase Read(string name)
    {
        JsonElement found = Cases.EnumerateArray().First(c => c.GetProperty("id").GetString() == name);
        bool isSmall = found.TryGetProperty("data", out JsonElement data);
        return new(
            isSmall ? 2 : 3,
            found.TryGetProperty("lambda", out JsonElement lambda) ? lambda.GetDouble() : 1,
            found.TryGetProperty("window", out JsonElement window) ? window.GetInt32() : null,
            isSmall ? Written(data) : Generated(found),
            found.GetProperty("values").EnumerateArray().DistinctBy(v => v.GetProperty("n").GetInt32()).ToDictionary(v => v.GetProperty("n").GetInt32()));
    }

    public RecursiveLeastSquares Start() => new(PredictorCount, Forgetting, Window);

    private static IEnumerable<(double[] X, double Y)> Written(JsonElement data)
    {
        double[] x = Numbers(data, "x"), z = Numbers(data, "z"), y = Numbers(data, "y");
        return x.Select((value, i) => (new[] { value, z[i] }, y[i]));
    }

    private static double[] Numbers(JsonElement data, string name) => [.. data.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static IEnumerable<(double[] X, double Y)> Generated(JsonElement found)
    {
        int[] constant = found.TryGetProperty("constantRows", out JsonElement rows) ? [.. rows.EnumerateArray().Select(v => v.GetInt32())] : [0, -1];
        double level = found.GetProperty("yOffset").GetDouble(), origin = found.GetProperty("x1Offset").GetDouble();
        ulong state = found.GetProperty("seed").GetUInt64();
        int count = found.GetProperty("N").GetInt32();
        for (int i = 1; i <= count; i++)
        {
            bool isConstant = i >= constant[0] && i <= constant[1];
            double[] x = [.. Enumerable.Range(0, 3).Select(_ => Next(ref state)).ToArray().Select(r => (isConstant ? 512 : r) / 1024)];
            double y = level + (2 * x[0]) - (3 * x[1]) + (0.5 * x[2]) + (((2 * Next(ref state)) - 1023) / 16384);
            x[0] += origin;
            yield return (x, y);
        }
    }

    /// <summary>SplitMix64, the upper ten bits.</summary>
    private static double Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z ^ (z >> 31)) >> 54;
    }
}
