namespace MiniDnn;

/// <summary>How the search for the maximum of a likelihood ended.</summary>
public enum FitOutcome
{
    /// <summary>At the maximum.</summary>
    Converged,

    /// <summary>
    /// Outcomes are separated by a combination of predictors, so that some coefficients have no finite estimate; the others do.
    /// </summary>
    Separated,

    /// <summary>
    /// The likelihood is largest on the edge of where the means are defined; there are no ordinary standard errors there.
    /// </summary>
    OnEdge,

    /// <summary>No maximum was found; the coefficients are the best that were.</summary>
    NotConverged,
}
