namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    /// <summary>An interval for the mean of y at a value of the only predictor.</summary>
    /// <param name="x">The value.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <exception cref="InvalidOperationException">The model has more than one predictor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<T> ConfidenceInterval(T x, double level = 0.95)
    {
        RequireOnePredictor(nameof(ConfidenceInterval));
        return ConfidenceInterval([x], level);
    }

    /// <summary>An interval for the mean of y at a point: ŷ ± t·s·√(xᵀ(XᵀWX)⁻¹x).</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<T> ConfidenceInterval(ReadOnlySpan<T> x, double level = 0.95)
        => IntervalAt(nameof(ConfidenceInterval), x, level, 0);

    /// <summary>An interval for one new y at a value of the only predictor.</summary>
    /// <param name="x">The value.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="weight">The weight that the new y would have in the fit, positive; 1 by default.</param>
    /// <exception cref="InvalidOperationException">The model has more than one predictor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="weight"/> is not positive and finite.
    /// </exception>
    public Interval<T> PredictionInterval(T x, double level = 0.95, double weight = 1)
    {
        RequireOnePredictor(nameof(PredictionInterval));
        return PredictionInterval([x], level, weight);
    }

    /// <summary>An interval for one new y at a point: ŷ ± t·s·√(1/w + xᵀ(XᵀWX)⁻¹x), with w its weight.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="weight">The weight that the new y would have in the fit, positive; 1 by default.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="weight"/> is not positive and finite.
    /// </exception>
    public Interval<T> PredictionInterval(ReadOnlySpan<T> x, double level = 0.95, double weight = 1)
        => IntervalAt(nameof(PredictionInterval), x, level, UnitWeightVariance / Throw.IfNotPositive(weight, nameof(weight)));

    /// <summary>The variance of an observation of weight 1, in units of the scaled s².</summary>
    private double UnitWeightVariance => Math.ScaleB(1, _solution.WeightExponent);

    /// <summary>
    /// ŷ ± t·s·√(xᵀ(XᵀWX)⁻¹x + the variance of what is predicted), the point and its prediction in scaled units and in doubled precision.
    /// </summary>
    private Interval<T> IntervalAt(string operation, ReadOnlySpan<T> x, double level, double ownVariance)
    {
        Throw.IfLengthIsNot(operation, nameof(x), x.Length, PredictorCount, "one for each predictor");
        ScaledPoint point = ScaledPoint.Create(x, _shape, _solution.ColumnExponents);
        DoubleDouble centre = Dot(point.Values, _solution.Coefficients);
        double own = Math.ScaleB(ownVariance, -2 * point.Exponent);
        double margin = _estimability.Of(point.Values)
            ? Quantile(level) * ScaledDeviation * Math.Sqrt(_inference.Value.Root.QuadraticForm(point.Values) + own)
            : double.NaN;
        return Around(centre, margin, _solution.TargetExponent + point.Exponent);
    }
}
