namespace MiniDnn;

/// <summary>How the search for a model's coefficients ended.</summary>
public enum FitOutcome
{
    /// <summary>Where the sum of squares is least, or the likelihood largest.</summary>
    Converged,

    /// <summary>
    /// Outcomes are separated by a combination of predictors, so that some coefficients have no finite estimate; the others do.
    /// </summary>
    Separated,

    /// <summary>
    /// The likelihood is largest on the edge of where the means are defined; there are no ordinary standard errors there.
    /// </summary>
    OnEdge,

    /// <summary>It did not arrive: the coefficients are the best that were found, and the remarks say what stopped it.</summary>
    NotConverged,
}
