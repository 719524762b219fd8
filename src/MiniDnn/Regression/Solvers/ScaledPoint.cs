using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>The design's row of one point in scaled units, times 2^−<see cref="Exponent"/>, so that no power of it overflows.</summary>
internal readonly struct ScaledPoint
{
    private ScaledPoint(DoubleDouble[] values, int exponent)
    {
        Values = values;
        Exponent = exponent;
    }

    public DoubleDouble[] Values { get; }

    /// <summary>0 or more: points among the data are not divided.</summary>
    public int Exponent { get; }

    /// <summary>The value of a linear function there, times 2^−<see cref="Exponent"/>.</summary>
    public DoubleDouble Dot(ReadOnlySpan<DoubleDouble> coefficients)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int j = 0; j < Values.Length; j++)
        {
            sum += Values[j] * coefficients[j];
        }
        return sum;
    }

    public static ScaledPoint Create<T>(ReadOnlySpan<T> x, ModelShape shape, int[] columnExponents)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new DoubleDouble[columnExponents.Length];
        Span<DoubleDouble> columns = values.AsSpan(shape.HasIntercept ? 1 : 0);
        ReadOnlySpan<int> exponents = columnExponents.AsSpan(shape.HasIntercept ? 1 : 0);
        int exponent = shape.Degree > 1 ? FillPowers(double.CreateTruncating(x[0]), exponents[^1] / shape.Degree, columns)
            : shape.Degree == 1 ? FillValues(x, exponents, columns) : 0;
        if (shape.HasIntercept)
        {
            // 1 in units of its column and of the point
            values[0] = Math.ScaleB(1, -columnExponents[0] - exponent);
        }
        return new(values, exponent);
    }

    private static int FillValues<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> exponents, Span<DoubleDouble> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int exponent = 0;
        for (int j = 0; j < x.Length; j++)
        {
            double value = double.CreateTruncating(x[j]);
            exponent = double.IsFinite(value) && value != 0 ? Math.Max(exponent, SafeRange.ExponentAbove(value) - exponents[j]) : exponent;
        }
        for (int j = 0; j < x.Length; j++)
        {
            columns[j] = Math.ScaleB(double.CreateTruncating(x[j]), -exponents[j] - exponent);
        }
        return exponent;
    }

    private static int FillPowers(double x, int unit, Span<DoubleDouble> columns)
    {
        int own = double.IsFinite(x) && x != 0 ? SafeRange.ExponentAbove(x) : unit;
        int exponent = Math.Max(0, (own - unit) * columns.Length);
        DoubleDouble mantissa = Math.ScaleB(x, -own);
        DoubleDouble power = mantissa;
        for (int k = 0; k < columns.Length; k++)
        {
            // x to the power of k + 1 in units of its column and of the point
            columns[k] = DoubleDouble.ScaleB(power, ((own - unit) * (k + 1)) - exponent);
            power *= mantissa;
        }
        return exponent;
    }
}
