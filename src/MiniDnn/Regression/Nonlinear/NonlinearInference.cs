using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>What the statistics of a nonlinear fit come from: a root of the covariance of the parameters, degrees of freedom, s.</summary>
internal sealed class NonlinearInference
{
    /// <summary>
    /// The share of a scaled combination that the data do not determine, above which a parameter or a prediction counts as undetermined:
    /// derivatives from differences leave 10⁻⁹ of what is none.
    /// </summary>
    private const double PartOfCombination = 1e-5;

    private readonly FitUnits _units;
    private readonly double[][] _root;
    private readonly double[][] _undetermined;
    private readonly double[] _scaledSteps;
    private readonly int[] _free;

    /// <summary>Computes everything from the derivatives at the end of a search.</summary>
    public NonlinearInference(NonlinearProblem problem, FitPoint point, FitUnits units, bool hasKnownVariances)
    {
        _units = units;
        _free = [.. problem.Bounds.Free.Where(j => !problem.Bounds.IsAtEnd(j, point.Parameters[j]))];
        var linear = new LinearizedFit(problem.PointCount, problem.ParameterCount);
        linear.Factor(point.Jacobian, point.Residuals, _free, [], problem.RankTolerance);
        _scaledSteps = new double[problem.ParameterCount];
        for (int k = 0; k < _free.Length; k++)
        {
            _scaledSteps[_free[k]] = linear.Scale(k) > 0 ? 1 / linear.Scale(k) : 1;
        }
        DegreesOfFreedom = problem.PointCount - linear.Rank;
        double unit = Math.ScaleB(units.YScale, problem.Exponent);   // residuals of the search are those of the data divided by this
        double deviation = DegreesOfFreedom > 0 ? Math.Sqrt(point.SumOfSquares / DegreesOfFreedom) : double.NaN;
        ResidualSumOfSquares = point.SumOfSquares * unit * unit;
        Deviation = deviation * unit;
        double known = hasKnownVariances ? 1 / unit : deviation;
        NewDeviation = known * unit;
        QuantileDegreesOfFreedom = hasKnownVariances ? double.PositiveInfinity : DegreesOfFreedom;
        ILookup<bool, int> isDetermined = Enumerable.Range(0, _free.Length).ToLookup(k => linear.Values[k] > linear.Tolerance);
        _root = [.. isDetermined[true].Select(k => Spread(linear, k, known / linear.Values[k]))];
        _undetermined = [.. isDetermined[false].Select(k => Spread(linear, k, 1))];
        Errors = [.. Enumerable.Range(0, problem.ParameterCount).Select(j => Math.Sqrt(Covariance(j, j)))];
    }

    /// <summary>Points − parameters that were fitted and are determined.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>The degrees of freedom of intervals: infinite where the variances are known.</summary>
    public double QuantileDegreesOfFreedom { get; }

    /// <summary>In the units of the data.</summary>
    public double ResidualSumOfSquares { get; }

    /// <summary>s; NaN without degrees of freedom.</summary>
    public double Deviation { get; }

    /// <summary>The standard deviation of a new observation of weight 1: s, or 1 where the weights are inverse variances.</summary>
    public double NewDeviation { get; }

    /// <summary>Standard errors of the reported parameters; NaN for those that are fixed, on a bound or not determined.</summary>
    public double[] Errors { get; }

    /// <summary>The t of a two-sided interval.</summary>
    public double Quantile(double level) => StudentTDistribution.TwoSidedQuantile(level, QuantileDegreesOfFreedom);

    /// <summary>Whether the data determine a reported parameter; those that did not vary are.</summary>
    public bool IsDetermined(int j)
    {
        double size = 0;
        for (int k = 0; k < _scaledSteps.Length; k++)
        {
            double derivative = _units.Derivatives is null ? (j == k ? 1 : 0) : _units.Derivatives[j, k];
            size = Math.Max(size, Math.Abs(derivative * _scaledSteps[k]));
        }
        return _undetermined.All(vector => Math.Abs(_units.Transform(j, vector)) <= PartOfCombination * size);
    }

    /// <summary>The covariance of two reported parameters.</summary>
    public double Covariance(int i, int j) => Varies(i) && Varies(j) && IsDetermined(i) && IsDetermined(j)
        ? _root.Sum(vector => _units.Transform(i, vector) * _units.Transform(j, vector))
        : double.NaN;

    /// <summary>The standard error of a prediction, from its derivatives with respect to the parameters of the search.</summary>
    public double ErrorOf(ReadOnlySpan<double> gradient)
    {
        double size = 0, sum = 0;
        for (int j = 0; j < gradient.Length; j++)
        {
            size = Math.Max(size, Math.Abs(gradient[j] * _scaledSteps[j]));
        }
        foreach (double[] vector in _undetermined)
        {
            if (Math.Abs(TensorPrimitives.Dot(vector, gradient)) > PartOfCombination * size)
            {
                return double.NaN;
            }
        }
        foreach (double[] vector in _root)
        {
            double part = TensorPrimitives.Dot(vector, gradient);
            sum += part * part;
        }
        return Math.Sqrt(sum) * _units.YScale;
    }

    /// <summary>Whether a parameter was neither fixed nor held by a bound, or is a function of one that was not.</summary>
    private bool Varies(int j) => _free.Any(k => _units.Derivatives is null ? j == k : _units.Derivatives[j, k] != 0);

    /// <summary>Right singular vector k over all parameters, in their own units, times a factor.</summary>
    private double[] Spread(LinearizedFit linear, int k, double factor)
    {
        double[] vector = new double[_scaledSteps.Length];
        for (int j = 0; j < _free.Length; j++)
        {
            vector[_free[j]] = linear.Vector(j, k) * _scaledSteps[_free[j]] * factor;
        }
        return vector;
    }
}
