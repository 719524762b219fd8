namespace MiniDnn;

/// <summary>The families whose variance is a power of the mean, with links whose slope dμ/dη is a multiple of a power of it.</summary>
internal sealed class PowerLikelihood : Likelihood
{
    private readonly Family _family;
    private readonly Link _link;

    /// <summary>V = μ^_variance and dμ/dη = _factor·μ^(_half/2).</summary>
    private readonly int _variance, _half;

    private readonly double _factor;

    public PowerLikelihood(Family family, Link link)
    {
        (_family, _link) = (family, link);
        _variance = family switch { Family.Gaussian => 0, Family.Poisson => 1, Family.Gamma => 2, _ => 3 };
        (_factor, _half) = link switch
        {
            Link.Log => (1, 2),
            Link.Inverse => (-1, 4),
            Link.InverseSquare => (-0.5, 6),
            Link.SquareRoot => (2, 1),
            _ => (1.0, 0),
        };
    }

    public override bool HasKnownDispersion => _family == Family.Poisson;

    public override bool IsBounded => _link is Link.Inverse or Link.InverseSquare or Link.SquareRoot
        || (_link == Link.Identity && _family != Family.Gaussian);

    public override bool CanSeparate => _family == Family.Poisson && _link == Link.Log;

    public override bool IsDefined(double eta)
        => !IsBounded ? double.IsFinite(eta) : _family == Family.Gaussian ? eta != 0 && double.IsFinite(eta) : eta > 0 && double.IsFinite(eta);

    public override RowTerms At(DoubleDouble eta, in Observation observed)
    {
        double y = observed.Value, mean = InDouble(eta.High), residual = y - mean;
        if (Math.Abs(residual) < Cancelled * Math.Abs(y) || eta.Low != 0)
        {
            DoubleDouble exact = Doubled(eta);
            mean = exact.High;
            residual = (y - exact).High;
        }
        double slope = Power(mean, _half) * _factor;
        double score = residual * _factor * Power(mean, _half - (2 * _variance));
        double information = _factor * _factor * Power(mean, (2 * _half) - (2 * _variance));

        // the derivative of μ′/V, which the residual multiplies
        double bend = _factor * _factor * ((0.5 * _half) - _variance) * Power(mean, (2 * _half) - 2 - (2 * _variance));
        double curvature = bend == 0 ? information : information - (residual * bend);
        return new(mean, slope, residual, score, information, curvature, Deviance(eta.High, y, mean, residual));
    }

    public override double Mean(double eta) => !double.IsInfinity(eta) && IsBounded && _family != Family.Gaussian && eta <= 0
        ? (_link is Link.Inverse or Link.InverseSquare ? double.PositiveInfinity : _link == Link.SquareRoot ? 0 : eta)
        : InDouble(eta);

    public override double Eta(double mean) => _link switch
    {
        Link.Log => Math.Log(mean),
        Link.Inverse => 1 / mean,
        Link.InverseSquare => 1 / (mean * mean),
        Link.SquareRoot => Math.Sqrt(mean),
        _ => mean,
    };

    public override double Start(in Observation observed, double mean)
    {
        // counts of 0 have no logarithm: a tenth of the mean is nearer than what most programs add
        double y = _family == Family.Poisson ? (0.9 * observed.Value) + (0.1 * mean) : observed.Value;
        double eta = Eta(y);
        return IsDefined(eta) ? eta : double.NaN;
    }

    public override bool IsEndless(double spreadOfEta, double condition)
        => _family == Family.Gaussian && _link == Link.Log && condition > 1e6 && spreadOfEta > 25;   // e^−25 is 10⁻¹¹ of the largest

    public override int Pull(in Observation observed) => CanSeparate && observed.Value == 0 ? -1 : 0;

    public override double LogLikelihood(Observations rows, double deviance, double count)
    {
        double weights = 0, logs = 0, weightLogs = 0, poisson = 0;
        foreach (Observation row in rows)
        {
            weights += row.Weight;
            logs += _variance >= 2 ? row.Weight * Math.Log(row.Value) : 0;
            weightLogs += rows.Length == count ? Math.Log(row.Weight) : 0;   // frequencies count rows, and make them no more precise
            poisson += row.Value > 0
                ? row.Weight * (SaddlePoint.StirlingError(row.Value) + (0.5 * Math.Log(2 * Math.PI * row.Value))) : 0;
        }
        double shape = weights / deviance;
        return _family switch
        {
            Family.Gaussian => -((count * (Math.Log(2 * Math.PI * deviance / count) + 1)) - weightLogs) / 2,
            Family.Poisson => -poisson - (deviance / 2),
            Family.Gamma => (weights * ((0.5 * Math.Log(shape / (2 * Math.PI))) - SaddlePoint.StirlingError(shape) - 0.5)) - logs,
            _ => -((weights * (Math.Log(2 * Math.PI / shape) + 1)) + (3 * logs)) / 2,
        };
    }

    private double InDouble(double eta) => _link switch
    {
        Link.Log => Math.Exp(eta),
        Link.Inverse => 1 / eta,
        Link.InverseSquare => 1 / Math.Sqrt(eta),
        Link.SquareRoot => eta * eta,
        _ => eta,
    };

    private DoubleDouble Doubled(DoubleDouble eta) => _link switch
    {
        Link.Log => DoubledFunctions.Exp(eta),
        Link.Inverse => DoubleDouble.One / eta,
        Link.InverseSquare => DoubleDouble.One / DoubleDouble.Sqrt(eta),
        Link.SquareRoot => eta * eta,
        _ => eta,
    };

    private double Deviance(double eta, double y, double mean, double residual) => _family switch
    {
        Family.Gaussian => residual * residual,
        Family.Poisson when y == 0 => 2 * mean,
        // y/μ is beyond the range there, its logarithm is not
        Family.Poisson when mean < 1e-300 && _link == Link.Log => 2 * ((y * (Math.Log(y) - eta)) - residual),
        Family.Poisson => 2 * SaddlePoint.Deviance(y, mean, residual),
        Family.Gamma => 2 * SaddlePoint.Deviance(mean, y, -residual) / mean,
        _ => residual / mean * (residual / mean) / y,
    };

    /// <summary>y²/V(y): what the square of a residual is measured by.</summary>
    public double SquareOverVariance(double y) => Power(Math.Abs(y), 4 - (2 * _variance));

    /// <summary>The mean to a power of so many halves.</summary>
    private static double Power(double mean, int halves)
    {
        double factor = halves < 0 ? 1 / mean : mean;
        double result = halves % 2 == 0 ? 1 : Math.Sqrt(factor);
        for (int k = Math.Abs(halves) / 2; k > 0; k--)
        {
            result *= factor;
        }
        return result;
    }
}
