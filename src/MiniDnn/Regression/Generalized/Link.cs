namespace MiniDnn;

/// <summary>The function of the mean μ that is linear in the predictors: η = g(μ).</summary>
public enum Link
{
    /// <summary>η = μ; canonical for <see cref="Family.Gaussian"/>.</summary>
    Identity,

    /// <summary>η = ln μ; canonical for <see cref="Family.Poisson"/>.</summary>
    Log,

    /// <summary>η = ln(μ/(1 − μ)); canonical for <see cref="Family.Binomial"/>.</summary>
    Logit,

    /// <summary>η = Φ⁻¹(μ), the quantile of the normal distribution.</summary>
    Probit,

    /// <summary>η = ln(−ln(1 − μ)).</summary>
    ComplementaryLogLog,

    /// <summary>η = 1/μ; canonical for <see cref="Family.Gamma"/>.</summary>
    Inverse,

    /// <summary>η = 1/μ²; canonical for <see cref="Family.InverseGaussian"/>.</summary>
    InverseSquare,

    /// <summary>η = √μ.</summary>
    SquareRoot,
}
