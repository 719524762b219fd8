namespace MiniDnn;

/// <summary>The maximum of a likelihood, or what there is in its place.</summary>
internal sealed class LikelihoodFit
{
    private readonly Lazy<ScoringRows> _rows;

    private LikelihoodFit(LikelihoodData data, ScoringProblem problem, Scoring scoring)
    {
        (Data, Problem, Scoring) = (data, problem, scoring);
        Coefficients = problem.Columns.ToUnits(scoring.Point.Theta, data.ParameterCount);
        _rows = new(() => scoring.Point.Rows ?? problem.EvaluateRows(scoring.Point.Theta));
        RelativeDeviance = data.Likelihood is PowerLikelihood { HasKnownDispersion: false } power
            ? scoring.Point.Deviance / data.Rows.Sum(row => row.Weight * power.SquareOverVariance(row.Value))
            : double.NaN;
        Outcome = scoring.HasConverged ? FitOutcome.Converged : FitOutcome.NotConverged;
    }

    public LikelihoodData Data { get; }

    /// <summary>That of the rows that overlap, or of all.</summary>
    public ScoringProblem Problem { get; }

    public Scoring Scoring { get; }

    /// <summary>Every row at the coefficients found: a search that keeps none computes them when they are asked for.</summary>
    public ScoringRows Rows => _rows.Value;

    public FitOutcome Outcome { get; private init; }

    /// <summary>In the user's units: NaN for those that depend on others.</summary>
    public DoubleDouble[] Coefficients { get; }

    /// <summary>Which rows and coefficients have no finite estimate; null where all have.</summary>
    public Separation? Separation { get; private init; }

    /// <summary>The parameters whose signs <see cref="Separation"/> holds.</summary>
    public int[] Parameters { get; private init; } = [];

    /// <summary>The number of independent columns, of all rows.</summary>
    public int Rank { get; private init; }

    /// <summary>The factor of the expected information where the search ended; null where that is singular.</summary>
    public Information? ExpectedInformation() => Information.CreateByQr(Problem.Columns, Rows.Information, Problem.Penalties);

    /// <summary>The deviance at the maximum; 0 where what is left is rounding.</summary>
    public double Deviance => IsExact ? 0 : Scoring.Point.Deviance;

    /// <summary>Whether what the fit leaves is the rounding of doubled precision, of double for large data.</summary>
    public bool IsExact => RelativeDeviance <= (Problem.IsLarge ? 1e-26 : 1e-56);

    /// <summary>
    /// The deviance as a share of Σ w·y²/V(y), about the mean square of relative residuals; NaN where the dispersion is known, and with it
    /// what a residual should be.
    /// </summary>
    public double RelativeDeviance { get; }

    /// <summary>Maximises.</summary>
    /// <param name="data">The rows that count.</param>
    /// <param name="start">Coefficients in the user's units to start from; null for the family's own start.</param>
    public static LikelihoodFit Run(LikelihoodData data, DoubleDouble[]? start = null)
    {
        var columns = Standardization.Create(data.Columns, data.HasIntercept, data.Ridge > 0);
        ScoringProblem problem = CreateProblem(data, columns);
        bool canSeparate = data.Likelihood.CanSeparate && data.Ridge == 0;
        Scoring scoring = Search(data, problem, start, canSeparate);
        if (canSeparate && IsUndecided(scoring))
        {
            int[] pulls = [.. data.Rows.Select(row => data.Likelihood.Pull(row))];
            if (Separation.Find(data.Columns.SelectRows(columns.Parameters), pulls) is { } separation)
            {
                return RunOverlapped(data, columns, separation);
            }
            scoring = scoring.HasConverged ? scoring : Search(data, problem, start, false);
            scoring = scoring.HasConverged || !data.HasOffset ? scoring : Approach(data, problem);
        }
        if (data.Likelihood.IsBounded && (!scoring.HasConverged || IsAtEdge(data, scoring.Point.Rows!)))
        {
            return OnEdge(data, problem, scoring);
        }
        return data.Likelihood.IsEndless(scoring.Point.Extremes.SpreadOfEta, scoring.Condition)
            ? new(data, problem, scoring) { Rank = columns.Count, Outcome = FitOutcome.OnEdge }
            : new(data, problem, scoring) { Rank = columns.Count };
    }

    /// <summary>Whether the residuals of a finite fit do not prove that rows overlap.</summary>
    private static bool IsUndecided(Scoring scoring)
        => !scoring.HasConverged || !scoring.ProvesOverlap() || !(scoring.Condition < 1e8);   // half of the digits left to the proof

    private static ScoringProblem CreateProblem(LikelihoodData data, StandardColumns columns, double barrier = 0)
        => new(columns, data.Rows, data.Offset, data.OffsetLow, data.Likelihood)
        {
            Penalties = [.. columns.Parameters.Select((p, k) => data.HasIntercept && p == 0 ? 0 : columns.Penalty(k, data.Ridge))],
            Barrier = barrier,
        };

    private static Scoring Search(LikelihoodData data, ScoringProblem problem, DoubleDouble[]? start, bool stopsAtSuspicion)
    {
        var scoring = new Scoring(problem);
        scoring.Run(ScoringStart.Find(data, problem, start), stopsAtSuspicion ? point => point.Extremes.IsSuspicious : null);
        return scoring;
    }

    /// <summary>
    /// Searches with the offset grown from almost nothing: what is large leaves every row as good as certain where a search begins, and
    /// Newton's steps without curvature. Coefficients grow with the offset.
    /// </summary>
    private static Scoring Approach(LikelihoodData data, ScoringProblem whole)
    {
        DoubleDouble[]? theta = null;
        // a share of 2^−14 brings offsets of thousands to below 1, where every start is near enough
        for (int exponent = -14; ; exponent++)
        {
            double share = Math.ScaleB(1, exponent);
            LikelihoodData part = data with
            {
                Offset = [.. data.Offset.Select(o => share * o)],
                OffsetLow = [.. data.OffsetLow.Select(o => share * o)],
            };
            ScoringProblem problem = exponent == 0 ? whole : CreateProblem(part, whole.Columns);
            var scoring = new Scoring(problem);
            scoring.Run(theta is null ? ScoringStart.Find(part, problem, null) : [.. theta.Select(t => t * 2)]);
            if (exponent == 0)
            {
                return scoring;
            }
            theta = scoring.Point.Theta;
        }
    }

    /// <summary>Fits the rows that no direction separates: their coefficients are the limits of all.</summary>
    private static LikelihoodFit RunOverlapped(LikelihoodData data, StandardColumns columns, Separation separation)
    {
        int[] rows = [.. Enumerable.Range(0, data.Rows.Length).Where(i => !separation.IsSeparated[i])];
        LikelihoodData rest = data.Select(rows);
        StandardColumns restColumns = rows.Length == 0
            ? StandardColumns.None : Standardization.Create(rest.Columns, rest.HasIntercept, false);
        ScoringProblem problem = CreateProblem(rest, restColumns);
        Scoring scoring = Search(rest, problem, null, false);
        return new(rest, problem, scoring)
        {
            Outcome = FitOutcome.Separated,
            Separation = separation,
            Parameters = columns.Parameters,
            Rank = columns.Count,
        };
    }

    /// <summary>Whether a mean is 0 but for rounding where 0 was observed.</summary>
    private static bool IsAtEdge(LikelihoodData data, ScoringRows rows)
    {
        if (!data.Likelihood.HasKnownDispersion)
        {
            return false;
        }
        double largest = rows.Eta.Max(), smallest = double.PositiveInfinity, observed = 0;
        for (int i = 0; i < rows.Eta.Length; i++)
        {
            smallest = data.Rows[i].Value == 0 ? Math.Min(smallest, rows.Eta[i]) : smallest;
            observed = Math.Max(observed, data.Rows[i].Value);
        }
        // beside the largest mean no observation tells a smaller one from 0; the barriers leave more
        return observed == 0 || smallest <= 1e-10 * largest;
    }

    /// <summary>Follows the maximum with barriers that get weaker, and sees whether it ends on the edge of the domain.</summary>
    private static LikelihoodFit OnEdge(LikelihoodData data, ScoringProblem problem, Scoring scoring)
    {
        DoubleDouble[] theta = scoring.Point.Theta;
        ScoringProblem held = problem;
        Scoring search = scoring;
        // until the barrier's own share is below rounding
        for (double barrier = 1e-2; barrier > 1e-15; barrier /= 10)
        {
            held = CreateProblem(data, problem.Columns, barrier);
            search = new Scoring(held);
            search.Run(theta);
            if (!double.IsFinite(search.Point.Objective))
            {
                return new(data, problem, scoring) { Rank = problem.Columns.Count };
            }
            theta = search.Point.Theta;
        }
        if (!IsAtEdge(data, search.Point.Rows!))
        {
            var free = new Scoring(problem);
            free.Run(theta);
            return new(data, problem, free) { Rank = problem.Columns.Count };
        }
        return new(data, held, search) { Rank = problem.Columns.Count, Outcome = FitOutcome.OnEdge };
    }
}
