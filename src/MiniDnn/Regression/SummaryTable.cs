using System.Text;

namespace MiniDnn;

/// <summary>The table of a fit as text, laid out as R's.</summary>
internal static class SummaryTable
{
    private static readonly string[] Header = ["", "Estimate", "Std. Error", "t value", "Pr(>|t|)", ""];

    public static string Write<T>(LinearModelSummary<T> summary, string number, IFormatProvider provider)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var text = new StringBuilder();
        AppendCoefficients(text, summary, number, provider);
        text.AppendLine();
        AppendWhole(text, summary, provider);
        foreach (string remark in summary.Model.Remarks)
        {
            text.AppendLine().Append("Note: ").Append(remark);
        }
        return text.ToString();
    }

    private static void AppendCoefficients<T>(StringBuilder text, LinearModelSummary<T> summary, string number, IFormatProvider provider)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<string[]> rows = [Header];
        for (int j = 0; j < summary.Model.ParameterCount; j++)
        {
            rows.Add([
                summary.Model.ParameterNames[j],
                summary.Model.Coefficients[j].ToString(number, provider),
                summary.StandardErrors[j].ToString(number, provider),
                summary.TValues[j].ToString(number, provider),
                FormatP(summary.PValues[j], provider),
                Stars(summary.PValues[j])]);
        }
        int[] widths = [.. Enumerable.Range(0, 6).Select(c => rows.Max(row => row[c].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, c) => c is 0 or 5 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
        text.AppendLine("Significance: *** p < 0.001, ** p < 0.01, * p < 0.05, . p < 0.1");
    }

    private static void AppendWhole<T>(StringBuilder text, LinearModelSummary<T> s, IFormatProvider provider)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        text.AppendLine(provider, $"Residual standard error: {s.ResidualStandardError:G6} on {s.ResidualDegreesOfFreedom:G6} "
            + $"degrees of freedom ({s.Model.RowCount} rows)");
        text.AppendLine(provider, $"R²: {s.RSquared:G6}, adjusted R²: {s.AdjustedRSquared:G6}");
        if (!T.IsNaN(s.FStatistic))
        {
            text.AppendLine(provider, $"F: {s.FStatistic:G6} on {s.ExplainedDegreesOfFreedom} and "
                + $"{s.ResidualDegreesOfFreedom:G6} degrees of freedom, p: {FormatP(s.FPValue, provider)}");
        }
        text.Append(provider, $"Log-likelihood: {s.LogLikelihood:G6}, AIC: {s.Aic:G6}, BIC: {s.Bic:G6}");
    }

    private static string FormatP<T>(T p, IFormatProvider provider)
        where T : unmanaged, IFloatingPointIeee754<T>
        => p < T.CreateTruncating(2e-16) ? "< 2E-16" : p.ToString("G4", provider);

    private static string Stars<T>(T p)
        where T : unmanaged, IFloatingPointIeee754<T>
        => double.CreateTruncating(p) switch
        {
            < 0.001 => "***",
            < 0.01 => "**",
            < 0.05 => "*",
            < 0.1 => ".",
            _ => "",
        };
}
