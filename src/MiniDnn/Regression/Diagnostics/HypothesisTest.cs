using System.Globalization;

namespace MiniDnn;

/// <summary>The outcome of a statistical test: its statistic, degrees of freedom and p value.</summary>
/// <example><code>
/// var model = LeastSquares.Fit([1.0, 2, 3, 4, 5, 6], [1.1, 1.9, 3.2, 3.9, 5.3, 5.8]);
/// var test = model.Diagnostics().BreuschPagan();
/// Console.WriteLine($"{test.Statistic:F3} {test.PValue:F3}");      // → 2.479 0.115
/// Console.WriteLine(test);                                         // → Breusch–Pagan
/// </code></example>
public class HypothesisTest
{
    internal HypothesisTest(string name, double statistic, double degreesOfFreedom, double denominator, double pValue)
    {
        Name = name;
        Statistic = statistic;
        DegreesOfFreedom = degreesOfFreedom;
        DenominatorDegreesOfFreedom = denominator;
        PValue = pValue;
    }

    /// <summary>What was tested, and by which statistic.</summary>
    public string Name { get; }

    /// <summary>The statistic; NaN where the test is not defined.</summary>
    public double Statistic { get; }

    /// <summary>
    /// The degrees of freedom of χ² or t, or those of F's numerator; NaN where the statistic has a distribution of its own.
    /// </summary>
    public double DegreesOfFreedom { get; }

    /// <summary>The degrees of freedom of F's denominator; NaN for other statistics.</summary>
    public double DenominatorDegreesOfFreedom { get; }

    /// <summary>The probability of a statistic at least as extreme, were the hypothesis true.</summary>
    public double PValue { get; }

    /// <summary>The test in a line, in the current culture.</summary>
    public override string ToString()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        string freedom = double.IsNaN(DegreesOfFreedom) ? ""
            : double.IsNaN(DenominatorDegreesOfFreedom) ? string.Create(culture, $" on {DegreesOfFreedom:G6} degrees of freedom")
            : string.Create(culture, $" on {DegreesOfFreedom:G6} and {DenominatorDegreesOfFreedom:G6} degrees of freedom");
        return string.Create(culture, $"{Name}: {Statistic:G6}{freedom}, p: {CoefficientTable.FormatP(PValue, culture)}");
    }

    internal static HypothesisTest OfF(string name, double f, double numerator, double denominator)
        => new(name, f, numerator, denominator, FDistribution.UpperTail(f, numerator, denominator));

    internal static HypothesisTest OfChiSquared(string name, double statistic, double degreesOfFreedom)
        => new(name, statistic, degreesOfFreedom, double.NaN, ChiSquaredDistribution.UpperTail(statistic, degreesOfFreedom));
}
