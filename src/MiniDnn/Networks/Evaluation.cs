using System.Globalization;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>How well a network does on samples.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Accuracy">
/// The share of samples whose class is predicted right: with several outputs the class of the largest, with one sigmoid output yes from 0.5
/// up. Null for regression.
/// </param>
/// <param name="RSquared">
/// 1 − Σ(t − z)²/Σ(t − t̄)² over all outputs, t̄ being the mean of each output's targets; null where the targets do not vary.
/// </param>
/// <param name="Confusion">Which classes were taken for which; null for regression.</param>
public sealed record Evaluation(double Loss, double? Accuracy, double? RSquared, ConfusionMatrix? Confusion)
{
    /// <summary>The figures on one line.</summary>
    public override string ToString() => Accuracy is { } accuracy
        ? string.Create(CultureInfo.InvariantCulture, $"loss {Loss:G6}, accuracy {accuracy:P2}")
        : string.Create(CultureInfo.InvariantCulture, $"loss {Loss:G6}, R² {RSquared:G6}");
}

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>Predicts samples and compares with their targets, in the units of the targets.</summary>
    /// <param name="x">A row for each sample, a column for each input; at least one row.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="loss">The loss; with a cross-entropy the result has accuracy and confusion matrix, else R².</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite, a target is out of range, or the loss does not fit the output layer.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public Evaluation Evaluate(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, Loss loss)
        => Evaluate(x, new Targets<T>(targets), loss);

    /// <summary>Predicts samples with a network of one output and compares with a number for each, in the units of the targets.</summary>
    /// <param name="x">A row for each sample, a column for each input; at least one row.</param>
    /// <param name="targets">The number that is to be predicted for each sample.</param>
    /// <param name="loss">The loss; with a cross-entropy the result has accuracy and confusion matrix, else R².</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the network has several outputs, a value is not finite, a target is out of range,
    /// or the loss does not fit the output layer.
    /// </exception>
    public Evaluation Evaluate(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> targets, Loss loss)
        => Evaluate(x, new Targets<T>(targets), loss);

    /// <summary>Predicts samples and compares with their classes.</summary>
    /// <remarks>Written out as <c>[0, 2, 1]</c>, labels are given by name: <c>labels: [0, 2, 1]</c>.</remarks>
    /// <param name="x">A row for each sample, a column for each input; at least one row.</param>
    /// <param name="labels">The class of each sample: from 0 to the number of outputs − 1; with a single output 0 or 1.</param>
    /// <param name="loss">The loss; with a cross-entropy the result has accuracy and confusion matrix, else R².</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite, a label is out of range, or the loss does not fit the output layer.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public Evaluation Evaluate(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, Loss loss)
        => Evaluate(x, new Targets<T>(labels), loss);

    private Evaluation Evaluate(ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss)
    {
        CheckSamples(nameof(Evaluate), x, targets, loss);
        return EvaluateUnchecked(x, targets, loss, scalesTargets: false);
    }

    /// <summary>Loss, and accuracy or R², of samples that were checked before.</summary>
    internal Evaluation EvaluateUnchecked(ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss, bool scalesTargets)
    {
        var predictions = new Matrix<T>(x.RowCount, OutputCount);
        double value = double.CreateChecked(ComputeLoss(x, targets, loss, scalesTargets, predictions));
        if (loss.RequiredActivation is null)
        {
            ReadOnlyMatrixSpan<T> rows = targets.Slice(0, x.RowCount, new Matrix<T>(targets.AreLabels ? x.RowCount : 0, OutputCount));
            return new(value, null, ComputeRSquared(predictions, rows), null);
        }
        ConfusionMatrix confusion = ConfusionMatrix.Create(targets.AreLabels ? targets.Labels : Classes(targets.Rows), Classes(predictions), Math.Max(2, OutputCount));
        return new(value, confusion.Accuracy, null, confusion);
    }

    /// <summary>
    /// The loss of samples that were checked before, batch by batch: of the last layer's outputs beside scaled targets, as training
    /// measures it, or of predictions beside the targets. The predictions are kept where there is memory for them.
    /// </summary>
    internal T ComputeLoss(ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss, bool scalesTargets, Matrix<T>? predictions = null)
    {
        int last = _layers.Length - 1;
        int capacity = Math.Min(PredictionBatch, x.RowCount);
        var workspace = new Workspace<T>(this, capacity, l => l == last || _layers[l].Activation.NeedsInput, withDeltas: false);
        var delta = new Matrix<T>(capacity, OutputCount);
        var encoded = new Matrix<T>(targets.AreLabels ? capacity : 0, OutputCount);
        T sum = T.Zero;
        for (int start = 0, samples; start < x.RowCount; start += samples)
        {
            samples = Math.Min(capacity, x.RowCount - start);
            Propagation.Forward(this, x.Rows(start..(start + samples)), workspace, threads: null);
            MatrixSpan<T> outputs = workspace.Outputs(last, samples);
            ReadOnlyMatrixSpan<T> rows = targets.Slice(start, samples, encoded);
            if (OutputScaler is { } scaler && scalesTargets)
            {
                scaler.Transform(rows, workspace.ScaledTargets(samples));
                rows = workspace.ScaledTargets(samples);
            }
            else
            {
                OutputScaler?.InverseTransform(outputs, outputs);
            }
            T batch = loss.Evaluate(workspace.PreActivations(last, samples), outputs, rows, delta.Rows(..samples));
            sum += batch * T.CreateChecked(samples);
            if (predictions is not null)
            {
                MatrixSpan<T> kept = predictions.Rows(start..(start + samples));
                outputs.CopyTo(kept);
                if (scalesTargets)
                {
                    OutputScaler?.InverseTransform(kept, kept);
                }
            }
        }
        return sum / T.CreateChecked(x.RowCount);
    }

    private static int[] Classes(ReadOnlyMatrixSpan<T> rows)
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

    private static double? ComputeRSquared(ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets)
    {
        T[] means = targets.ColumnMeans();
        double residual = double.CreateChecked(predictions.Subtract(targets).FrobeniusNorm());
        double total = double.CreateChecked(targets.SubtractRow(means).FrobeniusNorm());
        return total > 0 ? 1 - (residual / total * (residual / total)) : null;
    }
}
