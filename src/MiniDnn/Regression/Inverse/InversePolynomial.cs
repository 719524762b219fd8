namespace MiniDnn;

/// <summary>Inverse prediction from a polynomial of degree 2 or more, in doubled precision and scaled units.</summary>
internal sealed class InversePolynomial
{
    private readonly LeastSquaresSolution _solution;
    private readonly Inference _inference;
    private readonly int _unit;

    /// <summary>The coefficient of uᵏ at k, with u = x·2^−<see cref="_unit"/>.</summary>
    private readonly DoubleDouble[] _curve;

    /// <summary>The curve's variance at u in units of s², a polynomial of twice the degree.</summary>
    private readonly DoubleDouble[] _variance;

    public InversePolynomial(LeastSquaresSolution solution, Inference inference, ModelShape shape)
    {
        (_solution, _inference) = (solution, inference);
        int first = shape.HasIntercept ? 1 : 0;
        _unit = solution.ColumnExponents[first];
        _curve = new DoubleDouble[shape.Degree + 1];
        _variance = new DoubleDouble[(2 * shape.Degree) + 1];
        int[] powers = [.. Enumerable.Range(0, solution.ParameterCount).Select(j => j + 1 - first)];
        // uᵏ in units of its column
        double[] factors = [.. powers.Select((k, j) => Math.ScaleB(1, (k * _unit) - solution.ColumnExponents[j]))];
        for (int j = 0; j < powers.Length; j++)
        {
            _curve[powers[j]] = solution.Coefficients[j] * factors[j];
            for (int k = 0; k < powers.Length; k++)
            {
                DoubleDouble product = DoubleDouble.Dot(inference.Root.Row(j), inference.Root.Row(k));
                _variance[powers[j] + powers[k]] += product * (factors[j] * factors[k]);
            }
        }
    }

    /// <summary>Finds x with its errors.</summary>
    /// <param name="readings">What was measured.</param>
    /// <param name="isAmong">Whether an x lies among the data.</param>
    /// <param name="middle">The middle of the data.</param>
    public InversePrediction<T> Solve<T>(Readings readings, Func<double, bool> isAmong, double middle)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (_solution.Factor.Rank < _solution.ParameterCount)
        {
            return new() { Estimate = T.NaN, Message = "The data determine no curve" };
        }
        DoubleDouble y = Math.ScaleB(readings.Mean, -_solution.TargetExponent);
        DoubleDouble[] rest = [.. _curve.Select(c => -c)];
        rest[0] += y;
        List<DoubleDouble> roots = RealRoots.Find(rest);
        T[] found = [.. roots.Select(root => root.Round<T>(_unit))];
        int[] among = [.. Enumerable.Range(0, found.Length).Where(k => isAmong(double.CreateTruncating(found[k])))];
        if (found.Length == 0 || among.Length > 1)
        {
            string message = found.Length == 0 ? "None: the curve does not reach the reading"
                : $"Ambiguous: the curve reaches the reading at {among.Length} x among the data";
            return new() { Estimate = T.NaN, Roots = found, Message = message };
        }
        int chosen = among.Length == 1 ? among[0]
            : Enumerable.Range(0, found.Length).MinBy(k => Math.Abs(double.CreateTruncating(found[k]) - middle));
        return SolveAt(readings, rest, roots[chosen], found, among.Length == 1);
    }

    private InversePrediction<T> SolveAt<T>(Readings readings, DoubleDouble[] rest, DoubleDouble u, T[] found, bool isAmong)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T estimate = u.Round<T>(_unit);
        double weight = readings.Options.WeightOf(double.CreateTruncating(estimate));
        (double variance, double freedom)
            = readings.Pool(_inference.Variance, _inference.DegreesOfFreedom, weight, _solution.SquaresExponent);
        double own = Math.ScaleB(readings.OwnVariance(weight), _solution.WeightExponent);
        double t = StudentTDistribution.TwoSidedQuantile(readings.Options.Level, freedom);
        double slope = Enumerable.Range(1, _curve.Length - 1).Sum(k => k * _curve[k].High * Math.Pow(u.High, k - 1));
        double error = Math.Sqrt(variance * (own + RealRoots.Evaluate(_variance, u).High)) / Math.Abs(slope);
        (DoubleDouble low, DoubleDouble high) = Invert(rest, DoubleDouble.ExactProduct(t * t, variance), own, u);
        bool isBounded = double.IsFinite(low.High) && double.IsFinite(high.High), isUnknown = double.IsNaN(t * variance);
        return new()
        {
            Estimate = estimate,
            Roots = found,
            StandardError = T.CreateTruncating(Math.ScaleB(error, _unit)),
            WaldInterval = new((u - (t * error)).Round<T>(_unit), (u + (t * error)).Round<T>(_unit)),
            LogWaldInterval = InverseLine.AboutLogarithm(estimate, Math.ScaleB(t * error, _unit)),
            Interval = new(low.Round<T>(_unit), high.Round<T>(_unit)),
            IsBounded = isBounded,
            Message = isUnknown ? InverseMessages.NoFreedom
                : !isBounded ? "Not bounded: the curve is too flat for an interval at this level"
                : InverseMessages.Of(isAmong),
        };
    }

    /// <summary>The piece about u of those with (y − f(u))² ≤ margin·(own + Var f(u)): its ends are roots of a polynomial.</summary>
    private (DoubleDouble Low, DoubleDouble High) Invert(DoubleDouble[] rest, DoubleDouble margin, double own, DoubleDouble u)
    {
        if (double.IsNaN(margin.High))
        {
            return (double.NaN, double.NaN);
        }
        DoubleDouble[] inside = [.. _variance.Select(v => -(margin * v))];
        inside[0] -= margin * own;
        for (int j = 0; j < rest.Length; j++)
        {
            for (int k = 0; k < rest.Length; k++)
            {
                inside[j + k] += rest[j] * rest[k];
            }
        }
        if (inside.Any(c => !double.IsFinite(c.High)))
        {
            return (double.NegativeInfinity, double.PositiveInfinity);   // so far out that its square is no number
        }
        List<DoubleDouble> ends = RealRoots.Find(inside);
        return (
            ends.Where(end => end.High <= u.High).Append(double.NegativeInfinity).MaxBy(end => end.High),
            ends.Where(end => end.High >= u.High).Append(double.PositiveInfinity).MinBy(end => end.High));
    }
}
