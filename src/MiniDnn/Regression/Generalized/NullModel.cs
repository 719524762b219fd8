namespace MiniDnn;

/// <summary>The model of the constant alone.</summary>
internal static class NullModel
{
    /// <summary>Its deviance with the same offset and weights; without an intercept that of η = offset.</summary>
    public static double Deviance(LikelihoodData data)
    {
        if (!data.HasIntercept)
        {
            var point = new ScoringPoint([], data.Rows.Length, false);
            return data.Likelihood.Evaluate(data.Offset, data.OffsetLow, data.Rows, point.Spans);
        }
        LikelihoodFit fit = LikelihoodFit.Run(data with { Columns = data.Columns.SelectRows([0]), Ridge = 0 });
        return fit.Deviance;
    }
}
