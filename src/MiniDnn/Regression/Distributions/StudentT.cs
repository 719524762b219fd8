namespace MiniDnn;

/// <summary>Student's t distribution (W. S. Gosset, 1908), through T² ~ F(1, ν).</summary>
internal static class StudentT
{
    /// <summary>A t²/ν for which ν/(ν + t²) is still a normal number, and so small that one term of a series in it has all digits.</summary>
    private const double Far = 1e290;

    /// <summary>P(|T| &gt; |t|).</summary>
    public static double TwoSidedTail(double t, double degreesOfFreedom)
        => t * t / degreesOfFreedom <= Far || double.IsNaN(t) || !(degreesOfFreedom > 0)
            ? FDistribution.UpperTail(t * t, 1, degreesOfFreedom)
            : Math.Min(1, Math.Pow(Math.Sqrt(degreesOfFreedom) / Math.Abs(t), degreesOfFreedom) * TailFactor(degreesOfFreedom));

    /// <summary>The t with P(|T| ≤ t) = <paramref name="level"/>; NaN without degrees of freedom.</summary>
    public static double TwoSidedQuantile(double level, double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0))
        {
            return double.NaN;
        }
        if (level < 0.5)
        {
            double near = level * Math.Sqrt(degreesOfFreedom) / Reciprocal(degreesOfFreedom) / 2;
            bool isLinear = near * near * (degreesOfFreedom + 1) < 1e-17 * degreesOfFreedom;   // P = 2·f(0)·t·(1 − (ν + 1)/(6ν)·t² + …)
            return isLinear ? near : Math.Sqrt(FDistribution.Quantile(level, false, 1, degreesOfFreedom));
        }
        double far = Math.Sqrt(degreesOfFreedom) * Math.Pow((1 - level) / TailFactor(degreesOfFreedom), -1 / degreesOfFreedom);
        bool isPower = far * far > 1e20 * degreesOfFreedom;   // ν/(ν + t²) is then ν/t² to the last digit, and its series one term
        return isPower ? far : Math.Sqrt(FDistribution.Quantile(1 - level, true, 1, degreesOfFreedom));
    }

    /// <summary>c with P(|T| &gt; t) → c·(√ν/t)^ν for large t: 1/(ν/2·B(½, ν/2)).</summary>
    private static double TailFactor(double degreesOfFreedom) => Reciprocal(degreesOfFreedom) / (degreesOfFreedom / 2);

    /// <summary>1/B(½, ν/2).</summary>
    private static double Reciprocal(double degreesOfFreedom)
        => degreesOfFreedom >= 1 ? IncompleteBeta.Reciprocal(0.5, degreesOfFreedom / 2) : IncompleteBeta.Reciprocal(degreesOfFreedom / 2, 0.5);
}
