namespace MiniDnn;

/// <summary>
/// Minimises a sum of squares inside a trust region that the parameters' effects scale (K. Levenberg, 1944; D. Marquardt, 1963; J. Moré,
/// "The Levenberg–Marquardt algorithm: implementation and theory", 1978), and ends by undamped steps of Gauss and Newton, which are judged
/// by their length: sums of squares cannot tell points apart that are closer than the root of ε.
/// </summary>
internal sealed class LevenbergMarquardt
{
    /// <summary>
    /// The share of the sum of squares that a step may still gain where undamped steps take over: 10⁻⁶ of the residuals' norm.
    /// </summary>
    private const double NearMinimum = 1e-12;

    /// <summary>A step that gains less of what was predicted is not taken (J. Moré, 1978).</summary>
    private const double LeastRatio = 1e-4;

    /// <summary>Undamped steps that shrink by less than this are rounding, or do not converge.</summary>
    private const double LeastShrinkage = 0.9;

    /// <summary>
    /// Sums of squares that differ by no more than this share are alike: an undamped step must not leave the minimum for another place.
    /// </summary>
    private const double SumsAlike = 1e-7;

    /// <summary>So many of them in a row end the fit; one or two may follow a step that was short by chance.</summary>
    private const int Patience = 3;

    /// <summary>Steps of this relative length that shrink no more are rounding: such a length is no chance.</summary>
    private const double NearRounding = 1e-13;

    /// <summary>Steps of relative length ε need no successor.</summary>
    private const double Rounding = 2.3e-16;

    /// <summary>Undamped steps halve their length or do better; more of them would be no use.</summary>
    private const int MaxFinalSteps = 60;

    private readonly NonlinearProblem _problem;
    private readonly BoundedStep _step;
    private readonly StepScales _scales;
    private readonly double[] _best;
    private FitPoint _point;
    private FitPoint _trial;
    private int _iterations;

    /// <param name="problem">What is minimised.</param>
    /// <param name="jacobian">The memory for derivatives of all points to start from.</param>
    public LevenbergMarquardt(NonlinearProblem problem, double[] jacobian)
    {
        _problem = problem;
        _point = _trial = new(problem, jacobian);
        _step = new(problem);
        _scales = new(problem.ParameterCount);
        _best = new double[problem.ParameterCount];
    }

    /// <summary>Goes to the minimum.</summary>
    /// <param name="start">The point to start from, inside the bounds; the search keeps it.</param>
    /// <param name="relativeRadius">The first trust radius, in scaled norms of the start.</param>
    /// <param name="maxIterations">How many steps are tried at most.</param>
    public NonlinearFit Run(FitPoint start, double relativeRadius, int maxIterations)
    {
        _point = start;
        _iterations = 0;
        _scales.Clear();
        GoDown(relativeRadius, maxIterations);
        FitEnd end = Finish(_iterations >= maxIterations);
        return new(_point, end, _iterations);
    }

    /// <summary>Goes down until the minimum is near, no step helps, or the iterations are used up.</summary>
    private void GoDown(double relativeRadius, int maxIterations)
    {
        double radius = 0;
        while (_iterations < maxIterations && _point.TryLinearize(accurate: false))
        {
            _scales.Raise(_point);
            radius = radius > 0 ? radius : relativeRadius * SizeOfStart();
            _step.Linearize(_point, _scales.Values, 0);
            if (_step.Linear.Gain <= NearMinimum * _point.SumOfSquares || !TryStep(ref radius, maxIterations))
            {
                return;
            }
        }
    }

    /// <summary>
    /// Takes undamped steps while they become shorter, with derivatives as exact as can be had; says how the fit ended.
    /// </summary>
    private FitEnd Finish(bool isLimitReached)
    {
        double shortest = double.PositiveInfinity;
        double mostSquares = (_point.SumOfSquares * (1 + SumsAlike)) + (_problem.Rounding * _problem.Rounding);
        int patience = Patience;
        for (int i = 0; i < MaxFinalSteps && TryFinalStep(out double length); i++)
        {
            double size = _scales.Norm(_point.Parameters);
            patience = length < LeastShrinkage * shortest ? Patience : shortest <= NearRounding * size ? 0 : patience - 1;
            if (length < shortest)
            {
                shortest = length;
                _point.Parameters.CopyTo(_best, 0);
            }
            _step.Apply(_point, _trial.Parameters);
            if (patience == 0 || length <= Rounding * size || !_trial.TryMoveTo(_trial.Parameters)
                || _trial.SumOfSquares > mostSquares)
            {
                break;
            }
            (_point, _trial) = (_trial, _point);
        }
        if (!_point.Parameters.AsSpan().SequenceEqual(_best) && double.IsFinite(shortest))
        {
            _point.TryMoveTo(_best);
            TryFinalStep(out _);
        }
        return FitEnd.Judge(_problem, _point, _step, isLimitReached);
    }

    /// <summary>The length of the undamped step from the point; false where derivatives are not finite.</summary>
    private bool TryFinalStep(out double length)
    {
        length = 0;
        if (!_point.TryLinearize(accurate: true))
        {
            return false;
        }
        _scales.Set(_point);
        _step.Linearize(_point, _scales.Values, _problem.RankTolerance);
        _step.Compute(_point, _scales.Values, double.PositiveInfinity, _problem.RankTolerance);
        length = _scales.Norm(_step.Step);
        return true;
    }

    /// <summary>Shrinks the radius until a step lowers the sum of squares; false where none does.</summary>
    private bool TryStep(ref double radius, int maxIterations)
    {
        double size = _scales.Norm(_point.Parameters);
        while (_iterations < maxIterations && radius > Rounding * size)
        {
            bool isFirst = _iterations++ == 0;
            _step.Compute(_point, _scales.Values, radius, 0);
            double length = _scales.Norm(_step.Step);
            (double predicted, double slope) = _step.Predict(_point);
            _step.Apply(_point, _trial.Parameters);
            bool isFinite = _trial.TryMoveTo(_trial.Parameters);
            double actual = isFinite ? _point.SumOfSquares - _trial.SumOfSquares : double.NegativeInfinity;
            radius = NextRadius(isFirst ? Math.Min(radius, length) : radius, length, actual, predicted, slope);
            if (actual >= LeastRatio * predicted && actual > 0)
            {
                (_point, _trial) = (_trial, _point);
                return true;
            }
            if (!(predicted > Rounding * _point.SumOfSquares))
            {
                return false;
            }
        }
        return false;
    }

    /// <summary>
    /// Moré's rule: twice the step where the prediction held; where it failed, to the minimum of a parabola through both sums of squares
    /// and the slope, but not below a tenth.
    /// </summary>
    private double NextRadius(double radius, double length, double actual, double predicted, double slope)
    {
        if (actual > 0.25 * predicted)
        {
            return actual >= 0.75 * predicted || _step.Lambda == 0 ? 2 * length : radius;
        }
        double shrinkage = actual >= 0 ? 0.5 : 0.5 * slope / (slope - (0.5 * actual));
        return Math.Max(shrinkage, 0.1) * Math.Min(radius, 10 * length);
    }

    /// <summary>The scaled norm of the start, or where it is 0 that of the residuals, which has the same units.</summary>
    private double SizeOfStart()
    {
        double size = _scales.Norm(_point.Parameters);
        return size > 0 ? size : Math.Sqrt(_point.SumOfSquares);
    }
}
