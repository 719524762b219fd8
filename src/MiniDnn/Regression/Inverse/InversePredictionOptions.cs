namespace MiniDnn;

/// <summary>What the readings of an unknown are, for its inverse prediction.</summary>
public sealed record InversePredictionOptions
{
    /// <summary>The probability of covering x, between 0 and 1; 0.95 by default.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>
    /// The weight that one reading would have in the fit, positive. It must be given, or <see cref="WeightAt"/>, where the fit had weights;
    /// without them it is 1.
    /// </summary>
    public double? Weight { get; init; }

    /// <summary>The weight of a reading by its x, such as x ↦ 1/x²; taken at the estimate.</summary>
    public Func<double, double>? WeightAt { get; init; }

    /// <summary>
    /// Whether s² is pooled from the calibration and the scatter of the readings, as R's investr does; false (the default) for that of the
    /// calibration alone.
    /// </summary>
    public bool PoolsVariance { get; init; }

    /// <summary>Whether y is no reading but a given level of the mean: nothing but the curve is then uncertain.</summary>
    public bool IsMeanResponse { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">The level or the weight is out of range.</exception>
    /// <exception cref="ArgumentException">There are both a weight and a function, or none where the fit had weights.</exception>
    internal void Check(bool fitHasWeights)
    {
        Throw.IfNotLevel(Level, nameof(Level));
        if (Weight is { } weight)
        {
            Throw.IfNotPositive(weight, nameof(Weight));
        }
        if (Weight is not null && WeightAt is not null)
        {
            Throw.Argument(nameof(WeightAt), "PredictInverse: there are both Weight and WeightAt; give one of them.");
        }
        if (fitHasWeights && Weight is null && WeightAt is null && !IsMeanResponse)
        {
            Throw.Argument(nameof(Weight), "PredictInverse: the fit had weights; give that of a reading, by Weight or WeightAt.");
        }
    }

    /// <summary>The weight of a reading that was made at an x.</summary>
    internal double WeightOf(double x) => WeightAt is null ? Weight ?? 1 : Throw.IfNotPositive(WeightAt(x), nameof(WeightAt));
}
