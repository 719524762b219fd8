using System.Text;

namespace MiniDnn;

/// <summary>The coefficients of a model as lines of text, laid out as R's: all models have the same.</summary>
internal static class CoefficientTable
{
    /// <summary>What the stars mean.</summary>
    public const string Legend = "Significance: *** p < 0.001, ** p < 0.01, * p < 0.05, . p < 0.1";

    /// <summary>A line for each coefficient: its name, then estimate, standard error, t value and p value, and stars.</summary>
    /// <param name="text">Receives the lines.</param>
    /// <param name="estimates">The coefficients.</param>
    /// <param name="number">The format of all but p.</param>
    /// <param name="provider">The culture.</param>
    public static void Append<T>(StringBuilder text, Estimates<T> estimates, string number, IFormatProvider provider)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        char statistic = estimates.Statistic;
        List<string[]> rows = [["", "Estimate", "Std. Error", $"{statistic} value", $"Pr(>|{statistic}|)", ""]];
        IReadOnlyList<T>[] columns = [estimates.Coefficients, estimates.StandardErrors, estimates.TestStatistics];
        for (int j = 0; j < estimates.Names.Count; j++)
        {
            T p = estimates.PValues[j];
            IEnumerable<string> numbers = columns.Select(column => column[j].ToString(number, provider));
            rows.Add([estimates.Names[j], .. numbers, FormatP(p, provider), Stars(p)]);
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
