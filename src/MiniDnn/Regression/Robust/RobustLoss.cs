namespace MiniDnn;

/// <summary>How a robust regression weighs a residual u in units of the scale.</summary>
public enum RobustLoss
{
    /// <summary>
    /// min(1, k/|u|) with k = 1.345: 95 % as efficient as least squares where the errors are normal (P. Huber, 1964). Withstands wild y,
    /// not points far out in x.
    /// </summary>
    Huber,

    /// <summary>
    /// (1 − (u/c)²)² up to c = 4.685, 0 beyond: as efficient, and what is wild does not count at all (A. Beaton and J. Tukey, 1974).
    /// </summary>
    Biweight,
}
