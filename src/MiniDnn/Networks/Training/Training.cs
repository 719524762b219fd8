namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>Trains the network on samples. It stays usable however the training ends.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or its loss or optimizer is null.</exception>
    /// <exception cref="ArgumentException">A shape does not fit, a value is not finite, a target is out of range, the loss does not fit the output layer, or validation takes all samples.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, TrainingOptions options, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Optimizer, nameof(options));
        CheckSamples(nameof(Train), x, targets, options.Loss);
        if (Math.Round(options.ValidationSplit * x.RowCount) >= x.RowCount)
        {
            Throw.Argument(nameof(options), $"Train: ValidationSplit {options.ValidationSplit} of {x.RowCount} samples leaves none to train on.");
        }
        using TrainingLock training = BeginTraining();
        return new TrainingLoop<T>(this, x, targets, options).Run(progress, cancellationToken);
    }

    internal bool ParametersAreFinite()
    {
        foreach (T value in _parameters)
        {
            if (!T.IsFinite(value))
            {
                return false;
            }
        }
        return true;
    }
}
