using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>A loss whose samples count for more or less: L = Σ wᵢ·Lᵢ/n, where Lᵢ is the loss of sample i alone.</summary>
internal static class SampleWeights
{
    /// <summary>The loss and its gradient; no weights for 1 each.</summary>
    public static T Evaluate<T>(
        Loss loss, ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, ReadOnlySpan<T> weights, MatrixSpan<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weights.IsEmpty)
        {
            return loss.Evaluate(preActivations, predictions, targets, delta);
        }
        T count = T.CreateChecked(predictions.RowCount);
        T sum = T.Zero;
        for (int i = 0; i < predictions.FilledRowCount; i++)
        {
            Range row = i..(i + 1);
            T weight = weights[i] / count;
            sum += weight * loss.Evaluate(preActivations.RowCount == 0 ? default : preActivations.Rows(row), predictions.Rows(row), targets.Rows(row), delta.Rows(row));
            TensorPrimitives.Multiply(delta.Row(i), weight, delta.Row(i));
        }
        return sum;
    }
}
