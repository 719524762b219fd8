using System.Text;

namespace MiniDnn;

/// <summary>The table of a nonlinear fit as text, laid out as R's.</summary>
internal static class NonlinearTable
{
    public static string Write(NonlinearModelSummary summary, string number, IFormatProvider provider)
    {
        var text = new StringBuilder();
        IFittedCurve model = summary.Model;
        IReadOnlyList<double>[] columns = [model.Coefficients, summary.StandardErrors, summary.TValues, summary.PValues];
        CoefficientTable.Append(text, model.ParameterNames, columns, number, provider);
        text.AppendLine();
        text.AppendLine(provider, $"Residual standard error: {summary.ResidualStandardError:G6} on {summary.ResidualDegreesOfFreedom:G6} "
            + $"degrees of freedom ({model.RowCount} points)");
        text.AppendLine(provider, $"R²: {summary.RSquared:G6}");
        text.AppendLine(provider, $"Log-likelihood: {summary.LogLikelihood:G6}, AIC: {summary.Aic:G6}, BIC: {summary.Bic:G6}");
        text.Append(provider, $"{model.Message} ({model.Iterations} steps tried)");
        foreach (string remark in model.Remarks)
        {
            text.AppendLine().Append("Note: ").Append(remark);
        }
        return text.ToString();
    }
}
