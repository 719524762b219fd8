using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>x = XShift + XScale·(the x of a search), and the same for y.</summary>
internal readonly record struct CurveScale(double XShift, double XScale, double YShift, double YScale)
{
    /// <summary>The scale for points: about their middle where the family can be shifted, to the size 1.</summary>
    public static CurveScale Of(double[] x, bool shiftsX, double[] y, bool shiftsY)
    {
        (double xShift, double xScale) = shiftsX ? Centred(x) : (0, GeometricMean(x));
        (double yShift, double yScale) = shiftsY ? Centred(y) : (0, Math.Abs(TensorPrimitives.MaxMagnitude<double>(y)));
        return new(xShift, xScale, yShift, yScale > 0 ? yScale : 1);
    }

    public double[] ToSearchX(double[] x) => Scaled(x, XShift, XScale);

    public double[] ToSearchY(double[] y) => Scaled(y, YShift, YScale);

    private static double[] Scaled(double[] values, double shift, double scale)
    {
        double[] scaled = new double[values.Length];
        TensorPrimitives.Subtract(values, shift, scaled);
        TensorPrimitives.Divide(scaled, scale, scaled);
        return scaled;
    }

    /// <summary>The middle and half of the range; a power of 2, so that data keep their digits.</summary>
    private static (double Shift, double Scale) Centred(double[] values)
    {
        double low = TensorPrimitives.Min<double>(values), high = TensorPrimitives.Max<double>(values);
        double half = (high / 2) - (low / 2);
        // a power of 2, by which division is exact
        return (low + half, half > 0 ? Math.ScaleB(1, Math.ILogB(half)) : 1);
    }

    private static double GeometricMean(double[] x)
    {
        double[] positive = [.. x.Where(v => v > 0)];
        // a power of 2, by which division is exact
        return positive.Length == 0 ? 1 : Math.ScaleB(1, (int)Math.Round(positive.Average(Math.Log2)));
    }
}
