using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>
/// Sums over vectors in doubled precision, several elements at a time. A vector is a span of high parts and a span of low parts.
/// </summary>
/// <remarks>
/// T. Ogita, S. Rump and S. Oishi, "Accurate sum and dot product" (2005): every product and every addition is split into its rounded result
/// and its error, and the errors are summed beside.
/// </remarks>
internal static class DoubledVectors
{
    private const int Block = 512;

    /// <summary>Σ xᵢ·yᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DoubleDouble Dot(ReadOnlySpan<double> xHigh, ReadOnlySpan<double> xLow, ReadOnlySpan<double> yHigh, ReadOnlySpan<double> yLow)
    {
        int width = Vector<double>.Count;
        int i = 0;
        DoubleDouble sum = DoubleDouble.Zero;
        if (xHigh.Length >= width)
        {
            Vector<double> high = default, low = default;
            for (; i <= xHigh.Length - width; i += width)
            {
                Vector<double> a = new(xHigh[i..]), b = new(yHigh[i..]);
                Vector<double> product = a * b;
                Vector<double> error = Vector.FusedMultiplyAdd(a, b, -product);
                error = Vector.FusedMultiplyAdd(a, new Vector<double>(yLow[i..]), error);
                error = Vector.FusedMultiplyAdd(new Vector<double>(xLow[i..]), b, error);
                (high, Vector<double> rounding) = ExactSum(high, product);
                low += rounding + error;
            }
            sum = SumOfLanes(high, low);
        }
        for (; i < xHigh.Length; i++)
        {
            sum += new DoubleDouble(xHigh[i], xLow[i]) * new DoubleDouble(yHigh[i], yLow[i]);
        }
        return sum;
    }

    /// <summary>y ← y + factor·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(DoubleDouble factor, ReadOnlySpan<double> xHigh, ReadOnlySpan<double> xLow, Span<double> yHigh, Span<double> yLow)
    {
        int width = Vector<double>.Count;
        int i = 0;
        Vector<double> factorHigh = new(factor.High), factorLow = new(factor.Low);
        for (; i <= xHigh.Length - width; i += width)
        {
            Vector<double> x = new(xHigh[i..]);
            Vector<double> product = factorHigh * x;
            Vector<double> error = Vector.FusedMultiplyAdd(factorHigh, x, -product);
            error = Vector.FusedMultiplyAdd(factorHigh, new Vector<double>(xLow[i..]), error);
            error = Vector.FusedMultiplyAdd(factorLow, x, error);
            (Vector<double> sum, Vector<double> rounding) = ExactSum(new Vector<double>(yHigh[i..]), product);
            Vector<double> rest = rounding + (new Vector<double>(yLow[i..]) + error);
            Vector<double> high = sum + rest;
            high.CopyTo(yHigh[i..]);
            (rest - (high - sum)).CopyTo(yLow[i..]);
        }
        for (; i < xHigh.Length; i++)
        {
            DoubleDouble y = new DoubleDouble(yHigh[i], yLow[i]) + (factor * new DoubleDouble(xHigh[i], xLow[i]));
            (yHigh[i], yLow[i]) = y;
        }
    }

    /// <summary>
    /// Σ (yᵢ − ȳ)², or Σ yᵢ² about 0. The mean may be rounded: what that adds is taken off again (T. Chan, G. Golub and R. LeVeque, 1983).
    /// </summary>
    public static DoubleDouble SquaredDeviations(ReadOnlySpan<double> y, bool aboutMean)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, Block)];
        var none = new double[Block];
        DoubleDouble total = DoubleDouble.Zero;
        for (int i = 0; i < y.Length && aboutMean; i += Block)
        {
            int count = Math.Min(Block, y.Length - i);
            total += Dot(y.Slice(i, count), none.AsSpan(0, count), ones.AsSpan(0, count), none.AsSpan(0, count));
        }
        double mean = total.High / y.Length;
        var high = new double[Block];
        var low = new double[Block];
        DoubleDouble squares = DoubleDouble.Zero;
        DoubleDouble left = DoubleDouble.Zero;
        for (int i = 0; i < y.Length; i += Block)
        {
            int count = Math.Min(Block, y.Length - i);
            SubtractExactly(y.Slice(i, count), mean, high, low);
            squares += Dot(high.AsSpan(0, count), low.AsSpan(0, count), high.AsSpan(0, count), low.AsSpan(0, count));
            left += aboutMean ? Dot(high.AsSpan(0, count), low.AsSpan(0, count), ones.AsSpan(0, count), none.AsSpan(0, count)) : DoubleDouble.Zero;
        }
        return squares - (left * left / (double)y.Length);
    }

    /// <summary>high + low = x − value, without error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractExactly(ReadOnlySpan<double> x, double value, Span<double> high, Span<double> low)
    {
        int width = Vector<double>.Count;
        int i = 0;
        for (; i <= x.Length - width; i += width)
        {
            (Vector<double> sum, Vector<double> error) = ExactSum(new Vector<double>(x[i..]), new Vector<double>(-value));
            sum.CopyTo(high[i..]);
            error.CopyTo(low[i..]);
        }
        for (; i < x.Length; i++)
        {
            (high[i], low[i]) = DoubleDouble.ExactSum(x[i], -value);
        }
    }

    /// <summary>Σ xᵢ·yᵢ in working precision, not yet summed over the lanes; lengths are whole vectors.</summary>
    public static Vector<double> DotOfLanes(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector<double> sum = default;
        for (int i = 0; i < x.Length; i += Vector<double>.Count)
        {
            sum = Vector.FusedMultiplyAdd(new Vector<double>(x[i..]), new Vector<double>(y[i..]), sum);
        }
        return sum;
    }

    public static (Vector<double> Sum, Vector<double> Error) ExactSum(Vector<double> a, Vector<double> b)
    {
        Vector<double> sum = a + b;
        Vector<double> part = sum - a;
        return (sum, (a - (sum - part)) + (b - part));
    }

    public static DoubleDouble SumOfLanes(Vector<double> high, Vector<double> low)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int lane = 0; lane < Vector<double>.Count; lane++)
        {
            sum += DoubleDouble.ExactSum(high[lane], low[lane]);
        }
        return sum;
    }
}
