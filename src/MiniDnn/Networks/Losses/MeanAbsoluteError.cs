using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>L = Σ|z − t|/N, ∂L/∂z = sign(z − t)/N, which is 0 where z = t.</summary>
internal sealed class MeanAbsoluteError : Loss
{
    public override string Name => "meanAbsoluteError";

    public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
    {
        CheckShapes(preActivations, predictions, targets, delta);
        T count = T.CreateChecked((long)predictions.RowCount * predictions.ColumnCount);
        T share = T.One / count;
        T sum = T.Zero;
        for (int i = 0; i < predictions.FilledRowCount; i++)
        {
            Span<T> row = delta.Row(i);
            TensorPrimitives.Subtract(predictions.Row(i), targets.Row(i), row);
            sum += TensorPrimitives.SumOfMagnitudes<T>(row);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = row[j] > T.Zero ? share : row[j] < T.Zero ? -share : row[j];
            }
        }
        return sum / count;
    }
}
