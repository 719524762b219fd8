namespace MiniDnn.Decompositions;

/// <summary>A product of many numbers as mantissa·2^exponent: what it is on the way may lie outside the number range.</summary>
internal readonly struct ScaledProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>value·2^exponent.</summary>
    public ScaledProduct(T value, long exponent = 0)
    {
        if (value == T.Zero)
        {
            return;
        }
        int own = SafeRange.Exponent(value);
        Mantissa = SafeRange.ScaleB(value, -own);
        Exponent = exponent + own;
    }

    /// <summary>A number of a magnitude from 1 up to, not including, 2; or 0.</summary>
    public T Mantissa { get; }

    public long Exponent { get; }

    /// <summary>This times a number whose product with one below 2 is a normal number.</summary>
    public ScaledProduct<T> Times(T factor) => new(Mantissa * factor, Exponent);

    /// <summary>The product itself; infinite or 0 where it lies outside the range.</summary>
    public T ToNumber() => T.ScaleB(Mantissa, (int)Math.Clamp(Exponent, int.MinValue / 2, int.MaxValue / 2));

    /// <summary>The natural logarithm of the magnitude, −∞ for 0.</summary>
    public T LogMagnitude()
    {
        T size = T.Abs(Mantissa), two = T.CreateChecked(2);
        // near 1 on both sides, or the logarithm of a product just below 1 would be the difference of two numbers near ln 2
        bool isNearTwo = size * size > two;
        T logarithm = T.Log(isNearTwo ? size / two : size);
        long exponent = isNearTwo ? Exponent + 1 : Exponent;
        return exponent == 0 ? logarithm : logarithm + (T.CreateSaturating(exponent) * T.Log(two));
    }
}
