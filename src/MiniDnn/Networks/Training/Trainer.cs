namespace MiniDnn;

/// <summary>Trains a network one step at a time, for those who write their own loop; <see cref="FeedForwardNetwork{T}.Train"/> is built on it.</summary>
/// <example><code>
/// var trainer = new Trainer&lt;float&gt;(network, Loss.MeanSquaredError, new Adam(), batchSize: 32);
/// foreach (var (x, y) in batches)
/// {
///     float loss = trainer.Step(x, y);
/// }
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FeedForwardNetwork<T> _network;
    private readonly Loss _loss;
    private readonly Optimizer _optimizer;
    private readonly int? _threads;
    private readonly Workspace<T> _workspace;
    private readonly T[] _gradient;
    private readonly T[] _state;
    private long _step;

    /// <summary>Prepares the memory for steps; no step allocates.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss; it must fit the output layer.</param>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="batchSize">The largest number of samples in a step, 1 or more.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The loss does not fit the output layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public Trainer(FeedForwardNetwork<T> network, Loss loss, Optimizer optimizer, int batchSize, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (threads is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        }
        network.CheckLoss(nameof(Trainer<>), loss);
        _network = network;
        _loss = loss;
        _optimizer = optimizer;
        _threads = threads;
        int last = network.Layers.Count - 1;
        _workspace = new(network, batchSize, l => network.Layers[l].Activation.NeedsInput || (l == last && loss.RequiredActivation is not null), withDeltas: true);
        _gradient = new T[network.Parameters.Length];
        _state = new T[_gradient.Length * optimizer.StateCount];
    }

    /// <summary>The gradient of the last step, laid out like <see cref="FeedForwardNetwork{T}.Parameters"/>.</summary>
    public ReadOnlySpan<T> Gradient => _gradient;

    /// <summary>The number of steps taken.</summary>
    public long StepCount => _step;

    /// <summary>Takes one step: forward, loss, backward, update. Allocates nothing.</summary>
    /// <param name="x">A row for each sample; at least one, at most the batch size.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <returns>The loss of the batch before the step; where it is not finite, the network is left as it was.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, a value is not finite, or a target is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public T Step(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets)
    {
        _network.CheckSamples(nameof(Step), x, targets, _loss);
        if (x.RowCount > _workspace.Capacity)
        {
            Throw.Argument(nameof(x), $"Step: x has {x.RowCount} rows; the trainer was made for batches of at most {_workspace.Capacity}.");
        }
        using FeedForwardNetwork<T>.TrainingLock training = _network.BeginTraining();
        return StepUnchecked(x, targets, _optimizer.LearningRate);
    }

    /// <summary>A step on data that was checked before, by one who holds the training lock.</summary>
    internal T StepUnchecked(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, double learningRate)
    {
        Propagation.Forward(_network, x, _workspace, _threads);
        T loss = Propagation.Backward(_network, x, targets, _loss, _workspace, _gradient, _threads);
        if (T.IsFinite(loss))
        {
            _optimizer.Step(_network.ParameterArray, _gradient, _state, learningRate, ++_step);
        }
        return loss;
    }
}
