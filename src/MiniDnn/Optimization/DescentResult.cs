namespace MiniDnn;

/// <summary>What a descent reached, and how it ended.</summary>
/// <typeparam name="T">The number type.</typeparam>
public class DescentResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal DescentResult(DescentOutcome outcome, int epochs, T[] parameters, T loss, T gradientNorm, string message, IReadOnlyList<DescentTracePoint<T>> trace)
    {
        Outcome = outcome;
        Epochs = epochs;
        Parameters = parameters;
        Loss = loss;
        GradientNorm = gradientNorm;
        Message = message;
        Trace = trace;
    }

    /// <summary>Why the descent ended.</summary>
    public DescentOutcome Outcome { get; }

    /// <summary>The number of epochs that were done.</summary>
    public int Epochs { get; }

    /// <summary>The parameters at the end; after a divergence those of the smallest loss that was seen.</summary>
    public IReadOnlyList<T> Parameters { get; }

    /// <summary>The loss at <see cref="Parameters"/>.</summary>
    public T Loss { get; }

    /// <summary>The Euclidean norm of the gradient at <see cref="Parameters"/>.</summary>
    public T GradientNorm { get; }

    /// <summary>How the descent ended, in a sentence; after a divergence with a hint.</summary>
    public string Message { get; }

    /// <summary>The path, as often as <see cref="DescentOptions.TraceEvery"/> asked for; empty without.</summary>
    public IReadOnlyList<DescentTracePoint<T>> Trace { get; }

    /// <summary>The outcome, the epochs, the loss and the parameters.</summary>
    public override string ToString() => $"{Message} Loss {Loss:G6}, |gradient| {GradientNorm:G3}, parameters [{string.Join(", ", Parameters.Take(8))}{(Parameters.Count > 8 ? ", …" : "")}]";
}
