using Spectre.Console;

namespace MiniDnn.Walkthrough;

/// <summary>Trains with a live bar that shows the loss.</summary>
internal static class ProgressBar
{
    public static TrainingHistory Train(FeedForwardNetwork<float> network, Matrix<float> x, Matrix<float> targets, TrainingOptions<float> options)
        => AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask("training", maxValue: options.Epochs);
                TrainingHistory history = network.Train(x, targets, options, progress: new BarProgress(bar));
                bar.StopTask();
                return history;
            });

    private sealed class BarProgress(ProgressTask bar) : IProgress<EpochSummary>
    {
        public void Report(EpochSummary value)
        {
            bar.Value = value.Epoch;
            bar.Description = $"epoch {value.Epoch}, loss {value.Loss:F4}";
        }
    }
}
