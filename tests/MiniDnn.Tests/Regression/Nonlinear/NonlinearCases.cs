using System.Text.Json;
using static MiniDnn.Tests.Dual;

namespace MiniDnn.Tests;

/// <summary>Nonlinear fits with values computed in 70 digits.</summary>
internal static class NonlinearCases
{
    public static readonly JsonElement Root = TestData.Read("nonlinear-cases.json");

    /// <summary>The curves of the cases that are given a start.</summary>
    public static readonly Dictionary<string, DualFunction<double>> Functions = new()
    {
        ["decay-of-counts-far-start"] = Of((x, p) => p[0] + (p[1] * Exp(-p[2] * x))),
        ["growth-with-weights"] = Of((x, p) => p[0] * Exp(p[1] * x)),
        ["saturation-offset-on-its-bound"] = Of((x, p) => p[0] + (p[1] * x / (p[2] + x))),
        ["logistic-with-fixed-lower-asymptote"] = Of((x, p) => p[1] + ((p[0] - p[1]) / (1 + Exp((p[2] - x) / p[3])))),
        ["start-with-zero-amplitude"] = Of((x, p) => p[0] * Exp(-p[1] * x)),
        ["logarithm-with-a-shift-undefined-region"] = Of((x, p) => p[0] + (p[1] * Log(x - p[2]))),
        ["exact-fit"] = Of((x, p) => p[0] * Exp(p[1] * x)),
        ["as-many-points-as-parameters"] = Of((x, p) => p[0] + (p[1] * Exp(-p[2] * x))),
        ["fewer-points-than-parameters"] = Of((x, p) => p[0] + (p[1] * Exp(-p[2] * x))),
        ["two-parameters-that-cannot-be-told-apart"] = Of((x, p) => p[0] * Exp((p[1] * x) + p[2])),
    };

    public static IEnumerable<string> Names(string kind)
        => Root.GetProperty("nonlinear").EnumerateArray().Where(c => c.GetProperty("kind").GetString() == kind).Select(c => c.GetProperty("name").GetString()!);

    public static JsonElement Case(string name) => Root.GetProperty("nonlinear").EnumerateArray().First(c => c.GetProperty("name").GetString() == name);

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];

    public static double[]? Optional(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? Numbers(value) : null;

    /// <summary>Values by the name of the parameter, in the order of the parameters.</summary>
    public static double[] ByName(JsonElement element, string[] names, double missing = double.NaN)
        => [.. names.Select(name => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : missing)];

    private static DualFunction<double> Of(Func<double, Dual[], Dual> formula) => new(formula);
}
