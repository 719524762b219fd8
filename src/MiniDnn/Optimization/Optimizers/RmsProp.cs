using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Steps divided by the running root mean square of the gradient: s ← ρ·s + (1 − ρ)·g², p ← p − η·g/(√s + ε) (T. Tieleman and G. Hinton,
/// 2012).
/// </summary>
public sealed class RmsProp : Optimizer
{
    /// <summary>ρ, the share of the running mean that is kept: from 0 up to, not including, 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Decay
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Decay));
    } = 0.99;

    /// <summary>ε, which keeps the division away from 0: positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Epsilon
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Epsilon));
    } = 1e-8; // as in PyTorch

    /// <inheritdoc/>
    public override int StateCount => 1;

    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
    {
        Span<T> square = block.State(0);
        Span<T> step = block.Scratch;
        RootMeanSquare.Update(square, block.Gradient, T.CreateChecked(Decay), T.CreateChecked(1 - Decay), step);
        TensorPrimitives.Add(step, RootMeanSquare.Epsilon<T>(Epsilon), step);
        TensorPrimitives.Divide(block.Gradient, step, step);
        TensorPrimitives.MultiplyAdd(step, T.CreateChecked(-block.LearningRate), block.Parameters, block.Parameters);
    }
}
