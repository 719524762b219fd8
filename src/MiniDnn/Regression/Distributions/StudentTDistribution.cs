namespace MiniDnn;

/// <summary>Student's t distribution with ν degrees of freedom (W. S. Gosset, 1908), through T² ~ F(1, ν).</summary>
internal sealed class StudentTDistribution(double degreesOfFreedom) : Distribution
{
    /// <summary>
    /// A t²/ν for which ν/(ν + t²) is still a normal number, and so small that one term of a series in it has all digits.
    /// </summary>
    private const double Far = 1e290;

    /// <summary>With more degrees of freedom no digit differs from the normal distribution's, wherever a tail is more than 0.</summary>
    private const double AsGoodAsNormal = 1e25;

    private readonly double _degreesOfFreedom = double.IsPositiveInfinity(degreesOfFreedom)
        ? degreesOfFreedom
        : Throw.IfNotPositive(degreesOfFreedom, nameof(degreesOfFreedom));

    private bool IsNormal => _degreesOfFreedom > AsGoodAsNormal;

    /// <summary>P(|T| &gt; |t|); NaN without degrees of freedom.</summary>
    internal static double TwoSidedTail(double t, double degreesOfFreedom)
        => !(degreesOfFreedom > 0) ? double.NaN
            : degreesOfFreedom > AsGoodAsNormal ? 2 * NormalDistribution.UpperTailAt(Math.Abs(t))
            : t * t / degreesOfFreedom <= Far || double.IsNaN(t) ? FDistribution.UpperTail(t * t, 1, degreesOfFreedom)
            : Math.Min(1, Math.Pow(Math.Sqrt(degreesOfFreedom) / Math.Abs(t), degreesOfFreedom) * TailFactor(degreesOfFreedom));

    /// <summary>The t with P(|T| ≤ t) = <paramref name="level"/>; NaN without degrees of freedom.</summary>
    internal static double TwoSidedQuantile(double level, double degreesOfFreedom)
        => !(degreesOfFreedom > 0) ? double.NaN
            : degreesOfFreedom > AsGoodAsNormal ? NormalDistribution.TwoSidedQuantile(level)
            : level < 0.5 ? NearQuantile(level, degreesOfFreedom)
            : FarQuantile(1 - level, degreesOfFreedom);

    private protected override double DensityAt(double t)
    {
        if (IsNormal)
        {
            return NormalDistribution.DensityOf(t);
        }
        double ratio = t * t / _degreesOfFreedom;
        if (ratio > Far)
        {
            return double.IsInfinity(t) ? 0 : _degreesOfFreedom / Math.Abs(t) * (TwoSidedTail(t, _degreesOfFreedom) / 2);
        }
        return t * t > 1 && double.IsFinite(t * t)
            ? FDistribution.At(t * t, 1, _degreesOfFreedom).Density / Math.Abs(t)
            : Math.Exp(-(_degreesOfFreedom + 1) / 2 * SaddlePoint.LogOnePlus(ratio)) / Math.Sqrt(_degreesOfFreedom)
                * Reciprocal(_degreesOfFreedom);
    }

    private protected override double Tail(double t, bool isUpper)
    {
        double toTail = isUpper ? t : -t;
        if (IsNormal)
        {
            return NormalDistribution.UpperTailAt(toTail);
        }
        if (t * t < 0.5 * Math.Min(1, _degreesOfFreedom))
        {
            return 0.5 - (Math.CopySign(FDistribution.At(t * t, 1, _degreesOfFreedom).Lower, toTail) / 2);
        }
        double tail = TwoSidedTail(t, _degreesOfFreedom) / 2;
        return toTail > 0 ? tail : 1 - tail;
    }

    private protected override double Quantile(double tail, bool isUpper)
    {
        double smaller = Math.Min(tail, 1 - tail);
        double t = IsNormal ? NormalDistribution.UpperQuantileAt(smaller)
            : smaller > 0.25 ? NearQuantile(1 - (2 * smaller), _degreesOfFreedom)
            : FarQuantile(2 * smaller, _degreesOfFreedom);
        return tail > 0.5 == isUpper ? -t : t;
    }

    /// <summary>The t with P(|T| ≤ t) = <paramref name="level"/>, a small one.</summary>
    private static double NearQuantile(double level, double degreesOfFreedom)
    {
        double near = level * Math.Sqrt(degreesOfFreedom) / Reciprocal(degreesOfFreedom) / 2;
        bool isLinear = near * near * (degreesOfFreedom + 1) < 1e-17 * degreesOfFreedom;   // P = 2·f(0)·t·(1 − (ν + 1)/(6ν)·t² + …)
        return isLinear ? near : Math.Sqrt(FDistribution.Quantile(level, false, 1, degreesOfFreedom));
    }

    /// <summary>The t with P(|T| &gt; t) = <paramref name="tail"/>, a small one.</summary>
    private static double FarQuantile(double tail, double degreesOfFreedom)
    {
        double far = Math.Sqrt(degreesOfFreedom) * Math.Pow(tail / TailFactor(degreesOfFreedom), -1 / degreesOfFreedom);
        bool isPower = far * far > 1e20 * degreesOfFreedom;   // ν/(ν + t²) is then ν/t² to the last digit, and its series one term
        return isPower ? far : Math.Sqrt(FDistribution.Quantile(tail, true, 1, degreesOfFreedom));
    }

    /// <summary>c with P(|T| &gt; t) → c·(√ν/t)^ν for large t: 1/(ν/2·B(½, ν/2)).</summary>
    private static double TailFactor(double degreesOfFreedom) => Reciprocal(degreesOfFreedom) / (degreesOfFreedom / 2);

    /// <summary>1/B(½, ν/2).</summary>
    private static double Reciprocal(double degreesOfFreedom)
        => degreesOfFreedom >= 1
            ? IncompleteBeta.Reciprocal(0.5, degreesOfFreedom / 2)
            : IncompleteBeta.Reciprocal(degreesOfFreedom / 2, 0.5);
}
