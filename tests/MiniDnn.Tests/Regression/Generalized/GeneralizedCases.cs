using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Generalised linear models with values computed in 60 to 75 digits.</summary>
internal static class GeneralizedCases
{
    private static readonly JsonElement Root = TestData.Read("glm-cases.json");

    private static readonly JsonElement Generated = TestData.Read("generalized-models.json");

    public static IEnumerable<string> Names(Func<JsonElement, bool> isOne) => Root.GetProperty("cases").EnumerateArray().Where(isOne).Select(NameOf);

    public static IEnumerable<string> GeneratedNames => Generated.EnumerateArray().Select(NameOf);

    public static IEnumerable<string> SeparationNames => Root.GetProperty("separation_batch").EnumerateArray().Select(NameOf);

    public static JsonElement Case(string name) => Find(Root.GetProperty("cases"), name);

    public static JsonElement SeparationCase(string name) => Find(Root.GetProperty("separation_batch"), name);

    public static JsonElement GeneratedCase(string name) => Find(Generated, name);

    public static GeneralizedLinearModel Fit(JsonElement set)
    {
        double[]? trials = Optional(set, "trials"), weights = Optional(set, "prior_weights");
        double[] y = Optional(set, "successes") ?? Numbers(set.GetProperty("y"));
        if (set.TryGetProperty("weights_are_trials", out _))
        {
            (trials, weights) = (weights, null);
            y = [.. y.Select((share, i) => Math.Round(share * trials![i]))];
        }
        string[] columns = [.. set.GetProperty("columns").EnumerateArray().Select(v => v.GetString()!)];
        return GeneralizedLinearModel.Fit(Design(set.GetProperty("X"), columns.Length), y, FamilyOf(set), new()
        {
            Link = LinkOf(set),
            Trials = trials,
            Weights = weights,
            Offset = Optional(set, "offset"),
            Ridge = set.TryGetProperty("ridge_lambda", out JsonElement ridge) ? ridge.GetDouble() : 0,
            PredictorNames = columns,
        });
    }

    public static GeneralizedLinearModel FitGenerated(JsonElement set)
        => GeneralizedLinearModel.Fit(Design(set.GetProperty("x"), set.GetProperty("x")[0].GetArrayLength()), Numbers(set.GetProperty("y")), Enum.Parse<Family>(set.GetProperty("family").GetString()!), new()
        {
            Link = Enum.Parse<Link>(set.GetProperty("link").GetString()!),
            Trials = set.GetProperty("trials").ValueKind == JsonValueKind.Null ? null : Numbers(set.GetProperty("trials")),
            Weights = Numbers(set.GetProperty("weights")),
            Offset = Numbers(set.GetProperty("offset")),
        });

    public static Matrix<double> Design(JsonElement rows, int columns) => Matrix.Create(rows.GetArrayLength(), columns, (i, j) => rows[i][j].GetDouble());

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(Number)];

    public static double[]? Optional(JsonElement set, string name) => set.TryGetProperty(name, out JsonElement value) ? Numbers(value) : null;

    public static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when value.GetString() == "+Infinity" => double.PositiveInfinity,
        JsonValueKind.String when value.GetString() == "-Infinity" => double.NegativeInfinity,
        _ => double.NaN,
    };

    /// <summary>The digits in which values agree with right ones, relative to a size where that is larger; NaN agrees with NaN.</summary>
    public static double Digits(IEnumerable<double> values, IReadOnlyList<double> right, IReadOnlyList<double>? sizes = null)
    {
        double least = 17;
        int i = 0;
        foreach (double value in values)
        {
            double size = Math.Max(Math.Abs(right[i]), double.IsFinite(sizes?[i] ?? 0) ? sizes?[i] ?? 0 : 0);
            double digits = value.Equals(right[i]) ? 17 : -Math.Log10(Math.Abs(value - right[i]) / size);
            least = Math.Min(least, double.IsNaN(digits) ? 0 : digits);
            i++;
        }
        Assert.That(i, Is.EqualTo(right.Count));
        return least;
    }

    private static Family FamilyOf(JsonElement set) => set.GetProperty("family").GetString() switch
    {
        "binomial" => Family.Binomial,
        "poisson" => Family.Poisson,
        "gamma" => Family.Gamma,
        "gaussian" => Family.Gaussian,
        _ => Family.InverseGaussian,
    };

    private static Link LinkOf(JsonElement set) => set.GetProperty("link").GetString() switch
    {
        "logit" => Link.Logit,
        "probit" => Link.Probit,
        "cloglog" => Link.ComplementaryLogLog,
        "log" => Link.Log,
        "identity" => Link.Identity,
        "inverse" => Link.Inverse,
        _ => Link.InverseSquare,
    };

    private static string NameOf(JsonElement set) => set.GetProperty("name").GetString()!;

    private static JsonElement Find(JsonElement sets, string name) => sets.EnumerateArray().First(set => NameOf(set) == name);
}
