using System.Globalization;
using System.Text;

namespace MiniDnn;

public sealed partial class LinearModel<T> : IFormattable
{
    private static readonly string[] Header = ["", "Estimate", "Std. Error", "t value", "Pr(>|t|)", ""];

    /// <summary>
    /// The table of the fit, in the current culture: coefficients with standard errors, t and p values, and the statistics of the whole.
    /// </summary>
    public override string ToString() => ToString(null, CultureInfo.CurrentCulture);

    /// <summary>
    /// The table of the fit: a line for each coefficient with estimate, standard error, t value, p value and stars, then the residual
    /// standard deviation, R², F, log-likelihood, information criteria and remarks.
    /// </summary>
    /// <param name="format">A numeric format for estimates, standard errors and t values; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string number = string.IsNullOrEmpty(format) ? "G6" : format;
        var text = new StringBuilder();
        AppendCoefficients(text, number, formatProvider);
        text.AppendLine();
        AppendSummary(text, formatProvider);
        foreach (string remark in Remarks)
        {
            text.AppendLine().Append("Note: ").Append(remark);
        }
        return text.ToString();
    }

    private void AppendCoefficients(StringBuilder text, string number, IFormatProvider? provider)
    {
        List<string[]> rows = [Header];
        for (int j = 0; j < ParameterCount; j++)
        {
            rows.Add([
                ParameterNames[j],
                Coefficients[j].ToString(number, provider),
                StandardErrors[j].ToString(number, provider),
                TValues[j].ToString(number, provider),
                FormatP(PValues[j], provider),
                Stars(PValues[j])]);
        }
        int[] widths = [.. Enumerable.Range(0, 6).Select(c => rows.Max(row => row[c].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, c) => c is 0 or 5 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
        text.AppendLine("Significance: *** p < 0.001, ** p < 0.01, * p < 0.05, . p < 0.1");
    }

    private void AppendSummary(StringBuilder text, IFormatProvider? provider)
    {
        text.AppendLine(provider, $"Residual standard deviation: {ResidualStandardDeviation:G6} on {DegreesOfFreedom:G6} degrees of freedom ({RowCount} rows)");
        text.AppendLine(provider, $"R²: {RSquared:G6}, adjusted R²: {AdjustedRSquared:G6}");
        if (!T.IsNaN(FStatistic))
        {
            text.AppendLine(provider, $"F: {FStatistic:G6} on {ExplainedDegreesOfFreedom} and {DegreesOfFreedom:G6} degrees of freedom, p: {FormatP(FPValue, provider)}");
        }
        text.Append(provider, $"Log-likelihood: {LogLikelihood:G6}, AIC: {Aic:G6}, BIC: {Bic:G6}");
    }

    private static string FormatP(T p, IFormatProvider? provider)
        => p < T.CreateTruncating(2e-16) ? "< 2E-16" : p.ToString("G4", provider);

    private static string Stars(T p) => double.CreateTruncating(p) switch
    {
        < 0.001 => "***",
        < 0.01 => "**",
        < 0.05 => "*",
        < 0.1 => ".",
        _ => "",
    };
}
