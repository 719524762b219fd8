using System.Buffers;
using System.Numerics.Tensors;
using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>
/// The linear least-squares problem J·s ≈ r at a point of a nonlinear fit, in scaled steps D·s: QR of J·D⁻¹, then singular values of R,
/// which give the damped step for any λ without another factorisation.
/// </summary>
internal sealed class LinearizedFit(int pointCount, int parameterCount)
{
    private readonly double[] _triangle = new double[parameterCount * parameterCount];
    private readonly double[] _vectors = new double[parameterCount * parameterCount];
    private readonly double[] _values = new double[parameterCount];
    private readonly double[] _projected = new double[parameterCount];
    private readonly double[] _scales = new double[parameterCount];
    private readonly int[] _free = new int[parameterCount];
    private int _count;

    /// <summary>The parameters that the step moves.</summary>
    public ReadOnlySpan<int> Free => _free.AsSpan(0, _count);

    /// <summary>The singular values of J·D⁻¹, in no order.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    /// <summary>Singular values no larger than this count as 0.</summary>
    public double Tolerance { get; private set; }

    public int Rank
    {
        get
        {
            int rank = 0;
            foreach (double value in Values)
            {
                rank += value > Tolerance ? 1 : 0;
            }
            return rank;
        }
    }

    /// <summary>By how much the sum of squares of the linear problem falls at most.</summary>
    public double Gain
    {
        get
        {
            double sum = 0;
            for (int k = 0; k < _count; k++)
            {
                sum += _values[k] > Tolerance ? _projected[k] * _projected[k] : 0;
            }
            return sum;
        }
    }

    /// <summary>Component j of right singular vector k.</summary>
    public double Vector(int j, int k) => _vectors[(k * _count) + j];

    public double Scale(int j) => _scales[j];

    /// <summary>Factors the columns of J that are free.</summary>
    /// <param name="jacobian">J, all points of the first parameter first.</param>
    /// <param name="residuals">r.</param>
    /// <param name="free">Which parameters the step may move.</param>
    /// <param name="scales">D for all parameters; empty for the lengths of the columns.</param>
    /// <param name="relativeTolerance">The share of the largest singular value up to which another counts as 0.</param>
    public void Factor(
        ReadOnlySpan<double> jacobian,
        ReadOnlySpan<double> residuals,
        ReadOnlySpan<int> free,
        ReadOnlySpan<double> scales,
        double relativeTolerance)
    {
        _count = free.Length;
        free.CopyTo(_free);
        double[] buffer = ArrayPool<double>.Shared.Rent((_count + 1) * pointCount);
        Span<double> columns = buffer.AsSpan(0, (_count + 1) * pointCount);
        residuals.CopyTo(Column(columns, _count));
        for (int k = 0; k < _count; k++)
        {
            ReadOnlySpan<double> column = jacobian.Slice(free[k] * pointCount, pointCount);
            _scales[k] = scales.IsEmpty ? Householder.Norm(column) : scales[free[k]];
            TensorPrimitives.Multiply(column, _scales[k] > 0 ? 1 / _scales[k] : 0, Column(columns, k));
        }
        Triangularize(columns);
        Decompose(Column(columns, _count)[.._count], relativeTolerance);
        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>‖D·s‖ of the step that minimises ‖r − J·s‖² + λ·‖D·s‖², and its derivative with respect to λ.</summary>
    public (double Norm, double Slope) StepNorm(double lambda)
    {
        double square = 0, slope = 0;
        for (int k = 0; k < _count; k++)
        {
            double component = Component(k, lambda);
            square += component * component;
            slope -= _values[k] > Tolerance ? component * component / ((_values[k] * _values[k]) + lambda) : 0;
        }
        double norm = Math.Sqrt(square);
        return (norm, norm > 0 ? slope / norm : 0);
    }

    /// <summary>Adds that step to <paramref name="step"/>, which has an element for every parameter.</summary>
    public void AddStep(double lambda, Span<double> step)
    {
        for (int j = 0; j < _count; j++)
        {
            double sum = 0;
            for (int k = 0; k < _count; k++)
            {
                sum += Vector(j, k) * Component(k, lambda);
            }
            step[_free[j]] += _scales[j] > 0 ? sum / _scales[j] : 0;
        }
    }

    private double Component(int k, double lambda)
        => _values[k] > Tolerance ? _values[k] * _projected[k] / ((_values[k] * _values[k]) + lambda) : 0;

    /// <summary>Reflects the columns, and the residuals behind them, until the triangle is left.</summary>
    private void Triangularize(Span<double> columns)
    {
        for (int k = 0; k < _count; k++)
        {
            Span<double> pivot = Column(columns, k)[k..];
            (double beta, double tau) = Householder.Reflect(pivot);
            for (int other = k + 1; other <= _count; other++)
            {
                Span<double> rest = Column(columns, other)[k..];
                double share = -tau * TensorPrimitives.Dot<double>(pivot, rest);
                TensorPrimitives.MultiplyAdd(pivot, share, rest, rest);
            }
            for (int other = 0; other < _count; other++)
            {
                _triangle[(other * _count) + k] = other < k ? 0 : other == k ? beta : Column(columns, other)[k];
            }
        }
    }

    /// <summary>Singular values and vectors of the triangle, and the residuals' components along the left ones.</summary>
    private void Decompose(ReadOnlySpan<double> residuals, double relativeTolerance)
    {
        SmallSvd.Orthogonalize(_triangle.AsSpan(0, _count * _count), _vectors.AsSpan(0, _count * _count), _count);
        double largest = 0;
        for (int k = 0; k < _count; k++)
        {
            Span<double> left = _triangle.AsSpan(k * _count, _count);
            _values[k] = Householder.Norm<double>(left);
            _projected[k] = _values[k] > 0 ? TensorPrimitives.Dot<double>(left, residuals) / _values[k] : 0;
            largest = Math.Max(largest, _values[k]);
        }
        Tolerance = relativeTolerance * largest;
    }

    private Span<double> Column(Span<double> columns, int k) => columns.Slice(k * pointCount, pointCount);
}
