namespace MiniDnn;

/// <summary>The deviance as a function of one coefficient, the others fitted anew at each of its values.</summary>
internal sealed class ProfileLikelihood
{
    private const int MaxSteps = 100;

    /// <summary>A deviance that has not risen in this many doublings of the distance never does.</summary>
    private const int MaxDoublings = 40;

    /// <summary>An error so small beside the coefficient that no number lies between.</summary>
    private const double NoRoom = 1e-15;

    /// <summary>Smaller rises beside the deviance itself are rounding of it in part, and its slope has more digits.</summary>
    private const double LeastShare = 1e-6;

    private readonly LikelihoodFit _fit;
    private readonly LikelihoodData _data;

    /// <summary>The coefficient among those of independent columns; −1 for one that depends on others.</summary>
    private readonly int _index;

    private readonly double _best, _error, _unit;
    private readonly HeldFits? _held;

    public ProfileLikelihood(LikelihoodData data, LikelihoodFit fit, int parameter, double error, double dispersion)
    {
        int[] parameters = fit.Separation is null ? fit.Problem.Columns.Parameters : fit.Parameters;
        (_fit, _error, _best, _index) = (fit, error, fit.Coefficients[parameter].High, Array.IndexOf(parameters, parameter));

        // columns that depend on others would take the place of the one that is held
        _data = data with { Columns = data.Columns.SelectRows(parameters) };
        if (_index >= 0)
        {
            (_unit, _held) = (Unit(_data, _index, error / Math.Sqrt(dispersion)), new(_data, fit, parameters, _index));
        }
    }

    /// <summary>Refuses a fit that has no profile.</summary>
    public static void Require(bool hasRidge, FitOutcome outcome)
    {
        if (hasRidge || outcome is FitOutcome.NotConverged or FitOutcome.OnEdge)
        {
            throw new InvalidOperationException("ProfileInterval: a profile needs the maximum of a likelihood inside its domain, "
                + (hasRidge ? "without ridge." : $"but the fit ended as {outcome}."));
        }
    }

    /// <summary>The values at which the deviance is no more than a rise above its least.</summary>
    public Interval<double> Interval(double rise)
    {
        if (_index < 0 || double.IsNaN(rise))
        {
            return new(double.NaN, double.NaN);
        }
        if (_error <= NoRoom * Math.Abs(_best))
        {
            return new(_best, _best);
        }
        int sign = _fit.Separation?.Signs[_index] ?? 0;
        if (sign == Separation.EitherWay)
        {
            return new(double.NegativeInfinity, double.PositiveInfinity);
        }
        double best = sign == 0 ? _best : FindLow(sign, rise);
        return new(
            sign < 0 ? double.NegativeInfinity : End(best, -1, rise),
            sign > 0 ? double.PositiveInfinity : End(best, 1, rise));
    }

    /// <summary>
    /// A size for steps: the standard error for a dispersion of 1, by which the deviance rises by 1, or that of a coefficient whose effect
    /// is about 1.
    /// </summary>
    private static double Unit(LikelihoodData data, int parameter, double error)
    {
        if (error > 0 && double.IsFinite(error))
        {
            return error;
        }
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double x in data.Columns.Row(parameter))
        {
            (least, most) = (Math.Min(least, x), Math.Max(most, x));
        }
        // 1e-300: a column of zeros has no unit, and none is divided by
        return 1 / (most > least ? most - least : Math.Max(Math.Abs(most), 1e-300));
    }

    /// <summary>A value of a coefficient that separation lets grow, where the deviance is below the limit already.</summary>
    private double FindLow(int sign, double rise)
    {
        double value = 0;
        // beyond 10¹⁵ units η itself has no digits left
        for (double step = _unit; step < _unit * 1e15 && Rise(value).Value > rise; step *= 2)
        {
            value += sign * step;
        }
        return value;
    }

    /// <summary>Solves √(rise at b) = √limit on one side: out by doubling, then by Newton's steps kept inside the bracket.</summary>
    private double End(double best, int side, double limit)
    {
        double inner = best, outer = best, step = _unit * Math.Sqrt(limit);
        (double Value, double Slope) at = (0, 0);
        _held!.GoBack();
        for (int i = 0; ; i++)
        {
            outer = best + (side * step);
            at = Rise(outer);
            if (double.IsNaN(at.Value))
            {
                return double.NaN;
            }
            if (at.Value > limit)
            {
                break;
            }
            inner = outer;
            _held.GoOn();
            step *= 2;
            if (i > MaxDoublings || double.IsInfinity(outer))
            {
                return side * double.PositiveInfinity;
            }
        }
        return Solve(inner, outer, at, limit, side);
    }

    private double Solve(double inner, double outer, (double Value, double Slope) at, double limit, int side)
    {
        double b = outer, target = Math.Sqrt(limit);
        for (int i = 0; i < MaxSteps; i++)
        {
            // √rise is nearly straight in b: its derivative is slope/(2·√rise)
            double root = Math.Sqrt(Math.Max(0, at.Value)), next = b - ((root - target) * 2 * root / at.Slope);
            // the last places of an end are beyond what anyone reads
            if (Math.Abs(next - b) <= 1e-15 * Math.Max(Math.Abs(b), _unit * target))
            {
                return next;
            }
            double middle = inner + ((outer - inner) / 2);
            if (middle == inner || middle == outer)
            {
                return b;
            }
            next = (next - inner) * (next - outer) < 0 ? next : middle;
            b = next;
            at = Rise(b);
            if (double.IsNaN(at.Value))
            {
                return double.NaN;
            }
            if (at.Value <= limit)
            {
                _held!.GoOn();
            }
            (inner, outer) = at.Value <= limit ? (b, outer) : (inner, b);
        }
        return side > 0 ? Math.Max(inner, b) : Math.Min(inner, b);
    }

    /// <summary>The rise of the deviance at a value, and its slope there.</summary>
    private (double Value, double Slope) Rise(double value)
    {
        (double deviance, double slope) = At(value);
        double rise = deviance - _fit.Deviance;
        if (rise < LeastShare * _fit.Deviance && _fit.Separation is null)
        {
            // T. Simpson's rule; the slope is 0 at the estimate
            double distance = value - _best;
            rise = distance / 6 * ((4 * At(_best + (distance / 2)).Slope) + slope);
        }
        return (rise, slope);
    }

    /// <summary>The deviance at a value, and its slope there: −2·Σ scoreᵢ·xᵢ.</summary>
    private (double Deviance, double Slope) At(double value)
    {
        if (_held!.At(value) is not { } profile)
        {
            return (double.NaN, double.NaN);
        }
        if (profile.Outcome == FitOutcome.NotConverged)
        {
            return (double.PositiveInfinity, double.NaN);   // outside the domain, whatever the others are
        }
        DoubleDouble slope = DoubleDouble.Zero;
        int next = 0;
        for (int i = 0; i < _data.Rows.Length; i++)
        {
            if (profile.Separation?.IsSeparated[i] != true)
            {
                slope += DoubleDouble.ExactProduct(profile.Rows.Score[next++], _data.Columns[_index, i]);
            }
        }
        return (profile.Deviance, -2 * slope.High);
    }
}
