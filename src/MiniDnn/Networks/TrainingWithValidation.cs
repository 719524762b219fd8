namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>Trains as <see cref="Train(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, TrainingOptions, IProgress{EpochSummary}, CancellationToken)"/> does, and measures with the samples of <paramref name="validation"/> after every epoch; <see cref="TrainingOptions.ValidationSplit"/> is not used.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more; <see cref="TrainingOptions.ValidationSplit"/> is not used.</param>
    /// <param name="validation">Samples to measure with after every epoch, not to learn from.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">An argument, or the options' loss or optimizer, is null.</exception>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, TrainingOptions options, ValidationData<T> validation, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(validation);
        return Train(x, new Targets<T>(targets), options, validation, progress, cancellationToken);
    }

    /// <summary>Trains as <see cref="Train(ReadOnlyMatrixSpan{T}, ReadOnlySpan{int}, TrainingOptions, IProgress{EpochSummary}, CancellationToken)"/> does, and measures with the samples of <paramref name="validation"/> after every epoch; <see cref="TrainingOptions.ValidationSplit"/> is not used.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more; <see cref="TrainingOptions.ValidationSplit"/> is not used.</param>
    /// <param name="validation">Samples to measure with after every epoch, not to learn from.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">An argument, or the options' loss or optimizer, is null.</exception>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, TrainingOptions options, ValidationData<T> validation, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(validation);
        return Train(x, new Targets<T>(labels), options, validation, progress, cancellationToken);
    }

    /// <summary>Trains on a stream as <see cref="Train(IEnumerable{ValueTuple{Matrix{T}, Matrix{T}}}, TrainingOptions, IProgress{EpochSummary}, CancellationToken)"/> does, and measures with the samples of <paramref name="validation"/> after every epoch.</summary>
    /// <param name="batches">Inputs and targets of each batch.</param>
    /// <param name="options">Loss, update rule, batch size, epochs and more; <see cref="TrainingOptions.ValidationSplit"/> is not used.</param>
    /// <param name="validation">Samples to measure with after every epoch, not to learn from.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">An argument, or the options' loss or optimizer, is null.</exception>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        IEnumerable<(Matrix<T> X, Matrix<T> Targets)> batches, TrainingOptions options, ValidationData<T> validation, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(validation);
        return TrainOn(batches, options, validation, progress, cancellationToken);
    }
}
