using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Steps divided by the root of the sum of all squared gradients so far: s ← s + g², p ← p − η·g/(√s + ε) (J. Duchi, E. Hazan and Y.
/// Singer, 2011).
/// </summary>
public sealed class AdaGrad : Optimizer
{
    /// <summary>ε, which keeps the division away from 0: positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Epsilon
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Epsilon));
    } = 1e-10; // as in PyTorch

    /// <inheritdoc/>
    public override int StateCount => 1;

    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
    {
        Span<T> sum = block.State(0);
        Span<T> step = block.Scratch;
        RootMeanSquare.Update(sum, block.Gradient, T.One, T.One, step);
        TensorPrimitives.Add(step, RootMeanSquare.Epsilon<T>(Epsilon), step);
        TensorPrimitives.Divide(block.Gradient, step, step);
        TensorPrimitives.MultiplyAdd(step, T.CreateChecked(-block.LearningRate), block.Parameters, block.Parameters);
    }
}
