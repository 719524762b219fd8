namespace MiniDnn;

/// <summary>Why a descent or a training ended.</summary>
public enum DescentOutcome
{
    /// <summary>
    /// The gradient became as small as the tolerance asked for, or as small as rounding lets it; of a network, the loss no longer fell by
    /// the share that the tolerance asks for.
    /// </summary>
    Converged,

    /// <summary>The number of epochs was used up.</summary>
    EpochLimit,

    /// <summary>
    /// The loss grew without bound, or was still growing at the end: the learning rate is too large. The parameters are the best that were
    /// seen; a network without early stopping has those from before the epoch.
    /// </summary>
    Diverged,

    /// <summary>The caller asked to stop.</summary>
    Cancelled,

    /// <summary>The loss no longer fell, and early stopping was asked for; the network has its best parameters.</summary>
    StoppedEarly,

    /// <summary>No step along the gradient lowers the loss, though the gradient is not small.</summary>
    Stalled,
}
