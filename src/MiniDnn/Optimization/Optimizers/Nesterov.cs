using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Accelerated descent: v ← μ·v + g, p ← p − η·(g + μ·v) (Y. Nesterov, 1983; in this form I. Sutskever et al., 2013).</summary>
public sealed class Nesterov : Optimizer
{
    /// <summary>μ, the share of the velocity that is kept: from 0 up to, not including, 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Factor
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Factor));
    } = 0.9;

    /// <inheritdoc/>
    public override int StateCount => 1;

    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
    {
        Span<T> velocity = block.State(0);
        TensorPrimitives.MultiplyAdd(velocity, T.CreateChecked(Factor), block.Gradient, velocity);
        TensorPrimitives.MultiplyAdd(velocity, T.CreateChecked(Factor), block.Gradient, block.Scratch);
        TensorPrimitives.MultiplyAdd(block.Scratch, T.CreateChecked(-block.LearningRate), block.Parameters, block.Parameters);
    }
}
