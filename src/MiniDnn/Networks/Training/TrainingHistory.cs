using System.Collections;
using System.Globalization;

namespace MiniDnn;

/// <summary>Why a training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>The loss no longer fell; the network has its best weights.</summary>
    StoppedEarly,

    /// <summary>The caller asked to stop; the network is as the last step left it.</summary>
    Cancelled,

    /// <summary>The loss was no longer a finite number; the network has the weights from before that epoch.</summary>
    Diverged,
}

/// <summary>How an epoch of a training went.</summary>
/// <param name="Epoch">The number of the epoch, counted from 1.</param>
/// <param name="Loss">The mean loss of the epoch's batches, each before its step.</param>
/// <param name="ValidationLoss">The loss on the validation data after the epoch; null without such data.</param>
public sealed record EpochSummary(int Epoch, double Loss, double? ValidationLoss)
{
    /// <summary>The epoch and its losses on one line.</summary>
    public override string ToString() => ValidationLoss is { } validation
        ? string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}: loss {Loss:G6}, validation loss {validation:G6}")
        : string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}: loss {Loss:G6}");
}

/// <summary>How a training went, epoch by epoch, and why it ended.</summary>
public sealed class TrainingHistory : IReadOnlyList<EpochSummary>
{
    private readonly List<EpochSummary> _epochs;

    internal TrainingHistory(List<EpochSummary> epochs, TrainingOutcome outcome, string message)
    {
        _epochs = epochs;
        Outcome = outcome;
        Message = message;
    }

    /// <summary>Why the training ended.</summary>
    public TrainingOutcome Outcome { get; }

    /// <summary>How the training ended, in a sentence; after a divergence with a hint.</summary>
    public string Message { get; }

    /// <summary>The number of epochs that were done.</summary>
    public int Count => _epochs.Count;

    /// <summary>An epoch, counted from 0.</summary>
    public EpochSummary this[int index] => _epochs[index];

    /// <summary>The epochs in order.</summary>
    public IEnumerator<EpochSummary> GetEnumerator() => _epochs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>How the training ended, and both ends of the loss curve.</summary>
    public override string ToString() => Count == 0 ? Message : $"{Message} {_epochs[0]}; {_epochs[^1]}";
}
