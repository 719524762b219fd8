namespace MiniDnn;

/// <summary>What the columns of a model are, and their names.</summary>
internal sealed class ModelShape
{
    public ModelShape(int predictorCount, int degree, bool hasIntercept, IReadOnlyList<string>? names)
    {
        PredictorCount = predictorCount;
        Degree = degree;
        HasIntercept = hasIntercept;
        PredictorNames = names is null ? DefaultNames(predictorCount) : [.. names];
        IEnumerable<string> columns = degree == 1
            ? PredictorNames
            : Enumerable.Range(1, degree).Select(k => k == 1 ? PredictorNames[0] : $"{PredictorNames[0]}^{k}");
        ParameterNames = hasIntercept ? ["(Intercept)", .. columns] : [.. columns];
    }

    public int PredictorCount { get; }

    public int Degree { get; }

    public bool HasIntercept { get; }

    public bool IsLine => PredictorCount == 1 && Degree == 1;

    /// <summary>A predictor that is constant where there is no intercept, if there is one.</summary>
    public int? ConstantColumn { get; init; }

    /// <summary>
    /// Predictors that the design holds as 0: constant ones beside the intercept of a fit with ridge. Their coefficients are exactly 0,
    /// since the intercept does the same without a penalty; left in, they would take the digits that a weak ridge has beside them.
    /// </summary>
    public int[] ClearedColumns { get; init; } = [];

    public string[] PredictorNames { get; }

    public string[] ParameterNames { get; }

    /// <summary>A value for each parameter at a point, 1 for the intercept.</summary>
    public double[] Row(string operation, ReadOnlySpan<double> x)
    {
        Throw.IfLengthIsNot(operation, nameof(x), x.Length, PredictorCount, "one for each predictor");
        return HasIntercept ? [1, .. x] : [.. x];
    }

    /// <summary>Refuses names that are not one for each predictor, or not each of its own.</summary>
    public static void CheckNames(
        string operation, IReadOnlyList<string>? names, int predictorCount, string parameter, string named = "predictor")
    {
        if (names is null)
        {
            return;
        }
        Throw.IfLengthIsNot(operation, parameter, names.Count, predictorCount, $"one for each {named}");
        for (int j = 0; j < names.Count; j++)
        {
            if (string.IsNullOrEmpty(names[j]))
            {
                string found = names[j] is null ? "null" : "empty";
                Throw.Argument(parameter, $"{operation}: {parameter}[{j}] is {found}; every {named} must have a name.");
            }
            int first = names.Take(j).ToList().IndexOf(names[j]);
            if (first >= 0)
            {
                string twins = $"{parameter}[{first}] and [{j}] are both \"{names[j]}\"";
                Throw.Argument(parameter, $"{operation}: {twins}; every {named} must have a name of its own.");
            }
        }
    }

    private static string[] DefaultNames(int count) => count == 1 ? ["x"] : [.. Enumerable.Range(1, count).Select(j => $"x{j}")];
}
