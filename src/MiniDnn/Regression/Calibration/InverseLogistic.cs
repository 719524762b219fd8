namespace MiniDnn;

/// <summary>
/// Inverse prediction from d + (a − d)/(1 + e^(b·(t − c)))^g, with t = x or ln x: x in closed form, its interval by search on t.
/// </summary>
internal sealed class InverseLogistic
{
    /// <summary>ln of what is as good as 0 or ∞ for a dose, and for e^(b·(t − c)).</summary>
    private const double Far = 700;

    private readonly NonlinearModel<double> _model;
    private readonly double _a, _b, _c, _d, _g;

    /// <summary>Whether t = ln x, and c is e^c.</summary>
    private readonly bool _isDose;

    private InverseLogistic(NonlinearModel<double> model, double a, double b, double c, double d, double g, bool isDose)
        => (_model, _a, _b, _c, _d, _g, _isDose) = (model, a, b, c, d, g, isDose);

    /// <summary>Takes a fit of one of the logistic curves; null for one of another curve.</summary>
    public static InverseLogistic? Of(NonlinearModel<double> model)
    {
        double P(int j) => model.Coefficients[j];
        return model.CurveName switch
        {
            nameof(Curve.Logistic3) => new(model, P(0), -P(1), P(2), 0, 1, false),
            nameof(Curve.Logistic4) => new(model, P(0), P(1), P(2), P(3), 1, true),
            nameof(Curve.Logistic5) => new(model, P(0), P(1), P(2), P(3), P(4), true),
            _ => null,
        };
    }

    /// <summary>Finds x with its errors.</summary>
    public InversePrediction<double> Solve(Readings readings)
    {
        double power = PowerAt(readings.Mean), x = XOf(power);
        if (!(power > 0) || !double.IsFinite(x) || (_isDose && x == 0))
        {
            return new() { Estimate = double.NaN, Message = "None: the reading lies outside the curve's asymptotes" };
        }
        double weight = readings.Options.WeightOf(x), newVariance = _model.NewDeviation * _model.NewDeviation;
        (double variance, double freedom) = readings.Pool(newVariance, _model.FreedomOfIntervals, weight);
        double t = StudentTDistribution.TwoSidedQuantile(readings.Options.Level, freedom), own = variance * readings.OwnVariance(weight);
        double factor = variance / newVariance;
        double Error(double at) => Math.Sqrt(own + (factor * Math.Pow(_model.ErrorAt(at), 2)));
        bool Holds(double place) => Math.Abs(readings.Mean - _model.Predict(AtPlace(place))) <= t * Error(AtPlace(place));
        double error = Error(x) / SlopeAt(power), unit = _isDose ? x : 1 / Math.Abs(_b), margin = t * error;
        bool isUnknown = double.IsNaN(margin);
        double low = isUnknown ? double.NaN : End(Holds, x, -margin), high = isUnknown ? double.NaN : End(Holds, x, margin);
        return new()
        {
            Estimate = x,
            Roots = [x],
            StandardError = error * unit,
            WaldInterval = new(x - (margin * unit), x + (margin * unit)),
            LogWaldInterval = InverseLine.AboutLogarithm(x, margin * unit),
            Interval = new(low, high),
            IsBounded = IsBounded(low, high),
            Message = isUnknown ? InverseMessages.NoFreedom + ", or the data do not determine the curve"
                : !IsBounded(low, high) ? "Not bounded: near its asymptote the curve is too flat for an interval at this level"
                : InverseMessages.Of(isAmong: x >= _model.Points.Min() && x <= _model.Points.Max()),
        };
    }

    /// <summary>e^(b·(t − c)) where the curve is y; not positive, or NaN, where it never is.</summary>
    private double PowerAt(double y)
    {
        double ratio = (_a - y) / (y - _d);
        double half = SaddlePoint.LogOnePlus(ratio) / _g / 2;
        return _g == 1 || !(ratio > 0) ? ratio : 2 * Math.Sinh(half) * Math.Exp(half);   // (1 + ratio)^(1/g) − 1 with all digits
    }

    private double XOf(double power) => _isDose ? _c * Math.Pow(power, 1 / _b) : _c + (Math.Log(power) / _b);

    /// <summary>How fast the curve changes with the place.</summary>
    private double SlopeAt(double power)
        => Math.Abs((_a - _d) * (_isDose ? _b : 1)) * _g * (power / (1 + power)) * Math.Pow(1 + power, -_g);

    /// <summary>A scale on which the curve changes over a few units: ln x, or |b|·x.</summary>
    private double PlaceOf(double x) => _isDose ? Math.Log(x) : Math.Abs(_b) * x;

    private double AtPlace(double place) => _isDose ? Math.Exp(place) : place / Math.Abs(_b);

    private bool IsBounded(double low, double high) => low > (_isDose ? 0 : double.NegativeInfinity) && double.IsFinite(high);

    /// <summary>Where the piece of compatible x about one of them ends: infinite, or 0 for a dose, where it does not.</summary>
    /// <param name="holds">Whether a place is compatible.</param>
    /// <param name="x">One that is.</param>
    /// <param name="width">How far off, as a place, its end may be, with the sign of the direction.</param>
    private double End(Func<double, bool> holds, double x, double width)
    {
        double inside = PlaceOf(x), step = Math.CopySign(Math.Clamp(Math.Abs(width) / 8, 1e-12, 0.25), width), outside = inside + step;
        double origin = _isDose ? 0 : inside;
        while (holds(outside))
        {
            if (Math.Abs(outside - origin) > Far)
            {
                return step > 0 ? double.PositiveInfinity : _isDose ? 0 : double.NegativeInfinity;
            }
            step = Math.CopySign(Math.Min(1.25 * Math.Abs(step), 0.25), step);
            (inside, outside) = (outside, outside + step);
        }
        while (true)
        {
            double middle = inside + ((outside - inside) / 2);
            if (middle == inside || middle == outside)
            {
                return AtPlace(inside);
            }
            (inside, outside) = holds(middle) ? (middle, outside) : (inside, middle);
        }
    }
}
