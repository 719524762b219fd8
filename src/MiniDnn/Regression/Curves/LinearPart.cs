using System.Buffers;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The best β for a shape, from normal equations: exact enough to compare starts, and it takes one pass over the points.</summary>
internal sealed class LinearPart : IDisposable
{
    /// <summary>A pivot that is no larger than this share of its diagonal belongs to a column that depends on those before it.</summary>
    private const double Dependent = 1e-12;

    private readonly CurveShape _shape;
    private readonly double[] _products;
    private readonly double[]? _roots;
    private readonly int _count;

    /// <summary>From a pool: φ times √w, column after column, y times √w, and x.</summary>
    private readonly double[] _columns;

    /// <param name="shape">The family.</param>
    /// <param name="x">The points of the search, of which as many are taken as tell starts apart.</param>
    /// <param name="y">What was measured there.</param>
    /// <param name="weights">Their weights; null where all are 1.</param>
    public LinearPart(CurveShape shape, double[] x, double[] y, double[]? weights)
    {
        (_shape, _count) = (shape, shape.LinearCount);
        int stride = Math.Max(1, (x.Length + shape.MostPoints - 1) / shape.MostPoints);
        PointCount = (x.Length + stride - 1) / stride;
        _columns = ArrayPool<double>.Shared.Rent((_count + 2) * PointCount);
        Thin(x, stride, Column(_count + 1));
        Thin(y, stride, Column(_count));
        if (weights is not null)
        {
            _roots = new double[PointCount];
            Thin(weights, stride, _roots);
            TensorPrimitives.Sqrt<double>(_roots, _roots);
        }
        Weigh(Column(_count));
        _products = new double[(_count + 1) * (_count + 1)];
        Linear = new double[_count];
    }

    public int PointCount { get; }

    /// <summary>The points that were taken.</summary>
    public ReadOnlySpan<double> X => Column(_count + 1);

    /// <summary>The β of the last shape that was tried.</summary>
    public double[] Linear { get; }

    /// <summary>The sum of squares that is left with the best β; NaN where the shape is not defined.</summary>
    public double SumOfSquares(ReadOnlySpan<double> theta)
    {
        int width = _count + 1;
        _shape.Columns(X, theta, _columns.AsSpan(0, _count * PointCount), []);
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

    private Span<double> Column(int k) => _columns.AsSpan(k * PointCount, PointCount);

    private static void Thin(double[] values, int stride, Span<double> thin)
    {
        for (int i = 0; i < thin.Length; i++)
        {
            thin[i] = values[i * stride];
        }
    }

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
