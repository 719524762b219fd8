namespace MiniDnn;

/// <summary>Selects terms one step at a time.</summary>
internal sealed class Stepwise<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Operation = "StepwiseByAic";

    /// <summary>By less than this a criterion does not fall, as in R.</summary>
    private const double LeastGain = 1e-7;

    private readonly FittedModel<T> _model;
    private readonly ModelTerm[] _terms;
    private readonly double _penalty;
    private readonly TermFits _fits;

    public Stepwise(FittedModel<T> model, ModelTerm[] terms, double penalty)
    {
        if (model.Shape.Degree > 1)
        {
            throw new InvalidOperationException($"{Operation}: the model is a polynomial of degree {model.Shape.Degree}, whose powers "
                + "belong together; compare degrees by AIC, or fit columns of powers.");
        }
        if (model.Solution.ResidualSumOfSquares.High == 0)
        {
            throw new InvalidOperationException(
                $"{Operation}: the model fits exactly, so the criterion is −∞ and says nothing about terms.");
        }
        (_model, _terms, _penalty) = (model, terms, penalty);
        _fits = new(model.Columns(model.Solution.Weights), model.Solution.Factor.Tolerance);
    }

    public StepwiseSelection<T> Run(StepwiseDirection direction)
    {
        List<ModelTerm> current = direction == StepwiseDirection.Forward ? [] : [.. _terms];
        List<string> changes = [];
        List<double> criteria = [Criterion(current)];
        while (true)
        {
            IEnumerable<ModelTerm> steps = [
                .. direction == StepwiseDirection.Forward ? [] : Droppable(current),
                .. direction == StepwiseDirection.Backward ? [] : Addable(current)];
            (ModelTerm? Term, double Criterion) best = steps.Select(term => ((ModelTerm?)term, Criterion(Toggle(current, term))))
                .DefaultIfEmpty((null, double.PositiveInfinity)).MinBy(step => step.Item2);
            if (best.Term is null || best.Criterion >= criteria[^1] - LeastGain)
            {
                break;
            }
            changes.Add($"{(current.Contains(best.Term) ? "-" : "+")} {best.Term.Name}");
            criteria.Add(best.Criterion);
            current = [.. Toggle(current, best.Term)];
        }
        ModelTerm[] chosen = [.. _terms.Where(current.Contains)];
        return new(Refit(chosen), [.. chosen.Select(term => term.Name)], [.. changes], [.. criteria]);
    }

    /// <summary>Those that no other one contains.</summary>
    private static IEnumerable<ModelTerm> Droppable(List<ModelTerm> current)
        => current.Where(term => !current.Any(other => other.Contains(term)));

    /// <summary>Those all of whose parts are there.</summary>
    private IEnumerable<ModelTerm> Addable(List<ModelTerm> current)
        => _terms.Where(term => !current.Contains(term) && _terms.Where(term.Contains).All(current.Contains));

    private static IEnumerable<ModelTerm> Toggle(List<ModelTerm> current, ModelTerm term)
        => current.Contains(term) ? current.Where(other => other != term) : current.Append(term);

    /// <summary>n·ln(RSS/n) + penalty·rank in the units of the data.</summary>
    private double Criterion(IEnumerable<ModelTerm> terms)
    {
        (DoubleDouble squares, int rank) = _fits.Leave(Columns(terms));
        double n = _model.Solution.RowCount, rest = (_model.Solution.ResidualSumOfSquares + squares).High;
        return (n * (Math.Log(rest / n) + (_model.Solution.SquaresExponent * Math.Log(2)))) + (_penalty * rank);
    }

    private int[] Columns(IEnumerable<ModelTerm> terms)
        => [.. _model.Shape.HasIntercept ? new[] { 0 } : [], .. _terms.Where(terms.Contains).SelectMany(term => term.Columns).Order()];

    private LinearModel<T> Refit(ModelTerm[] terms)
    {
        int first = _model.Shape.HasIntercept ? 1 : 0;
        int[] predictors = [.. Columns(terms)[first..].Select(j => j - first)];
        if (predictors.Length == 0 && first == 0)
        {
            throw new InvalidOperationException($"{Operation}: no term is left, and the model has no intercept; there is nothing to fit.");
        }
        LeastSquaresSolution solution = _model.Solution;
        Matrix<T> x = _model.Predictors!;
        T Weight(int row) => T.CreateTruncating(Math.ScaleB(solution.Weights[row], solution.WeightExponent));
        var options = new LeastSquaresOptions<T>
        {
            Intercept = _model.Shape.HasIntercept,
            PredictorNames = [.. predictors.Select(j => _model.Shape.PredictorNames[j])],
            KeepData = true,
            Weights = solution.Weights.AreEqual ? null : [.. Enumerable.Range(0, x.RowCount).Select(Weight)],
        };
        T[] y = [.. solution.Target!.Select(v => T.CreateTruncating(Math.ScaleB(v, solution.TargetExponent)))];
        return Regression<T>.Fit(Operation, Matrix.Create(x.RowCount, predictors.Length, (i, j) => x[i, predictors[j]]), y, 1, options);
    }
}
