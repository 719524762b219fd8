namespace MiniDnn;

/// <summary>Inverse prediction from a straight line (E. Fieller, 1954; C. Eisenhart, 1939), in scaled units.</summary>
internal sealed class InverseLine(LeastSquaresSolution solution, Inference inference, bool hasIntercept)
{
    private readonly int _last = solution.ParameterCount - 1;

    /// <param name="y">The measured value.</param>
    /// <param name="t">The quantile of the level.</param>
    /// <param name="ownVariance">The variance of the measured value in units of s².</param>
    public InversePrediction<T> Solve<T>(T y, double t, double ownVariance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!inference.IsEstimable(0) || !inference.IsEstimable(_last))
        {
            return new(T.NaN, new(T.NaN, T.NaN), false);
        }
        double margin = t * t * inference.Variance;
        double noise = margin * ownVariance;
        ReadOnlySpan<DoubleDouble> slopeRow = inference.Root.Row(_last);
        DoubleDouble slopeSquares = Dot(slopeRow, slopeRow);
        (DoubleDouble centre, DoubleDouble centreSquares) = FindCentre(slopeRow, slopeSquares);

        DoubleDouble slope = solution.Coefficients[_last];
        // beside a column of ones that is not scaled
        DoubleDouble intercept = hasIntercept ? solution.Coefficients[0] * Math.ScaleB(1, -solution.ColumnExponents[0]) : DoubleDouble.Zero;
        double distance = (Math.ScaleB(double.CreateTruncating(y), -solution.TargetExponent) - (intercept + (slope * centre))).High;
        double b1 = slope.High;
        double v = margin * slopeSquares.High;
        double a = (b1 * b1) - v;
        double offset = distance / b1;
        T estimate = double.IsFinite(offset) ? InUnitsOfX<T>(centre + offset) : T.CreateTruncating(offset);
        if (!(a > 0))
        {
            Interval<T> everything = double.IsNaN(margin) ? new(T.NaN, T.NaN) : new(T.NegativeInfinity, T.PositiveInfinity);
            return new(estimate, everything, false);
        }

        // (b₁² − v)·u² − 2·b₁·d·u + d² − v_c − noise ≤ 0 with u = x − centre; no term of the discriminant is negative.
        double root = Math.Sqrt((v * distance * distance) + (a * ((margin * centreSquares.High) + noise)));
        double middle = b1 * distance;
        return new(estimate, new(InUnitsOfX<T>(centre + ((middle - root) / a)), InUnitsOfX<T>(centre + ((middle + root) / a))), true);
    }

    /// <summary>
    /// The x at which the line's value and its slope are uncorrelated (the mean of x, with equal weights), and the variance of the line
    /// there, in units of the scaled s².
    /// </summary>
    private (DoubleDouble Centre, DoubleDouble Squares) FindCentre(ReadOnlySpan<DoubleDouble> slopeRow, DoubleDouble slopeSquares)
    {
        if (!hasIntercept || slopeSquares.High == 0)
        {
            return (DoubleDouble.Zero, DoubleDouble.Zero);
        }
        double unit = Math.ScaleB(1, -solution.ColumnExponents[0]);   // of the column of ones
        ReadOnlySpan<DoubleDouble> interceptRow = inference.Root.Row(0);
        DoubleDouble ratio = Dot(interceptRow, slopeRow) * unit / slopeSquares;
        var left = new DoubleDouble[interceptRow.Length];
        for (int k = 0; k < left.Length; k++)
        {
            left[k] = (interceptRow[k] * unit) - (ratio * slopeRow[k]);
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

    private T InUnitsOfX<T>(DoubleDouble scaled)
        where T : unmanaged, IFloatingPointIeee754<T>
        => scaled.Round<T>(solution.ColumnExponents[_last]);
}
