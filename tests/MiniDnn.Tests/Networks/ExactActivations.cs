namespace MiniDnn.Tests;

/// <summary>The activations and their slopes in doubled precision, about 30 digits, from the series of eˣ alone.</summary>
internal static class ExactActivations
{
    private const int Terms = 28;

    private static readonly DoubleDouble[] ReciprocalFactorials = MakeReciprocalFactorials();
    private static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);
    private static readonly DoubleDouble Pi = new(3.141592653589793, 1.2246467991473532e-16);
    private static readonly DoubleDouble GeluLinear = DoubleDouble.Sqrt((DoubleDouble)8 / Pi), GeluCubic = (DoubleDouble)44715 / 1e6;

    public static DoubleDouble Sigmoid(double x)
    {
        DoubleDouble z = Exp(-Math.Abs(x));
        return (x < 0 ? z : 1) / (z + 1);
    }

    public static DoubleDouble SigmoidSlope(double x)
    {
        DoubleDouble z = Exp(-Math.Abs(x));
        return z / ((z + 1) * (z + 1));
    }

    public static DoubleDouble Tanh(double x)
    {
        DoubleDouble m = ExpMinus1(-2 * Math.Abs(x)), magnitude = -m / (m + 2);
        return x < 0 ? -magnitude : magnitude;
    }

    public static DoubleDouble TanhSlope(double x) => SigmoidSlope(2 * x) * 4;

    public static DoubleDouble Elu(double x) => x > 0 ? x : ExpMinus1(x);

    public static DoubleDouble EluSlope(double x) => x > 0 ? 1 : Exp(x);

    public static DoubleDouble Silu(double x) => Sigmoid(x) * x;

    public static DoubleDouble SiluSlope(double x) => (Sigmoid(-x) * x + 1) * Sigmoid(x);

    /// <summary>x·σ(v) with v = √(8/π)·(x + 0.044715·x³).</summary>
    public static DoubleDouble GeluTanh(double x) => Math.Abs(x) > 50 ? Math.Max(x, 0) : Sigmoid(GeluArgument(x)) * x;

    public static DoubleDouble GeluTanhSlope(double x)
    {
        if (Math.Abs(x) > 50)
        {
            return x > 0 ? 1 : 0;
        }
        DoubleDouble v = GeluArgument(x), slope = GeluLinear * ((GeluCubic * 3 * x * x) + 1);
        return Sigmoid(v) * ((Sigmoid(-v) * x * slope) + 1);
    }

    /// <summary>x·Φ(x).</summary>
    public static DoubleDouble Gelu(double x) => Math.Abs(x) > 40 ? Math.Max(x, 0) : Normal(x) * x;

    public static DoubleDouble GeluSlope(double x) => Math.Abs(x) > 40 ? (x > 0 ? 1 : 0) : Normal(x) + (Density(x) * x);

    private static DoubleDouble Density(double x) => Exp(DoubleDouble.ExactProduct(x, x) * -0.5) / DoubleDouble.Sqrt(Pi * 2);

    /// <summary>Φ(x): ½ + φ·(x + x³/3 + x⁵/(3·5) + …) near 0, by Laplace's continued fraction φ/(u + 1/(u + 2/(u + …))) in the tails.</summary>
    private static DoubleDouble Normal(double x)
    {
        double u = Math.Abs(x);
        if (u < 3)
        {
            DoubleDouble term = x, sum = x;
            for (int k = 3; k < 200 && Math.Abs(term.High) > 1e-40; k += 2)
            {
                term = term * x * x / k;
                sum += term;
            }
            return (Density(x) * sum) + 0.5;
        }
        DoubleDouble fraction = u;
        for (int k = 200; k > 0; k--)
        {
            fraction = ((DoubleDouble)k / fraction) + u;
        }
        DoubleDouble tail = Density(x) / fraction;
        return x < 0 ? tail : -tail + 1;
    }

    public static DoubleDouble Softplus(double x) => LogOnePlus(Exp(-Math.Abs(x))) + Math.Max(x, 0);

    public static DoubleDouble GeluArgument(double x) => GeluLinear * ((GeluCubic * x * x * x) + x);

    private static DoubleDouble Sigmoid(DoubleDouble x)
    {
        DoubleDouble z = Exp(x.High < 0 ? x : -x);
        return (x.High < 0 ? z : 1) / (z + 1);
    }

    public static DoubleDouble Exp(DoubleDouble x)
    {
        if (x.High < -760)
        {
            return 0;
        }
        double n = Math.Round(x.High / Ln2.High);
        return DoubleDouble.ScaleB(Series(x - (Ln2 * n)) + 1, (int)n);
    }

    private static DoubleDouble ExpMinus1(double x) => Math.Abs(x) < 0.35 ? Series(x) : Exp(x) - 1;

    /// <summary>eˣ − 1 = x + x²/2! + …, by Horner's rule: without divisions, of which each takes as long as ten products.</summary>
    private static DoubleDouble Series(DoubleDouble x)
    {
        DoubleDouble sum = 0;
        for (int i = Terms; i >= 1; i--)
        {
            sum = (sum + ReciprocalFactorials[i]) * x;
        }
        return sum;
    }

    private static DoubleDouble[] MakeReciprocalFactorials()
    {
        var reciprocals = new DoubleDouble[Terms + 1];
        reciprocals[0] = 1;
        for (int i = 1; i <= Terms; i++)
        {
            reciprocals[i] = reciprocals[i - 1] / i;
        }
        return reciprocals;
    }

    /// <summary>ln(1 + u) by a step of Newton's iteration, which doubles the digits.</summary>
    private static DoubleDouble LogOnePlus(DoubleDouble u)
    {
        double start = u.High < 1e-6 ? u.High : Math.Log(1 + u.High);
        DoubleDouble e = ExpMinus1(start);
        return start + ((u - e) / (e + 1));
    }
}
