using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>A fraction of whole numbers of any length: the exact truth about small matrices of binary numbers.</summary>
internal readonly struct Rational(BigInteger numerator, BigInteger denominator)
{
    private BigInteger Numerator { get; } = numerator;

    // 0 in a fraction that was not set, which is 0 as well
    private BigInteger Denominator { get; } = denominator;

    public bool IsZero => Numerator.IsZero;

    public int Sign => Numerator.Sign * (Denominator.Sign < 0 ? -1 : 1);

    /// <summary>The number itself: every finite binary number is a fraction.</summary>
    public static Rational Of<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double exact = double.CreateChecked(value);
        if (exact == 0)
        {
            return default;
        }
        long bits = BitConverter.DoubleToInt64Bits(exact);
        int biased = (int)(bits >> 52) & 0x7FF;
        long significand = (bits & ((1L << 52) - 1)) | (biased > 0 ? 1L << 52 : 0);
        return Of(bits < 0 ? -significand : significand, Math.Max(biased, 1) - 1075);
    }

    /// <summary>value·2^exponent.</summary>
    public static Rational Of(BigInteger value, int exponent = 0)
        => exponent >= 0 ? new(value << exponent, BigInteger.One) : Reduced(value, BigInteger.One << -exponent);

    public static Rational operator +(Rational a, Rational b) => Reduced((a.Numerator * b.Below) + (b.Numerator * a.Below), a.Below * b.Below);

    public static Rational operator -(Rational a, Rational b) => a + new Rational(-b.Numerator, b.Below);

    public static Rational operator *(Rational a, Rational b) => Reduced(a.Numerator * b.Numerator, a.Below * b.Below);

    public static Rational operator /(Rational a, Rational b) => Reduced(a.Numerator * b.Below, a.Below * b.Numerator);

    /// <summary>|this − other|/|other| of a number other than 0.</summary>
    public double RelativeDifference(Rational other) => Math.Abs(((this - other) / other).ToDouble());

    /// <summary>To about 15 digits; 0 or ∞ outside the range.</summary>
    public double ToDouble()
    {
        if (IsZero)
        {
            return 0;
        }
        int shift = (int)(Numerator.GetBitLength() - Below.GetBitLength()) - 64;
        BigInteger quotient = shift > 0 ? Numerator / (Below << shift) : (Numerator << -shift) / Below;
        return Math.ScaleB((double)quotient, shift);
    }

    public override string ToString() => ToDouble().ToString("R", CultureInfo.InvariantCulture);

    private BigInteger Below => Denominator.IsZero ? BigInteger.One : Denominator;

    private static Rational Reduced(BigInteger numerator, BigInteger denominator)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new(numerator / divisor, denominator / divisor);
    }
}
