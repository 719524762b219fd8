namespace MiniDnn;

/// <summary>A fitted straight line seen from its centre, in scaled units: for inverse prediction and limits of detection.</summary>
/// <remarks>E. Fieller, 1954; C. Eisenhart, 1939.</remarks>
internal sealed class InverseLine
{
    private readonly LeastSquaresSolution _solution;
    private readonly Inference _inference;
    private readonly DoubleDouble _slope;
    private readonly DoubleDouble _intercept;
    private readonly DoubleDouble _slopeSquares;
    private readonly DoubleDouble _centre;
    private readonly DoubleDouble _centreSquares;
    private readonly int _last;

    public InverseLine(LeastSquaresSolution solution, Inference inference, bool hasIntercept)
    {
        (_solution, _inference, _last) = (solution, inference, solution.ParameterCount - 1);
        ReadOnlySpan<DoubleDouble> slopeRow = inference.Root.Row(_last);
        _slopeSquares = DoubleDouble.Dot(slopeRow, slopeRow);
        (_centre, _centreSquares) = FindCentre(slopeRow, hasIntercept);
        _slope = solution.Coefficients[_last];
        // beside a column of ones that is not scaled
        _intercept = hasIntercept ? solution.Coefficients[0] * Math.ScaleB(1, -solution.ColumnExponents[0]) : DoubleDouble.Zero;
        IsDetermined = inference.IsEstimable(0) && inference.IsEstimable(_last);
    }

    public bool IsDetermined { get; }

    /// <summary>s/|slope| in the user's units of x.</summary>
    public double DeviationOfX => Math.ScaleB(_inference.Deviation / Math.Abs(_slope.High), _solution.ColumnExponents[_last]);

    /// <summary>The x at which the line's value and its slope are uncorrelated: the mean of x, with equal weights.</summary>
    public double Centre => _centre.Round<double>(_solution.ColumnExponents[_last]);

    /// <summary>The variance of the line at its centre in units of s²: 1/n, with equal weights.</summary>
    public double VarianceAtCentre => Math.ScaleB(_centreSquares.High, -_solution.WeightExponent);

    /// <summary>What (x − centre)² is multiplied by to be added to it: 1/Σ(x − x̄)², with equal weights.</summary>
    public double VarianceOfSlope => Math.ScaleB(_slopeSquares.High, -_solution.WeightExponent - (2 * _solution.ColumnExponents[_last]));

    /// <summary>Finds x with its errors.</summary>
    /// <param name="readings">What was measured.</param>
    /// <param name="isAmong">Whether an x lies among the data.</param>
    public InversePrediction<T> Solve<T>(Readings readings, Func<double, bool> isAmong)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!IsDetermined)
        {
            return new() { Estimate = T.NaN, Message = "The data determine no line" };
        }
        double distance = (Math.ScaleB(readings.Mean, -_solution.TargetExponent) - (_intercept + (_slope * _centre))).High;
        double offset = distance / _slope.High;
        T estimate = double.IsFinite(offset) ? InUnitsOfX<T>(offset) : T.CreateTruncating(offset);
        double weight = readings.Options.WeightOf(double.CreateTruncating(estimate));
        (double variance, double freedom)
            = readings.Pool(_inference.Variance, _inference.DegreesOfFreedom, weight, _solution.SquaresExponent);
        double own = Math.ScaleB(readings.OwnVariance(weight), _solution.WeightExponent);
        double t = StudentTDistribution.TwoSidedQuantile(readings.Options.Level, freedom);
        double error = Math.Sqrt(variance * (own + _centreSquares.High + (offset * offset * _slopeSquares.High))) / Math.Abs(_slope.High);
        (Interval<T> interval, Interval<T>? excluded, bool isBounded) = Invert<T>(distance, t * t * variance, own);
        return new()
        {
            Estimate = estimate,
            Roots = T.IsFinite(estimate) ? [estimate] : [],
            StandardError = T.CreateTruncating(Math.ScaleB(error, _solution.ColumnExponents[_last])),
            WaldInterval = new(InUnitsOfX<T>(offset - (t * error)), InUnitsOfX<T>(offset + (t * error))),
            LogWaldInterval = AboutLogarithm(estimate, Math.ScaleB(t * error, _solution.ColumnExponents[_last])),
            Interval = interval,
            Excluded = excluded,
            IsBounded = isBounded,
            Message = Describe(double.CreateTruncating(estimate), double.IsNaN(t * t * variance), isBounded, excluded is not null, isAmong),
        };
    }

    /// <summary>x·exp(±margin/x).</summary>
    public static Interval<T> AboutLogarithm<T>(T x, double margin)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double value = double.CreateTruncating(x), factor = Math.Exp(margin / value);
        return value > 0 ? new(T.CreateTruncating(value / factor), T.CreateTruncating(value * factor)) : new(T.NaN, T.NaN);
    }

    /// <summary>
    /// (b₁² − v)·u² − 2·b₁·d·u + d² − v_c − noise ≤ 0 with u = x − centre and v = margin·Var b₁: an interval, or, where the slope is not
    /// significant, everything or all but a gap.
    /// </summary>
    private (Interval<T> Interval, Interval<T>? Excluded, bool IsBounded) Invert<T>(double distance, double margin, double own)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double b1 = _slope.High, v = margin * _slopeSquares.High, a = (b1 * b1) - v, middle = b1 * distance;
        double discriminant = (v * distance * distance) + (a * margin * (_centreSquares.High + own));
        double root = Math.Sqrt(discriminant);
        if (a > 0)
        {
            // no term of the discriminant is negative
            return (new(InUnitsOfX<T>((middle - root) / a), InUnitsOfX<T>((middle + root) / a)), null, true);
        }
        Interval<T> everything = double.IsNaN(margin) ? new(T.NaN, T.NaN) : new(T.NegativeInfinity, T.PositiveInfinity);
        bool hasGap = a < 0 && discriminant > 0;
        return (everything, hasGap ? new(InUnitsOfX<T>((middle + root) / a), InUnitsOfX<T>((middle - root) / a)) : null, false);
    }

    private static string Describe(double estimate, bool isUnknown, bool isBounded, bool hasGap, Func<double, bool> isAmong)
        => isUnknown ? InverseMessages.NoFreedom
            : !isBounded && hasGap ? "Not bounded: the slope is not significant at this level; every x is compatible but those of a gap"
            : !isBounded ? "Not bounded: the slope is not significant at this level; every x is compatible"
            : InverseMessages.Of(isAmong(estimate));

    /// <summary>The centre, and the variance of the line there in units of the scaled s².</summary>
    private (DoubleDouble Centre, DoubleDouble Squares) FindCentre(ReadOnlySpan<DoubleDouble> slopeRow, bool hasIntercept)
    {
        if (!hasIntercept || _slopeSquares.High == 0)
        {
            return (DoubleDouble.Zero, DoubleDouble.Zero);
        }
        double unit = Math.ScaleB(1, -_solution.ColumnExponents[0]);   // of the column of ones
        ReadOnlySpan<DoubleDouble> interceptRow = _inference.Root.Row(0);
        DoubleDouble ratio = DoubleDouble.Dot(interceptRow, slopeRow) * unit / _slopeSquares;
        var left = new DoubleDouble[interceptRow.Length];
        for (int k = 0; k < left.Length; k++)
        {
            left[k] = (interceptRow[k] * unit) - (ratio * slopeRow[k]);
        }
        return (-ratio, DoubleDouble.Dot(left, left));
    }

    private T InUnitsOfX<T>(double offset)
        where T : unmanaged, IFloatingPointIeee754<T>
        => double.IsFinite(offset) ? (_centre + offset).Round<T>(_solution.ColumnExponents[_last]) : T.CreateTruncating(offset);
}
