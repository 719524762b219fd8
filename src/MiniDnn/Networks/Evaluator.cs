namespace MiniDnn;

/// <summary>Measures a network on samples that were checked before, batch by batch.</summary>
internal static class Evaluator
{
    /// <summary>Loss, and accuracy or R².</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="scalesTargets">
    /// Whether the loss is that of the last layer's outputs beside scaled targets, as training measures it, or of predictions beside
    /// targets.
    /// </param>
    public static Evaluation Evaluate<T>(NetworkCore<T> network, Samples<T> samples, Loss loss, bool scalesTargets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Metrics<T> metrics = CreateMetrics<T>(network.Layout, loss);
        return metrics.Result(ComputeLoss(network, samples, loss, scalesTargets, metrics));
    }

    /// <summary>The loss of the last layer's outputs beside scaled targets, as training measures it.</summary>
    public static double Loss<T>(NetworkCore<T> network, Samples<T> samples, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
        => ComputeLoss(network, samples, loss, scalesTargets: true, metrics: null);

    private static Metrics<T> CreateMetrics<T>(NetworkLayout layout, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int outputs = layout.Output.Columns;
        return !loss.IsClassification ? new RegressionMetrics<T>(outputs)
            : outputs == 1 || layout.Layers[^1].OutputActivation is Sigmoid ? new BinaryMetrics<T>(outputs)
            : new CategoricalMetrics<T>(outputs);
    }

    private static double ComputeLoss<T>(NetworkCore<T> network, Samples<T> samples, Loss loss, bool scalesTargets, Metrics<T>? metrics)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SampleShape shape = network.Layout.Output;
        int capacity = Math.Min(PredictionPool<T>.Batch, samples.Count);
        var workspace = new Workspace<T>(network.Layout, capacity, network.Lend(), PassKind.Loss, loss);
        Matrix<T> inputs = new(capacity, network.InputCount), targets = new(capacity, network.OutputCount);
        // a loss that takes the last activation over is computed from pre-activations, which only belong to scaled targets
        bool isScaled = network.OutputScaler is not null && (scalesTargets || loss.RequiredActivation is not null);
        double sum = 0;
        for (int start = 0, count; start < samples.Count; start += count)
        {
            count = Math.Min(capacity, samples.Count - start);
            Propagation.Forward(network, samples.Inputs(start, count, inputs), workspace);
            ReadOnlyMatrixSpan<T> rows = samples.TargetRows(start, count, shape, targets);
            MatrixSpan<T> outputs = workspace.Predictions(count);
            if (!isScaled)
            {
                network.OutputScaler?.InverseTransform(outputs, outputs);
            }
            sum += count * double.CreateChecked(Propagation.OutputDelta(network, rows, default, loss, workspace, isScaled));
            if (isScaled)
            {
                network.OutputScaler!.InverseTransform(outputs, outputs);
            }
            Judge(metrics, outputs, rows, shape);
        }
        return sum / samples.Count;
    }

    /// <summary>Judges each row of each sample.</summary>
    private static void Judge<T>(Metrics<T>? metrics, ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets, SampleShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int r = 0; r < shape.Rows; r++)
        {
            Range columns = (r * shape.Columns)..((r + 1) * shape.Columns);
            metrics?.Add(outputs.Columns(columns), targets.Columns(columns));
        }
    }
}
