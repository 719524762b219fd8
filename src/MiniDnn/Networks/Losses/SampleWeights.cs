using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// A loss whose samples count for more or less: L = Σ wᵢ·Lᵢ/n, where Lᵢ is the loss of sample i alone, the mean over its rows.
/// </summary>
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
        T count = T.CreateChecked(weights.Length);
        int rowsOfSample = predictions.RowCount / weights.Length;
        T sum = T.Zero;
        for (int i = 0; i < weights.Length; i++)
        {
            Range rows = (i * rowsOfSample)..((i + 1) * rowsOfSample);
            T weight = weights[i] / count;
            MatrixSpan<T> deltaOfSample = delta.Rows(rows);
            ReadOnlyMatrixSpan<T> input = preActivations.RowCount == 0 ? default : preActivations.Rows(rows);
            sum += weight * loss.Evaluate(input, predictions.Rows(rows), targets.Rows(rows), deltaOfSample);
            for (int r = 0; r < deltaOfSample.RowCount; r++)
            {
                TensorPrimitives.Multiply(deltaOfSample.Row(r), weight, deltaOfSample.Row(r));
            }
        }
        return sum;
    }
}
