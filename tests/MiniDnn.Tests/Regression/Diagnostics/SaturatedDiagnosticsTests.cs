namespace MiniDnn.Tests;

/// <summary>What a line through two points cannot say.</summary>
internal sealed class SaturatedDiagnosticsTests
{
    private static LinearModelDiagnostics<double> Diagnostics => LeastSquares.Fit([1, 2], [1, 3]).Diagnostics();

    [Test]
    public void No_robust_error_is_known([Values] CovarianceKind kind)
    {
        LinearModelSummary<double> summary = Diagnostics.RobustSummary(kind);
        Assert.That(summary.StandardErrors, Is.All.NaN);
        Assert.That(summary.PValues, Is.All.NaN);
    }

    [Test]
    public void Nor_is_one_of_clusters_or_windows([Values] bool adjusted)
    {
        Assert.That(Diagnostics.RobustSummary(new[] { "a", "b" }, adjusted).StandardErrors, Is.All.NaN);
        Assert.That(Diagnostics.NeweyWestSummary(1, adjusted).StandardErrors, Is.All.NaN);
    }
}
