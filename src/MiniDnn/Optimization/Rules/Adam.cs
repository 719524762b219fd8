using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Running means of the gradient and of its square, corrected for their start at 0 (D. Kingma and J. Ba, 2015):
/// m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g², p ← p − η·m̂/(√ŝ + ε) with m̂ = m/(1 − β₁ᵗ), ŝ = s/(1 − β₂ᵗ) at step t.
/// </summary>
public class Adam : Optimizer
{
    /// <summary>Sets η to its usual 0.001.</summary>
    public Adam() => LearningRate = 0.001;

    /// <summary>β₁, the share of the running mean that is kept: from 0 up to, not including, 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Beta1
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Beta1));
    } = 0.9;

    /// <summary>β₂, the share of the running mean of squares that is kept: from 0 up to, not including, 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Beta2
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Beta2));
    } = 0.999;

    /// <summary>ε, which keeps the division away from 0: positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Epsilon
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Epsilon));
    } = 1e-8;

    /// <inheritdoc/>
    public override int StateCount => 2;

    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
    {
        Span<T> mean = block.State(0);
        Span<T> square = block.State(1);
        Span<T> step = block.Scratch;
        double meanCorrection = 1 - Math.Pow(Beta1, block.Step);
        double squareCorrection = 1 - Math.Pow(Beta2, block.Step);
        TensorPrimitives.Multiply(mean, T.CreateChecked(Beta1), mean);
        TensorPrimitives.MultiplyAdd(block.Gradient, T.CreateChecked(1 - Beta1), mean, mean);
        TensorPrimitives.Multiply(block.Gradient, block.Gradient, step);
        TensorPrimitives.Multiply(square, T.CreateChecked(Beta2), square);
        TensorPrimitives.MultiplyAdd(step, T.CreateChecked(1 - Beta2), square, square);
        TensorPrimitives.Sqrt(square, step);
        TensorPrimitives.Multiply(step, T.CreateChecked(1 / Math.Sqrt(squareCorrection)), step);
        TensorPrimitives.Add(step, T.CreateChecked(Epsilon), step);
        TensorPrimitives.Divide(mean, step, step);
        TensorPrimitives.MultiplyAdd(step, T.CreateChecked(-block.LearningRate / meanCorrection), block.Parameters, block.Parameters);
    }
}
