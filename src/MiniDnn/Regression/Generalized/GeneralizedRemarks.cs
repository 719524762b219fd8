namespace MiniDnn;

/// <summary>Says in words what is unusual about a generalised linear model.</summary>
internal static class GeneralizedRemarks
{
    /// <summary>Columns whose information has a condition number beyond this leave half of a coefficient's digits.</summary>
    private const double NearlyDependent = 1e7;

    public const string NotConverged
        = "No maximum was found: the coefficients are the best that were, and have no standard errors. The likelihood may grow "
            + "without end.";

    public const string Saturated
        = "The model is saturated: it has as many coefficients as rows, so no degrees of freedom are left";

    public static string[] Find(GeneralizedData data, LikelihoodFit fit)
    {
        List<string> remarks = [];
        string[] names = data.Shape.ParameterNames;
        AddOutcome(remarks, data, fit);
        int[] columns = fit.Separation is null ? fit.Problem.Columns.Parameters : fit.Parameters;
        if (data.Likelihood.Ridge == 0)
        {
            bool[] isZero = [.. names.Select((_, j) => data.Likelihood.Columns.Row(j).IndexOfAnyExcept(0.0) < 0)];
            string[] zeros = [.. names.Where((_, j) => isZero[j])];
            if (zeros.Length > 0)
            {
                string are = zeros.Length == 1 ? "is" : "are";
                remarks.Add($"{string.Join(", ", zeros)} {are} 0 in every row that counts: no coefficient (NaN).");
            }
            AddDependent(remarks, names, [.. columns, .. Enumerable.Range(0, names.Length).Where(j => isZero[j])]);
        }
        if (fit.Outcome == FitOutcome.Converged && columns.Length > 0)
        {
            AddCondition(remarks, fit.Scoring.Condition);
        }
        AddExactness(remarks, fit);
        if (data.Options.Ridge > 0)
        {
            remarks.Add("Ridge shrinks the coefficients: standard errors and intervals leave the bias out, z and p are not given (NaN), the "
                + "degrees of freedom are effective ones.");
        }
        else if (data.RowCount <= fit.Rank)
        {
            remarks.Add(Saturated
                + (data.Likelihood.Likelihood.HasKnownDispersion ? " to judge it by." : ", and dispersion and errors are not defined (NaN)."));
        }
        return [.. remarks];
    }

    private static void AddOutcome(List<string> remarks, GeneralizedData data, LikelihoodFit fit)
    {
        switch (fit.Outcome)
        {
            case FitOutcome.Separated:
                AddSeparation(remarks, data, fit);
                break;
            case FitOutcome.OnEdge:
                remarks.Add("The likelihood is largest on the edge of the domain, where a mean is 0: the coefficients are those of the edge, "
                    + "and standard errors, z and p do not exist there (NaN).");
                break;
            case FitOutcome.NotConverged:
                remarks.Add($"{NotConverged[..^1]}, or the link may not suit the data.");
                break;
        }
    }

    private static void AddExactness(List<string> remarks, LikelihoodFit fit)
    {
        const double RoundingOfData = 1e-31;   // the square of half an ε, a few times
        if (fit.IsExact && fit.Data.Rows.Length > fit.Rank)
        {
            remarks.Add("The fit is exact: the dispersion is 0, and so are the standard errors; t values are infinite (NaN for a "
                + "coefficient of 0).");
        }
        else if (fit.RelativeDeviance <= RoundingOfData && fit.Data.Rows.Length > fit.Rank)
        {
            remarks.Add("The fit is all but exact: its residuals are as small as the rounding of the data, so errors, t and p say little.");
        }
    }

    private static void AddSeparation(List<string> remarks, GeneralizedData data, LikelihoodFit fit)
    {
        Separation separation = fit.Separation!;
        int? rows = separation.IsComplete ? null : separation.IsSeparated.Count(s => s);
        string[] names = [.. fit.Parameters.Select(j => data.Shape.ParameterNames[j])];
        remarks.Add(OfSeparation(names, separation.Signs, rows, separation.IsSeparated.Length));
    }

    /// <summary>Names what is separated.</summary>
    /// <param name="names">Of the independent coefficients.</param>
    /// <param name="signs">Theirs, as <see cref="Separation.Signs"/>.</param>
    /// <param name="rows">How many rows are separated; null where all are, from all they could be.</param>
    /// <param name="rowCount">The number of rows.</param>
    public static string OfSeparation(string[] names, int[] signs, int? rows, int rowCount)
    {
        List<string> diverging = [], either = [], finite = [];
        for (int k = 0; k < names.Length; k++)
        {
            (signs[k] switch { 0 => finite, Separation.EitherWay => either, _ => diverging })
                .Add(signs[k] is 1 or -1 ? $"{names[k]} → {(signs[k] > 0 ? "+" : "−")}∞" : names[k]);
        }
        string kind = rows is null ? "completely: every row is fitted without error" : $"in {rows} of {rowCount} rows";
        string said = $"The predictors separate the outcomes {kind} in the limit. ";
        said += diverging.Count > 0 ? $"No finite estimate: {string.Join(", ", diverging)}. " : "";
        said += either.Count > 0 ? $"Not determined, for they may grow either way: {string.Join(", ", either)}. " : "";
        said += finite.Count > 0 ? $"Finite, from the rows that overlap: {string.Join(", ", finite)}." : "";
        return said.TrimEnd();
    }

    public static void AddDependent(List<string> remarks, string[] names, int[] independent)
    {
        string[] dependent = [.. names.Where((_, j) => Array.IndexOf(independent, j) < 0)];
        if (dependent.Length > 0)
        {
            string depend = dependent.Length == 1 ? "depends" : "depend";
            remarks.Add($"{string.Join(", ", dependent)} {depend} on columns before: no coefficient (NaN); "
                + "predictions are those of the others, right where the same dependence holds.");
        }
    }

    public static void AddCondition(List<string> remarks, double condition)
    {
        if (condition > NearlyDependent)
        {
            remarks.Add($"Columns nearly depend on each other (condition number {condition:G2}): coefficients have few digits.");
        }
    }
}
