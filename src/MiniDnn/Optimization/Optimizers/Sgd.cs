using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Gradient descent, stochastic where the gradient is that of a batch: p ← p − η·g (A. Cauchy, 1847; H. Robbins and S. Monro, 1951); with
/// momentum μ a velocity takes the gradient's place: v ← μ·v + g, p ← p − η·v (B. Polyak, 1964).
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>μ, the share of the velocity that is kept: from 0 up to, not including, 1; 0 by default, 0.9 is usual.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Momentum
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Momentum));
    }

    /// <summary>
    /// True for accelerated descent, which looks a step ahead: p ← p − η·(g + μ·v) (Y. Nesterov, 1983; in this form I. Sutskever et al.,
    /// 2013). False by default; without momentum it changes nothing.
    /// </summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override int StateCount => Momentum > 0 ? 1 : 0;

    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
    {
        T rate = T.CreateChecked(-block.LearningRate);
        if (Momentum == 0)
        {
            TensorPrimitives.MultiplyAdd(block.Gradient, rate, block.Parameters, block.Parameters);
            return;
        }
        T momentum = T.CreateChecked(Momentum);
        Span<T> velocity = block.State(0), step = Nesterov ? block.Scratch : velocity;
        TensorPrimitives.MultiplyAdd(velocity, momentum, block.Gradient, velocity);
        if (Nesterov)
        {
            TensorPrimitives.MultiplyAdd(velocity, momentum, block.Gradient, step);
        }
        TensorPrimitives.MultiplyAdd(step, rate, block.Parameters, block.Parameters);
    }
}
