namespace MiniDnn;

/// <summary>A covariance that trusts the rows: K with K·Kᵀ the covariance of the coefficients, in scaled units.</summary>
/// <param name="Name">Which it is, for the table.</param>
/// <param name="Root">K.</param>
/// <param name="DegreesOfFreedom">Of t and F.</param>
internal sealed record RobustErrors(string Name, CovarianceRoot Root, double DegreesOfFreedom);
