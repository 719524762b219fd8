using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MiniDnn;

/// <summary>
/// What .NET's tools can listen to, under the name MiniDnn: an activity for each training, and meters that are told of every epoch. Without
/// a listener each call is one comparison.
/// </summary>
internal static class TrainingTelemetry
{
    private static readonly ActivitySource Source = new("MiniDnn");
    private static readonly Meter Meter = new("MiniDnn");
    private static readonly Counter<long> Epochs = Meter.CreateCounter<long>("minidnn.training.epochs", "{epoch}", "Epochs that were done.");
    private static readonly Histogram<double> Losses = Meter.CreateHistogram<double>("minidnn.training.loss", null, "The mean loss of an epoch.");
    private static readonly Histogram<double> ValidationLosses = Meter.CreateHistogram<double>("minidnn.training.validation_loss", null, "The loss on the validation data after an epoch.");

    public static Activity? StartTraining(int parameters, int epochs, Loss loss)
    {
        Activity? activity = Source.StartActivity("MiniDnn.Train");
        activity?.SetTag("minidnn.parameters", parameters);
        activity?.SetTag("minidnn.epochs", epochs);
        activity?.SetTag("minidnn.loss", loss.Name);
        return activity;
    }

    public static void EndTraining(Activity? activity, TrainingHistory history)
    {
        activity?.SetTag("minidnn.outcome", history.Outcome.ToString());
        activity?.SetTag("minidnn.epochs_done", history.Count);
    }

    public static void Record(EpochSummary epoch)
    {
        Epochs.Add(1);
        Losses.Record(epoch.Loss);
        if (epoch.ValidationLoss is { } loss)
        {
            ValidationLosses.Record(loss);
        }
    }
}
