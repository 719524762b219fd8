using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The best β for a shape, from normal equations: exact enough to compare starts, and it takes one pass over the points.</summary>
internal sealed class LinearPart
{
    /// <summary>A pivot that is no larger than this share of its diagonal belongs to a column that depends on those before it.</summary>
    private const double Dependent = 1e-12;

    private readonly CurveShape _shape;
    private readonly double[] _x, _roots, _products;
    private readonly int _count;

    /// <summary>φ times √w, column after column, and last y times √w.</summary>
    private readonly double[] _columns;

    public LinearPart(CurveShape shape, double[] x, double[] y, double[] weights)
    {
        (_shape, _x, _count) = (shape, x, shape.LinearCount);
        _roots = Array.TrueForAll(weights, w => w == 1) ? [] : new double[weights.Length];
        TensorPrimitives.Sqrt<double>(weights.AsSpan(0, _roots.Length), _roots);
        _products = new double[(_count + 1) * (_count + 1)];
        _columns = new double[(_count + 1) * x.Length];
        y.CopyTo(Column(_count));
        Weigh(Column(_count));
        Linear = new double[_count];
    }

    /// <summary>The β of the last shape that was tried.</summary>
    public double[] Linear { get; }

    /// <summary>The sum of squares that is left with the best β; NaN where the shape is not defined.</summary>
    public double SumOfSquares(double[] theta)
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

    private Span<double> Column(int k) => _columns.AsSpan(k * _x.Length, _x.Length);

    private void Weigh(Span<double> column)
    {
        if (_roots.Length > 0)
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
