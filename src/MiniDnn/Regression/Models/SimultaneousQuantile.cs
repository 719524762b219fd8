namespace MiniDnn;

/// <summary>What standard errors are multiplied by where several intervals hold together.</summary>
internal static class SimultaneousQuantile
{
    /// <param name="adjustment">How.</param>
    /// <param name="level">The level.</param>
    /// <param name="count">The number of intervals.</param>
    /// <param name="dimension">Of the space of combinations that Scheffé covers.</param>
    /// <param name="freedom">The degrees of freedom; infinite where the variance is known.</param>
    public static double Of(IntervalAdjustment adjustment, double level, int count, double dimension, double freedom)
        => adjustment switch
        {
            IntervalAdjustment.None => StudentTDistribution.TwoSidedQuantile(level, freedom),
            IntervalAdjustment.Bonferroni => freedom > 0
                ? new StudentTDistribution(freedom).UpperQuantile((1 - level) / (2 * Math.Max(1, count))) : double.NaN,
            IntervalAdjustment.Scheffe => freedom > 0 && dimension > 0
                ? Math.Sqrt(dimension * FDistribution.Quantile(1 - level, isUpper: true, dimension, freedom)) : double.NaN,
            _ => throw new ArgumentOutOfRangeException(nameof(adjustment), adjustment, "There is no such adjustment of intervals."),
        };
}
