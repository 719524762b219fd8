namespace MiniDnn;

/// <summary>Where a training starts from, and what is done with its state every so many epochs.</summary>
/// <example><code>
/// Matrix&lt;float&gt; x = [[0, 0], [0, 1], [1, 0], [1, 1]], labels = [[0], [1], [1], [0]];
/// var options = new TrainingOptions { Loss = Loss.BinaryCrossEntropy, Epochs = 10 };
/// FeedForwardNetwork&lt;float&gt; NewNetwork() =&gt; new(inputs: 2, [new Dense(8, Activation.Tanh), new Dense(1, Activation.Sigmoid)], seed: 42);
///
/// NewNetwork().Train(x, labels, options, checkpoints: new() { Every = 5, Taken = state =&gt; state.Save("training.safetensors") });
/// // after the power came back, with a network of the same layers, the same data and the same options:
/// FeedForwardNetwork&lt;float&gt; network = NewNetwork();
/// network.Train(x, labels, options, checkpoints: new() { From = TrainingState&lt;float&gt;.Load("training.safetensors") });
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class Checkpoints<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>After how many epochs a state is taken, 1 or more; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Every
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Every));
            field = value;
        }
    } = 1;

    /// <summary>Is given each state; null to take none. An exception from it ends the training.</summary>
    public Action<TrainingState<T>>? Taken { get; init; }

    /// <summary>
    /// The state to go on from; null to start anew. With the same data and options the result is that of a training that was not
    /// interrupted, to the bit.
    /// </summary>
    public TrainingState<T>? From { get; init; }
}
