using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Trains a network one step at a time, for those who write their own loop.</summary>
/// <remarks>The loop of <c>FeedForwardNetwork.Train</c> is built on it.</remarks>
/// <example><code>
/// var network = new FeedForwardNetwork&lt;float&gt;(inputs: 2, [new Dense(4, Activation.Tanh), new Dense(1)], seed: 1);
/// var random = new SeededRandom(2);
/// var trainer = new Trainer&lt;float&gt;(network, Loss.MeanSquaredError, new Adam { LearningRate = 0.01 }, batchSize: 32);
/// float loss = 0;
/// for (int step = 0; step &lt; 1000; step++)
/// {
///     Matrix&lt;float&gt; x = Matrix&lt;float&gt;.RandomUniform(32, 2, random, -1, 1);
///     Matrix&lt;float&gt; y = Matrix.Create(32, 1, (i, _) =&gt; x[i, 0] * x[i, 1]);
///     loss = trainer.Step(x, y);
/// }
/// Console.WriteLine(loss &lt; 0.02);                    // → True
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FeedForwardNetwork<T> _network;
    private readonly TrainingOptions _options;
    private readonly T[] _gradient;
    private readonly T[] _state;
    private readonly SeededRandom _random;
    private Workspace<T> _workspace;
    private Matrix<T> _encoded;
    private long _step;

    /// <summary>Prepares the memory for steps; no step allocates.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss; it must fit the output layer.</param>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="batchSize">The largest number of samples in a step, 1 or more.</param>
    /// <param name="threads">At most so many threads; null for as many as pay. The result is the same to the bit.</param>
    /// <param name="clipping">Bounds the gradient of every step; null for no bound.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The loss does not fit the output layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public Trainer(FeedForwardNetwork<T> network, Loss loss, Optimizer optimizer, int batchSize, int? threads = null, GradientClipping? clipping = null)
        : this(network, new TrainingOptions { Loss = loss, Optimizer = optimizer, BatchSize = batchSize, Threads = threads, Clipping = clipping })
    {
    }

    /// <summary>
    /// Prepares the memory for steps with the loss, update rule, batch size, penalty, clipping, seed (of dropout) and threads of <paramref name="options"/>; its loop is the caller's.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How a step is made; <see cref="TrainingOptions.BatchSize"/> must be given.</param>
    /// <exception cref="ArgumentNullException">An argument, the loss or the optimizer is null.</exception>
    /// <exception cref="ArgumentException">The loss does not fit the output layer, or there is no batch size.</exception>
    public Trainer(FeedForwardNetwork<T> network, TrainingOptions options)
        : this(network, options, options?.BatchSize, new SeededRandom(options?.Seed ?? 0))
    {
    }

    internal Trainer(FeedForwardNetwork<T> network, TrainingOptions options, int? batchSize, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Loss, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Optimizer, nameof(options));
        if (batchSize is null)
        {
            Throw.Argument(nameof(options), "Trainer: BatchSize is null; a trainer must know the largest number of samples in a step.");
        }
        network.CheckLoss(nameof(Trainer<>), options.Loss);
        _network = network;
        _options = options;
        _random = random;
        LearningRate = options.Optimizer.LearningRate;
        _workspace = NewWorkspace(batchSize.Value);
        _encoded = new(0, network.OutputCount);
        _gradient = new T[network.Parameters.Length];
        _state = new T[_gradient.Length * options.Optimizer.StateCount];
    }

    /// <summary>The gradient of the last step, laid out like <see cref="FeedForwardNetwork{T}.Parameters"/>.</summary>
    public ReadOnlySpan<T> Gradient => _gradient;

    /// <summary>
    /// η of the next steps: that of the update rule until it is set, as a schedule of your own may do before every step. 0 or more, and
    /// finite.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get;
        set => field = Throw.IfNegativeOrNotFinite(value, nameof(LearningRate));
    }

    /// <summary>The number of steps taken.</summary>
    public long StepCount => _step;

    /// <summary>
    /// The Euclidean norm of the last step's gradient with respect to the weights of a layer: small norms in the first layers are the
    /// vanishing gradient.
    /// </summary>
    /// <param name="layer">The layer, counted from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public T WeightGradientNorm(int layer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)_network.LayerArray.Length, nameof(layer));
        return _network.LayerArray[layer].WeightsIn(_gradient).AsReadOnly().FrobeniusNorm();
    }

    /// <summary>Takes one step: forward, loss, backward, update. Allocates nothing.</summary>
    /// <param name="x">A row for each sample; at least one, at most the batch size.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="sampleWeights">How much each sample counts; empty for 1 each.</param>
    /// <returns>The loss of the batch before the step; where it is not finite, the network is left as it was.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, a value is not finite, or a target is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    [OverloadResolutionPriority(-1)]
    public T Step(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, ReadOnlySpan<T> sampleWeights = default)
        => Step(x, new Targets<T>(targets), sampleWeights);

    /// <summary>Takes one step with a number for each sample, for a network of one output. Allocates nothing.</summary>
    /// <param name="x">A row for each sample; at least one, at most the batch size.</param>
    /// <param name="targets">The number that is to be predicted for each sample.</param>
    /// <param name="sampleWeights">How much each sample counts; empty for 1 each.</param>
    /// <returns>The loss of the batch before the step; where it is not finite, the network is left as it was.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, the network has several outputs, a value is not finite, or a target is out of range.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    public T Step(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> targets, ReadOnlySpan<T> sampleWeights = default)
        => Step(x, new Targets<T>(targets), sampleWeights);

    /// <summary>Takes one step with class labels. Allocates nothing once warm.</summary>
    /// <remarks>Written out as <c>[0, 2, 1]</c>, labels are given by name: <c>labels: [0, 2, 1]</c>.</remarks>
    /// <param name="x">A row for each sample; at least one, at most the batch size.</param>
    /// <param name="labels">The class of each sample: from 0 to the number of outputs − 1; with a single output 0 or 1.</param>
    /// <param name="sampleWeights">How much each sample counts; empty for 1 each.</param>
    /// <returns>The loss of the batch before the step; where it is not finite, the network is left as it was.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, a value is not finite, or a label is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another call trains the network.</exception>
    [OverloadResolutionPriority(-1)]
    public T Step(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<int> labels, ReadOnlySpan<T> sampleWeights = default)
    {
        if (_encoded.RowCount == 0)
        {
            _encoded = new(_workspace.Capacity, _network.OutputCount);
        }
        return Step(x, new Targets<T>(labels), sampleWeights);
    }

    internal ReadOnlySpan<T> OptimizerState => _state;

    /// <summary>Goes on from where another training was.</summary>
    internal void Restore(ReadOnlySpan<T> optimizerState, long step)
    {
        optimizerState.CopyTo(_state);
        _step = step;
    }

    /// <summary>
    /// A step on data that was checked before, by one who holds the training lock. A larger batch than any before makes larger memory.
    /// </summary>
    internal T StepUnchecked(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, double learningRate, ReadOnlySpan<T> sampleWeights = default)
    {
        if (x.RowCount > _workspace.Capacity)
        {
            _workspace = NewWorkspace(x.RowCount);
        }
        Propagation.Forward(_network, x, _workspace, _options.Threads);
        T loss = Propagation.Backward(_network, x, targets, _options.Loss, _workspace, _gradient, _options.Threads, sampleWeights);
        if (_options.L2 > 0)
        {
            loss += L2Penalty.Add(_network, _options.L2, _gradient);
        }
        if (T.IsFinite(loss))
        {
            _options.Clipping?.Apply<T>(_gradient);
            _options.Optimizer.Step(_network.ParameterArray, _gradient, _state, learningRate, ++_step);
        }
        return loss;
    }

    private T Step(ReadOnlyMatrixSpan<T> x, Targets<T> targets, ReadOnlySpan<T> sampleWeights)
    {
        _network.CheckSamples(nameof(Step), x, targets, _options.Loss);
        if (x.RowCount > _workspace.Capacity)
        {
            Throw.Argument(nameof(x), $"Step: x has {x.RowCount} rows; the trainer was made for batches of at most {_workspace.Capacity}.");
        }
        if (!sampleWeights.IsEmpty)
        {
            Throw.IfLengthIsNot(nameof(Step), nameof(sampleWeights), sampleWeights.Length, x.RowCount, "one for each sample");
            Throw.IfNotFinite(nameof(Step), sampleWeights);
        }
        using FeedForwardNetwork<T>.TrainingLock training = _network.BeginTraining();
        return StepUnchecked(x, targets.Slice(0, x.RowCount, _encoded), LearningRate, sampleWeights);
    }

    private Workspace<T> NewWorkspace(int capacity)
    {
        DenseLayer<T>[] layers = _network.LayerArray;
        bool fromPreActivations = _options.Loss.RequiredActivation is not null;
        return new(_network, capacity, l => layers[l].Activation.NeedsInput || (l == layers.Length - 1 && fromPreActivations), withDeltas: true, _random);
    }
}
