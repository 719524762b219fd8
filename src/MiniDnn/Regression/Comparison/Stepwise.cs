namespace MiniDnn;

/// <summary>Selects terms one step at a time, by a criterion that is to fall: of whatever model.</summary>
internal sealed class Stepwise
{
    private const string Operation = "StepwiseByAic";

    /// <summary>By less than this a criterion does not fall, as in R.</summary>
    private const double LeastGain = 1e-7;

    private readonly ModelTerm[] _terms;
    private readonly bool _hasIntercept;
    private readonly List<string> _changes = [];
    private readonly List<double> _criteria = [];

    private Stepwise(ModelTerm[] terms, bool hasIntercept) => (_terms, _hasIntercept) = (terms, hasIntercept);

    public ModelTerm[] Chosen { get; private set; } = [];

    public IReadOnlyList<string> Changes => _changes;

    public IReadOnlyList<double> Criteria => _criteria;

    /// <summary>The predictors of the terms that were chosen.</summary>
    public int[] Predictors
    {
        get
        {
            int first = _hasIntercept ? 1 : 0;
            int[] predictors = [.. Columns(Chosen)[first..].Select(j => j - first)];
            return predictors.Length + first > 0 ? predictors
                : throw new InvalidOperationException(
                    $"{Operation}: no term is left, and the model has no intercept; there is nothing to fit.");
        }
    }

    /// <summary>Checks what both kinds of model are asked.</summary>
    public static void Check(StepwiseDirection direction, double penalty)
    {
        if (!Enum.IsDefined(direction))
        {
            throw new ArgumentOutOfRangeException(nameof(direction), direction, $"{Operation}: there is no such direction.");
        }
        if (!(penalty >= 0) || !double.IsFinite(penalty))
        {
            throw new ArgumentOutOfRangeException(nameof(penalty), penalty, $"{Operation}: penalty must be finite and at least 0.");
        }
    }

    /// <param name="terms">The terms, which share out the columns.</param>
    /// <param name="hasIntercept">Whether column 0 is always there.</param>
    /// <param name="direction">Where to start and which steps to take.</param>
    /// <param name="criterion">Of a model with these columns.</param>
    public static Stepwise Run(ModelTerm[] terms, bool hasIntercept, StepwiseDirection direction, Func<int[], double> criterion)
    {
        var way = new Stepwise(terms, hasIntercept);
        way.Search(direction, criterion);
        return way;
    }

    private void Search(StepwiseDirection direction, Func<int[], double> criterion)
    {
        List<ModelTerm> current = direction == StepwiseDirection.Forward ? [] : [.. _terms];
        _criteria.Add(criterion(Columns(current)));
        while (true)
        {
            IEnumerable<ModelTerm> steps = [
                .. direction == StepwiseDirection.Forward ? [] : Droppable(current),
                .. direction == StepwiseDirection.Backward ? [] : Addable(current)];
            (ModelTerm? Term, double Criterion) best = steps.Select(term => ((ModelTerm?)term, criterion(Columns(Toggle(current, term)))))
                .DefaultIfEmpty((null, double.PositiveInfinity)).MinBy(step => step.Item2);
            if (best.Term is null || best.Criterion >= _criteria[^1] - LeastGain)
            {
                break;
            }
            _changes.Add($"{(current.Contains(best.Term) ? "-" : "+")} {best.Term.Name}");
            _criteria.Add(best.Criterion);
            current = [.. Toggle(current, best.Term)];
        }
        Chosen = [.. _terms.Where(current.Contains)];
    }

    /// <summary>Those that no other one contains.</summary>
    private static IEnumerable<ModelTerm> Droppable(List<ModelTerm> current)
        => current.Where(term => !current.Any(other => other.Contains(term)));

    /// <summary>Those all of whose parts are there.</summary>
    private IEnumerable<ModelTerm> Addable(List<ModelTerm> current)
        => _terms.Where(term => !current.Contains(term) && _terms.Where(term.Contains).All(current.Contains));

    private static IEnumerable<ModelTerm> Toggle(List<ModelTerm> current, ModelTerm term)
        => current.Contains(term) ? current.Where(other => other != term) : current.Append(term);

    private int[] Columns(IEnumerable<ModelTerm> terms)
        => [.. _hasIntercept ? new[] { 0 } : [], .. _terms.Where(terms.Contains).SelectMany(term => term.Columns).Order()];
}
