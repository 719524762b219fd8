namespace MiniDnn;

/// <summary>Measures a network on samples that were checked before, batch by batch, in memory that serves again and again.</summary>
internal sealed class Evaluator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkCore<T> _network;
    private readonly Loss _loss;
    private readonly Workspace<T> _workspace;
    private readonly Metrics<T> _metrics;
    private readonly Matrix<T> _inputs, _targets;

    /// <param name="network">The network.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="samples">How many samples there are at most.</param>
    public Evaluator(NetworkCore<T> network, Loss loss, int samples)
    {
        int capacity = Math.Min(PredictionPool<T>.Batch, samples);
        _network = network;
        _loss = loss;
        _workspace = new(network.Layout, capacity, network.Lend(), PassKind.Loss, loss);
        _metrics = CreateMetrics(network.Layout, loss, capacity);
        _inputs = new(capacity, network.InputCount);
        _targets = new(capacity, network.OutputCount);
    }

    /// <summary>Loss, and accuracy or R².</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="scalesTargets">
    /// Whether the loss is that of the last layer's outputs beside scaled targets, as training measures it, or of predictions beside
    /// targets.
    /// </param>
    public Evaluation Evaluate(Samples<T> samples, bool scalesTargets)
    {
        _metrics.Clear();
        return _metrics.Result(ComputeLoss(samples, scalesTargets, _metrics));
    }

    /// <summary>The loss of the last layer's outputs beside scaled targets, as training measures it.</summary>
    public double Loss(Samples<T> samples) => ComputeLoss(samples, scalesTargets: true, metrics: null);

    private static Metrics<T> CreateMetrics(NetworkLayout layout, Loss loss, int samples)
    {
        int outputs = layout.Output.Columns;
        return !loss.IsClassification ? new RegressionMetrics<T>(outputs, samples)
            : outputs == 1 || layout.Layers[^1].OutputActivation is Sigmoid ? new BinaryMetrics<T>(outputs)
            : new CategoricalMetrics<T>(outputs, samples);
    }

    private double ComputeLoss(Samples<T> samples, bool scalesTargets, Metrics<T>? metrics)
    {
        SampleShape shape = _network.Layout.Output;
        // a loss that takes the last activation over is computed from pre-activations, which only belong to scaled targets
        bool isScaled = _network.OutputScaler is not null && (scalesTargets || _loss.RequiredActivation is not null);
        double sum = 0;
        for (int start = 0, count; start < samples.Count; start += count)
        {
            count = Math.Min(_workspace.Capacity, samples.Count - start);
            Propagation.Forward(_network, samples.Inputs(start, count, _inputs), _workspace);
            ReadOnlyMatrixSpan<T> rows = samples.TargetRows(start, count, shape, _targets);
            MatrixSpan<T> outputs = _workspace.Predictions(count);
            if (!isScaled)
            {
                _network.OutputScaler?.InverseTransform(outputs, outputs);
            }
            sum += count * double.CreateChecked(Propagation.OutputDelta(_network, rows, default, _loss, _workspace, isScaled));
            if (isScaled)
            {
                _network.OutputScaler!.InverseTransform(outputs, outputs);
            }
            Judge(metrics, outputs, rows, shape);
        }
        return sum / samples.Count;
    }

    /// <summary>Judges each row of each sample.</summary>
    private static void Judge(Metrics<T>? metrics, ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets, SampleShape shape)
    {
        for (int r = 0; r < shape.Rows; r++)
        {
            Range columns = (r * shape.Columns)..((r + 1) * shape.Columns);
            metrics?.Add(outputs.Columns(columns), targets.Columns(columns));
        }
    }
}
