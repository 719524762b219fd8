using System.Buffers;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// The step of the linearised problem inside a trust region and the bounds: what would pass a bound goes to it, and the others are solved
/// for anew (clipping the whole step would give wrong minima).
/// </summary>
internal sealed class BoundedStep(NonlinearProblem problem)
{
    private readonly LinearizedFit _linear = new(problem.PointCount, problem.ParameterCount);
    private readonly double[] _step = new double[problem.ParameterCount];
    private readonly double[] _moved = problem.Bounds.HasEnds ? new double[problem.ParameterCount] : [];
    private readonly int[] _free = new int[problem.ParameterCount];
    private int _freeCount;

    /// <summary>The linearised problem of the last step, the first if bounds made it several.</summary>
    public LinearizedFit Linear => _linear;

    /// <summary>The step for all parameters.</summary>
    public ReadOnlySpan<double> Step => _step;

    /// <summary>The damping of the last step.</summary>
    public double Lambda { get; private set; }

    /// <summary>Linearises at a point; parameters that lie on a bound and would leave by it stay.</summary>
    public void Linearize(FitPoint point, ReadOnlySpan<double> scales, double tolerance)
    {
        _freeCount = 0;
        foreach (int j in problem.Bounds.Free)
        {
            double direction = TensorPrimitives.Dot(point.Column(j), point.Residuals);
            if (!problem.Bounds.Holds(j, point.Parameters[j], direction))
            {
                _free[_freeCount++] = j;
            }
        }
        Factor(point, point.Residuals, scales, tolerance);
    }

    /// <summary>Computes the step with ‖D·s‖ up to a radius; infinite for Gauss and Newton's. Call after <see cref="Linearize"/>.</summary>
    public void Compute(FitPoint point, ReadOnlySpan<double> scales, double radius, double tolerance)
    {
        Array.Clear(_step);
        Lambda = Damping(radius);
        _linear.AddStep(Lambda, _step);
        if (!problem.Bounds.HasEnds)
        {
            return;
        }
        int free = _freeCount;
        Array.Clear(_moved);
        double[] residuals = ArrayPool<double>.Shared.Rent(problem.PointCount);
        while (MoveToBounds(point) && _freeCount > 0)
        {
            Factor(point, WithoutMoved(point, residuals.AsSpan(0, problem.PointCount)), scales, tolerance);
            _moved.CopyTo(_step, 0);
            _linear.AddStep(Damping(radius), _step);
        }
        ArrayPool<double>.Shared.Return(residuals);
        if (_freeCount < free)
        {
            Linearize(point, scales, tolerance);   // the next radius starts from all that are free again
        }
    }

    /// <summary>By how much the sum of squares falls in the linearised problem, and half of its slope at the point.</summary>
    public (double Reduction, double Slope) Predict(FitPoint point)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(problem.PointCount);
        Span<double> change = buffer.AsSpan(0, problem.PointCount);
        change.Clear();
        for (int j = 0; j < _step.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(point.Column(j), _step[j], change, change);
        }
        double slope = TensorPrimitives.Dot<double>(change, point.Residuals), square = TensorPrimitives.SumOfSquares<double>(change);
        ArrayPool<double>.Shared.Return(buffer);
        return ((2 * slope) - square, slope);
    }

    /// <summary>Sets the parameters where the step leads; those that go to a bound lie on it to the last bit.</summary>
    public void Apply(FitPoint from, Span<double> parameters)
    {
        for (int j = 0; j < parameters.Length; j++)
        {
            parameters[j] = Math.Clamp(from.Parameters[j] + _step[j], problem.Bounds.Lower(j), problem.Bounds.Upper(j));
        }
    }

    /// <summary>
    /// The smallest λ whose step is no longer than 1.1 times the radius (K. Levenberg, 1944; M. Hebden, 1973; J. Moré, 1978).
    /// </summary>
    private double Damping(double radius)
    {
        double lambda = 0;
        for (int i = 0; i < 100; i++)   // from below it rises to the solution monotonously, in five to twenty steps
        {
            (double norm, double slope) = _linear.StepNorm(lambda);
            if (!(norm > 1.1 * radius) || slope == 0)
            {
                break;
            }
            lambda -= (norm - radius) / radius * (norm / slope);
        }
        return lambda;
    }

    /// <summary>Sends what passes a bound to it; false where nothing does.</summary>
    private bool MoveToBounds(FitPoint point)
    {
        int before = _freeCount;
        _freeCount = 0;
        foreach (int j in _free.AsSpan(0, before))
        {
            double target = point.Parameters[j] + _step[j];
            double kept = Math.Clamp(target, problem.Bounds.Lower(j), problem.Bounds.Upper(j));
            if (kept == target)
            {
                _free[_freeCount++] = j;
                continue;
            }
            _moved[j] = kept - point.Parameters[j];
        }
        if (_freeCount < before && _freeCount == 0)
        {
            _moved.CopyTo(_step, 0);
        }
        return _freeCount < before;
    }

    /// <summary>The residuals of the linearised problem with what was sent to a bound there.</summary>
    private Span<double> WithoutMoved(FitPoint point, Span<double> residuals)
    {
        point.Residuals.CopyTo(residuals);
        for (int j = 0; j < _moved.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(point.Column(j), -_moved[j], residuals, residuals);
        }
        return residuals;
    }

    private void Factor(FitPoint point, ReadOnlySpan<double> residuals, ReadOnlySpan<double> scales, double tolerance)
        => _linear.Factor(point.Jacobian, residuals, _free.AsSpan(0, _freeCount), scales, tolerance);
}
