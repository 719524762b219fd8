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

    /// <summary>A step that moves no η by more changes the information so little that large problems keep its factor.</summary>
    private const double KeepsFactor = 1e-2;

    /// <summary>A row so well fitted that it may be separated.</summary>
    private const double Suspicion = 1e-7;

    private readonly bool _isLarge = problem.Columns.Low is null;
    private readonly double _largestWeight = problem.Rows.Length == 0 ? 0 : problem.Rows.Max(row => row.Weight);

    private Information? _factor;
    private double _moved;

    /// <summary>The point that was reached.</summary>
    public ScoringPoint Point { get; private set; } = null!;

    public int Iterations { get; private set; }

    public bool HasConverged { get; private set; }

    /// <summary>Whether the search ran against the end of the domain.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>The largest share of a row's score that the last step would change: below 1 it proves that rows overlap.</summary>
    public double LargestChange { get; private set; } = double.PositiveInfinity;

    /// <summary>The condition number of the information, as its factor shows it.</summary>
    public double Condition => _factor?.ConditionEstimate() ?? double.PositiveInfinity;

    /// <summary>Searches from coefficients.</summary>
    /// <param name="start">Where η is defined.</param>
    /// <param name="ends">Where to end before the maximum; null for nowhere.</param>
    public void Run(DoubleDouble[] start, Predicate<ScoringPoint>? ends = null)
    {
        Point = problem.Evaluate(start, withProducts: _isLarge);
        double[] change = new double[Point.Eta.Length];
        double before = double.PositiveInfinity;
        int blocked = 0;
        HasConverged = start.Length == 0;
        for (; Iterations < MaxIterations && !HasConverged && blocked < 4; Iterations++)
        {
            if (ends?.Invoke(Point) == true)
            {
                return;
            }
            DoubleDouble[]? step = Step();
            if (step is null)
            {
                return;
            }
            bool isBound = _isLarge && !problem.Likelihood.IsBounded;
            if (!isBound)
            {
                problem.Multiply(step, change);
            }

            // a bound saves large problems a pass
            double largest = isBound ? problem.Columns.LargestElement * step.Sum(s => Math.Abs(s.High)) : Largest(change);
            double decrement = Decrement(step), length = LengthToEdge(change);
            blocked = length < 0.01 ? blocked + 1 : 0;
            HasConverged = IsStanding(decrement, before, largest);
            if (HasConverged)
            {
                LargestChange = isBound ? ShareOfScoreAtMost(largest, change) : ShareOfScore(change);
            }
            if (HasConverged && isBound && largest <= 1e-11)   // what sums of 13 digits leave of η in any case
            {
                Point = Point.Moved(Sum(step, 1));
                return;
            }
            if (!Move(step, Math.Min(1, length), decrement, _isLarge && _moved + largest > KeepsFactor))
            {
                // no step of any length rises: rounding, where the step is as small
                HasConverged |= largest <= 1e-9 * Math.Max(1, Largest(Point.Eta));
                return;
            }
            before = decrement;
            _moved += largest;
        }
        IsBlocked = blocked > 0;
    }

    /// <summary>The factor of the expected information where the search ended; null where that is singular.</summary>
    public Information? ExpectedInformation()
        => Information.CreateByQr(problem.Columns, Point.Information, problem.Penalties);

    private DoubleDouble[]? Step()
    {
        if (_factor is null || !_isLarge || _moved > KeepsFactor)
        {
            _factor = Information.Create(problem.Columns, Point.Curvature, problem.Penalties, Point.Products)
                ?? Information.CreateByQr(problem.Columns, Point.Information, problem.Penalties);
            Point.Products = null;
            _moved = 0;
        }
        return _factor?.Solve(Point.Gradient);
    }

    /// <summary>√(gᵀ·δ), the length of the step in standard errors where the dispersion is 1.</summary>
    private double Decrement(DoubleDouble[] step) => Math.Sqrt(Math.Max(0, DoubleDouble.Dot(step, Point.Gradient).High));

    /// <summary>Whether a step is rounding: tiny in standard errors or beside η, or no longer getting smaller.</summary>
    private bool IsStanding(double decrement, double before, double change)
    {
        double error = problem.Likelihood.HasKnownDispersion ? 1 : Math.Sqrt(Point.Deviance / problem.Rows.Length);
        double size = Math.Max(Largest(Point.Eta), double.Epsilon);

        // the step is taken all the same: of large problems, whose sums have 13 digits, it leaves a hundredth or less
        return decrement <= (_isLarge ? 1e-11 : 1e-15) * error || change <= 1e-16 * size
            || (decrement > before / 4 && (decrement <= 1e-7 * error || change <= 1e-10 * size));
    }

    private DoubleDouble[] Sum(DoubleDouble[] step, double length) => [.. Point.Theta.Select((t, j) => t + (step[j] * length))];

    /// <summary>Takes a step, halved until the likelihood does not fall and η stays in its domain.</summary>
    private bool Move(DoubleDouble[] step, double length, double decrement, bool withProducts)
    {
        double allowed = Point.Objective + (1e-10 * Math.Abs(Point.Objective)) + 1e-9;
        // the likelihood would change less than its sum's rounding
        bool isRounding = decrement * decrement < 1e-10 * (1 + Math.Abs(Point.Objective));
        for (int i = 0; i < MaxHalvings; i++)
        {
            ScoringPoint next = problem.Evaluate(Sum(step, length), withProducts);
            if (IsFinite(next) && (isRounding || next.Objective <= allowed))
            {
                problem.Recycle(Point);
                Point = next;
                return true;
            }
            problem.Recycle(next);
            length /= 2;
        }
        return false;
    }

    private bool IsFinite(ScoringPoint point)
        => double.IsFinite(point.Objective) && point.Gradient.All(g => double.IsFinite(g.High))
            && (!problem.Likelihood.IsBounded || point.Eta.All(problem.Likelihood.IsDefined));

    /// <summary>The largest length of a step that stays inside the domain, with a twentieth of the way left.</summary>
    private double LengthToEdge(double[] change)
    {
        double length = double.PositiveInfinity;
        for (int i = 0; i < change.Length && problem.Likelihood.IsBounded; i++)
        {
            double ratio = -Point.Eta[i] / change[i];
            length = ratio > 0 && ratio < length ? ratio : length;
        }
        return 0.95 * length;
    }

    /// <summary>Whether a row is so well fitted that it may be separated.</summary>
    public bool IsSuspicious(ScoringPoint point)
    {
        if (Math.Abs(TensorPrimitives.MinMagnitude<double>(point.Score)) >= Suspicion * _largestWeight)
        {
            return false;   // as nearly always; the loop below takes as long as half a pass
        }
        for (int i = 0; i < point.Score.Length; i++)
        {
            if (Math.Abs(point.Score[i]) < Suspicion * problem.Rows[i].Weight && problem.Likelihood.Pull(problem.Rows[i]) != 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A bound of <see cref="ShareOfScore"/> where no η changes by more than given.</summary>
    private double ShareOfScoreAtMost(double largest, double[] memory)
    {
        TensorPrimitives.Divide(Point.Curvature, Point.Score, memory);
        double share = largest * Largest(memory);
        if (double.IsFinite(share))
        {
            return share;
        }
        memory.AsSpan().Fill(largest);   // a row that pulls neither way has a score of 0
        return ShareOfScore(memory);
    }

    /// <summary>The largest |hᵢ·Δηᵢ/scoreᵢ| over rows that pull one way.</summary>
    private double ShareOfScore(double[] change)
    {
        double largest = 0;
        for (int i = 0; i < change.Length; i++)
        {
            if (problem.Likelihood.Pull(problem.Rows[i]) != 0)
            {
                double share = Math.Abs(Point.Curvature[i] * change[i] / Point.Score[i]);
                largest = double.IsNaN(share) ? double.PositiveInfinity : Math.Max(largest, share);
            }
        }
        return largest;
    }

    private static double Largest(double[] values) => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
}
