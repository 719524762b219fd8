namespace MiniDnn;

/// <summary>Where a descent stood after some epochs.</summary>
/// <typeparam name="T">The number type.</typeparam>
public class DescentPoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal DescentPoint(int epochs, T[] parameters, T loss, T gradientNorm)
    {
        Epochs = epochs;
        Parameters = parameters;
        Loss = loss;
        GradientNorm = gradientNorm;
    }

    /// <summary>How many epochs were done; 0 at the start.</summary>
    public int Epochs { get; }

    /// <summary>The parameters then.</summary>
    public IReadOnlyList<T> Parameters { get; }

    /// <summary>The loss at <see cref="Parameters"/>.</summary>
    public T Loss { get; }

    /// <summary>The Euclidean norm of the gradient at <see cref="Parameters"/>.</summary>
    public T GradientNorm { get; }

    /// <summary>The epoch, the loss, the gradient's norm and the parameters on one line.</summary>
    public override string ToString() => $"epoch {Epochs}: {Figures}";

    private protected string Figures => $"loss {Loss:G6}, |gradient| {GradientNorm:G3}, parameters [{string.Join(", ", Parameters.Take(8))}{(Parameters.Count > 8 ? ", …" : "")}]";
}
