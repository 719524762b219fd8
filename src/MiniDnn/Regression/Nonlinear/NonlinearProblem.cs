using System.Buffers;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Σ wᵢ·(yᵢ − f(xᵢ))² as a function of the parameters: weighted residuals, and their derivatives, in units that cannot overflow.
/// </summary>
internal sealed class NonlinearProblem
{
    private readonly CurveAtPoints _curve;
    private readonly double[] _y;
    private readonly double _unit;
    private readonly double[]? _rootWeights;
    private readonly DifferenceQuotients? _differences;
    private readonly double _spread;

    /// <param name="curve">The curve at the points.</param>
    /// <param name="y">What was measured there.</param>
    /// <param name="weights">The points' weights, positive; null where all are 1.</param>
    /// <param name="bounds">Between what the parameters may lie.</param>
    public NonlinearProblem(CurveAtPoints curve, double[] y, double[]? weights, Bounds bounds)
    {
        (_curve, _y, Bounds) = (curve, y, bounds);
        double largest = weights is null ? Math.Abs(TensorPrimitives.MaxMagnitude<double>(y))
            : y.Zip(weights).Max(point => Math.Abs(point.First) * Math.Sqrt(point.Second));
        // by powers of 2 to a size of 1: squares then stay in range
        Exponent = double.IsNormal(largest) ? Math.ILogB(largest) : 0;
        _unit = Math.ScaleB(1, -Exponent);
        _rootWeights = weights is null ? null : [.. weights.Select(w => Math.ScaleB(Math.Sqrt(w), -Exponent))];
        // y, the curve and their difference are rounded, and the largest of them again
        Rounding = WeightedNorm(y) * 4 * (double.BitIncrement(1) - 1);
        _spread = TensorPrimitives.Max<double>(y) - TensorPrimitives.Min<double>(y);
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

    /// <summary>Writes the weighted residuals; returns their sum of squares, NaN where the curve is undefined.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="values">Receives the curve's values, where it is not empty.</param>
    /// <param name="residuals">Receives the residuals.</param>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> values, Span<double> residuals)
    {
        values = values.IsEmpty ? residuals : values;
        _curve.Values(parameters, values);
        TensorPrimitives.Subtract(_y, values, residuals);
        Weigh(residuals);
        return TensorPrimitives.SumOfSquares<double>(residuals);
    }

    /// <summary>Computes the curve alone.</summary>
    public double[] Values(ReadOnlySpan<double> parameters)
    {
        double[] values = new double[PointCount];
        _curve.Values(parameters, values);
        return values;
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
            Weigh(jacobian.Slice(j * PointCount, PointCount));
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

    private double WeightedNorm(ReadOnlySpan<double> y)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(y.Length);
        Span<double> weighted = buffer.AsSpan(0, y.Length);
        y.CopyTo(weighted);
        Weigh(weighted);
        double norm = TensorPrimitives.Norm<double>(weighted);
        ArrayPool<double>.Shared.Return(buffer);
        return norm;
    }

    private void Weigh(Span<double> values)
    {
        if (_rootWeights is not null)
        {
            TensorPrimitives.Multiply(values, _rootWeights, values);
        }
        else if (Exponent != 0)
        {
            TensorPrimitives.Multiply(values, _unit, values);
        }
    }
}
