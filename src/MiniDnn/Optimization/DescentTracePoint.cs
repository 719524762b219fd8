namespace MiniDnn;

/// <summary>Where a descent stood after an epoch.</summary>
/// <param name="Epoch">How many epochs were done; 0 is the start.</param>
/// <param name="Parameters">The parameters then.</param>
/// <param name="Loss">The loss at these parameters.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient there.</param>
/// <typeparam name="T">The number type.</typeparam>
public sealed record DescentTracePoint<T>(int Epoch, IReadOnlyList<T> Parameters, T Loss, T GradientNorm)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The epoch, the loss, the gradient's norm and the parameters on one line.</summary>
    public override string ToString() => $"epoch {Epoch}: loss {Loss:G6}, |gradient| {GradientNorm:G3}, parameters [{string.Join(", ", Parameters.Take(8))}{(Parameters.Count > 8 ? ", …" : "")}]";
}
