using System.Buffers;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The best β for a shape, from normal equations: exact enough to compare starts, and it takes one pass over the points.</summary>
internal sealed class LinearPart : IDisposable
{
    /// <summary>A pivot that is no larger than this share of its diagonal belongs to a column that depends on those before it.</summary>
    private const double Dependent = 1e-12;

    private readonly CurveShape _shape;
    private readonly double[] _x, _products;
    private readonly double[]? _roots;
    private readonly int _count;

    /// <summary>φ times √w, column after column, and last y times √w: from a pool.</summary>
    private readonly double[] _columns;

    public LinearPart(CurveShape shape, double[] x, double[] y, double[]? weights)
    {
        (_shape, _x, _count) = (shape, x, shape.LinearCount);
        _roots = weights is null ? null : Array.ConvertAll(weights, Math.Sqrt);
        _products = new double[(_count + 1) * (_count + 1)];
        _columns = ArrayPool<double>.Shared.Rent((_count + 1) * x.Length);
        y.CopyTo(Column(_count));
        Weigh(Column(_count));
        Linear = new double[_count];
    }

    /// <summary>The β of the last shape that was tried.</summary>
    public double[] Linear { get; }

    /// <summary>The sum of squares that is left with the best β; NaN where the shape is not defined.</summary>
    public double SumOfSquares(ReadOnlySpan<double> theta)
    {
        int width = _count + 1;
        _shape.Columns(_x, theta, _columns.AsSpan(0, _count * _x.Length), []);
        for (int k = 0; k < width; k++)
        {
            if (k < _count)
            {
                Weigh(Column(k));
            }
            for (int l = 0; l <= k; l++)
            {
                _products[(k * width) + l] = TensorPrimitives.Dot<double>(Column(k), Column(l));
            }
        }
        return Solve(width);
    }

    public void Dispose() => ArrayPool<double>.Shared.Return(_columns);

    private Span<double> Column(int k) => _columns.AsSpan(k * _x.Length, _x.Length);

    private void Weigh(Span<double> column)
    {
        if (_roots is not null)
        {
            TensorPrimitives.Multiply(column, _roots, column);
        }
    }

    /// <summary>Cholesky's factor of [X y]ᵀ[X y]; its last diagonal is the root of what is left.</summary>
    private double Solve(int width)
    {
        for (int k = 0; k <= _count; k++)
        {
            double diagonal = _products[(k * width) + k];
            for (int l = 0; l <= k; l++)
            {
                double sum = _products[(k * width) + l];
                for (int m = 0; m < l; m++)
                {
                    sum -= _products[(k * width) + m] * _products[(l * width) + m];
                }
                double pivot = _products[(l * width) + l];
                _products[(k * width) + l] = l < k ? (pivot > 0 ? sum / pivot : 0)
                    : k == _count ? sum : sum > Dependent * diagonal ? Math.Sqrt(sum) : 0;
            }
        }
        for (int k = _count - 1; k >= 0; k--)
        {
            double sum = _products[(_count * width) + k];
            for (int l = k + 1; l < _count; l++)
            {
                sum -= _products[(l * width) + k] * Linear[l];
            }
            double pivot = _products[(k * width) + k];
            Linear[k] = pivot > 0 ? sum / pivot : 0;
        }
        return _products[^1];
    }
}
