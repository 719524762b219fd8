namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    /// <summary>Σ wᵢ·(yᵢ − ŷᵢ)².</summary>
    public T ResidualSumOfSquares => SumOfSquares(_solution.ResidualSumOfSquares);

    /// <summary>Σ wᵢ·(yᵢ − ȳ)², or Σ wᵢ·yᵢ² where no constant was fitted.</summary>
    public T TotalSumOfSquares => SumOfSquares(_solution.TotalSumOfSquares);

    /// <summary>
    /// R² = 1 − residual/total sum of squares; NaN where the target does not vary. Without a constant the total is taken about 0, as R and
    /// statsmodels do.
    /// </summary>
    public T RSquared => T.CreateTruncating(TargetIsConstant ? double.NaN : ExplainedShare());

    /// <summary>
    /// 1 − (residual sum of squares/its degrees of freedom)/(total sum of squares/its degrees of freedom); NaN where either has none.
    /// </summary>
    public T AdjustedRSquared => T.CreateTruncating((DoubleDouble.One - Unexplained(DegreesOfFreedom, TotalDegreesOfFreedom)).High);

    /// <summary>
    /// F = (explained sum of squares/its degrees of freedom)/s²: whether the predictors explain anything. NaN without predictors, without
    /// degrees of freedom, or with ridge.
    /// </summary>
    public T FStatistic => T.CreateTruncating(ComputeF());

    /// <summary>P(F as large or larger), did the predictors explain nothing.</summary>
    public T FPValue => T.CreateTruncating(FDistribution.UpperTail(ComputeF(), ExplainedDegreesOfFreedom, DegreesOfFreedom));

    /// <summary>
    /// The largest log-likelihood for normal errors: ½·(Σ ln wᵢ − n·(ln(2π·residual sum of squares/n) + 1)); +∞ for an exact fit.
    /// </summary>
    public T LogLikelihood => T.CreateTruncating(ComputeLogLikelihood());

    /// <summary>
    /// Akaike's information criterion, 2k − 2·log-likelihood with k = the coefficients and the variance, as R counts (H. Akaike, 1973);
    /// statsmodels leaves the variance out, which takes 2 off every model's.
    /// </summary>
    public T Aic => T.CreateTruncating((2 * (ModelDegreesOfFreedom + 1)) - (2 * ComputeLogLikelihood()));

    /// <summary>
    /// The Bayesian information criterion, k·ln n − 2·log-likelihood with k = the coefficients and the variance, as R counts (G. Schwarz,
    /// 1978).
    /// </summary>
    public T Bic => T.CreateTruncating((Math.Log(RowCount) * (ModelDegreesOfFreedom + 1)) - (2 * ComputeLogLikelihood()));

    private double TotalDegreesOfFreedom => RowCount - (HasIntercept ? 1 : 0);

    private double ExplainedDegreesOfFreedom => Rank - (HasIntercept ? 1 : 0);

    private bool HasRidge => _solution.Penalties.Length > 0;

    private bool TargetIsConstant => _solution.TotalSumOfSquares.High == 0;

    private T SumOfSquares(DoubleDouble scaled) => Rounded(scaled, (2 * _solution.TargetExponent) + _solution.WeightExponent);

    /// <summary>What no predictor explains; the same as the total where there is none, for the difference is rounding.</summary>
    private DoubleDouble UnexplainedSumOfSquares
        => ExplainedDegreesOfFreedom == 0 && HasIntercept ? _solution.TotalSumOfSquares : _solution.ResidualSumOfSquares;

    private double ExplainedShare() => (DoubleDouble.One - (UnexplainedSumOfSquares / _solution.TotalSumOfSquares)).High;

    private DoubleDouble Unexplained(double residualFreedom, double totalFreedom)
        => TargetIsConstant || !(residualFreedom > 0) || !(totalFreedom > 0)
            ? double.NaN
            : UnexplainedSumOfSquares / residualFreedom / (_solution.TotalSumOfSquares / totalFreedom);

    private double ComputeF()
    {
        if (HasRidge || TargetIsConstant || !(ExplainedDegreesOfFreedom > 0) || !(DegreesOfFreedom > 0))
        {
            return double.NaN;
        }
        DoubleDouble explained = _solution.TotalSumOfSquares - _solution.ResidualSumOfSquares;
        return Math.Max(explained.High, 0) / ExplainedDegreesOfFreedom / ScaledVariance;
    }

    private double ComputeLogLikelihood()
    {
        double n = RowCount;
        double scaled = _solution.ResidualSumOfSquares.High;
        double squares = 2 * Math.PI / n * Math.ScaleB(scaled, 2 * _solution.TargetExponent);
        double log = double.IsNormal(squares) ? Math.Log(squares) : Math.Log(2 * Math.PI / n * scaled) + (2 * _solution.TargetExponent * Math.Log(2));
        return 0.5 * (_solution.SumOfLogWeights - (n * (log + 1)));
    }
}
