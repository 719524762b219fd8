namespace MiniDnn;

/// <summary>Two models of maximum likelihood of which one has all that the other has, fitted to the same data.</summary>
internal sealed class NestedLikelihoods
{
    private readonly double _deviance;
    private readonly int _degreesOfFreedom;

    /// <param name="deviance">By how much the reduced model's is larger.</param>
    /// <param name="degreesOfFreedom">By how many independent coefficients the models differ.</param>
    private NestedLikelihoods(double deviance, int degreesOfFreedom)
        => (_deviance, _degreesOfFreedom) = (Math.Max(0, deviance), degreesOfFreedom);

    public static NestedLikelihoods Create(string operation, GeneralizedLinearModel full, GeneralizedLinearModel reduced)
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(reduced);
        RequireMaximum(operation, full);
        RequireMaximum(operation, reduced);
        (GeneralizedData larger, GeneralizedData smaller) = (full.Data, reduced.Data);
        if (larger.Family != smaller.Family || larger.Link != smaller.Link)
        {
            Throw.Argument(nameof(reduced), $"{operation}: the full model is {larger.Family} with link {larger.Link}, the reduced one "
                + $"{smaller.Family} with link {smaller.Link}; they must have both in common.");
        }
        bool haveSameRows = larger.Y.SequenceEqual(smaller.Y) && larger.Weights.SequenceEqual(smaller.Weights)
            && larger.Trials.SequenceEqual(smaller.Trials) && larger.Offset.SequenceEqual(smaller.Offset)
            && larger.Options.WeightsAreFrequencies == smaller.Options.WeightsAreFrequencies;
        RequireSame(operation, haveSameRows, "responses, rows, weights, trials or offsets", larger.TotalRowCount, smaller.TotalRowCount);
        RequireNested(
            operation, larger.Likelihood.Columns, larger.Likelihood.HasIntercept, smaller.Likelihood.Columns, (full.Rank, reduced.Rank));
        return new(reduced.Summary().Deviance - full.Summary().Deviance, full.Rank - reduced.Rank);
    }

    public static NestedLikelihoods Create(string operation, MultinomialModel full, MultinomialModel reduced)
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(reduced);
        RequireMaximum(operation, full.Outcome);
        RequireMaximum(operation, reduced.Outcome);
        (MultinomialData larger, MultinomialData smaller) = (full.Data, reduced.Data);
        bool haveSameRows = larger.AllLabels.SequenceEqual(smaller.AllLabels) && larger.AllWeights.SequenceEqual(smaller.AllWeights)
            && larger.Options.WeightsAreFrequencies == smaller.Options.WeightsAreFrequencies;
        RequireSame(operation, haveSameRows, "labels, rows or weights", larger.AllLabels.Length, smaller.AllLabels.Length);
        (int fullRank, int reducedRank) = (full.FittedModel.Rank, reduced.FittedModel.Rank);
        RequireNested(operation, larger.Columns, larger.Options.Intercept, smaller.Columns, (fullRank, reducedRank));
        return new(reduced.Summary().Deviance - full.Summary().Deviance, fullRank - reducedRank);
    }

    /// <summary>The difference of the deviances, whose dispersion is known.</summary>
    public HypothesisTest Ratio()
        => HypothesisTest.OfChiSquared("Likelihood-ratio test of nested models, χ²", _deviance, _degreesOfFreedom);

    /// <summary>The difference of the deviances of models of a family whose dispersion is known.</summary>
    public HypothesisTest Ratio(GeneralizedLinearModel full)
        => full.Data.Likelihood.Likelihood.HasKnownDispersion ? Ratio()
            : throw new InvalidOperationException(
                $"LikelihoodRatioTest: the dispersion of the {full.Data.Family} family is estimated; use FTest.");

    /// <summary>The difference of the deviances beside the dispersion of the full model, which is estimated.</summary>
    public HypothesisTest F(GeneralizedLinearModel full)
    {
        if (full.Data.Likelihood.Likelihood.HasKnownDispersion)
        {
            throw new InvalidOperationException(
                $"FTest: the dispersion of the {full.Data.Family} family is known to be 1; use LikelihoodRatioTest.");
        }
        GeneralizedLinearModelSummary summary = full.Summary();
        double f = _deviance / _degreesOfFreedom / summary.Dispersion;
        return HypothesisTest.OfF("F test of nested models, F", f, _degreesOfFreedom, summary.ResidualDegreesOfFreedom);
    }

    /// <summary>Refuses a model without a maximum; that of separated rows is the limit of its deviance.</summary>
    public static void RequireMaximum(string operation, GeneralizedLinearModel model)
    {
        if (model.Data.Options.Ridge > 0)
        {
            throw new InvalidOperationException(
                $"{operation}: the model was fitted with ridge; its deviance is not the least, and no test of it is known.");
        }
        RequireMaximum(operation, model.Outcome);
    }

    private static void RequireMaximum(string operation, FitOutcome outcome)
    {
        if (outcome is FitOutcome.NotConverged or FitOutcome.OnEdge)
        {
            throw new InvalidOperationException($"{operation}: a comparison needs the maximum of a likelihood inside its domain, but a fit "
                + $"ended as {outcome}.");
        }
    }

    private static void RequireSame(string operation, bool isSame, string what, int fullRows, int reducedRows)
    {
        if (!isSame)
        {
            Throw.Argument("reduced", $"{operation}: the models were fitted to different {what} ({fullRows} and {reducedRows} rows); they "
                + "must have all of these in common.");
        }
    }

    private static void RequireNested(
        string operation, Matrix<double> full, bool hasIntercept, Matrix<double> reduced, (int Full, int Reduced) ranks)
    {
        if (ranks.Full <= ranks.Reduced)
        {
            Throw.Argument(nameof(reduced), $"{operation}: the reduced model has rank {ranks.Reduced}, the full one {ranks.Full}; the "
                + "reduced one must have less.");
        }
        if (!Spans(full, hasIntercept, reduced))
        {
            Throw.Argument(nameof(reduced), $"{operation}: the reduced model is not part of the full one: it has columns that are no "
                + "combination of the full one's.");
        }
    }

    /// <summary>Whether columns are combinations of others, but for their rounding.</summary>
    /// <param name="columns">A row for each column.</param>
    /// <param name="hasIntercept">Whether the first is one of ones.</param>
    /// <param name="others">A row for each column that may be one.</param>
    public static bool Spans(Matrix<double> columns, bool hasIntercept, Matrix<double> others)
    {
        int[] strange = [.. Enumerable.Range(0, others.RowCount).Where(
            j => !Enumerable.Range(0, columns.RowCount).Any(k => columns.Row(k).SequenceEqual(others.Row(j))))];
        if (strange.Length == 0)
        {
            return true;
        }
        int own = columns.RowCount;
        Matrix<double> all = Matrix.Create(
            own + strange.Length, columns.ColumnCount, (j, i) => j < own ? columns[j, i] : others[strange[j - own], i]);
        return Standardization.Create(all, hasIntercept, false).Parameters.All(j => j < own);
    }
}
