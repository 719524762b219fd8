namespace MiniDnn;

/// <summary>
/// Covariance estimates that stay right when the variance of the errors differs from row to row: (XᵀWX)⁻¹·(Σ uᵢ²·wᵢ²·xᵢxᵢᵀ)·(XᵀWX)⁻¹ with
/// residuals eᵢ, leverages hᵢ and uᵢ as below.
/// </summary>
public enum CovarianceKind
{
    /// <summary>uᵢ = eᵢ (F. Eicker, 1967; P. Huber, 1967; H. White, 1980).</summary>
    HC0,

    /// <summary>uᵢ² = eᵢ²·n/(n − p) (D. Hinkley, 1977).</summary>
    HC1,

    /// <summary>uᵢ² = eᵢ²/(1 − hᵢ) (J. MacKinnon and H. White, 1985).</summary>
    HC2,

    /// <summary>uᵢ = eᵢ/(1 − hᵢ) (R. Davidson and J. MacKinnon, 1993).</summary>
    HC3,

    /// <summary>uᵢ² = eᵢ²/(1 − hᵢ)^min(4, n·hᵢ/p), for rows of very different leverage (F. Cribari-Neto, 2004).</summary>
    HC4,
}
