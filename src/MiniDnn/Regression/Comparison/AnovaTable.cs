using System.Globalization;
using System.Text;

namespace MiniDnn;

/// <summary>An analysis of variance or deviance: for each term its sum of squares and the test that it explains nothing.</summary>
/// <remarks>Of F, or of χ² where a generalised model's dispersion is known.</remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 5], [2, 4], [3, 7], [4, 5], [5, 9], [6, 6]];
/// var table = LeastSquares.Fit(x, [1.2, 1.9, 3.3, 3.8, 5.4, 5.9]).Anova(type: 1);
/// Console.WriteLine($"{table.Terms[0].Name}: {table.Terms[0].SumOfSquares:F3}");   // → x1: 17.004
/// Console.WriteLine(table);                                                        // → Residuals
/// </code></example>
public sealed class AnovaTable : IFormattable
{
    private readonly string _kind, _measure;
    private readonly int _type;
    private readonly double _residualSumOfSquares, _residualDegreesOfFreedom;

    internal AnovaTable(
        string kind, string measure, int type, AnovaTerm[] terms, double residualSumOfSquares, double residualDegreesOfFreedom)
    {
        (_kind, _measure, _type, Terms) = (kind, measure, type, terms);
        (_residualSumOfSquares, _residualDegreesOfFreedom) = (residualSumOfSquares, residualDegreesOfFreedom);
    }

    /// <summary>The terms, in their order; of type III with an intercept its line first.</summary>
    public IReadOnlyList<AnovaTerm> Terms { get; }

    /// <summary>The table, in the current culture.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>
    /// The table: a line for each term with sum of squares or deviance, degrees of freedom, F or χ², p and stars, and one for the
    /// residuals.
    /// </summary>
    /// <param name="format">A numeric format for sums of squares and F; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string number = string.IsNullOrEmpty(format) ? "G6" : format;
        IFormatProvider provider = formatProvider ?? CultureInfo.CurrentCulture;
        bool isChiSquared = Terms.Count > 0 && Terms.All(term => double.IsNaN(term.DenominatorDegreesOfFreedom));
        string statistic = isChiSquared ? "χ²" : "F";
        List<string[]> rows = [["", _measure, "Df", isChiSquared ? "χ²" : "F value", $"Pr(>{statistic})", ""]];
        rows.AddRange(Terms.Select(term => new[]
        {
            term.Name, term.SumOfSquares.ToString(number, provider), term.DegreesOfFreedom.ToString(provider),
            term.Statistic.ToString(number, provider), CoefficientTable.FormatP(term.PValue, provider), CoefficientTable.Stars(term.PValue),
        }));
        string[] residuals =
            ["Residuals", _residualSumOfSquares.ToString(number, provider), _residualDegreesOfFreedom.ToString("G6", provider), "", "", ""];
        var text = new StringBuilder($"Analysis of {_kind}, type ").AppendLine(new string('I', _type));
        CoefficientTable.AppendAligned(text, [.. rows, residuals]);
        return text.Append(CoefficientTable.Legend).ToString();
    }
}
