using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>A family of curves at points, β first, then θ.</summary>
internal sealed class ShapeAtPoints(CurveShape shape, double[] x) : CurveAtPoints
{
    private readonly double[] _basis = new double[shape.LinearCount * x.Length];
    private double[] _slopes = [];

    public override int PointCount => x.Length;

    public override bool HasDerivatives => true;

    public override void Values(ReadOnlySpan<double> parameters, Span<double> values)
    {
        int linearCount = shape.LinearCount;
        shape.Columns(x, parameters[linearCount..], _basis, []);
        Combine(parameters[..linearCount], _basis, 1, values);
    }

    public override void Derivatives(ReadOnlySpan<double> parameters, Span<double> columns)
    {
        int n = x.Length, linearCount = shape.LinearCount, shapeCount = shape.ShapeCount;
        _slopes = _slopes.Length == 0 ? new double[linearCount * shapeCount * n] : _slopes;
        shape.Columns(x, parameters[linearCount..], columns[..(linearCount * n)], _slopes);
        for (int j = 0; j < shapeCount; j++)
        {
            Combine(parameters[..linearCount], _slopes.AsSpan(j * n), shapeCount, columns.Slice((linearCount + j) * n, n));
        }
    }

    /// <summary>Σ βₖ·columns, of which those that are added lie so many columns apart.</summary>
    private static void Combine(ReadOnlySpan<double> linear, ReadOnlySpan<double> columns, int distance, Span<double> sum)
    {
        TensorPrimitives.Multiply(columns[..sum.Length], linear[0], sum);
        for (int k = 1; k < linear.Length; k++)
        {
            TensorPrimitives.MultiplyAdd(columns.Slice(k * distance * sum.Length, sum.Length), linear[k], sum, sum);
        }
    }
}
