namespace MiniDnn;

/// <summary>How the response of a generalised linear model scatters about its mean μ.</summary>
public enum Family
{
    /// <summary>Normal with a variance that does not depend on μ.</summary>
    Gaussian,

    /// <summary>Successes out of trials, or yes and no as 1 and 0: variance μ·(1 − μ).</summary>
    Binomial,

    /// <summary>Counts: variance μ.</summary>
    Poisson,

    /// <summary>Positive values whose standard deviation grows with the mean: variance φ·μ².</summary>
    Gamma,

    /// <summary>Positive values with a longer tail still: variance φ·μ³.</summary>
    InverseGaussian,
}
