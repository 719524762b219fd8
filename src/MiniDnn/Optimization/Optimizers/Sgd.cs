using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Plain gradient descent, stochastic where the gradient is that of a batch: p ← p − η·g (A. Cauchy, 1847; H. Robbins and S. Monro, 1951).
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
        => TensorPrimitives.MultiplyAdd(block.Gradient, T.CreateChecked(-block.LearningRate), block.Parameters, block.Parameters);
}
