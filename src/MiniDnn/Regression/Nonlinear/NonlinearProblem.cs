using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Σ wᵢ·(yᵢ − f(xᵢ))² as a function of the parameters: weighted residuals, and their derivatives, in units that cannot overflow.
/// </summary>
internal sealed class NonlinearProblem
{
    private readonly CurveAtPoints _curve;
    private readonly double[] _y;
    private readonly double[] _rootWeights;
    private readonly DifferenceQuotients? _differences;
    private readonly double _spread;

    public NonlinearProblem(CurveAtPoints curve, double[] y, double[] weights, Bounds bounds)
    {
        _curve = curve;
        _y = y;
        Bounds = bounds;
        double largest = 0;
        for (int i = 0; i < y.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(y[i]) * Math.Sqrt(weights[i]));
        }
        Exponent = double.IsNormal(largest) ? Math.ILogB(largest) : 0;
        _rootWeights = [.. weights.Select(w => Math.ScaleB(Math.Sqrt(w), -Exponent))];
        Rounding = TensorPrimitives.Norm<double>(y.Select((v, i) => v * _rootWeights[i]).ToArray()) * 4 * (double.BitIncrement(1) - 1);
        _spread = y.Max() - y.Min();
        _spread = _spread > 0 ? _spread : largest > 0 ? largest : 1;
        _differences = curve.HasDerivatives ? null : new(curve, bounds, _spread);
    }

    public Bounds Bounds { get; }

    /// <summary>Whether derivatives are given; otherwise they are taken from differences.</summary>
    public bool HasDerivatives => _differences is null;

    public int PointCount => _y.Length;

    public int ParameterCount => Bounds.ParameterCount;

    /// <summary>Residuals are those of the data times 2^−this.</summary>
    public int Exponent { get; }

    /// <summary>A norm of the residuals that rounding of y and of the curve explains.</summary>
    public double Rounding { get; }

    /// <summary>The share of the largest singular value that errors of the derivatives may leave of one that is 0.</summary>
    public double RankTolerance => _differences is null ? 1e-13 * Math.Sqrt(PointCount) : 1e-10;

    /// <summary>
    /// Writes the curve's values and the weighted residuals; returns their sum of squares, NaN where the curve is undefined.
    /// </summary>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> values, Span<double> residuals)
    {
        _curve.Values(parameters, values);
        TensorPrimitives.Subtract(_y, values, residuals);
        TensorPrimitives.Multiply(residuals, _rootWeights, residuals);
        return TensorPrimitives.SumOfSquares<double>(residuals);
    }

    /// <summary>
    /// Writes the weighted derivatives of the curve, all points of the first parameter first; false where one is not finite.
    /// </summary>
    public bool TryJacobian(ReadOnlySpan<double> parameters, ReadOnlySpan<double> values, Span<double> jacobian, bool accurate)
    {
        if (_differences is null)
        {
            _curve.Derivatives(parameters, jacobian);
        }
        else
        {
            _differences.Columns(parameters, values, jacobian, accurate);
        }
        for (int j = 0; j < parameters.Length; j++)
        {
            Span<double> column = jacobian.Slice(j * PointCount, PointCount);
            TensorPrimitives.Multiply(column, _rootWeights, column);
        }
        return Throw.IndexOfNotFinite<double>(jacobian) < 0;
    }

    /// <summary>Writes the derivatives of the same curve at one point, without a weight.</summary>
    public void Gradient(CurveAtPoints curve, ReadOnlySpan<double> parameters, ReadOnlySpan<double> value, Span<double> gradient)
    {
        if (curve.HasDerivatives)
        {
            curve.Derivatives(parameters, gradient);
        }
        else
        {
            new DifferenceQuotients(curve, Bounds, _spread).Columns(parameters, value, gradient, accurate: true);
        }
    }
}
