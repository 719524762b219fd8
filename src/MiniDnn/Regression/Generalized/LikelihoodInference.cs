namespace MiniDnn;

/// <summary>What the tests and intervals of a model of maximum likelihood come from.</summary>
internal abstract class LikelihoodInference
{
    /// <summary>The coefficients in the user's units.</summary>
    public abstract DoubleDouble[] Coefficients { get; }

    /// <summary>Of those that are independent, how many; with ridge the trace of the hat matrix.</summary>
    public double EffectiveParameters { get; private protected init; }

    public double DegreesOfFreedom { get; private protected init; }

    /// <summary>φ; NaN where it is not known and there are no degrees of freedom.</summary>
    public double Dispersion { get; private protected init; } = 1;

    /// <summary>Whether φ is 1 by the kind of the response.</summary>
    public abstract bool HasKnownDispersion { get; }

    /// <summary>Whether coefficients are shrunk, so that no test of them is known.</summary>
    public abstract bool HasRidge { get; }

    /// <summary>NaN for coefficients that have none.</summary>
    public double[] Errors { get; private protected init; } = [];

    /// <summary>The degrees of freedom of statistics: infinite where the dispersion is known.</summary>
    public double QuantileDegreesOfFreedom => HasKnownDispersion ? double.PositiveInfinity : DegreesOfFreedom;

    /// <summary>What the summary says of the whole fit.</summary>
    public abstract LikelihoodStatistics Statistics();

    /// <summary>Whether the rows determine a coefficient.</summary>
    public abstract bool IsDetermined(int parameter);

    /// <summary>The covariance of two coefficients that are determined, for dispersion 1.</summary>
    public abstract DoubleDouble UnitCovariance(int i, int j);

    /// <summary>The quantile of a two-sided interval.</summary>
    public double Quantile(double level)
        => StudentTDistribution.TwoSidedQuantile(Throw.IfNotLevel(level, nameof(level)), QuantileDegreesOfFreedom);

    /// <summary>The covariance of two coefficients.</summary>
    public double Covariance(int i, int j)
        => IsDetermined(i) && IsDetermined(j) ? UnitCovariance(i, j).High * Dispersion : double.NaN;
}

/// <summary>A fit of maximum likelihood as a whole.</summary>
internal sealed record LikelihoodStatistics
{
    /// <summary>What kind of model it is, for the table.</summary>
    public required FormattableString Kind { get; init; }

    /// <summary>How the search ended, for the table.</summary>
    public required string End { get; init; }

    public required double LogLikelihood { get; init; }

    public required double Deviance { get; init; }

    public required double NullDeviance { get; init; }

    public required double NullDegreesOfFreedom { get; init; }

    /// <summary>Or the sum of frequencies.</summary>
    public required double RowCount { get; init; }
}
