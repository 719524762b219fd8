namespace MiniDnn;

/// <summary>The outcome of a stepwise selection: its way, and the model at its end.</summary>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed class StepwiseSelection<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal StepwiseSelection(LinearModel<T> model, string[] terms, string[] changes, double[] criteria)
        => (Model, Terms, Changes, Criteria) = (model, terms, changes, criteria);

    /// <summary>The fit of what was chosen, with the predictors that are in it alone.</summary>
    public LinearModel<T> Model { get; }

    /// <summary>The names of the terms that were chosen.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The steps: "- age" for a term that was left out, "+ age" for one that was added.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>n·ln(RSS/n) + penalty·rank at the start and after each step.</summary>
    public IReadOnlyList<double> Criteria { get; }
}
