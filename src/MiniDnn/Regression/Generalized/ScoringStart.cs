using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Coefficients to start from.</summary>
internal static class ScoringStart
{
    /// <summary>Problems of so many elements begin with a sixteenth of their rows, which is near the end already.</summary>
    private const int Large = 1 << 19;

    /// <summary>
    /// In standard errors of the part: little beside what lies between its maximum and that of all rows, four errors of the whole.
    /// </summary>
    private const double PartTolerance = 0.5;

    /// <summary>
    /// Those given, where η is defined; else those of a weighted fit to η of what was observed (or of a part of large problems); else those
    /// of a constant mean.
    /// </summary>
    public static DoubleDouble[] Find(LikelihoodData data, ScoringProblem problem, DoubleDouble[]? given)
    {
        if (given is not null && problem.Columns.FromCoefficients(given) is { } theta && IsDefined(problem, theta))
        {
            return theta;
        }
        bool isLarge = (long)data.Columns.RowCount * data.Columns.ColumnCount > Large;
        if (isLarge && FromPart(data, problem) is { } part && IsDefined(problem, part))
        {
            return part;
        }
        double mean = Mean(data);
        double[] eta = new double[data.Rows.Length];
        for (int i = 0; i < eta.Length; i++)
        {
            eta[i] = data.Likelihood.Start(data.Rows[i], mean);
        }
        if (Throw.IndexOfNotFinite<double>(eta) < 0 && Project(data, problem, eta) is { } near && IsDefined(problem, near))
        {
            return near;
        }
        double constant = data.Likelihood.Eta(mean);
        if (!double.IsFinite(constant) || !data.Likelihood.IsDefined(constant))
        {
            constant = 1;
        }
        // with an offset: high enough that η is defined everywhere
        double lift = data.Likelihood.IsBounded
            ? -Math.Min(0, TensorPrimitives.Min<double>(data.Offset)) : -TensorPrimitives.Max<double>(data.Offset);
        double[] level = [.. data.Rows.Select((_, i) => constant + data.Offset[i] + (data.HasIntercept ? lift : 0))];
        DoubleDouble[] flat = Project(data, problem, level, areWeightsEqual: true) ?? new DoubleDouble[problem.Columns.Count];
        return IsDefined(problem, flat) || !data.Likelihood.IsBounded ? flat : Inside(data, problem);
    }

    /// <summary>Of the response, weighted: successes by trials for the binomial family.</summary>
    public static double Mean(LikelihoodData data)
    {
        double sum = 0, weight = 0;
        foreach (Observation row in data.Rows)
        {
            sum += row.Weight * row.Value;
            weight += row.Weight * (data.Likelihood is BinomialLikelihood ? row.Trials : 1);
        }
        return sum / weight;
    }

    private static bool IsDefined(ScoringProblem problem, DoubleDouble[] theta)
    {
        if (theta.Any(t => !double.IsFinite(t.High)))
        {
            return false;
        }
        if (problem.IsLarge && !problem.Likelihood.IsBounded)
        {
            return true;   // the search looks at the point again, and a pass over all rows is dear
        }
        ScoringPoint point = problem.Evaluate(theta);
        return double.IsFinite(point.Objective) && point.Rows?.Eta.All(problem.Likelihood.IsDefined) != false
            && point.Gradient.All(g => double.IsFinite(g.High));
    }

    /// <summary>The least-squares coefficients for values of η, weighted by the information there.</summary>
    private static DoubleDouble[]? Project(LikelihoodData data, ScoringProblem problem, double[] eta, bool areWeightsEqual = false)
    {
        int n = eta.Length;
        double[] weights = new double[n], values = new double[n];
        var terms = new ScoringRows(n, false);
        data.Likelihood.Evaluate(eta, default, data.Rows, terms.Spans);
        for (int i = 0; i < n; i++)
        {
            weights[i] = areWeightsEqual ? 1 : terms.Information[i];
            if (!double.IsFinite(weights[i]))
            {
                return null;
            }
            values[i] = weights[i] * (eta[i] - data.Offset[i]);
        }
        var gradient = new DoubleDouble[problem.Columns.Count];
        double[] none = problem.IsLarge ? [] : new double[n];
        for (int j = 0; j < gradient.Length; j++)
        {
            gradient[j] = problem.IsLarge ? TensorPrimitives.Dot(values, problem.Columns.High.Row(j))
                : DoubledVectors.Dot(values, none, problem.Columns.High.Row(j), problem.Columns.Low!.Row(j));
        }
        return Information.Create(problem.Columns, weights, problem.Penalties)?.Solve(gradient);
    }

    /// <summary>
    /// Coefficients at which all η are positive, if there are any: on the way to the least Σ e^−η, in which the smallest count most.
    /// </summary>
    private static DoubleDouble[] Inside(LikelihoodData data, ScoringProblem problem)
    {
        // offsets of size 5 make e^−η steep enough that the smallest decides, and not so steep that a step is lost in it
        double unit = 5 / Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude<double>(data.Offset)), 1e-300);
        var sum = new ScoringProblem(
            problem.Columns, new(new double[data.Rows.Length], null, null, false), [.. data.Offset.Select(o => -unit * o)],
            [.. data.OffsetLow.Select(o => -unit * o)], Likelihood.Create(Family.Poisson, Link.Log))
        {
            KeepsRows = true,
        };
        var search = new Scoring(sum);
        search.Run(new DoubleDouble[problem.Columns.Count], point => point.Rows!.Eta.All(eta => eta < 0));
        return [.. search.Point.Theta.Select(theta => theta * (-1 / unit))];
    }

    /// <summary>The maximum for a part of the rows.</summary>
    private static DoubleDouble[]? FromPart(LikelihoodData data, ScoringProblem problem)
    {
        Observations rows = data.Rows.Select(all => StandardColumns.Part<double>(all));
        LikelihoodData some = data with { Rows = rows, Offset = StandardColumns.Part<double>(data.Offset), Columns = new(0, 0) };
        var sample = new ScoringProblem(problem.Columns.Part(), some.Rows, some.Offset, [], data.Likelihood)
        {
            Penalties = [.. problem.Penalties.Select(p => p / StandardColumns.PartShare)],
        };
        var scoring = new Scoring(sample) { Tolerance = PartTolerance };
        scoring.Run(Find(some, sample, null), point => point.Extremes.IsSuspicious);
        return scoring.HasConverged ? scoring.Point.Theta : null;
    }
}
