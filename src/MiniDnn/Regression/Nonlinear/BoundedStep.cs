using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// The step of the linearised problem inside a trust region and the bounds: what would pass a bound goes to it, and the others are solved
/// for anew (clipping the whole step would give wrong minima).
/// </summary>
internal sealed class BoundedStep(NonlinearProblem problem)
{
    private readonly LinearizedFit _linear = new(problem.PointCount, problem.ParameterCount);
    private readonly double[] _residuals = new double[problem.PointCount];
    private readonly double[] _step = new double[problem.ParameterCount];
    private readonly double[] _moved = new double[problem.ParameterCount];
    private readonly List<int> _free = [];

    /// <summary>The linearised problem of the last step, the first if bounds made it several.</summary>
    public LinearizedFit Linear => _linear;

    /// <summary>The step for all parameters.</summary>
    public ReadOnlySpan<double> Step => _step;

    /// <summary>The damping of the last step.</summary>
    public double Lambda { get; private set; }

    /// <summary>Linearises at a point; parameters that lie on a bound and would leave by it stay.</summary>
    public void Linearize(FitPoint point, ReadOnlySpan<double> scales, double tolerance)
    {
        _free.Clear();
        foreach (int j in problem.Bounds.Free)
        {
            double direction = TensorPrimitives.Dot<double>(Column(point, j), point.Residuals);
            if (!problem.Bounds.Holds(j, point.Parameters[j], direction))
            {
                _free.Add(j);
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
        int free = _free.Count;
        Array.Clear(_moved);
        while (MoveToBounds(point) && _free.Count > 0)
        {
            point.Residuals.CopyTo(_residuals, 0);
            for (int j = 0; j < _moved.Length; j++)
            {
                TensorPrimitives.MultiplyAdd(Column(point, j), -_moved[j], _residuals, _residuals);
            }
            Factor(point, _residuals, scales, tolerance);
            _moved.CopyTo(_step, 0);
            _linear.AddStep(Damping(radius), _step);
        }
        if (_free.Count < free)
        {
            Linearize(point, scales, tolerance);   // the next radius starts from all that are free again
        }
    }

    /// <summary>By how much the sum of squares falls in the linearised problem, and half of its slope at the point.</summary>
    public (double Reduction, double Slope) Predict(FitPoint point)
    {
        Array.Clear(_residuals);
        for (int j = 0; j < _step.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(Column(point, j), _step[j], _residuals, _residuals);
        }
        double slope = TensorPrimitives.Dot<double>(_residuals, point.Residuals);
        return ((2 * slope) - TensorPrimitives.SumOfSquares<double>(_residuals), slope);
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
        int before = _free.Count;
        for (int k = _free.Count - 1; k >= 0; k--)
        {
            int j = _free[k];
            double target = point.Parameters[j] + _step[j];
            double kept = Math.Clamp(target, problem.Bounds.Lower(j), problem.Bounds.Upper(j));
            if (kept != target)
            {
                _moved[j] = kept - point.Parameters[j];
                _free.RemoveAt(k);
            }
        }
        if (_free.Count < before && _free.Count == 0)
        {
            _moved.CopyTo(_step, 0);
        }
        return _free.Count < before;
    }

    private void Factor(FitPoint point, ReadOnlySpan<double> residuals, ReadOnlySpan<double> scales, double tolerance)
        => _linear.Factor(point.Jacobian, residuals, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_free), scales, tolerance);

    private ReadOnlySpan<double> Column(FitPoint point, int j) => point.Jacobian.AsSpan(j * problem.PointCount, problem.PointCount);
}
