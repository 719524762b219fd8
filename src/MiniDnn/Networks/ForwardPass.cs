namespace MiniDnn;

/// <summary>What every layer computed for a batch, for those who want to look.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class ForwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal ForwardPass(Matrix<T>[] preActivations, Matrix<T>[] outputs)
    {
        PreActivations = preActivations;
        Outputs = outputs;
    }

    /// <summary>Aₗ = Zₗ₋₁·Wₗᵀ + bₗ of each layer: a row for each sample.</summary>
    public IReadOnlyList<Matrix<T>> PreActivations { get; }

    /// <summary>
    /// Zₗ = f(Aₗ) of each layer: a row for each sample. The last is the prediction, which an <see cref="FeedForwardNetwork{T}.OutputScaler"/> brings to its units.
    /// </summary>
    public IReadOnlyList<Matrix<T>> Outputs { get; }

    /// <summary>The shapes of the outputs.</summary>
    public override string ToString() => $"ForwardPass: {string.Join(" → ", Outputs.Select(z => Throw.Shape(z.RowCount, z.ColumnCount)))}";
}
