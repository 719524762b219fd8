namespace MiniDnn;

/// <summary>The readings of an unknown: their mean, and what they say of the variance.</summary>
internal readonly record struct Readings(double Mean, int Count, double Scatter, InversePredictionOptions Options)
{
    /// <exception cref="ArgumentException">There is no reading, or one is not finite.</exception>
    public static Readings Of<T>(ReadOnlySpan<T> values, InversePredictionOptions options, string parameter = "readings")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (values.IsEmpty)
        {
            Throw.Argument(parameter, $"PredictInverse: {parameter} has 0 elements; there must be at least one.");
        }
        Throw.IfNotFinite("PredictInverse", values, parameter);
        // from the first on, lest digits be lost
        double first = double.CreateTruncating(values[0]), sum = 0, scatter = 0;
        foreach (T value in values)
        {
            sum += (double.CreateTruncating(value) - first) / values.Length;
        }
        foreach (T value in values)
        {
            double deviation = double.CreateTruncating(value) - first - sum;
            scatter += deviation * deviation;
        }
        return new(first + sum, values.Length, scatter, options);
    }

    /// <summary>s², pooled with the scatter of the readings where that is asked for, and its degrees of freedom.</summary>
    /// <param name="variance">s² of the calibration, times 2^−exponent.</param>
    /// <param name="freedom">Its degrees of freedom.</param>
    /// <param name="weight">The weight of a reading.</param>
    /// <param name="exponent">That of the unit of s².</param>
    public (double Variance, double DegreesOfFreedom) Pool(double variance, double freedom, double weight, int exponent = 0)
    {
        double all = freedom + Count - 1;
        return Options.PoolsVariance
            ? (((freedom > 0 ? variance * freedom : 0) + Math.ScaleB(weight * Scatter, -exponent)) / all, all)
            : (variance, freedom);
    }

    /// <summary>The variance of the mean in units of s², with readings of this weight.</summary>
    public double OwnVariance(double weight) => Options.IsMeanResponse ? 0 : 1 / (Count * weight);
}
