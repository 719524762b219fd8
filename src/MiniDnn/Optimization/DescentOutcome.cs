namespace MiniDnn;

/// <summary>Why a descent ended.</summary>
public enum DescentOutcome
{
    /// <summary>The gradient became as small as the tolerance asked for, or as small as rounding lets it.</summary>
    Converged,

    /// <summary>The number of epochs was used up.</summary>
    EpochLimit,

    /// <summary>
    /// The loss grew without bound, or was still growing at the end: the learning rate is too large. The parameters are the best that were
    /// seen.
    /// </summary>
    Diverged,

    /// <summary>The caller asked to stop.</summary>
    Cancelled,

    /// <summary>No step along the gradient lowers the loss, though the gradient is not small.</summary>
    Stalled,
}
