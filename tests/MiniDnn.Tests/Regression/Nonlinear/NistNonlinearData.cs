using System.Globalization;
using System.Text.Json;
using static MiniDnn.Tests.Dual;

namespace MiniDnn.Tests;

/// <summary>The nonlinear-regression sets of NIST's Statistical Reference Datasets.</summary>
internal sealed record NistNonlinearData(string Name, double[][] X, double[] Y, DualFunction<double[]> Function, double[][] Starts, double[] Certified, double[] StandardErrors, double ResidualSumOfSquares)
{
    private static readonly JsonElement Root = TestData.Read("nist-nonlinear.json");

    private static readonly Dictionary<string, Func<double[], Dual[], Dual>> Formulas = new()
    {
        ["Misra1a"] = (x, b) => b[0] * (1 - Exp(-b[1] * x[0])),
        ["Chwirut2"] = (x, b) => Exp(-b[0] * x[0]) / (b[1] + (b[2] * x[0])),
        ["Chwirut1"] = (x, b) => Exp(-b[0] * x[0]) / (b[1] + (b[2] * x[0])),
        ["Lanczos3"] = Lanczos,
        ["Gauss1"] = Gauss,
        ["Gauss2"] = Gauss,
        ["DanWood"] = (x, b) => b[0] * Pow(x[0], b[1]),
        ["Misra1b"] = (x, b) => b[0] * (1 - (1 / Square(1 + (b[1] * (x[0] / 2))))),
        ["Kirby2"] = (x, b) => (b[0] + (b[1] * x[0]) + (b[2] * x[0] * x[0])) / (1 + (b[3] * x[0]) + (b[4] * x[0] * x[0])),
        ["Hahn1"] = Cubics,
        ["Nelson"] = (x, b) => b[0] - (b[1] * x[0] * Exp(-b[2] * x[1])),
        ["MGH17"] = (x, b) => b[0] + (b[1] * Exp(-x[0] * b[3])) + (b[2] * Exp(-x[0] * b[4])),
        ["Lanczos1"] = Lanczos,
        ["Lanczos2"] = Lanczos,
        ["Gauss3"] = Gauss,
        ["Misra1c"] = (x, b) => b[0] * (1 - Pow(1 + (2 * b[1] * x[0]), -0.5)),
        ["Misra1d"] = (x, b) => b[0] * b[1] * x[0] / (1 + (b[1] * x[0])),
        ["Roszman1"] = (x, b) => b[0] - (b[1] * x[0]) - (Atan(b[2] / (x[0] - b[3])) / Math.PI),
        ["ENSO"] = Enso,
        ["MGH09"] = (x, b) => b[0] * ((x[0] * x[0]) + (x[0] * b[1])) / ((x[0] * x[0]) + (x[0] * b[2]) + b[3]),
        ["Thurber"] = Cubics,
        ["BoxBOD"] = (x, b) => b[0] * (1 - Exp(-b[1] * x[0])),
        ["Rat42"] = (x, b) => b[0] / (1 + Exp(b[1] - (b[2] * x[0]))),
        ["MGH10"] = (x, b) => b[0] * Exp(b[1] / (x[0] + b[2])),
        ["Eckerle4"] = (x, b) => b[0] / b[1] * Exp(-0.5 * Square((x[0] - b[2]) / b[1])),
        ["Rat43"] = (x, b) => b[0] / Pow(1 + Exp(b[1] - (b[2] * x[0])), 1 / b[3]),
        ["Bennett5"] = (x, b) => b[0] * Pow(b[1] + x[0], -1 / b[2]),
    };

    public static string[] Names => [.. Root.EnumerateArray().Select(set => set.GetProperty("name").GetString()!)];

    public static NistNonlinearData Load(string name)
    {
        JsonElement set = Root.EnumerateArray().First(s => s.GetProperty("name").GetString() == name);
        double[][] rows = [.. set.GetProperty("data").EnumerateArray().Select(row => row.EnumerateArray().Select(Number).ToArray())];
        JsonElement[] parameters = [.. set.GetProperty("parameters").EnumerateArray()];
        double[] Column(string key) => [.. parameters.Select(p => Number(p.GetProperty(key)))];
        double[] y = [.. rows.Select(row => name == "Nelson" ? Math.Log(row[0]) : row[0])];
        return new(name, [.. rows.Select(row => row[1..])], y, new(Formulas[name]), [Column("start1"), Column("start2")], Column("certified"), Column("standardError"), Number(set.GetProperty("residualSumOfSquares")));
    }

    private static Dual Lanczos(double[] x, Dual[] b) => (b[0] * Exp(-b[1] * x[0])) + (b[2] * Exp(-b[3] * x[0])) + (b[4] * Exp(-b[5] * x[0]));

    private static Dual Gauss(double[] x, Dual[] b)
        => (b[0] * Exp(-b[1] * x[0])) + (b[2] * Exp(-Square((x[0] - b[3]) / b[4]))) + (b[5] * Exp(-Square((x[0] - b[6]) / b[7])));

    private static Dual Cubics(double[] x, Dual[] b)
        => (b[0] + (x[0] * (b[1] + (x[0] * (b[2] + (x[0] * b[3])))))) / (1 + (x[0] * (b[4] + (x[0] * (b[5] + (x[0] * b[6]))))));

    private static Dual Enso(double[] x, Dual[] b)
    {
        Dual Wave(Dual cosine, Dual sine, Dual period) => (cosine * Cos(2 * Math.PI * x[0] / period)) + (sine * Sin(2 * Math.PI * x[0] / period));
        return b[0] + Wave(b[1], b[2], 12) + Wave(b[4], b[5], b[3]) + Wave(b[7], b[8], b[6]);
    }

    private static double Number(JsonElement element) => double.Parse(element.GetString()!, CultureInfo.InvariantCulture);
}
