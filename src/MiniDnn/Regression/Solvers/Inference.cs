namespace MiniDnn;

/// <summary>What all statistics of a fit come from, in scaled units: the root of the covariance, degrees of freedom, s², errors.</summary>
internal sealed class Inference
{
    /// <summary>Less than this share of a row of R·K counts as nothing: of doubled precision's 32 digits it keeps 10.</summary>
    private const double LeastLeft = 1e-22;

    private readonly LeastSquaresFactor _factor;
    private readonly bool[] _isEstimable;

    /// <summary>What K·Kᵀ is multiplied by: s², or 1 where K is that of a robust covariance.</summary>
    private readonly double _scale;

    public Inference(LeastSquaresSolution solution)
    {
        _factor = solution.Factor;
        _isEstimable = _factor.DeterminesCoefficients();
        Root = new(solution);
        bool hasRidge = solution.Penalties.Length > 0;
        DegreesOfFreedom = hasRidge ? Root.ResidualDegreesOfFreedom : solution.EffectiveRowCount - solution.Factor.Rank;
        ModelDegreesOfFreedom = hasRidge ? Root.EffectiveParameters : solution.Factor.Rank;
        Variance = DegreesOfFreedom > 0 ? solution.ResidualSumOfSquares.High / DegreesOfFreedom : double.NaN;
        Deviation = Math.Sqrt(Variance);
        _scale = Variance;
        TestDegreesOfFreedom = DegreesOfFreedom;
        Errors = new double[solution.ParameterCount];
        for (int j = 0; j < Errors.Length; j++)
        {
            Errors[j] = _isEstimable[j] ? Deviation * Root.Length(j) : double.NaN;
        }
    }

    /// <summary>The same fit with a robust covariance.</summary>
    public Inference(Inference fit, RobustErrors robust)
    {
        (_factor, _isEstimable, _scale) = (fit._factor, fit._isEstimable, 1);
        (DegreesOfFreedom, ModelDegreesOfFreedom) = (fit.DegreesOfFreedom, fit.ModelDegreesOfFreedom);
        (Variance, Deviation) = (fit.Variance, fit.Deviation);
        (Root, Robust, TestDegreesOfFreedom) = (robust.Root, robust, robust.DegreesOfFreedom);
        Errors = [.. fit.Errors.Select((_, j) => _isEstimable[j] ? Root.Length(j) : double.NaN)];
    }

    /// <summary>What is robust about it; null for the covariance of errors with one variance.</summary>
    public RobustErrors? Robust { get; }

    /// <summary>Of t and F: those of the residuals, or fewer where rows come in clusters.</summary>
    public double TestDegreesOfFreedom { get; }

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
    public double Covariance(int i, int j) => _isEstimable[i] && _isEstimable[j] ? _scale * Root.InnerProduct(i, j) : double.NaN;

    /// <summary>Whether the data determine coefficient j.</summary>
    public bool IsEstimable(int j) => _isEstimable[j];

    /// <summary>√(xᵀ·Cov·x + s²·ownVariance) at a point; NaN where the data do not determine it.</summary>
    public double ErrorAt(ScaledPoint point, double ownVariance)
    {
        double length = _factor.Determines(point.Values) ? Root.LengthAt(point.Values) : double.NaN;
        return Deviation * (ownVariance == 0 ? length : Math.Sqrt((length * length) + ownVariance));
    }

    /// <summary>
    /// F of the hypothesis R·b = r: ‖T⁻ᵀ·d‖²/q with d = R·b − r and (R·K)ᵀ = Q·T, so that TᵀT = R·K·Kᵀ·Rᵀ. NaN where the covariance of R·b
    /// is singular.
    /// </summary>
    /// <param name="rows">R in scaled units.</param>
    /// <param name="distances">d in scaled units.</param>
    public double WaldF(DoubleDouble[][] rows, DoubleDouble[] distances)
    {
        int q = rows.Length;
        var columns = new DoubledColumns(Root.Width, q);
        for (int i = 0; i < q; i++)
        {
            DoubleDouble[] row = Root.Apply(rows[i]);
            for (int k = 0; k < row.Length; k++)
            {
                columns[k, i] = row[k];
            }
        }
        DoubledQr qr = DoubledQr.Factor(columns, q, LeastLeft);
        DoubleDouble[] solved = qr.SolveTransposed(distances);
        return qr.Rank < q ? double.NaN : (DoubleDouble.Dot(solved, solved) / (_scale * q)).High;
    }

    /// <summary>The t of a two-sided interval.</summary>
    public double Quantile(double level) => StudentTDistribution.TwoSidedQuantile(level, TestDegreesOfFreedom);
}
