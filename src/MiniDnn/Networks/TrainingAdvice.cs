using System.Globalization;

namespace MiniDnn;

/// <summary>What to change where a training did not end well, in a sentence.</summary>
internal static class TrainingAdvice
{
    /// <summary>A loss that still falls by this share in the last tenth of the epochs has not arrived.</summary>
    private const double StillFalling = 0.02;

    /// <summary>A loss that has fallen by less than this share of the first has not set out.</summary>
    private const double HardlyFallen = 0.01;

    public static string Diverged<T>(int epoch, double rate, TrainingOptions<T> options, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] remedies =
        [
            "a tenth of the rate",
            .. options.StandardizeInputs == true ? [] : (string[])["StandardizeInputs"],
            .. options.StandardizeTargets == true || loss.Kind != LossKind.Regression ? [] : (string[])["StandardizeTargets"],
            .. options.Clipping is null ? (string[])["Clipping"] : [],
        ];
        string choice = remedies.Length == 1 ? remedies[0] : $"{string.Join(", ", remedies[..^1])} or {remedies[^1]}";
        return string.Create(CultureInfo.InvariantCulture, $"Diverged in epoch {epoch} with learning rate {rate}: the loss or its gradient is no longer finite. Try {choice}.");
    }

    /// <summary>A sentence with a space before it; empty where the loss has settled, or there are too few epochs to tell.</summary>
    public static string AtTheLimit(IReadOnlyList<EpochSummary> epochs)
    {
        if (epochs.Count < 5)
        {
            return "";
        }
        double first = epochs[0].Loss, last = epochs[^1].Loss, before = epochs[epochs.Count - 1 - Math.Max(1, epochs.Count / 10)].Loss;
        return first - last < HardlyFallen * Math.Abs(first) ? " The loss has hardly fallen: try another LearningRate, or a larger network."
            : before - last > StillFalling * Math.Abs(before) ? " The loss was still falling: more Epochs or a larger LearningRate would lower it."
            : "";
    }
}
