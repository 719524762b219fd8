namespace MiniDnn;

/// <summary>Says in words what is unusual about a multinomial model, in those of <see cref="GeneralizedRemarks"/>.</summary>
internal static class MultinomialRemarks
{
    public static string[] Find(MultinomialFit fit)
    {
        List<string> remarks = [];
        MultinomialData data = fit.Data;
        if (fit.Separation is { } separation)
        {
            (int some, int all) = separation.CountRows();
            int[] counted = [.. Enumerable.Range(0, fit.Reached.Length).Where(j => fit.SignOf(j) is not null)];
            string[] names = [.. counted.Select(j => data.CoefficientNames[j])];
            int rows = data.Labels.Length;
            remarks.Add(GeneralizedRemarks.OfSeparation(names, separation.Signs, all == rows ? null : some, rows));
        }
        if (fit.Outcome == FitOutcome.NotConverged)
        {
            remarks.Add(GeneralizedRemarks.NotConverged);
        }
        GeneralizedRemarks.AddDependent(remarks, data.Shape.ParameterNames, fit.Problem.Columns.Parameters);
        if (fit.Outcome == FitOutcome.Converged)
        {
            GeneralizedRemarks.AddCondition(remarks, fit.Scoring.Information!.ConditionEstimate());
        }
        if (data.RowCount * fit.Problem.Others.Length <= fit.Rank)
        {
            remarks.Add(GeneralizedRemarks.Saturated + " to judge it by.");
        }
        return [.. remarks];
    }
}
