namespace MiniDnn;

/// <summary>
/// Successes out of trials. All is made of μ and 1 − μ, each with its own digits, and of A = μ′/μ and B = μ′/(1 − μ), which have no limits
/// where those underflow: the score is s·A − f·B, the information trials·A·B.
/// </summary>
internal abstract class BinomialLikelihood : Likelihood
{
    public override bool HasKnownDispersion => true;

    public override bool IsBounded => false;

    public override bool CanSeparate => true;

    public static BinomialLikelihood Create(Link link) => link switch
    {
        Link.Probit => new ProbitLikelihood(),
        Link.ComplementaryLogLog => new ComplementaryLogLogLikelihood(),
        _ => new LogitLikelihood(),
    };

    public override bool IsDefined(double eta) => double.IsFinite(eta);

    public override double Mean(double eta) => Means(eta).Mean;

    public override double Start(in Observation observed, double mean)
        => Eta(observed.Trials > 0 ? (observed.Value + 0.5) / (observed.Trials + 1) : mean);

    public override int Pull(in Observation observed) => observed.Failures == 0 ? 1 : observed.Value == 0 ? -1 : 0;

    public override RowTerms At(DoubleDouble eta, in Observation observed)
    {
        double successes = observed.Value, failures = observed.Failures, trials = observed.Trials;
        (double mean, double rest) = Means(eta.High);
        double gained = successes * rest, lost = failures * mean;
        double residual = gained - lost;
        if (Math.Abs(residual) < Cancelled * Math.Max(gained, lost) || (eta.Low != 0 && successes > 0 && failures > 0))
        {
            (DoubleDouble exactMean, DoubleDouble exactRest) = DoubledMeans(eta);
            residual = ((exactRest * successes) - (exactMean * failures)).High;
            (mean, rest) = (exactMean.High, exactRest.High);
        }
        (double a, double b) = Ratios(eta.High, mean, rest);
        double score = successes > 0 && failures > 0 ? residual * (a + b) : successes > 0 ? successes * a : -failures * b;
        double curvature = (failures > 0 ? failures * UpperBend(eta.High, b, rest) : 0)
            - (successes > 0 ? successes * LowerBend(eta.High, a, rest) : 0);
        double slope = mean < rest ? a * mean : b * rest;
        return new(mean, slope, residual, score, a == 0 ? 0 : trials * a * b, curvature, Deviance(eta.High, observed, mean, rest, residual));
    }

    public override double LogLikelihood(Observations rows, double deviance, double count)
    {
        double sum = 0;
        foreach (Observation row in rows)
        {
            double s = row.Value, f = row.Failures;
            sum += s > 0 && f > 0 ? row.Weight * (SaddlePoint.StirlingError(row.Trials) - SaddlePoint.StirlingError(s)
                - SaddlePoint.StirlingError(f) + (0.5 * Math.Log(row.Trials / s / f / (2 * Math.PI)))) : 0;
        }
        return sum - (deviance / 2);
    }

    /// <summary>μ and 1 − μ.</summary>
    protected abstract (double Mean, double Complement) Means(double eta);

    protected abstract (DoubleDouble Mean, DoubleDouble Complement) DoubledMeans(DoubleDouble eta);

    /// <summary>μ′/μ and μ′/(1 − μ).</summary>
    protected abstract (double Lower, double Upper) Ratios(double eta, double mean, double rest);

    /// <summary>The derivative of μ′/μ.</summary>
    protected abstract double LowerBend(double eta, double ratio, double rest);

    /// <summary>The derivative of μ′/(1 − μ).</summary>
    protected abstract double UpperBend(double eta, double ratio, double rest);

    /// <summary>ln μ where μ is too small for its logarithm.</summary>
    protected abstract double LogMean(double eta);

    /// <summary>ln(1 − μ) where that is too small.</summary>
    protected abstract double LogRest(double eta);

    private double Deviance(double eta, in Observation observed, double mean, double rest, double residual)
        => 2 * (Half(observed.Value, observed.Trials * mean, residual, LogMean, eta, observed.Trials)
            + Half(observed.Failures, observed.Trials * rest, -residual, LogRest, eta, observed.Trials));

    /// <summary>k·ln(k/expected) + expected − k.</summary>
    private static double Half(double k, double expected, double difference, Func<double, double> log, double eta, double trials)
        => k == 0 ? expected
            : expected < 1e-290 * trials ? (k * (Math.Log(k / trials) - log(eta))) - difference
            : SaddlePoint.Deviance(k, expected, difference);
}
