namespace MiniDnn;

/// <summary>The statistics of a fit as a whole, in double.</summary>
internal sealed class GoodnessOfFit
{
    private readonly LeastSquaresSolution _solution;
    private readonly Inference _inference;
    private readonly DoubleDouble _unexplained;

    public GoodnessOfFit(LeastSquaresSolution solution, Inference inference, bool hasIntercept)
    {
        _solution = solution;
        _inference = inference;
        int constants = hasIntercept ? 1 : 0;
        ExplainedDegreesOfFreedom = solution.Factor.Rank - constants;
        double totalFreedom = solution.EffectiveRowCount - constants;
        bool isConstant = solution.TotalSumOfSquares.High == 0;

        // Where no predictor explains anything the two sums are the same, and their difference is rounding.
        _unexplained = ExplainedDegreesOfFreedom == 0 && hasIntercept ? solution.TotalSumOfSquares : solution.ResidualSumOfSquares;
        RSquared = isConstant ? double.NaN : (DoubleDouble.One - (_unexplained / solution.TotalSumOfSquares)).High;
        bool hasFreedom = !isConstant && inference.DegreesOfFreedom > 0 && totalFreedom > 0;
        DoubleDouble adjusted = hasFreedom
            ? _unexplained / inference.DegreesOfFreedom / (solution.TotalSumOfSquares / totalFreedom)
            : double.NaN;
        AdjustedRSquared = (DoubleDouble.One - adjusted).High;
        F = solution.Penalties.Length > 0 || !hasFreedom || !(ExplainedDegreesOfFreedom > 0) ? double.NaN : ComputeF();
        LogLikelihood = ComputeLogLikelihood();
    }

    public double ExplainedDegreesOfFreedom { get; }

    public double RSquared { get; }

    public double AdjustedRSquared { get; }

    public double F { get; }

    public double LogLikelihood { get; }

    private double ComputeF()
    {
        DoubleDouble explained = _solution.TotalSumOfSquares - _unexplained;
        return Math.Max(explained.High, 0) / ExplainedDegreesOfFreedom / _inference.Variance;
    }

    private double ComputeLogLikelihood()
    {
        double n = _solution.EffectiveRowCount;
        double scaled = _solution.ResidualSumOfSquares.High;
        // in the units of the data, which may be out of range
        double squares = 2 * Math.PI / n * Math.ScaleB(scaled, 2 * _solution.TargetExponent);
        double log = double.IsNormal(squares)
            ? Math.Log(squares)
            : Math.Log(2 * Math.PI / n * scaled) + (2 * _solution.TargetExponent * Math.Log(2));
        return 0.5 * (_solution.SumOfLogWeights - (n * (log + 1)));
    }
}
