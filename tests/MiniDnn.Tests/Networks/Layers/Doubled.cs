using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>
/// A number type of doubled precision, about 32 digits, for networks whose differences are to be exact to 20: the library's loops take it as
/// single numbers. What no network computes is not supported.
/// </summary>
internal readonly struct Doubled : IFloatingPointIeee754<Doubled>
{
    /// <summary>ln 2 as two doubles.</summary>
    private static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    private readonly DoubleDouble _value;

    private Doubled(DoubleDouble value) => _value = value;

    public static Doubled One => new(1);

    public static Doubled Zero => default;

    public static Doubled NegativeOne => new(-1);

    public static Doubled NaN => new(double.NaN);

    public static Doubled NegativeInfinity => new(double.NegativeInfinity);

    public static Doubled PositiveInfinity => new(double.PositiveInfinity);

    public static Doubled NegativeZero => new(-0.0);

    public static Doubled AdditiveIdentity => default;

    public static Doubled MultiplicativeIdentity => One;

    public static int Radix => 2;

    public static Doubled Epsilon => new(double.Epsilon);

    public static Doubled E => throw new NotSupportedException();

    public static Doubled Pi => throw new NotSupportedException();

    public static Doubled Tau => throw new NotSupportedException();

    public static Doubled Of(double value) => new(value);

    public double ToDouble() => _value.High;

    public static Doubled operator +(Doubled a, Doubled b) => new(a._value + b._value);

    public static Doubled operator -(Doubled a, Doubled b) => new(a._value - b._value);

    public static Doubled operator *(Doubled a, Doubled b) => new(a._value * b._value);

    public static Doubled operator /(Doubled a, Doubled b) => new(a._value / b._value);

    public static Doubled operator -(Doubled a) => new(-a._value);

    public static Doubled operator +(Doubled a) => a;

    public static Doubled operator ++(Doubled a) => a + One;

    public static Doubled operator --(Doubled a) => a - One;

    public static Doubled operator %(Doubled a, Doubled b) => throw new NotSupportedException();

    public static bool operator ==(Doubled a, Doubled b) => a._value.High == b._value.High && a._value.Low == b._value.Low;

    public static bool operator !=(Doubled a, Doubled b) => !(a == b);

    public static bool operator <(Doubled a, Doubled b)
        => a._value.High < b._value.High || (a._value.High == b._value.High && a._value.Low < b._value.Low);

    public static bool operator >(Doubled a, Doubled b) => b < a;

    public static bool operator <=(Doubled a, Doubled b) => a < b || a == b;

    public static bool operator >=(Doubled a, Doubled b) => b <= a;

    public static Doubled Abs(Doubled x) => IsNegative(x) ? -x : x;

    public static bool IsNegative(Doubled x) => double.IsNegative(x._value.High);

    public static bool IsPositive(Doubled x) => double.IsPositive(x._value.High);

    public static bool IsFinite(Doubled x) => double.IsFinite(x._value.High);

    public static bool IsNaN(Doubled x) => double.IsNaN(x._value.High);

    public static bool IsInfinity(Doubled x) => double.IsInfinity(x._value.High);

    public static bool IsNegativeInfinity(Doubled x) => double.IsNegativeInfinity(x._value.High);

    public static bool IsPositiveInfinity(Doubled x) => double.IsPositiveInfinity(x._value.High);

    public static bool IsNormal(Doubled x) => double.IsNormal(x._value.High);

    public static bool IsSubnormal(Doubled x) => double.IsSubnormal(x._value.High);

    public static bool IsZero(Doubled x) => x._value.High == 0;

    public static bool IsRealNumber(Doubled x) => !IsNaN(x);

    public static bool IsCanonical(Doubled x) => true;

    public static bool IsComplexNumber(Doubled x) => false;

    public static bool IsImaginaryNumber(Doubled x) => false;

    public static bool IsInteger(Doubled x) => double.IsInteger(x._value.High) && double.IsInteger(x._value.Low);

    public static bool IsEvenInteger(Doubled x) => throw new NotSupportedException();

    public static bool IsOddInteger(Doubled x) => throw new NotSupportedException();

    public static Doubled MaxMagnitude(Doubled x, Doubled y) => Abs(x) < Abs(y) ? y : x;

    public static Doubled MaxMagnitudeNumber(Doubled x, Doubled y) => MaxMagnitude(x, y);

    public static Doubled MinMagnitude(Doubled x, Doubled y) => Abs(x) < Abs(y) ? x : y;

    public static Doubled MinMagnitudeNumber(Doubled x, Doubled y) => MinMagnitude(x, y);

    public static Doubled BitIncrement(Doubled x)
        => IsNegativeInfinity(x) ? new(double.MinValue) : new(x._value + Math.Max(Math.Abs(x._value.High) * Math.ScaleB(1, -104), double.Epsilon));

    public static Doubled BitDecrement(Doubled x) => -BitIncrement(-x);

    public static Doubled FusedMultiplyAdd(Doubled a, Doubled b, Doubled c) => (a * b) + c;

    public static Doubled ScaleB(Doubled x, int n) => new(DoubleDouble.ScaleB(x._value, n));

    public static int ILogB(Doubled x) => Math.ILogB(x._value.High);

    public static Doubled Sqrt(Doubled x) => new(DoubleDouble.Sqrt(x._value));

    public static Doubled Exp(Doubled x) => new(ExpMinus1(x._value) + 1);

    public static Doubled ExpM1(Doubled x) => new(ExpMinus1(x._value));

    /// <summary>A step of Newton's iteration from double's: y + x·e⁻ʸ − 1.</summary>
    public static Doubled Log(Doubled x)
    {
        DoubleDouble y = Math.Log(x._value.High);
        return double.IsFinite(y.High) ? new(y + ((x._value * (ExpMinus1(-y) + 1)) - 1)) : new(y);
    }

    public static Doubled Tanh(Doubled x)
    {
        DoubleDouble m = ExpMinus1(Abs(x)._value * -2);
        DoubleDouble size = -m / (m + 2);
        return new(IsNegative(x) ? -size : size);
    }

    public int CompareTo(Doubled other) => this < other ? -1 : this > other ? 1 : 0;

    public int CompareTo(object? obj) => CompareTo((Doubled)obj!);

    public bool Equals(Doubled other) => this == other;

    public override bool Equals(object? obj) => obj is Doubled other && this == other;

    public override int GetHashCode() => _value.GetHashCode();

    public override string ToString() => ToString(null, null);

    public string ToString(string? format, IFormatProvider? formatProvider)
        => _value.High.ToString("R", CultureInfo.InvariantCulture) + _value.Low.ToString("+0.###e0;-0.###e0", CultureInfo.InvariantCulture);

    public static bool TryConvertFromChecked<TOther>(TOther value, out Doubled result)
        where TOther : INumberBase<TOther>
    {
        result = new(double.CreateChecked(value));
        return true;
    }

    public static bool TryConvertFromSaturating<TOther>(TOther value, out Doubled result)
        where TOther : INumberBase<TOther>
        => TryConvertFromChecked(value, out result);

    public static bool TryConvertFromTruncating<TOther>(TOther value, out Doubled result)
        where TOther : INumberBase<TOther>
        => TryConvertFromChecked(value, out result);

    public static bool TryConvertToChecked<TOther>(Doubled value, out TOther result)
        where TOther : INumberBase<TOther>
    {
        result = TOther.CreateChecked(value._value.High);
        return true;
    }

    public static bool TryConvertToSaturating<TOther>(Doubled value, out TOther result)
        where TOther : INumberBase<TOther>
    {
        result = TOther.CreateSaturating(value._value.High);
        return true;
    }

    public static bool TryConvertToTruncating<TOther>(Doubled value, out TOther result)
        where TOther : INumberBase<TOther>
    {
        result = TOther.CreateTruncating(value._value.High);
        return true;
    }

    /// <summary>eˣ − 1, accurate near 0 too: x = n·ln 2 + 2⁸·r, Taylor's series of e^r − 1 up to r¹², and (1 + p)² − 1 = 2p + p² eight times.</summary>
    private static DoubleDouble ExpMinus1(DoubleDouble x)
    {
        if (!(Math.Abs(x.High) < 700))
        {
            return Math.Exp(x.High) - 1;
        }
        double n = Math.Round(x.High / Ln2.High);
        DoubleDouble r = DoubleDouble.ScaleB(x - (Ln2 * n), -8);
        DoubleDouble p = default;
        for (int power = 12; power > 0; power--)
        {
            p = (p + 1) * r / power;
        }
        for (int i = 0; i < 8; i++)
        {
            p = (p * 2) + (p * p);
        }
        return n == 0 ? p : DoubleDouble.ScaleB(p + 1, (int)n) - 1;
    }

    // What follows the interface asks for and no network needs

    public static Doubled Acos(Doubled x) => throw new NotSupportedException();

    public static Doubled AcosPi(Doubled x) => throw new NotSupportedException();

    public static Doubled Acosh(Doubled x) => throw new NotSupportedException();

    public static Doubled Asin(Doubled x) => throw new NotSupportedException();

    public static Doubled AsinPi(Doubled x) => throw new NotSupportedException();

    public static Doubled Asinh(Doubled x) => throw new NotSupportedException();

    public static Doubled Atan(Doubled x) => throw new NotSupportedException();

    public static Doubled Atan2(Doubled y, Doubled x) => throw new NotSupportedException();

    public static Doubled Atan2Pi(Doubled y, Doubled x) => throw new NotSupportedException();

    public static Doubled AtanPi(Doubled x) => throw new NotSupportedException();

    public static Doubled Atanh(Doubled x) => throw new NotSupportedException();

    public static Doubled Cbrt(Doubled x) => throw new NotSupportedException();

    public static Doubled Cos(Doubled x) => throw new NotSupportedException();

    public static Doubled CosPi(Doubled x) => throw new NotSupportedException();

    public static Doubled Cosh(Doubled x) => throw new NotSupportedException();

    public static Doubled Exp10(Doubled x) => throw new NotSupportedException();

    public static Doubled Exp2(Doubled x) => throw new NotSupportedException();

    public static Doubled Hypot(Doubled x, Doubled y) => throw new NotSupportedException();

    public static Doubled Ieee754Remainder(Doubled left, Doubled right) => throw new NotSupportedException();

    public static Doubled Log(Doubled x, Doubled newBase) => throw new NotSupportedException();

    public static Doubled Log10(Doubled x) => throw new NotSupportedException();

    public static Doubled Log2(Doubled x) => throw new NotSupportedException();

    public static Doubled Pow(Doubled x, Doubled y) => throw new NotSupportedException();

    public static Doubled RootN(Doubled x, int n) => throw new NotSupportedException();

    public static Doubled Round(Doubled x, int digits, MidpointRounding mode) => throw new NotSupportedException();

    public static Doubled Sin(Doubled x) => throw new NotSupportedException();

    public static (Doubled Sin, Doubled Cos) SinCos(Doubled x) => throw new NotSupportedException();

    public static (Doubled SinPi, Doubled CosPi) SinCosPi(Doubled x) => throw new NotSupportedException();

    public static Doubled SinPi(Doubled x) => throw new NotSupportedException();

    public static Doubled Sinh(Doubled x) => throw new NotSupportedException();

    public static Doubled Tan(Doubled x) => throw new NotSupportedException();

    public static Doubled TanPi(Doubled x) => throw new NotSupportedException();

    public static Doubled Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) => throw new NotSupportedException();

    public static Doubled Parse(string s, NumberStyles style, IFormatProvider? provider) => throw new NotSupportedException();

    public static Doubled Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw new NotSupportedException();

    public static Doubled Parse(string s, IFormatProvider? provider) => throw new NotSupportedException();

    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Doubled result)
        => throw new NotSupportedException();

    public static bool TryParse(string? s, NumberStyles style, IFormatProvider? provider, out Doubled result) => throw new NotSupportedException();

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Doubled result) => throw new NotSupportedException();

    public static bool TryParse(string? s, IFormatProvider? provider, out Doubled result) => throw new NotSupportedException();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        => throw new NotSupportedException();

    public int GetExponentByteCount() => throw new NotSupportedException();

    public int GetExponentShortestBitLength() => throw new NotSupportedException();

    public int GetSignificandBitLength() => throw new NotSupportedException();

    public int GetSignificandByteCount() => throw new NotSupportedException();

    public bool TryWriteExponentBigEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException();

    public bool TryWriteExponentLittleEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException();

    public bool TryWriteSignificandBigEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException();

    public bool TryWriteSignificandLittleEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException();
}
