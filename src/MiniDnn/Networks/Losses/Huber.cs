using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>
/// The mean over all elements of ½e² where |e| = |p − t| ≤ δ, else δ·(|e| − ½δ): square near the target, straight far from it, so that
/// outliers pull less (P. Huber, 1964).
/// </summary>
public sealed class Huber : Loss
{
    /// <summary>δ, the error from which on the loss grows straight: positive and finite; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive or not finite.</exception>
    public double Delta
    {
        get;
        init => field = Throw.IfNotPositive(value, nameof(Delta));
    } = 1;

    /// <inheritdoc/>
    public override string Name => "huber";

    /// <inheritdoc/>
    public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
    {
        CheckShapes(preActivations, predictions, targets, delta);
        T count = T.CreateChecked((long)predictions.RowCount * predictions.ColumnCount);
        T limit = T.CreateChecked(Delta);
        T half = T.One / T.CreateChecked(2);
        T sum = T.Zero;
        for (int i = 0; i < predictions.FilledRowCount; i++)
        {
            Span<T> row = delta.Row(i);
            TensorPrimitives.Subtract(predictions.Row(i), targets.Row(i), row);
            for (int j = 0; j < row.Length; j++)
            {
                // with c = e clipped to ±δ, both branches are c·(e − ½c), and the derivative is c
                T clipped = T.Clamp(row[j], -limit, limit);
                sum += clipped * (row[j] - (half * clipped));
                row[j] = clipped / count;
            }
        }
        return sum / count;
    }
}
