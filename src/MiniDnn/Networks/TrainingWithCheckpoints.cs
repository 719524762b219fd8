namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>Trains as <see cref="Train(ReadOnlyMatrixSpan{T}, ReadOnlyMatrixSpan{T}, TrainingOptions, IProgress{EpochSummary}, CancellationToken)"/> does, from a state that was kept and with states to keep.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="options">Loss, update rule, batch size, epochs (with those that were done before) and more.</param>
    /// <param name="checkpoints">Where to start from, and what to do with the state every so many epochs.</param>
    /// <param name="validation">Samples to measure with after every epoch, not to learn from; with them <see cref="TrainingOptions.ValidationSplit"/> is not used.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">An argument, or the options' loss or optimizer, is null.</exception>
    /// <exception cref="ArgumentException">The data or the state do not fit the network, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, TrainingOptions options, Checkpoints<T> checkpoints, ValidationData<T>? validation = null, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        return Train(x, new Targets<T>(targets), options, validation, progress, cancellationToken, checkpoints);
    }

    /// <summary>Trains as <see cref="Train(ReadOnlyMatrixSpan{T}, ReadOnlySpan{int}, TrainingOptions, IProgress{EpochSummary}, CancellationToken)"/> does, from a state that was kept and with states to keep.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="options">Loss, update rule, batch size, epochs (with those that were done before) and more.</param>
    /// <param name="checkpoints">Where to start from, and what to do with the state every so many epochs.</param>
    /// <param name="validation">Samples to measure with after every epoch, not to learn from; with them <see cref="TrainingOptions.ValidationSplit"/> is not used.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">An argument, or the options' loss or optimizer, is null.</exception>
    /// <exception cref="ArgumentException">The data or the state do not fit the network, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, TrainingOptions options, Checkpoints<T> checkpoints, ValidationData<T>? validation = null, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        return Train(x, new Targets<T>(labels), options, validation, progress, cancellationToken, checkpoints);
    }

    /// <summary>Trains on a stream as <see cref="Train(IEnumerable{ValueTuple{Matrix{T}, Matrix{T}}}, TrainingOptions, IProgress{EpochSummary}, CancellationToken)"/> does, from a state that was kept and with states to keep.</summary>
    /// <param name="batches">Inputs and targets of each batch; to go on to the same bits the stream must give the same batches.</param>
    /// <param name="options">Loss, update rule, epochs (with those that were done before) and more.</param>
    /// <param name="checkpoints">Where to start from, and what to do with the state every so many epochs.</param>
    /// <param name="validation">Samples to measure with after every epoch, not to learn from.</param>
    /// <param name="progress">Is told of every epoch.</param>
    /// <param name="cancellationToken">Ends the training after the step; the history so far is returned.</param>
    /// <returns>The losses by epoch, with those of the epochs before, and why the training ended.</returns>
    /// <exception cref="ArgumentNullException">An argument, or the options' loss or optimizer, is null.</exception>
    /// <exception cref="ArgumentException">The data or the state do not fit the network, a value is not finite, or the options ask for what a stream can't give.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public TrainingHistory Train(
        IEnumerable<(Matrix<T> X, Matrix<T> Targets)> batches, TrainingOptions options, Checkpoints<T> checkpoints, ValidationData<T>? validation = null, IProgress<EpochSummary>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        return TrainOn(batches, options, validation, progress, cancellationToken, checkpoints);
    }
}
