namespace MiniDnn;

/// <summary>Inverse prediction from d + (a − d)/(1 + (x/c)^b): x in closed form, its interval by search on ln x.</summary>
internal sealed class InverseLogistic(NonlinearModel<double> model)
{
    /// <summary>ln of what is as good as 0 or ∞ for a dose.</summary>
    private const double Far = 700;

    private readonly double _a = model.Coefficients[0], _b = model.Coefficients[1], _c = model.Coefficients[2], _d = model.Coefficients[3];

    /// <summary>Finds x with its errors.</summary>
    public InversePrediction<double> Solve(Readings readings)
    {
        double ratio = (_a - readings.Mean) / (readings.Mean - _d);
        double x = _c * Math.Pow(ratio, 1 / _b);
        if (!(ratio > 0) || !double.IsFinite(x) || x == 0)
        {
            return new() { Estimate = double.NaN, Message = "None: the reading lies outside the curve's asymptotes" };
        }
        double weight = readings.Options.WeightOf(x), newVariance = model.NewDeviation * model.NewDeviation;
        (double variance, double freedom) = readings.Pool(newVariance, model.FreedomOfIntervals, weight);
        double t = StudentTDistribution.TwoSidedQuantile(readings.Options.Level, freedom), own = variance * readings.OwnVariance(weight);
        double factor = variance / newVariance;
        double Error(double at) => Math.Sqrt(own + (factor * Math.Pow(model.ErrorAt(at), 2)));
        // |f'(x)|, where (x/c)^b is the ratio
        double slope = Math.Abs((_a - _d) * _b) * ratio / (x * (1 + ratio) * (1 + ratio));
        double error = Error(x) / slope, margin = t * error;
        bool Holds(double logarithm) => Math.Abs(readings.Mean - model.Predict(Math.Exp(logarithm))) <= t * Error(Math.Exp(logarithm));
        bool isUnknown = double.IsNaN(margin);
        (double low, double high) = isUnknown ? (double.NaN, double.NaN)
            : (End(Holds, Math.Log(x), -margin / x), End(Holds, Math.Log(x), margin / x));
        bool isBounded = low > 0 && double.IsFinite(high), isAmong = x >= model.Points.Min() && x <= model.Points.Max();
        return new()
        {
            Estimate = x,
            Roots = [x],
            StandardError = error,
            WaldInterval = new(x - margin, x + margin),
            LogWaldInterval = InverseLine.AboutLogarithm(x, margin),
            Interval = new(low, high),
            IsBounded = isBounded,
            Message = isUnknown ? InverseMessages.NoFreedom + ", or the data do not determine the curve"
                : !isBounded ? "Not bounded: near its asymptote the curve is too flat for an interval at this level"
                : InverseMessages.Of(isAmong),
        };
    }

    /// <summary>Where the piece of compatible x about one of them ends: 0 or ∞ where it does not.</summary>
    /// <param name="holds">Whether a ln x is compatible.</param>
    /// <param name="start">A ln x that is.</param>
    /// <param name="width">How far off its end may be, with the sign of the direction.</param>
    private static double End(Func<double, bool> holds, double start, double width)
    {
        double inside = start, step = Math.CopySign(Math.Clamp(Math.Abs(width) / 8, 1e-12, 0.25), width), outside = start + step;
        while (holds(outside))
        {
            if (Math.Abs(outside) > Far)
            {
                return step > 0 ? double.PositiveInfinity : 0;
            }
            step = Math.CopySign(Math.Min(1.25 * Math.Abs(step), 0.25), step);
            (inside, outside) = (outside, outside + step);
        }
        while (true)
        {
            double middle = inside + ((outside - inside) / 2);
            if (middle == inside || middle == outside)
            {
                return Math.Exp(inside);
            }
            (inside, outside) = holds(middle) ? (middle, outside) : (inside, middle);
        }
    }
}
