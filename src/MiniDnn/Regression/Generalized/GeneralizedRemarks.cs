namespace MiniDnn;

/// <summary>Says in words what is unusual about a generalised linear model.</summary>
internal static class GeneralizedRemarks
{
    /// <summary>Columns whose information has a condition number beyond this leave half of a coefficient's digits.</summary>
    private const double NearlyDependent = 1e7;

    public static string[] Find(GeneralizedData data, LikelihoodFit fit, double[] coefficients)
    {
        List<string> remarks = [];
        string[] names = data.Shape.ParameterNames;
        AddOutcome(remarks, data, fit, coefficients);
        int[] columns = fit.Separation is null ? fit.Problem.Columns.Parameters : fit.Parameters;
        string[] dependent = [.. names.Where((_, j) => Array.IndexOf(columns, j) < 0)];
        if (dependent.Length > 0 && data.Likelihood.Ridge == 0)
        {
            remarks.Add($"{string.Join(", ", dependent)} depend{(dependent.Length == 1 ? "s" : "")} on columns before: no coefficient (NaN); "
                + "predictions are those of the others, right where the same dependence holds.");
        }
        if (fit.Outcome == FitOutcome.Converged && fit.Scoring.Condition > NearlyDependent)
        {
            remarks.Add($"Columns nearly depend on each other (condition number {fit.Scoring.Condition:G2}): coefficients have few digits.");
        }
        if (data.Options.Ridge > 0)
        {
            remarks.Add("Ridge shrinks the coefficients: standard errors and intervals leave the bias out, z and p are not given (NaN), the "
                + "degrees of freedom are effective ones.");
        }
        else if (data.RowCount <= fit.Rank)
        {
            remarks.Add("The model is saturated: it has as many coefficients as rows, so no degrees of freedom are left"
                + (data.Likelihood.Likelihood.HasKnownDispersion ? " to judge it by." : ", and dispersion and errors are not defined (NaN)."));
        }
        return [.. remarks];
    }

    private static void AddOutcome(List<string> remarks, GeneralizedData data, LikelihoodFit fit, double[] coefficients)
    {
        switch (fit.Outcome)
        {
            case FitOutcome.Separated:
                AddSeparation(remarks, data, fit, coefficients);
                break;
            case FitOutcome.OnEdge:
                remarks.Add("The likelihood is largest on the edge of the domain, where a mean is 0: the coefficients are those of the edge, "
                    + "and standard errors, z and p do not exist there (NaN).");
                break;
            case FitOutcome.NotConverged:
                remarks.Add("No maximum was found: the coefficients are the best that were, and have no standard errors. The likelihood may grow "
                    + "without end, or the link may not suit the data.");
                break;
        }
    }

    private static void AddSeparation(List<string> remarks, GeneralizedData data, LikelihoodFit fit, double[] coefficients)
    {
        Separation separation = fit.Separation!;
        List<string> diverging = [], either = [], finite = [];
        for (int k = 0; k < fit.Parameters.Length; k++)
        {
            string name = data.Shape.ParameterNames[fit.Parameters[k]];
            (separation.Signs[k] switch { 0 => finite, Separation.EitherWay => either, _ => diverging })
                .Add(separation.Signs[k] is 1 or -1 ? $"{name} → {(separation.Signs[k] > 0 ? "+" : "−")}∞" : name);
        }
        int rows = separation.IsSeparated.Count(s => s);
        string kind = separation.IsComplete ? "completely: every row is fitted without error" : $"in {rows} of {separation.IsSeparated.Length} rows";
        string said = $"The predictors separate the outcomes {kind} in the limit. ";
        said += diverging.Count > 0 ? $"No finite estimate: {string.Join(", ", diverging)}. " : "";
        said += either.Count > 0 ? $"Not determined, for they may grow either way: {string.Join(", ", either)}. " : "";
        said += finite.Count > 0 ? $"Finite, from the rows that overlap: {string.Join(", ", finite)}." : "";
        remarks.Add(said.TrimEnd());
    }
}
