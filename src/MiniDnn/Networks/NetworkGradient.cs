using System.Globalization;

namespace MiniDnn;

/// <summary>The gradient of the loss of a batch: for every layer with respect to its parameters and pre-activations.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class NetworkGradient<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _gradient;

    internal NetworkGradient(T loss, NetworkLayer<T>[] layers, T[] gradient, Matrix<T>[] deltas, Matrix<T> inputs)
    {
        Loss = loss;
        _gradient = gradient;
        Deltas = deltas;
        Inputs = inputs;
        Weights = [.. layers.Select(layer => layer.FirstIn(gradient))];
        Biases = [.. layers.Select(layer => layer.SecondIn(gradient))];
    }

    /// <summary>The loss of the batch.</summary>
    public T Loss { get; }

    /// <summary>The whole gradient, laid out like <see cref="FeedForwardNetwork{T}.Parameters"/>.</summary>
    public ReadOnlySpan<T> Values => _gradient;

    /// <summary>∂L/∂Wₗ = δₗᵀ·Zₗ₋₁ of each layer: that of its first parameter, with no element where it has none.</summary>
    public IReadOnlyList<Matrix<T>> Weights { get; }

    /// <summary>∂L/∂bₗ of each layer, the sum of the rows of δₗ: that of its second parameter, empty where it has none.</summary>
    public IReadOnlyList<T[]> Biases { get; }

    /// <summary>
    /// δₗ = ∂L/∂Aₗ of each layer: a row for each row of each sample. The size of this error by layer shows whether the gradient vanishes.
    /// </summary>
    public IReadOnlyList<Matrix<T>> Deltas { get; }

    /// <summary>∂L/∂X: a row for each sample.</summary>
    public Matrix<T> Inputs { get; }

    /// <summary>The loss, and the size of the error by layer.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"loss {Loss:G6}; |δ| by layer: {string.Join(", ", Deltas.Select(delta => delta.FrobeniusNorm().ToString("G3", CultureInfo.InvariantCulture)))}");
}
