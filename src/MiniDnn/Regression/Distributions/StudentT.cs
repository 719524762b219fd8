namespace MiniDnn;

/// <summary>Student's t distribution (W. S. Gosset, 1908), through T² ~ F(1, ν).</summary>
internal static class StudentT
{
    /// <summary>P(|T| &gt; |t|).</summary>
    public static double TwoSidedTail(double t, double degreesOfFreedom)
        => FDistribution.UpperTail(t * t, 1, degreesOfFreedom);

    /// <summary>The t with P(|T| ≤ t) = <paramref name="level"/>; NaN without degrees of freedom.</summary>
    public static double TwoSidedQuantile(double level, double degreesOfFreedom)
        => degreesOfFreedom > 0 ? Math.Sqrt(FDistribution.Quantile(1 - level, 1, degreesOfFreedom)) : double.NaN;
}
