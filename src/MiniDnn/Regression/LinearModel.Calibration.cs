namespace MiniDnn;

public sealed partial class LinearModel<T>
{
    /// <summary>Inverse prediction: the x at which a new y was measured, with its interval.</summary>
    /// <remarks>
    /// The interval holds every x₀ for which |y₀ − b₀ − b₁·x₀| ≤ t·√(s²/m + Var(b₀ + b₁·x₀)); its ends are the roots of a quadratic (E. Fieller, 1954; C. Eisenhart, 1939).
    /// They are finite exactly if the slope is significant at the level.
    /// </remarks>
    /// <param name="y">The measured value: the mean of <paramref name="repeats"/> measurements of weight 1.</param>
    /// <param name="level">The probability of covering x, between 0 and 1; 0.95 by default.</param>
    /// <param name="repeats">How many measurements y is the mean of, 1 or more.</param>
    /// <exception cref="InvalidOperationException">The model is not a straight line in one predictor.</exception>
    /// <exception cref="ArgumentException"><paramref name="y"/> is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1, or <paramref name="repeats"/> is not positive.</exception>
    public Calibration<T> Calibrate(T y, double level = 0.95, int repeats = 1)
    {
        RequireLine(nameof(Calibrate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        Throw.IfNotFinite(nameof(Calibrate), [y], nameof(y));
        double t = Quantile(level);
        int slope = ParameterCount - 1;
        double b1 = _solution.Coefficients[slope].High;
        double b0 = HasIntercept ? _solution.Coefficients[0].High : 0;
        double distance = Math.ScaleB(double.CreateTruncating(y), -_solution.TargetExponent) - b0;

        double margin = t * t * ScaledVariance;
        Inference inference = _inference.Value;
        double v11 = margin * inference.InnerProduct(slope, slope);
        double v01 = HasIntercept ? margin * inference.InnerProduct(0, slope) : 0;
        double v00 = HasIntercept ? margin * inference.InnerProduct(0, 0) : 0;
        double noise = margin * UnitWeightVariance / repeats;

        // (b₁² − v₁₁)·x² − 2·(b₁·d + v₀₁)·x + d² − v₀₀ − noise ≤ 0
        double a = (b1 * b1) - v11;
        double half = (b1 * distance) + v01;
        double discriminant = (half * half) - (a * ((distance * distance) - v00 - noise));
        T estimate = InUnitsOfX(distance / b1);
        if (!(a > 0) || !(discriminant >= 0))
        {
            Interval<T> everything = double.IsNaN(margin) ? new(T.NaN, T.NaN) : new(T.NegativeInfinity, T.PositiveInfinity);
            return new(estimate, everything, false);
        }
        double root = Math.Sqrt(discriminant);
        return new(estimate, new(InUnitsOfX((half - root) / a), InUnitsOfX((half + root) / a)), true);
    }

    private T InUnitsOfX(double scaled) => T.CreateTruncating(Math.ScaleB(scaled, _solution.ColumnExponents[^1]));
}
