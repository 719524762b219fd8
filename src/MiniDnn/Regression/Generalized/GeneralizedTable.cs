using System.Text;

namespace MiniDnn;

/// <summary>The table of a generalised linear model as text, laid out as R's.</summary>
internal static class GeneralizedTable
{
    public static string Write(GeneralizedLinearModelSummary summary, string number, IFormatProvider provider)
    {
        GeneralizedLinearModel model = summary.Model;
        GeneralizedData data = model.Data;
        bool isKnown = data.Likelihood.Likelihood.HasKnownDispersion;
        var text = new StringBuilder();
        IReadOnlyList<double>[] columns = [model.Coefficients, summary.StandardErrors, summary.TestStatistics, summary.PValues];
        CoefficientTable.Append(text, model.ParameterNames, columns, number, provider, isKnown ? 'z' : 't');
        text.AppendLine();
        text.AppendLine(provider, $"Family: {data.Family}, link: {data.Link}, dispersion: {summary.Dispersion:G6}{(isKnown ? " (known)" : "")}");
        double nullDegrees = data.RowCount - (data.Options.Intercept ? 1 : 0);
        text.AppendLine(provider, $"Null deviance:     {summary.NullDeviance:G6} on {nullDegrees:G6} degrees of freedom");
        text.AppendLine(provider, $"Residual deviance: {summary.Deviance:G6} on {summary.ResidualDegreesOfFreedom:G6} degrees of freedom");
        text.AppendLine(provider, $"Log-likelihood: {summary.LogLikelihood:G6}, AIC: {summary.Aic:G6}, BIC: {summary.Bic:G6}");
        text.Append(provider, $"{model.Outcome} after {model.Iterations} steps ({data.RowCount:G15} rows)");
        foreach (string remark in model.Remarks)
        {
            text.AppendLine().Append("Note: ").Append(remark);
        }
        return text.ToString();
    }
}
