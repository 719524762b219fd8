namespace MiniDnn.Tests;

/// <summary>A data set from a curve with known parameters, with noise, in units of its own.</summary>
internal sealed record GeneratedCurve(Curve Curve, double[] X, double[] Y, double[] Parameters)
{
    public static readonly string[] Names =
        ["exponential", "exponential with offset", "power", "logarithm", "logistic3", "logistic4 in dose", "logistic5", "gompertz", "michaelis-menten", "gaussian", "lorentzian", "sine"];

    /// <summary>A set of 15 to 60 points with noise of a share of the curve's range.</summary>
    public static GeneratedCurve Create(string name, int seed, double noise, double? xUnit = null, double? yUnit = null)
    {
        var random = new SeededRandom((ulong)(seed + 1000));
        double U(double from, double to) => from + ((to - from) * random.NextDouble());
        Curve curve = CurveCaseTests.Of(name);
        bool isDose = name is "power" or "logarithm" or "logistic4 in dose" or "logistic5" or "michaelis-menten";
        double unit = xUnit ?? Math.Pow(10, U(-6, 6)), height = (yUnit ?? Math.Pow(10, U(-9, 9))) * (random.NextDouble() < 0.5 ? 1 : -1);
        double origin = isDose ? 0 : unit * U(-3, 3);
        int n = 15 + (int)(45 * random.NextDouble());
        double[] t = [.. Enumerable.Range(0, n).Select(i => isDose ? Math.Pow(10, -1.5 + (3.0 * i / (n - 1))) : (double)i / (n - 1))];
        double level = height * U(-3, 3), sign = random.NextDouble() < 0.5 ? 1 : -1;
        double[] p = name switch
        {
            "exponential" => [height, sign * U(0.5, 4) / unit],
            "exponential with offset" => [level, height, sign * U(1, 6) / unit],
            "power" => [height * Math.Pow(unit, -(sign * U(0.3, 2))), 0],
            "logarithm" => [level, height],
            "logistic3" => [height, sign * U(6, 25) / unit, origin + (unit * U(0.2, 0.8))],
            "logistic4 in dose" => [level, U(0.7, 3), unit * Math.Pow(10, U(-0.6, 0.6)), level + height],
            "logistic5" => [level, U(0.8, 2.5), unit * Math.Pow(10, U(-0.5, 0.5)), level + height, Math.Exp(U(-0.9, 0.9))],
            "gompertz" => [height, Math.Exp(U(0.7, 2.5)), U(4, 12) / unit],
            "michaelis-menten" => [height, unit * Math.Pow(10, U(-0.7, 0.7))],
            "gaussian" => [level, height, origin + (unit * U(0.1, 0.9)), unit * U(0.05, 0.3)],
            "lorentzian" => [level, height, origin + (unit * U(0.1, 0.9)), unit * U(0.05, 0.3)],
            _ => [level, Math.Abs(height), U(0.8, 5) / unit, U(-3, 3)],
        };
        if (name == "power")
        {
            p[1] = sign * U(0.3, 2);
            p[0] = height * Math.Pow(unit, -p[1]);
        }
        if (name == "gompertz")
        {
            p[1] *= Math.Exp(p[2] * origin);
        }
        double[] x = [.. t.Select(v => origin + (unit * v))];
        double[] clean = [.. x.Select(v => curve.Evaluate(v, p))];
        double spread = noise * (clean.Max() - clean.Min());
        return new(curve, x, [.. clean.Select(v => v + (spread * random.NextNormal()))], p);
    }
}
