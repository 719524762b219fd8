using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The last steps s and changes of the gradient y, and what they say of the inverse Hessian (J. Nocedal, 1980).</summary>
internal sealed class CurvatureMemory<T>(int capacity, int length)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A pair whose curvature sᵀy is no larger than this share of ‖s‖·‖y‖ tells of rounding, or of a bend the other way.</summary>
    private const double LeastCurvature = 1e-12;

    private readonly List<(T[] S, T[] Y, double Product)> _pairs = [];

    public bool IsEmpty => _pairs.Count == 0;

    public void Clear() => _pairs.Clear();

    /// <summary>Remembers a step, if its curvature is clearly positive.</summary>
    public void Add(ReadOnlySpan<T> from, ReadOnlySpan<T> to, ReadOnlySpan<T> gradientFrom, ReadOnlySpan<T> gradientTo)
    {
        (T[] s, T[] y) = _pairs.Count == capacity ? (_pairs[0].S, _pairs[0].Y) : (new T[length], new T[length]);
        TensorPrimitives.Subtract(to, from, s);
        TensorPrimitives.Subtract(gradientTo, gradientFrom, y);
        double product = Dot(s, y);
        if (_pairs.Count == capacity)
        {
            _pairs.RemoveAt(0);
        }
        if (product > LeastCurvature * Math.Sqrt(Dot(s, s)) * Math.Sqrt(Dot(y, y)))
        {
            _pairs.Add((s, y, product));
        }
    }

    /// <summary>Turns a gradient into −H·gradient, by the two loops.</summary>
    public void ToDirection(Span<T> direction)
    {
        Span<double> shares = stackalloc double[_pairs.Count];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = Dot(_pairs[i].S, direction) / _pairs[i].Product;
            TensorPrimitives.MultiplyAdd(_pairs[i].Y, T.CreateTruncating(-shares[i]), direction, direction);
        }
        if (_pairs.Count > 0)
        {
            double scale = _pairs[^1].Product / Dot(_pairs[^1].Y, _pairs[^1].Y);
            TensorPrimitives.Multiply(direction, T.CreateTruncating(scale), direction);
        }
        for (int i = 0; i < _pairs.Count; i++)
        {
            double share = Dot(_pairs[i].Y, direction) / _pairs[i].Product;
            TensorPrimitives.MultiplyAdd(_pairs[i].S, T.CreateTruncating(shares[i] - share), direction, direction);
        }
        TensorPrimitives.Negate(direction, direction);
    }

    private static double Dot(ReadOnlySpan<T> a, ReadOnlySpan<T> b) => double.CreateTruncating(TensorPrimitives.Dot(a, b));
}
