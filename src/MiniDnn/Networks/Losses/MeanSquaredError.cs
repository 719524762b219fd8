using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>L = Σ(z − t)²/N, ∂L/∂z = 2·(z − t)/N.</summary>
internal sealed class MeanSquaredError : Loss
{
    public override string Name => "meanSquaredError";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
    {
        CheckShapes(preActivations, predictions, targets, delta);
        T count = T.CreateChecked((long)predictions.RowCount * predictions.ColumnCount);
        T twiceOverCount = T.CreateChecked(2) / count;
        T sum = T.Zero;
        for (int i = 0; i < predictions.FilledRowCount; i++)
        {
            Span<T> row = delta.Row(i);
            TensorPrimitives.Subtract(predictions.Row(i), targets.Row(i), row);
            sum += TensorPrimitives.SumOfSquares<T>(row);
            TensorPrimitives.Multiply(row, twiceOverCount, row);
        }
        return sum / count;
    }
}
