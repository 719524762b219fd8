using System.Globalization;

namespace MiniDnn;

/// <summary>
/// How well a network does on samples: accuracy or R², by what the loss is for (<see cref="MiniDnn.Loss.IsClassification"/>).
/// </summary>
public sealed class Evaluation
{
    internal Evaluation(double loss) => Loss = loss;

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>The share of answers that are right; null for regression.</summary>
    /// <remarks>
    /// Of a single output, or of sigmoid outputs, each is an answer, yes from 0.5 up; of others the largest names the class.
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
