namespace MiniDnn;

/// <summary>Fits of some of the columns of a generalised linear model; each once.</summary>
internal sealed class GeneralizedFits(string operation, GeneralizedLinearModel model, LikelihoodData data)
{
    private readonly Dictionary<string, (double Deviance, int Rank)> _known = [];

    /// <summary>The deviance of a fit of these columns, and how many of them are independent.</summary>
    public (DoubleDouble Left, int Rank) Leave(IEnumerable<int> columns)
    {
        int[] chosen = [.. columns];
        string key = string.Join(' ', chosen);
        if (!_known.TryGetValue(key, out (double Deviance, int Rank) found))
        {
            found = Fit(chosen);
            _known.Add(key, found);
        }
        return (found.Deviance, found.Rank);
    }

    /// <summary>AIC + (penalty − 2)·rank.</summary>
    public double Criterion(int[] columns, double penalty)
    {
        (DoubleDouble deviance, int rank) = Leave(columns);
        Likelihood likelihood = data.Likelihood;
        double dispersion = likelihood.HasKnownDispersion ? 0 : 2;
        return dispersion + (penalty * rank) - (2 * likelihood.LogLikelihood(data.Rows, deviance.High, model.Data.RowCount));
    }

    private (double Deviance, int Rank) Fit(int[] columns)
    {
        bool hasIntercept = data.HasIntercept && columns.Contains(0);
        LikelihoodData part = data with { Columns = data.Columns.SelectRows(columns), HasIntercept = hasIntercept };
        LikelihoodFit? fit = columns.Length > 0 ? LikelihoodFit.Run(part) : null;
        double deviance = fit?.Deviance ?? NullModel.Deviance(part);
        if (fit?.Outcome is FitOutcome.NotConverged or FitOutcome.OnEdge || !double.IsFinite(deviance))
        {
            string[] names = [.. columns.Select(j => model.ParameterNames[j])];
            string which = columns.Length == 0 ? "without coefficients" : $"of {string.Join(", ", names)}";
            throw new InvalidOperationException($"{operation}: the part {which} of the model has no maximum inside its domain"
                + $"{(fit is null ? "" : $": its fit ended as {fit.Outcome}")}.");
        }
        return (deviance, fit?.Rank ?? 0);
    }
}
