namespace MiniDnn;

/// <summary>The model of the constant alone.</summary>
internal static class NullModel
{
    /// <summary>Its deviance with the same offset and weights; without an intercept that of η = offset.</summary>
    public static double Deviance(LikelihoodData data)
    {
        if (!data.HasIntercept)
        {
            return data.Likelihood.Evaluate(data.Offset, data.OffsetLow, data.Rows, new ScoringRows(data.Rows.Length, false).Spans);
        }
        if (!data.HasOffset && OfMean(data) is { } deviance)
        {
            return deviance;
        }
        LikelihoodFit fit = LikelihoodFit.Run(data with { Columns = data.Columns.SelectRows([0]), Ridge = 0 });
        return fit.Deviance;
    }

    /// <summary>The constant's fit is the mean; null where that has no η.</summary>
    private static double? OfMean(LikelihoodData data)
    {
        double eta = data.Likelihood.Eta(ScoringStart.Mean(data));
        if (!data.Likelihood.IsDefined(eta))
        {
            return null;
        }
        double[] all = new double[data.Rows.Length];
        Array.Fill(all, eta);
        double[] low = all.Length <= StandardColumns.LargestDoubled ? new double[all.Length] : [];
        return data.Likelihood.Evaluate(all, low, data.Rows, new ScoringRows(all.Length, false).Spans);
    }
}
