using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// Adam with weight decay apart from the gradient: p ← (1 − η·λ)·p, then Adam's step (I. Loshchilov and F. Hutter, 2019).
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Sets λ to its usual 0.01.</summary>
    public AdamW() => WeightDecay = 0.01;

    /// <inheritdoc/>
    protected override bool DecouplesWeightDecay => true;

    /// <inheritdoc/>
    protected override void Update<T>(ref readonly ParameterBlock<T> block)
    {
        TensorPrimitives.Multiply(block.Parameters, T.CreateChecked(1 - (block.LearningRate * WeightDecay)), block.Parameters);
        base.Update(in block);
    }
}
