namespace MiniDnn;

/// <summary>
/// Whether standards lie on a straight line: J. Mandel's test against a parabola, and the lack of fit against repeated readings.
/// </summary>
public sealed class LinearityTest
{
    /// <summary>F = (RSS of the line − RSS of the parabola)/(RSS of the parabola/(n − 3)), of 1 and n − 3 degrees of freedom.</summary>
    public required double MandelStatistic { get; init; }

    /// <summary>The probability of so large an F on a straight line; NaN with fewer than 4 standards or 3 levels.</summary>
    public required double MandelPValue { get; init; }

    /// <summary>
    /// F of the levels' means about the line against the readings about these means; NaN where no level is repeated, or there are only two.
    /// </summary>
    public required double LackOfFitStatistic { get; init; }

    /// <summary>The probability of so large an F on a straight line.</summary>
    public required double LackOfFitPValue { get; init; }

    /// <summary>Which of the tests, at 99 %, speaks against a straight line.</summary>
    public string Message => (MandelPValue < 0.01, LackOfFitPValue < 0.01) switch
    {
        (true, true) => "Not straight: a parabola fits better, and the levels' means lie off the line",
        (true, false) => "Not straight: a parabola fits better",
        (false, true) => "Not straight: the levels' means lie off the line",
        _ when double.IsNaN(MandelPValue) && double.IsNaN(LackOfFitPValue) => "Not tested: there are too few standards",
        _ => "Nothing speaks against a straight line",
    };

    /// <summary>Both tests and the message, in the current culture.</summary>
    public override string ToString()
        => $"Mandel F = {MandelStatistic:G6}, p = {MandelPValue:G4}; lack of fit F = {LackOfFitStatistic:G6}, p = {LackOfFitPValue:G4}. {Message}";

    internal static LinearityTest Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        LinearModel<double> line = LeastSquares.Fit(x, y);
        (double mandel, double ofMandel) = Mandel(x, y);
        (double lack, double ofLack) = LackOfFit(x, line.Residuals());
        return new() { MandelStatistic = mandel, MandelPValue = ofMandel, LackOfFitStatistic = lack, LackOfFitPValue = ofLack };
    }

    /// <summary>The squared t of the parabola's last coefficient is the F of leaving it out, and no difference of sums.</summary>
    private static (double F, double P) Mandel(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        LinearModel<double> parabola = LeastSquares.FitPolynomial(x, y, 2);
        if (parabola.Rank < 3 || x.Length < 4)
        {
            return (double.NaN, double.NaN);
        }
        double t = parabola.Coefficients[2] / parabola.Summary().StandardErrors[2];
        return (t * t, FDistribution.UpperTail(t * t, 1, x.Length - 3));
    }

    private static (double F, double P) LackOfFit(ReadOnlySpan<double> x, double[] residuals)
    {
        double[] points = x.ToArray();
        double[][] levels = [.. points.Zip(residuals).GroupBy(p => p.First, p => p.Second).Select(level => level.ToArray())];
        int levelCount = levels.Length, repeated = residuals.Length - levelCount;
        if (levelCount < 3 || repeated < 1)
        {
            return (double.NaN, double.NaN);
        }
        double ofMeans = levels.Sum(level => level.Length * Math.Pow(level.Average(), 2));
        double within = levels.Sum(level => level.Sum(e => Math.Pow(e - level.Average(), 2)));
        double f = ofMeans / (levelCount - 2) / (within / repeated);
        return (f, FDistribution.UpperTail(f, levelCount - 2, repeated));
    }
}
