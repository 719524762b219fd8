using System.Globalization;

namespace MiniDnn;

/// <summary>What to change where a training did not end well, in a sentence.</summary>
internal static class TrainingAdvice
{
    /// <summary>A loss that still falls by this share in the last tenth of the epochs has not arrived.</summary>
    private const double StillFalling = 0.02;

    /// <summary>A loss that has fallen by less than this share of the first has not set out.</summary>
    private const double HardlyFallen = 0.01;

    /// <summary>A loss of so small a share of the first has little left to fall, though it may do so for long: e^−t never ends.</summary>
    private const double Arrived = 0.02;

    /// <summary>A loss that has settled above this share of the first may be all that the data give, or stuck: nobody can tell.</summary>
    private const double Settled = 0.15;

    /// <summary>With fewer epochs it is too early to say that a loss has settled.</summary>
    private const int EpochsToSettle = 10;

    /// <summary>A loss that is so much above its smallest is more than what batches in another order change.</summary>
    private const double RisenAgain = 0.25;

    public static string Diverged<T>(int epoch, double rate, TrainingOptions<T> options, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] remedies =
        [
            "a tenth of the rate",
            .. options.StandardizeInputs == true ? [] : (string[])["StandardizeInputs"],
            .. options.StandardizeTargets == true || loss.IsClassification ? [] : (string[])["StandardizeTargets"],
            .. options.ClipNorm is null ? (string[])["ClipNorm"] : [],
        ];
        string choice = remedies.Length == 1 ? remedies[0] : $"{string.Join(", ", remedies[..^1])} or {remedies[^1]}";
        return string.Create(CultureInfo.InvariantCulture, $"Diverged in epoch {epoch} with learning rate {rate}: the loss or its gradient is no longer finite. Try {choice}.");
    }

    /// <summary>
    /// A sentence with a space before it; empty where the loss has arrived or settled low, or there are too few epochs to tell.
    /// </summary>
    public static string AtTheLimit(IReadOnlyList<EpochSummary> epochs)
    {
        if (epochs.Count < 2)
        {
            return "";
        }
        double first = epochs[0].Loss, last = epochs[^1].Loss, before = epochs[epochs.Count - 1 - Math.Max(1, epochs.Count / 10)].Loss;
        double best = epochs.Min(epoch => epoch.Loss);
        bool isSmall = Math.Abs(last) <= Arrived * Math.Abs(first);
        return IsRestless(epochs) || (!isSmall && HasRisen(best, last)) ? " The loss has risen again: try a smaller LearningRate, or ClipNorm."
            : isSmall ? ""
            : first - last < HardlyFallen * Math.Abs(first) ? " The loss has hardly fallen: try another LearningRate, or a larger network."
            : before - last > StillFalling * Math.Abs(before) ? " The loss was still falling: more Epochs or a larger LearningRate would lower it."
            : epochs.Count >= EpochsToSettle && last > Settled * first
                ? string.Create(CultureInfo.InvariantCulture, $" The loss has settled at {last / first:P0} of the first; if that is too much, try a larger network, Activation.ReLU or another LearningRate.")
            : "";
    }

    /// <summary>Whether in a fifth of the later half or more the loss rose; with few epochs it may have been by chance.</summary>
    private static bool IsRestless(IReadOnlyList<EpochSummary> epochs)
    {
        int half = epochs.Count / 2, rises = 0;
        for (int i = half; i < epochs.Count; i++)
        {
            rises += i > 0 && HasRisen(epochs[i - 1].Loss, epochs[i].Loss) ? 1 : 0;
        }
        return epochs.Count >= 10 && 5 * rises >= epochs.Count - half;
    }

    private static bool HasRisen(double before, double after) => after - before > RisenAgain * Math.Abs(before);
}
