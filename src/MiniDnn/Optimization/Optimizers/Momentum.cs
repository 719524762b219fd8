using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Descent with momentum: v ← μ·v + g, p ← p − η·v (B. Polyak, 1964).</summary>
public sealed class Momentum : Optimizer
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
        TensorPrimitives.MultiplyAdd(velocity, T.CreateChecked(-block.LearningRate), block.Parameters, block.Parameters);
    }
}
