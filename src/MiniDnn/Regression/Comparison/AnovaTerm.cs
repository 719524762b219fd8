namespace MiniDnn;

/// <summary>A line of an analysis of variance or deviance: the test of a term, with its sum of squares.</summary>
public sealed class AnovaTerm : HypothesisTest
{
    private AnovaTerm(string name, double sumOfSquares, double statistic, double degreesOfFreedom, double denominator, double pValue)
        : base(name, statistic, degreesOfFreedom, denominator, pValue)
        => SumOfSquares = sumOfSquares;

    /// <summary>
    /// By how much the sum of squared residuals is larger without the term; of a generalised model, the deviance, which is that sum of its
    /// deviance residuals.
    /// </summary>
    public double SumOfSquares { get; }

    internal static AnovaTerm OfSquares(string name, double squares, double freedom, double f, double residualFreedom)
        => new(name, squares, f, freedom, residualFreedom, FDistribution.UpperTail(f, freedom, residualFreedom));

    internal static AnovaTerm OfDeviance(string name, double deviance, double freedom)
    {
        double statistic = freedom > 0 ? deviance : double.NaN;
        return new(name, deviance, statistic, freedom, double.NaN, ChiSquaredDistribution.UpperTail(statistic, freedom));
    }
}
