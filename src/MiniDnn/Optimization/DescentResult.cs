namespace MiniDnn;

/// <summary>The point that a descent reached, after a divergence the one of the smallest loss that was seen, and how it ended.</summary>
/// <typeparam name="T">The number type.</typeparam>
public class DescentResult<T> : DescentPoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal DescentResult(DescentPoint<T> end, DescentOutcome outcome, string message, IReadOnlyList<DescentPoint<T>> trace)
        : base(end.Epochs, [.. end.Parameters], end.Loss, end.GradientNorm)
    {
        Outcome = outcome;
        Message = message;
        Trace = trace;
    }

    /// <summary>Why the descent ended.</summary>
    public DescentOutcome Outcome { get; }

    /// <summary>How the descent ended, in a sentence; after a divergence with a hint.</summary>
    public string Message { get; }

    /// <summary>The path, as often as <see cref="DescentOptions.TraceEvery"/> asked for; empty without.</summary>
    public IReadOnlyList<DescentPoint<T>> Trace { get; }

    /// <summary>The outcome, the loss, the gradient's norm and the parameters.</summary>
    public override string ToString() => $"{Message} L{Figures[1..]}";
}
