using System.Globalization;

namespace MiniDnn;

/// <summary>A range of numbers, both ends included.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="Lower">The lower end; −∞ where there is none.</param>
/// <param name="Upper">The upper end; +∞ where there is none.</param>
public readonly record struct Interval<T>(T Lower, T Upper) : IFormattable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>True where a value lies between the ends.</summary>
    public bool Contains(T value) => value >= Lower && value <= Upper;

    /// <summary>The range as [lower, upper], in the current culture.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The range as [lower, upper], or [lower; upper] in a culture that writes decimals with a comma.</summary>
    /// <param name="format">A numeric format for the ends; null for G6.</param>
    /// <param name="formatProvider">The culture; null for the current one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string number = string.IsNullOrEmpty(format) ? "G6" : format;
        string separator = NumberFormatInfo.GetInstance(formatProvider).NumberDecimalSeparator == "," ? ";" : ",";
        return $"[{Lower.ToString(number, formatProvider)}{separator} {Upper.ToString(number, formatProvider)}]";
    }

    /// <summary>centre ± margin, both times 2^exponent; rounded once, for a difference in the number type would lose digits.</summary>
    internal static Interval<T> Around(DoubleDouble centre, double margin, int exponent)
        => double.IsFinite(margin)
            ? new((centre - margin).Round<T>(exponent), (centre + margin).Round<T>(exponent))
            : new(T.CreateTruncating(centre.High - margin), T.CreateTruncating(centre.High + margin));
}
