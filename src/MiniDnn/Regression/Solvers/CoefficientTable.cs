using System.Text;

namespace MiniDnn;

/// <summary>The coefficients of a model as lines of text, laid out as R's: linear models, curves and robust fits have the same.</summary>
internal static class CoefficientTable
{
    /// <summary>What the stars mean.</summary>
    public const string Legend = "Significance: *** p < 0.001, ** p < 0.01, * p < 0.05, . p < 0.1";

    /// <summary>A line for each coefficient: its name, then estimate, standard error, t value and p value, and stars.</summary>
    /// <param name="text">Receives the lines.</param>
    /// <param name="names">Of the coefficients.</param>
    /// <param name="columns">Estimates, standard errors, t values, p values.</param>
    /// <param name="number">The format of all but p.</param>
    /// <param name="provider">The culture.</param>
    /// <param name="statistic">t, or z where the dispersion is known.</param>
    public static void Append<T>(
        StringBuilder text,
        IReadOnlyList<string> names,
        IReadOnlyList<T>[] columns,
        string number,
        IFormatProvider provider,
        char statistic = 't')
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<string[]> rows = [["", "Estimate", "Std. Error", $"{statistic} value", $"Pr(>|{statistic}|)", ""]];
        for (int j = 0; j < names.Count; j++)
        {
            string[] numbers = [.. columns[..3].Select(column => column[j].ToString(number, provider))];
            rows.Add([names[j], .. numbers, FormatP(columns[3][j], provider), Stars(columns[3][j])]);
        }
        AppendAligned(text, [.. rows]);
        text.AppendLine(Legend);
    }

    /// <summary>Rows of six cells, the first and the last aligned left, the others right.</summary>
    public static void AppendAligned(StringBuilder text, string[][] rows)
    {
        int[] widths = [.. Enumerable.Range(0, 6).Select(c => rows.Max(row => row[c].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, c) => c is 0 or 5 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
    }

    /// <summary>A p value.</summary>
    public static string FormatP<T>(T p, IFormatProvider provider)
        where T : unmanaged, IFloatingPointIeee754<T>
        => p < T.CreateTruncating(2e-16)   // R's limit, below which digits of p mean nothing
            ? "< 2E-16" : p.ToString("G4", provider);

    /// <summary>Stars by the size of a p value.</summary>
    public static string Stars<T>(T p)
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
