using System.Collections;
using System.Globalization;

namespace MiniDnn;

/// <summary>How an epoch of a training went.</summary>
public sealed record EpochSummary
{
    internal EpochSummary(int epoch, double loss, double? validationLoss)
    {
        Epoch = epoch;
        Loss = loss;
        ValidationLoss = validationLoss;
        ComparedLoss = validationLoss ?? loss;
    }

    /// <summary>The number of the epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>The mean loss of the epoch's batches, each before its step.</summary>
    public double Loss { get; }

    /// <summary>The loss on the validation data after the epoch; null without such data.</summary>
    public double? ValidationLoss { get; }

    /// <summary>The share of the validation samples whose class was predicted right; null without such data, and for regression.</summary>
    public double? ValidationAccuracy { get; internal init; }

    /// <summary>R² on the validation data; null without such data, and for classification.</summary>
    public double? ValidationRSquared { get; internal init; }

    /// <summary>
    /// The loss that early stopping, tolerance and schedules compare: the validation loss; without validation data, with early stopping,
    /// the loss on the training samples after the epoch; else <see cref="Loss"/>.
    /// </summary>
    public double ComparedLoss { get; internal init; }

    /// <summary>η of the epoch's last step.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>The time that the training has taken, with the time before an interruption.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>The time that the epochs left will take if they take as long as those before.</summary>
    public TimeSpan Remaining { get; internal init; }

    /// <summary>The epoch, its losses and its metric on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}: loss {Loss:G6}")
        + (ValidationLoss is { } validation ? string.Create(CultureInfo.InvariantCulture, $", validation loss {validation:G6}") : "")
        + (ValidationAccuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $", accuracy {accuracy:P2}") : "")
        + (ValidationRSquared is { } rSquared ? string.Create(CultureInfo.InvariantCulture, $", R² {rSquared:G6}") : "");
}

/// <summary>How a training went, epoch by epoch, and why it ended.</summary>
public sealed class TrainingHistory : IReadOnlyList<EpochSummary>
{
    private readonly List<EpochSummary> _epochs;

    internal TrainingHistory(List<EpochSummary> epochs, DescentOutcome outcome, string message, int? keptEpoch)
    {
        _epochs = epochs;
        Outcome = outcome;
        Message = message;
        KeptEpoch = keptEpoch;
    }

    /// <summary>Why the training ended.</summary>
    public DescentOutcome Outcome { get; }

    /// <summary>
    /// The epoch, counted from 1, after which the network was as it is now; 0 where it is as before the training, null in the middle of an
    /// epoch, where a cancelled training leaves it.
    /// </summary>
    public int? KeptEpoch { get; }

    /// <summary>How the training ended, in a sentence, and what to change where it did not end well.</summary>
    public string Message { get; }

    /// <summary>The number of epochs that were done.</summary>
    public int Count => _epochs.Count;

    /// <summary>An epoch, counted from 0.</summary>
    public EpochSummary this[int index] => _epochs[index];

    /// <summary>The epochs in order.</summary>
    public IEnumerator<EpochSummary> GetEnumerator() => _epochs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// Writes a line for each epoch, numbers in full and independent of the culture, under a line of headings; what an epoch does not have
    /// is left empty.
    /// </summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public void WriteCsv(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine("epoch,loss,validationLoss,validationAccuracy,validationRSquared,learningRate,seconds");
        foreach (EpochSummary e in _epochs)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Loss:R},{e.ValidationLoss:R},{e.ValidationAccuracy:R},{e.ValidationRSquared:R},{e.LearningRate:R},{e.Elapsed.TotalSeconds:R}"));
        }
    }

    /// <summary>How the training ended, and both ends of the loss curve.</summary>
    public override string ToString() => Count switch
    {
        0 => Message,
        1 => $"{Message} {_epochs[0]}",
        _ => $"{Message} {_epochs[0]}; {_epochs[^1]}",
    };
}
