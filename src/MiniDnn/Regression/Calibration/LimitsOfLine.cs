namespace MiniDnn;

/// <summary>The formulas of DIN 32645.</summary>
internal sealed class LimitsOfLine(LinearModel<double> line, DetectionLimitOptions options)
{
    private readonly InverseLine _line = line.Line();

    public DetectionLimits FromLine()
    {
        double freedom = line.FreedomOfResiduals, s = _line.DeviationOfX, centre = _line.Centre;
        double own = (1.0 / options.Repeats) + _line.VarianceAtCentre;
        double Error(double x) => Math.Sqrt(own + ((x - centre) * (x - centre) * _line.VarianceOfSlope));
        double decision = s * OneSided(options.Alpha, freedom) * Error(0);
        double ofBeta = s * OneSided(options.Beta ?? options.Alpha, freedom);
        double ofQuantity = options.QuantificationFactor * s * OneSided(options.Alpha / 2, freedom);
        return new()
        {
            DecisionLimit = decision,
            CriticalValue = line.Intercept + (line.Slope * decision),
            DetectionLimit = decision + Above(decision, ofBeta, own, centre),
            QuantificationLimit = Above(0, ofQuantity, own, centre),
            ApproximateDetectionLimit = decision + (ofBeta * Error(0)),
            ApproximateQuantificationLimit = ofQuantity * Error(options.QuantificationFactor * decision),
            SimpleDetectionLimit = 3.3 * s,
            SimpleQuantificationLimit = 10 * s,
        };
    }

    public DetectionLimits FromBlanks(ReadOnlySpan<double> blanks)
    {
        Readings readings = Readings.Of(blanks, new(), nameof(blanks));
        double freedom = blanks.Length - 1, deviation = Math.Sqrt(readings.Scatter / freedom), s = deviation / Math.Abs(line.Slope);
        double error = s * Math.Sqrt((1.0 / options.Repeats) + (1.0 / blanks.Length));
        double decision = OneSided(options.Alpha, freedom) * error;
        double detection = decision + (OneSided(options.Beta ?? options.Alpha, freedom) * error);
        double quantification = options.QuantificationFactor * OneSided(options.Alpha / 2, freedom) * error;
        return new()
        {
            DecisionLimit = decision,
            CriticalValue = readings.Mean + (line.Slope * decision),
            DetectionLimit = detection,
            QuantificationLimit = quantification,
            ApproximateDetectionLimit = detection,
            ApproximateQuantificationLimit = quantification,
            SimpleDetectionLimit = 3.3 * s,
            SimpleQuantificationLimit = 10 * s,
        };
    }

    /// <summary>
    /// The smallest u ≥ 0 with u = factor·√(own + (start + u − centre)²/Q), of the two roots of a quadratic; NaN where there is none.
    /// </summary>
    private double Above(double start, double factor, double own, double centre)
    {
        if (factor == 0)
        {
            return 0;   // an exact line: 0/0 below
        }
        double q = start - centre, ofSlope = _line.VarianceOfSlope, r = factor * factor * ofSlope;
        double root = factor * Math.Sqrt((own * (1 - r)) + (q * q * ofSlope));
        double u = factor * factor * (own + (q * q * ofSlope)) / (root - (r * q));
        return u >= 0 ? u : double.NaN;
    }

    private static double OneSided(double probability, double freedom)
        => freedom > 0 ? new StudentTDistribution(freedom).UpperQuantile(probability) : double.NaN;
}
