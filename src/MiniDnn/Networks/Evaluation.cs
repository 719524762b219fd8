using System.Globalization;
using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>How well a network does on samples: accuracy or R², by what the loss is for (<see cref="MiniDnn.Loss.Kind"/>).</summary>
public sealed class Evaluation
{
    internal Evaluation(double loss) => Loss = loss;

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>The share of answers that are right; null for regression.</summary>
    /// <remarks>
    /// Of one of many classes the answer is that of the largest output. Of outputs that say yes or no each is an answer, yes from 0.5 up.
    /// </remarks>
    public double? Accuracy { get; internal init; }

    /// <summary>The share of samples with every output right; null for regression.</summary>
    /// <remarks>It differs from <see cref="Accuracy"/> where several outputs say yes or no.</remarks>
    public double? ExactMatchAccuracy { get; internal init; }

    /// <summary>The mean of <see cref="RSquaredByOutput"/> over the outputs that have one; null where none has.</summary>
    public double? RSquared { get; internal init; }

    /// <summary>For regression, 1 − Σ(t − z)²/Σ(t − t̄)² of each output; null where its targets are all alike.</summary>
    /// <remarks>t̄ is the mean of the output's targets.</remarks>
    public IReadOnlyList<double?> RSquaredByOutput { get; internal init; } = [];

    /// <summary>Which classes were taken for which; null for regression, and where several outputs say yes or no.</summary>
    public ConfusionMatrix? ConfusionMatrix => ConfusionMatrices is [var only] ? only : null;

    /// <summary>One for all classes, or for each output that says yes (class 1) or no (class 0); none for regression.</summary>
    public IReadOnlyList<ConfusionMatrix> ConfusionMatrices { get; internal init; } = [];

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
    /// <param name="loss">The loss; it says by its kind whether the result has accuracy or R².</param>
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
    /// <param name="loss">The loss; it says by its kind whether the result has accuracy or R².</param>
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
    /// <param name="loss">The loss; it says by its kind whether the result has accuracy or R².</param>
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
        var metrics = Metrics<T>.Create(loss.Kind, OutputCount);
        return metrics.Result(ComputeLoss(x, targets, loss, scalesTargets, metrics));
    }

    /// <summary>
    /// The loss of samples that were checked before, batch by batch: of the last layer's outputs beside scaled targets, as training
    /// measures it, or of predictions beside the targets. The predictions are judged where there are metrics.
    /// </summary>
    internal double ComputeLoss(ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss, bool scalesTargets, Metrics<T>? metrics = null)
    {
        int last = _layers.Length - 1;
        int capacity = Math.Min(PredictionBatch, x.RowCount);
        var workspace = new Workspace<T>(this, capacity, l => l == last || _layers[l].Activation.NeedsInput, withDeltas: false);
        var delta = new Matrix<T>(capacity, OutputCount);
        var encoded = new Matrix<T>(targets.AreLabels ? capacity : 0, OutputCount);
        // a loss that takes the last activation over is computed from pre-activations, which only belong to scaled targets
        bool isScaled = OutputScaler is not null && (scalesTargets || loss.RequiredActivation is not null);
        double sum = 0;
        for (int start = 0, samples; start < x.RowCount; start += samples)
        {
            samples = Math.Min(capacity, x.RowCount - start);
            Propagation.Forward(this, x.Rows(start..(start + samples)), workspace, threads: null);
            MatrixSpan<T> outputs = workspace.Outputs(last, samples);
            ReadOnlyMatrixSpan<T> rows = targets.Slice(start, samples, encoded), measured = rows;
            if (isScaled)
            {
                OutputScaler!.Transform(rows, workspace.ScaledTargets(samples));
                measured = workspace.ScaledTargets(samples);
            }
            else
            {
                OutputScaler?.InverseTransform(outputs, outputs);
            }
            T batch = loss.Evaluate(workspace.PreActivations(last, samples), outputs, measured, delta.Rows(..samples));
            sum += double.CreateChecked(batch) * samples;
            if (isScaled)
            {
                OutputScaler!.InverseTransform(outputs, outputs);
            }
            metrics?.Add(outputs, rows);
        }
        return sum / x.RowCount;
    }
}
