namespace MiniDnn;

/// <summary>Tests of whether standards lie on a straight line.</summary>
internal static class LinearityTests
{
    /// <summary>The squared t of the parabola's last coefficient is the F of leaving it out, and no difference of sums.</summary>
    public static HypothesisTest AgainstParabola(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        LinearModel<double> parabola = LeastSquares.FitPolynomial(x, y, 2);
        bool isDefined = parabola.Rank == 3 && x.Length >= 4;
        double t = isDefined ? parabola.Coefficients[2] / parabola.Summary().StandardErrors[2] : double.NaN;
        return HypothesisTest.OfF("Mandel's test against a parabola, F", t * t, 1, x.Length - 3);
    }

    /// <summary>The means of levels, about the line, beside the readings about these means.</summary>
    public static HypothesisTest AgainstMeans(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double[] residuals = LeastSquares.Fit(x, y).Residuals(), points = x.ToArray();
        double[][] levels = [.. points.Zip(residuals).GroupBy(p => p.First, p => p.Second).Select(level => level.ToArray())];
        int levelCount = levels.Length, repeated = residuals.Length - levelCount;
        double ofMeans = levels.Sum(level => level.Length * Math.Pow(level.Average(), 2));
        double within = levels.Sum(level => level.Sum(e => Math.Pow(e - level.Average(), 2)));
        double f = levelCount < 3 || repeated < 1 ? double.NaN : ofMeans / (levelCount - 2) / (within / repeated);
        return HypothesisTest.OfF("Lack of fit, F", f, levelCount - 2, repeated);
    }
}
