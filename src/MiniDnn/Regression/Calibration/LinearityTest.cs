namespace MiniDnn;

/// <summary>
/// Whether standards lie on a straight line: J. Mandel's test against a parabola, and the lack of fit against repeated readings.
/// </summary>
public sealed class LinearityTest
{
    /// <summary>
    /// F = (RSS of the line − RSS of the parabola)/(RSS of the parabola/(n − 3)), of 1 and n − 3 degrees of freedom; NaN with fewer than 4
    /// standards or 3 levels.
    /// </summary>
    public required HypothesisTest Mandel { get; init; }

    /// <summary>
    /// F of the levels' means about the line against the readings about these means; NaN where no level is repeated, or there are only two.
    /// </summary>
    public required HypothesisTest LackOfFit { get; init; }

    /// <summary>Which of the tests, at 99 %, speaks against a straight line.</summary>
    public string Message => (Mandel.PValue < 0.01, LackOfFit.PValue < 0.01) switch
    {
        (true, true) => "Not straight: a parabola fits better, and the levels' means lie off the line",
        (true, false) => "Not straight: a parabola fits better",
        (false, true) => "Not straight: the levels' means lie off the line",
        _ when double.IsNaN(Mandel.PValue) && double.IsNaN(LackOfFit.PValue) => "Not tested: there are too few standards",
        _ => "Nothing speaks against a straight line",
    };

    /// <summary>Both tests and the message, in the current culture.</summary>
    public override string ToString() => $"{Mandel}; {LackOfFit}. {Message}";

    internal static LinearityTest Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        LinearModel<double> line = LeastSquares.Fit(x, y);
        return new() { Mandel = AgainstParabola(x, y), LackOfFit = AgainstMeans(x, line.Residuals()) };
    }

    /// <summary>The squared t of the parabola's last coefficient is the F of leaving it out, and no difference of sums.</summary>
    private static HypothesisTest AgainstParabola(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        LinearModel<double> parabola = LeastSquares.FitPolynomial(x, y, 2);
        bool isDefined = parabola.Rank == 3 && x.Length >= 4;
        double t = isDefined ? parabola.Coefficients[2] / parabola.Summary().StandardErrors[2] : double.NaN;
        return HypothesisTest.OfF("Mandel's test against a parabola, F", t * t, 1, x.Length - 3);
    }

    private static HypothesisTest AgainstMeans(ReadOnlySpan<double> x, double[] residuals)
    {
        double[] points = x.ToArray();
        double[][] levels = [.. points.Zip(residuals).GroupBy(p => p.First, p => p.Second).Select(level => level.ToArray())];
        int levelCount = levels.Length, repeated = residuals.Length - levelCount;
        double ofMeans = levels.Sum(level => level.Length * Math.Pow(level.Average(), 2));
        double within = levels.Sum(level => level.Sum(e => Math.Pow(e - level.Average(), 2)));
        double f = levelCount < 3 || repeated < 1 ? double.NaN : ofMeans / (levelCount - 2) / (within / repeated);
        return HypothesisTest.OfF("Lack of fit, F", f, levelCount - 2, repeated);
    }
}
