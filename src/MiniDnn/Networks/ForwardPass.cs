namespace MiniDnn;

/// <summary>What every layer computed for a batch, for those who want to look.</summary>
/// <typeparam name="T">The number type.</typeparam>
public sealed class ForwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal ForwardPass(Workspace<T> workspace, int layers, int samples)
    {
        var preActivations = new Matrix<T>[layers];
        var outputs = new Matrix<T>[layers];
        for (int l = 0; l < layers; l++)
        {
            preActivations[l] = workspace.Written(l, samples).ToMatrix();
            outputs[l] = workspace.Outputs(l, samples).ToMatrix();
        }
        PreActivations = preActivations;
        Outputs = outputs;
    }

    /// <summary>
    /// Aₗ of each layer, before its activation, such as Zₗ₋₁·Wₗᵀ + bₗ: a row for each row of each sample.
    /// </summary>
    public IReadOnlyList<Matrix<T>> PreActivations { get; }

    /// <summary>
    /// Zₗ = f(Aₗ) of each layer: a row for each row of each sample. The last is the prediction, which an
    /// <see cref="FeedForwardNetwork{T}.OutputScaler"/> brings to its units.
    /// </summary>
    public IReadOnlyList<Matrix<T>> Outputs { get; }

    /// <summary>The shapes of the outputs.</summary>
    public override string ToString() => $"ForwardPass: {string.Join(" → ", Outputs.Select(z => Throw.Shape(z.RowCount, z.ColumnCount)))}";
}
