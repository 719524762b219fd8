using System.Globalization;

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
