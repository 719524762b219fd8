namespace MiniDnn;

/// <summary>A line of an analysis of variance: the F test of a term, with its sum of squares.</summary>
public sealed class AnovaTerm : HypothesisTest
{
    internal AnovaTerm(string name, double sumOfSquares, double degreesOfFreedom, double f, double residualDegreesOfFreedom)
        : base(name, f, degreesOfFreedom, residualDegreesOfFreedom, FDistribution.UpperTail(f, degreesOfFreedom, residualDegreesOfFreedom))
        => SumOfSquares = sumOfSquares;

    /// <summary>By how much the sum of squared residuals is larger without the term.</summary>
    public double SumOfSquares { get; }
}
