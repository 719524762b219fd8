namespace MiniDnn;

/// <summary>
/// A family with a link: what rows have to do with the likelihood, in double, and in doubled precision where digits cancel.
/// </summary>
internal abstract class Likelihood
{
    /// <summary>The share of y to which y − μ may shrink in double; where it is less, μ is taken in doubled precision.</summary>
    protected const double Cancelled = 1e-4;

    /// <summary>Whether the dispersion is 1, so that statistics are normal.</summary>
    public abstract bool HasKnownDispersion { get; }

    /// <summary>Whether η has an end.</summary>
    public abstract bool IsBounded { get; }

    /// <summary>Whether log-likelihoods without a maximum are those of separated rows: the exact test decides.</summary>
    public abstract bool CanSeparate { get; }

    /// <summary>Whether μ exists at an η.</summary>
    public abstract bool IsDefined(double eta);

    /// <summary>The terms of a row.</summary>
    public abstract RowTerms At(DoubleDouble eta, in Observation observed);

    /// <summary>μ at an η, in its limit where η is infinite.</summary>
    public abstract double Mean(double eta);

    /// <summary>The η of a mean.</summary>
    public abstract double Eta(double mean);

    /// <summary>An η to start from, near what was observed; NaN where there is none.</summary>
    public abstract double Start(in Observation observed, double mean);

    /// <summary>The log-likelihood that a perfect fit would have.</summary>
    /// <param name="rows">What was observed.</param>
    /// <param name="deviance">That of the fit.</param>
    /// <param name="count">The number of observations.</param>
    public abstract double LogLikelihood(Observations rows, double deviance, double count);

    /// <summary>Whether coefficients, where the search for them stands, run on to where means are 0: no row holds them any more.</summary>
    public virtual bool IsEndless(double spreadOfEta, double condition) => false;

    /// <summary>+1 where a row pulls its η up without end, −1 down, 0 where it holds it.</summary>
    public abstract int Pull(in Observation observed);

    /// <summary>The terms of many rows.</summary>
    /// <param name="eta">Where; low parts may be empty.</param>
    /// <param name="low">Their low parts.</param>
    /// <param name="rows">What was observed.</param>
    /// <param name="terms">Receives score, information and curvature, times the weight.</param>
    /// <returns>The deviance.</returns>
    public virtual double Evaluate(ReadOnlySpan<double> eta, ReadOnlySpan<double> low, Observations rows, in RowSpans terms)
    {
        DoubleDouble sum = DoubleDouble.Zero;
        for (int i = 0; i < rows.Length; i++)
        {
            Observation observed = rows[i];
            RowTerms row = At(new(eta[i], low.IsEmpty ? 0 : low[i]), observed);
            double weight = observed.Weight;
            terms.Score[i] = weight * row.Score;
            terms.Information[i] = weight * row.Information;
            terms.Curvature[i] = weight * row.Curvature;
            sum += weight * row.Deviance;
        }
        return sum.High;
    }

    /// <summary>The family's with a link.</summary>
    public static Likelihood Create(Family family, Link link)
        => family == Family.Binomial ? BinomialLikelihood.Create(link) : new PowerLikelihood(family, link);
}
