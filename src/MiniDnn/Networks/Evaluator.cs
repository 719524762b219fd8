namespace MiniDnn;

/// <summary>Measures a network on samples that were checked before, batch by batch.</summary>
internal static class Evaluator
{
    /// <summary>Loss, and accuracy or R².</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="scalesTargets">
    /// Whether the loss is that of the last layer's outputs beside scaled targets, as training measures it, or of predictions beside targets.
    /// </param>
    public static Evaluation Evaluate<T>(FeedForwardNetwork<T> network, Samples<T> samples, Loss loss, bool scalesTargets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var predictions = new Matrix<T>(samples.Count, network.OutputCount);
        double value = ComputeLoss(network, samples, loss, scalesTargets, predictions);
        ReadOnlyMatrixSpan<T> rows = samples.TargetRows(0, samples.Count, network.Layout.Output, new Matrix<T>(samples.Count, network.OutputCount));
        if (loss.RequiredActivation is null)
        {
            return new(value, null, ComputeRSquared(predictions, rows), null);
        }
        ConfusionMatrix confusion = ConfusionMatrix.Create(Classes(rows), Classes<T>(predictions), Math.Max(2, network.OutputCount));
        return new(value, confusion.Accuracy, null, confusion);
    }

    /// <summary>The loss of the last layer's outputs beside scaled targets, as training measures it.</summary>
    public static double Loss<T>(FeedForwardNetwork<T> network, Samples<T> samples, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
        => ComputeLoss(network, samples, loss, scalesTargets: true, null);

    private static double ComputeLoss<T>(FeedForwardNetwork<T> network, Samples<T> samples, Loss loss, bool scalesTargets, Matrix<T>? predictions)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int capacity = Math.Min(PredictionPool<T>.Batch, samples.Count);
        var workspace = new Workspace<T>(network.Layout, capacity, network.Lend(), PassKind.Loss, loss);
        Matrix<T> inputs = new(capacity, network.InputCount), targets = new(capacity, network.OutputCount);
        double sum = 0;
        for (int start = 0, count; start < samples.Count; start += count)
        {
            count = Math.Min(capacity, samples.Count - start);
            Propagation.Forward(network, samples.Inputs(start, count, inputs), workspace);
            ReadOnlyMatrixSpan<T> rows = samples.TargetRows(start, count, network.Layout.Output, targets);
            MatrixSpan<T> outputs = workspace.Predictions(count);
            if (!scalesTargets)
            {
                network.OutputScaler?.InverseTransform(outputs, outputs);
            }
            sum += count * double.CreateChecked(Propagation.OutputDelta(network, rows, default, loss, workspace, scalesTargets));
            if (predictions is not null)
            {
                MatrixSpan<T> kept = predictions.Rows(start..(start + count));
                outputs.CopyTo(kept);
                if (scalesTargets)
                {
                    network.OutputScaler?.InverseTransform(kept, kept);
                }
            }
        }
        return sum / samples.Count;
    }

    private static int[] Classes<T>(ReadOnlyMatrixSpan<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rows.ColumnCount > 1)
        {
            return rows.RowArgMax();
        }
        var classes = new int[rows.RowCount];
        T half = T.One / T.CreateChecked(2);
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = rows[i, 0] >= half ? 1 : 0;
        }
        return classes;
    }

    private static double? ComputeRSquared<T>(ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] means = targets.ColumnMeans();
        double residual = double.CreateChecked(predictions.Subtract(targets).FrobeniusNorm());
        double total = double.CreateChecked(targets.SubtractRow(means).FrobeniusNorm());
        return total > 0 ? 1 - (residual / total * (residual / total)) : null;
    }
}
