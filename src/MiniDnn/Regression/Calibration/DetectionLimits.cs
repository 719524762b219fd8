namespace MiniDnn;

/// <summary>The smallest amounts that a calibration line can tell from none, find, and measure (DIN 32645; L. A. Currie, 1968).</summary>
/// <remarks>NaN where the scatter is so large that there is none.</remarks>
public sealed class DetectionLimits
{
    /// <summary>x_NG, in German Nachweisgrenze: what lies above it is more than a blank, with error probability α.</summary>
    public required double DecisionLimit { get; init; }

    /// <summary>The reading at the decision limit.</summary>
    public required double CriticalValue { get; init; }

    /// <summary>
    /// x_EG, in German Erfassungsgrenze: an amount that is found with probability 1 − β, where the one-sided prediction intervals of a
    /// blank and of it meet (A. Hubaux and G. Vos, 1970).
    /// </summary>
    public required double DetectionLimit { get; init; }

    /// <summary>
    /// x_BG, in German Bestimmungsgrenze: the amount whose confidence interval has the k-th part of it as half its width.
    /// </summary>
    public required double QuantificationLimit { get; init; }

    /// <summary>The detection limit by the standard's approximation, which takes the error at 0; 2·x_NG for β = α.</summary>
    public required double ApproximateDetectionLimit { get; init; }

    /// <summary>The quantification limit by the standard's approximation, which takes the error at k·x_NG.</summary>
    public required double ApproximateQuantificationLimit { get; init; }

    /// <summary>3.3·s/slope (ICH Q2), which knows nothing of the number of standards.</summary>
    public required double SimpleDetectionLimit { get; init; }

    /// <summary>10·s/slope.</summary>
    public required double SimpleQuantificationLimit { get; init; }

    /// <summary>The limits and what they mean, a line each, in the current culture.</summary>
    public override string ToString() => $"""
        decision limit        {DecisionLimit:G6} (reading {CriticalValue:G6})
        detection limit       {DetectionLimit:G6}
        quantification limit  {QuantificationLimit:G6}
        """.ReplaceLineEndings();
}
