using System.Runtime.InteropServices;

namespace MiniDnn;

/// <summary>y0 + A·profile((x − mu)/width), searched with the logarithm of the width.</summary>
internal abstract class PeakShape : CurveShape
{
    public override int LinearCount => 2;

    public override int ShapeCount => 2;

    public override double Evaluate(double x, ReadOnlySpan<double> p) => p[0] + (p[1] * Profile((x - p[2]) / p[3]).Value);

    public override void Basis(double x, ReadOnlySpan<double> shape, Span<double> basis, Span<double> slopes)
    {
        double width = Math.Exp(shape[1]), distance = (x - shape[0]) / width;
        (double value, double slope) = Profile(distance);
        (basis[0], basis[1]) = (1, value);
        if (slopes.Length > 0)
        {
            (slopes[0], slopes[1], slopes[2], slopes[3]) = (0, 0, -slope / width, -slope * distance);
        }
    }

    public override double[][] Starts(ReadOnlySpan<double> x)
    {
        double range = x[^1] > x[0] ? x[^1] - x[0] : 1;   // at a single x the level alone is determined
        double[] widths = Grid.Logarithmic(0.5 * range / x.Length, range, 10);
        List<double> places = [.. Grid.Linear(x[0] - (0.3 * range), x[^1] + (0.3 * range), 40)];
        for (int i = 0; i < x.Length; i += (x.Length + 99) / 100)
        {
            places.Add(x[i]);
        }
        return Array.ConvertAll(widths, width => Grid.Pairs(CollectionsMarshal.AsSpan(places), [Math.Log(width)]));
    }

    public override FitUnits Report(double[] found, CurveScale scale)
    {
        double width = scale.XScale * Math.Exp(found[3]);
        double[,] derivatives = { { scale.YScale, 0, 0, 0 }, { 0, scale.YScale, 0, 0 }, { 0, 0, scale.XScale, 0 }, { 0, 0, 0, width } };
        double level = scale.YShift + (scale.YScale * found[0]), place = scale.XShift + (scale.XScale * found[2]);
        return new([level, scale.YScale * found[1], place, width], derivatives, scale.YShift, scale.YScale);
    }

    /// <summary>The profile of height 1 and width 1, and its derivative.</summary>
    protected abstract (double Value, double Slope) Profile(double distance);
}
