namespace MiniDnn;

/// <summary>What all statistics of a fit come from, in scaled units: the root of the covariance, degrees of freedom, s², errors.</summary>
internal sealed class Inference
{
    private readonly LeastSquaresFactor _factor;
    private readonly bool[] _isEstimable;

    public Inference(LeastSquaresSolution solution)
    {
        _factor = solution.Factor;
        _isEstimable = _factor.DeterminesCoefficients();
        Root = new(solution);
        bool hasRidge = solution.Penalties.Length > 0;
        DegreesOfFreedom = hasRidge ? Root.ResidualDegreesOfFreedom : solution.RowCount - solution.Factor.Rank;
        ModelDegreesOfFreedom = hasRidge ? Root.EffectiveParameters : solution.Factor.Rank;
        Variance = DegreesOfFreedom > 0 ? solution.ResidualSumOfSquares.High / DegreesOfFreedom : double.NaN;
        Deviation = Math.Sqrt(Variance);
        Errors = new double[solution.ParameterCount];
        for (int j = 0; j < Errors.Length; j++)
        {
            Errors[j] = _isEstimable[j] ? Deviation * Root.Length(j) : double.NaN;
        }
    }

    public CovarianceRoot Root { get; }

    /// <summary>Of the residuals: rows − rank, or rows − trace of the hat matrix with ridge.</summary>
    public double DegreesOfFreedom { get; }

    /// <summary>The rank, or the trace of the hat matrix.</summary>
    public double ModelDegreesOfFreedom { get; }

    /// <summary>s²; NaN without degrees of freedom.</summary>
    public double Variance { get; }

    public double Deviation { get; }

    /// <summary>Standard errors of the coefficients.</summary>
    public double[] Errors { get; }

    /// <summary>NaN for coefficients that the data do not determine.</summary>
    public double Covariance(int i, int j) => _isEstimable[i] && _isEstimable[j] ? Variance * Root.InnerProduct(i, j) : double.NaN;

    /// <summary>Whether the data determine coefficient j.</summary>
    public bool IsEstimable(int j) => _isEstimable[j];

    /// <summary>√(xᵀ·Cov·x + s²·ownVariance) at a point; NaN where the data do not determine it.</summary>
    public double ErrorAt(ScaledPoint point, double ownVariance)
    {
        double length = _factor.Determines(point.Values) ? Root.LengthAt(point.Values) : double.NaN;
        return Deviation * (ownVariance == 0 ? length : Math.Sqrt((length * length) + ownVariance));
    }

    /// <summary>The t of a two-sided interval.</summary>
    public double Quantile(double level) => StudentTDistribution.TwoSidedQuantile(level, DegreesOfFreedom);
}
