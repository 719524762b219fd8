namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    /// <summary>Inverse prediction: the x at which a new y was measured, with its interval.</summary>
    /// <remarks>
    /// The interval holds every x₀ for which |y₀ − b₀ − b₁·x₀| ≤ t·√(s²/(m·w) + Var(b₀ + b₁·x₀)); its ends are the roots of a quadratic (E.
    /// Fieller, 1954; C. Eisenhart, 1939).
    /// They are finite exactly if the slope is significant at the level. NaN where the data determine no line.
    /// </remarks>
    /// <param name="y">The measured value: the mean of <paramref name="repeats"/> measurements.</param>
    /// <param name="level">The probability of covering x, between 0 and 1; 0.95 by default.</param>
    /// <param name="repeats">How many measurements y is the mean of, 1 or more.</param>
    /// <param name="weight">The weight that one of these measurements would have in the fit, positive; 1 by default.</param>
    /// <exception cref="InvalidOperationException">The model is not a straight line in one predictor.</exception>
    /// <exception cref="ArgumentException"><paramref name="y"/> is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="repeats"/> or <paramref name="weight"/> is not positive.
    /// </exception>
    public Calibration<T> Calibrate(T y, double level = 0.95, int repeats = 1, double weight = 1)
    {
        RequireLine(nameof(Calibrate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        Throw.IfNotFinite(nameof(Calibrate), [y], nameof(y));
        double t = Quantile(level);
        double margin = t * t * ScaledVariance;
        double noise = margin * UnitWeightVariance / repeats / Throw.IfNotPositive(weight, nameof(weight));
        if (!_isEstimable[^1] || !_isEstimable[0])
        {
            return new(T.NaN, new(T.NaN, T.NaN), false);
        }
        ReadOnlySpan<DoubleDouble> slopeRow = _inference.Value.Root.Row(ParameterCount - 1);
        DoubleDouble slopeSquares = Dot(slopeRow, slopeRow);
        (DoubleDouble centre, DoubleDouble centreSquares) = FindCentre(slopeRow, slopeSquares);

        DoubleDouble slope = _solution.Coefficients[^1];
        DoubleDouble intercept = HasIntercept ? _solution.Coefficients[0] : DoubleDouble.Zero;
        double distance = (Math.ScaleB(double.CreateTruncating(y), -_solution.TargetExponent) - (intercept + (slope * centre))).High;
        double b1 = slope.High;
        double v = margin * slopeSquares.High;
        double a = (b1 * b1) - v;
        double offset = distance / b1;
        T estimate = double.IsFinite(offset) ? InUnitsOfX(centre + offset) : T.CreateTruncating(offset);
        if (!(a > 0))
        {
            Interval<T> everything = double.IsNaN(margin) ? new(T.NaN, T.NaN) : new(T.NegativeInfinity, T.PositiveInfinity);
            return new(estimate, everything, false);
        }

        // (b₁² − v)·u² − 2·b₁·d·u + d² − v_c − noise ≤ 0 with u = x − centre; no term of the discriminant is negative.
        double root = Math.Sqrt((v * distance * distance) + (a * ((margin * centreSquares.High) + noise)));
        double middle = b1 * distance;
        return new(estimate, new(InUnitsOfX(centre + ((middle - root) / a)), InUnitsOfX(centre + ((middle + root) / a))), true);
    }

    /// <summary>
    /// The x at which the line's value and its slope are uncorrelated (the mean of x, with equal weights), and the variance of the line
    /// there, in units of the scaled s².
    /// </summary>
    private (DoubleDouble Centre, DoubleDouble Squares) FindCentre(ReadOnlySpan<DoubleDouble> slopeRow, DoubleDouble slopeSquares)
    {
        if (!HasIntercept || slopeSquares.High == 0)
        {
            return (DoubleDouble.Zero, DoubleDouble.Zero);
        }
        ReadOnlySpan<DoubleDouble> interceptRow = _inference.Value.Root.Row(0);
        DoubleDouble ratio = Dot(interceptRow, slopeRow) / slopeSquares;
        var left = new DoubleDouble[interceptRow.Length];
        for (int k = 0; k < left.Length; k++)
        {
            left[k] = interceptRow[k] - (ratio * slopeRow[k]);
        }
        return (-ratio, Dot(left, left));
    }

    private static DoubleDouble Dot(ReadOnlySpan<DoubleDouble> x, ReadOnlySpan<DoubleDouble> y)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int k = 0; k < x.Length; k++)
        {
            sum += x[k] * y[k];
        }
        return sum;
    }

    private T InUnitsOfX(DoubleDouble scaled) => Rounded(scaled, _solution.ColumnExponents[^1]);
}
