namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    private readonly Lazy<Inference> _inference;

    /// <summary>
    /// The residual degrees of freedom: rows − rank; with ridge, rows − trace of the hat matrix, which need not be whole.
    /// </summary>
    public double DegreesOfFreedom => _inference.Value.DegreesOfFreedom;

    /// <summary>The residual standard deviation s = √(Σ wᵢ·(yᵢ − ŷᵢ)²/degrees of freedom); NaN without degrees of freedom.</summary>
    public T ResidualStandardDeviation => T.CreateTruncating(Math.ScaleB(ScaledDeviation, _solution.TargetExponent + (_solution.WeightExponent / 2)));

    /// <summary>The standard errors of the coefficients, √ of the diagonal of s²·(XᵀWX)⁻¹; NaN without degrees of freedom.</summary>
    public IReadOnlyList<T> StandardErrors => _inference.Value.StandardErrors;

    /// <summary>The coefficients divided by their standard errors.</summary>
    public IReadOnlyList<T> TValues => _inference.Value.TValues;

    /// <summary>P(|t| as large or larger) for each coefficient, were it 0 in truth: two-sided, by Student's t distribution.</summary>
    public IReadOnlyList<T> PValues => _inference.Value.PValues;

    /// <summary>
    /// The covariance matrix of the coefficients, s²·(XᵀWX)⁻¹ with ridge, s²·M·XᵀWX·M with M = (XᵀWX + λ)⁻¹. NaN for coefficients that
    /// the data do not determine.
    /// </summary>
    /// <returns>A new matrix, parameters × parameters.</returns>
    public Matrix<T> Covariance()
    {
        Inference inference = _inference.Value;
        int p = ParameterCount;
        var result = new Matrix<T>(p, p);
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                double scaled = _isEstimable[i] && _isEstimable[j] ? ScaledVariance * inference.Root.InnerProduct(i, j) : double.NaN;
                result[i, j] = T.CreateTruncating(Math.ScaleB(scaled, _solution.CoefficientExponent(i) + _solution.CoefficientExponent(j)));
            }
        }
        return result;
    }

    /// <summary>
    /// An interval for each coefficient that covers the true value with a given probability: coefficient ± t·standard error.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1; 0.95 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<T>[] CoefficientIntervals(double level = 0.95)
    {
        double t = Quantile(level);
        double[] errors = _inference.Value.ScaledErrors;
        var result = new Interval<T>[ParameterCount];
        for (int j = 0; j < result.Length; j++)
        {
            result[j] = Around(_solution.Coefficients[j], t * errors[j], _solution.CoefficientExponent(j));
        }
        return result;
    }

    private double ModelDegreesOfFreedom => !HasRidge ? Rank : _inference.Value.Root.EffectiveParameters;

    /// <summary>s² in scaled units.</summary>
    private double ScaledVariance => DegreesOfFreedom > 0 ? _solution.ResidualSumOfSquares.High / DegreesOfFreedom : double.NaN;

    private double ScaledDeviation => Math.Sqrt(ScaledVariance);

    /// <summary>centre ± margin, both times 2^exponent; rounded once, for a difference in the number type would lose digits.</summary>
    private static Interval<T> Around(DoubleDouble centre, double margin, int exponent)
        => double.IsFinite(margin)
            ? new(Rounded(centre - margin, exponent), Rounded(centre + margin, exponent))
            : new(T.CreateTruncating(centre.High - margin), T.CreateTruncating(centre.High + margin));

    private double Quantile(double level)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level is a probability: it must be greater than 0 and less than 1.");
        }
        return StudentT.TwoSidedQuantile(level, DegreesOfFreedom);
    }

    private Inference ComputeInference()
    {
        var root = new CovarianceRoot(_solution);
        double degreesOfFreedom = HasRidge ? root.ResidualDegreesOfFreedom : RowCount - Rank;
        var inference = new Inference(root, degreesOfFreedom, new double[ParameterCount], new T[ParameterCount], new T[ParameterCount], new T[ParameterCount]);
        double deviation = degreesOfFreedom > 0 ? Math.Sqrt(_solution.ResidualSumOfSquares.High / degreesOfFreedom) : double.NaN;
        for (int j = 0; j < ParameterCount; j++)
        {
            double error = _isEstimable[j] ? deviation * Math.Sqrt(root.InnerProduct(j, j)) : double.NaN;
            inference.ScaledErrors[j] = error;
            double t = _solution.Coefficients[j].High / error;
            inference.StandardErrors[j] = T.CreateTruncating(Math.ScaleB(error, _solution.CoefficientExponent(j)));
            inference.TValues[j] = T.CreateTruncating(t);
            inference.PValues[j] = T.CreateTruncating(StudentT.TwoSidedTail(t, degreesOfFreedom));
        }
        return inference;
    }

    /// <summary>
    /// The statistics of the single coefficients, and the root that all statistics of coefficients and predictions come from.
    /// </summary>
    private sealed record Inference(CovarianceRoot Root, double DegreesOfFreedom, double[] ScaledErrors, T[] StandardErrors, T[] TValues, T[] PValues);
}
