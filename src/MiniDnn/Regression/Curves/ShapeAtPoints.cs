using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>A family of curves at points, β first, then θ.</summary>
internal sealed class ShapeAtPoints(CurveShape shape, double[] x) : CurveAtPoints
{
    /// <summary>So many points are computed at once: φ and its derivatives then lie on the stack, 10 kB of them at most.</summary>
    private const int BlockLength = 128;

    public override int PointCount => x.Length;

    public override bool HasDerivatives => true;

    public override void Values(ReadOnlySpan<double> parameters, Span<double> values)
    {
        ReadOnlySpan<double> linear = parameters[..shape.LinearCount], theta = parameters[shape.LinearCount..];
        Span<double> basis = stackalloc double[linear.Length * Math.Min(BlockLength, x.Length)];
        for (int start = 0; start < x.Length; start += BlockLength)
        {
            Span<double> block = values[start..Math.Min(start + BlockLength, x.Length)];
            shape.Columns(x.AsSpan(start, block.Length), theta, basis[..(linear.Length * block.Length)], []);
            Combine(linear, basis, 1, block);
        }
    }

    public override void Derivatives(ReadOnlySpan<double> parameters, Span<double> columns)
    {
        ReadOnlySpan<double> linear = parameters[..shape.LinearCount], theta = parameters[shape.LinearCount..];
        Span<double> basis = stackalloc double[linear.Length * Math.Min(BlockLength, x.Length)];
        Span<double> slopes = stackalloc double[theta.Length * basis.Length];
        for (int start = 0; start < x.Length; start += BlockLength)
        {
            int n = Math.Min(BlockLength, x.Length - start);
            shape.Columns(x.AsSpan(start, n), theta, basis[..(linear.Length * n)], slopes[..(linear.Length * theta.Length * n)]);
            for (int k = 0; k < linear.Length; k++)
            {
                basis.Slice(k * n, n).CopyTo(columns[((k * x.Length) + start)..]);
            }
            for (int j = 0; j < theta.Length; j++)
            {
                Combine(linear, slopes[(j * n)..], theta.Length, columns.Slice(((linear.Length + j) * x.Length) + start, n));
            }
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
