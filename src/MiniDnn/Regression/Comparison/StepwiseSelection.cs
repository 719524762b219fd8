namespace MiniDnn;

/// <summary>The outcome of a stepwise selection: its way, and the model at its end.</summary>
/// <typeparam name="TModel">The type of the model.</typeparam>
public sealed class StepwiseSelection<TModel>
{
    internal StepwiseSelection(TModel model, Stepwise way)
        => (Model, Terms, Changes, Criteria) = (model, [.. way.Chosen.Select(term => term.Name)], way.Changes, way.Criteria);

    /// <summary>The fit of what was chosen, with the predictors that are in it alone.</summary>
    public TModel Model { get; }

    /// <summary>The names of the terms that were chosen.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The steps: "- age" for a term that was left out, "+ age" for one that was added.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>
    /// The criterion at the start and after each step: n·ln(RSS/n) + penalty·rank of a linear model, AIC + (penalty − 2)·rank of a
    /// generalised one.
    /// </summary>
    public IReadOnlyList<double> Criteria { get; }
}
