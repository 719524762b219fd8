namespace MiniDnn;

/// <summary>The best β for a shape, from normal equations: exact enough to compare starts, and it takes one pass over the points.</summary>
internal sealed class LinearPart(CurveShape shape, double[] x, double[] y, double[] weights)
{
    /// <summary>A pivot that is no larger than this share of its diagonal belongs to a column that depends on those before it.</summary>
    private const double Dependent = 1e-12;

    private readonly int _count = shape.LinearCount;
    private readonly double[] _basis = new double[shape.LinearCount];
    private readonly double[] _products = new double[(shape.LinearCount + 1) * (shape.LinearCount + 1)];

    /// <summary>The β of the last shape that was tried.</summary>
    public double[] Linear { get; } = new double[shape.LinearCount];

    /// <summary>The sum of squares that is left with the best β; NaN where the shape is not defined.</summary>
    public double SumOfSquares(double[] theta)
    {
        int width = _count + 1;
        Array.Clear(_products);
        for (int i = 0; i < x.Length; i++)
        {
            shape.Basis(x[i], theta, _basis, []);
            for (int k = 0; k < _count; k++)
            {
                double weighted = weights[i] * _basis[k];
                for (int l = 0; l <= k; l++)
                {
                    _products[(k * width) + l] += weighted * _basis[l];
                }
                _products[(_count * width) + k] += weighted * y[i];
            }
            _products[(_count * width) + _count] += weights[i] * y[i] * y[i];
        }
        return Solve(width);
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
