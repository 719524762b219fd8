using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Newton's method on the score, the observed information where it is positive definite and the expected one elsewhere (Fisher's scoring),
/// until the step is rounding.
/// </summary>
internal sealed class Scoring(ScoringProblem problem)
{
    /// <summary>Two points that overlap by 10⁻¹² take 30 steps, and the halving of a bad start as many.</summary>
    private const int MaxIterations = 200;

    private const int MaxHalvings = 60;

    /// <summary>A step that changes no row's score by a larger share leaves its sign beyond doubt.</summary>
    private const double Proof = 0.01;

    private readonly StepErrors _errors = new();
    private readonly ScoringFactor _factor = new(problem);
    private readonly double[] _change = new double[problem.KeepsRows ? problem.Rows.Length : 0];

    private bool _isFactorOld = true;
    private double _before = double.PositiveInfinity;

    /// <summary>The largest share of a row's score that the last step would change, or more.</summary>
    private double _largestShare = double.PositiveInfinity;

    /// <summary>The coefficients before the last step, and the step, where no rows were kept.</summary>
    private (DoubleDouble[] Theta, DoubleDouble[] Step)? _last;

    /// <summary>
    /// The error in standard errors at which large problems end, foretold from the steps before; sums over their rows have one as large.
    /// </summary>
    public double Tolerance { get; init; } = 3e-13;

    /// <summary>The point that was reached.</summary>
    public ScoringPoint Point { get; private set; } = null!;

    public int Iterations { get; private set; }

    public bool HasConverged { get; private set; }

    /// <summary>Whether the search ran against the end of the domain.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>The condition number of the information, as its factor shows it.</summary>
    public double Condition => _factor.Current?.ConditionEstimate() ?? double.PositiveInfinity;

    /// <summary>What an error of 1 is in units of the score, where the dispersion is not known.</summary>
    private double Error => problem.Likelihood.HasKnownDispersion ? 1 : Math.Sqrt(Point.Deviance / problem.Rows.Length);

    /// <summary>Searches from coefficients.</summary>
    /// <param name="start">Where η is defined.</param>
    /// <param name="ends">Where to end before the maximum; null for nowhere.</param>
    public void Run(DoubleDouble[] start, Predicate<ScoringPoint>? ends = null)
    {
        Point = problem.Evaluate(start, _factor.Products);
        int blocked = 0;
        HasConverged = start.Length == 0;
        for (; Iterations < MaxIterations && !HasConverged && blocked < 4; Iterations++)
        {
            if (ends?.Invoke(Point) == true || FindStep() is not { } step)
            {
                return;
            }
            blocked = step.LengthToEdge < 0.01 ? blocked + 1 : 0;
            HasConverged = IsLast(step);
            if (HasConverged && !problem.KeepsRows)
            {
                TakeUnseen(step);
            }
            else if (!Take(step))
            {
                // no step of any length rises: rounding, where the step is as small
                HasConverged |= step.LargestChange <= 1e-9 * Math.Max(1, Point.Extremes.LargestEta);
                return;
            }
        }
        IsBlocked = blocked > 0;
    }

    /// <summary>Whether the residuals of the end prove that rows overlap: the last step would change none of their signs.</summary>
    public bool ProvesOverlap()
        => _largestShare < Proof
            || (_last is { } last && ShareOfScore(problem.EvaluateRows(last.Theta), problem.Multiply(last.Step)) < Proof);

    private NewtonStep? FindStep()
    {
        if (_isFactorOld)
        {
            _factor.Renew(Point);
            _errors.Renew(_factor.Rounding);
        }
        if (_factor.Current?.Solve(Point.Gradient) is not { } delta)
        {
            return null;
        }
        double decrement = Math.Sqrt(Math.Max(0, DoubleDouble.Dot(delta, Point.Gradient).High));
        _errors.Learn(decrement);
        if (!problem.KeepsRows)
        {
            // a bound saves large problems a pass
            return new(delta, decrement, problem.Columns.LargestElement * delta.Sum(s => Math.Abs(s.High)), double.PositiveInfinity);
        }
        problem.Multiply(delta, _change);
        return new(delta, decrement, Largest(_change), LengthToEdge());
    }

    /// <summary>Whether a step is rounding (tiny in standard errors or beside η, or no longer getting smaller) or leaves no more.</summary>
    private bool IsLast(NewtonStep step)
    {
        double error = Error, size = Math.Max(Point.Extremes.LargestEta, double.Epsilon);
        // what rounding leaves of a step (large problems have sums in double), or, where steps shrink no more, half of the digits at least
        bool isLast = step.Decrement <= (problem.IsLarge ? 1e-11 : 1e-15) * error || step.LargestChange <= 1e-16 * size
            || (step.Decrement > _before / 4 && (step.Decrement <= 1e-7 * error || step.LargestChange <= 1e-10 * size))
            || (problem.IsLarge && _errors.After(step.Decrement) <= Tolerance * error);
        if (isLast)
        {
            _largestShare = problem.KeepsRows ? ShareOfScore(Point.Rows!, _change)
                : step.LargestChange * Point.Extremes.LargestCurvature / Point.Extremes.SmallestScore;
        }
        return isLast;
    }

    private void TakeUnseen(NewtonStep step)
    {
        _last = (Point.Theta, step.Delta);
        Point = problem.Move(Point, Sum(step.Delta, 1), step.Decrement);
    }

    /// <summary>Takes a step, halved until the likelihood does not fall and η stays in its domain.</summary>
    private bool Take(NewtonStep step)
    {
        double allowed = Point.Objective + (1e-10 * Math.Abs(Point.Objective)) + 1e-9;
        // the likelihood would change less than its sum's rounding
        bool isRounding = step.Decrement * step.Decrement < 1e-10 * (1 + Math.Abs(Point.Objective));
        double length = Math.Min(1, step.LengthToEdge);
        _isFactorOld = !problem.IsLarge || !(_errors.AfterNext(step.Decrement) <= Tolerance * Error);
        for (int i = 0; i < MaxHalvings; i++)
        {
            _isFactorOld |= length < 1;
            ScoringPoint next = problem.Evaluate(Sum(step.Delta, length), _isFactorOld ? _factor.Products : null);
            if (IsFinite(next) && (isRounding || next.Objective <= allowed))
            {
                problem.Recycle(Point);
                Point = next;
                _errors.Take(step.Decrement, isWhole: length == 1);
                _before = step.Decrement;
                return true;
            }
            problem.Recycle(next);
            length /= 2;
        }
        return false;
    }

    private DoubleDouble[] Sum(DoubleDouble[] step, double length) => [.. Point.Theta.Select((t, j) => t + (step[j] * length))];

    private bool IsFinite(ScoringPoint point)
        => double.IsFinite(point.Objective) && point.Gradient.All(g => double.IsFinite(g.High))
            && (!problem.Likelihood.IsBounded || point.Rows!.Eta.All(problem.Likelihood.IsDefined));

    /// <summary>The largest length of a step that stays inside the domain, with a twentieth of the way left.</summary>
    private double LengthToEdge()
    {
        double length = double.PositiveInfinity;
        for (int i = 0; i < _change.Length && problem.Likelihood.IsBounded; i++)
        {
            double ratio = -Point.Rows!.Eta[i] / _change[i];
            length = ratio > 0 && ratio < length ? ratio : length;
        }
        return 0.95 * length;
    }

    /// <summary>The largest |hᵢ·Δηᵢ/scoreᵢ| over rows that pull one way.</summary>
    private double ShareOfScore(ScoringRows rows, double[] change)
    {
        double largest = 0;
        for (int i = 0; i < change.Length; i++)
        {
            if (problem.Likelihood.Pull(problem.Rows[i]) != 0)
            {
                double share = Math.Abs(rows.Curvature[i] * change[i] / rows.Score[i]);
                largest = double.IsNaN(share) ? double.PositiveInfinity : Math.Max(largest, share);
            }
        }
        return largest;
    }

    private static double Largest(double[] values) => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));

    /// <summary>A step with its length in standard errors where the dispersion is 1.</summary>
    /// <param name="Delta">The change of the coefficients.</param>
    /// <param name="Decrement">√(gᵀ·δ).</param>
    /// <param name="LargestChange">The largest change of an η, or more.</param>
    /// <param name="LengthToEdge">How much of it stays inside the domain.</param>
    private sealed record NewtonStep(DoubleDouble[] Delta, double Decrement, double LargestChange, double LengthToEdge);
}
