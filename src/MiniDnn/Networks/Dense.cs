namespace MiniDnn;

/// <summary>
/// Describes a fully connected layer: Z = f(X·Wᵀ + b) with as many neurons as outputs. The network that it is given to owns its parameters.
/// </summary>
/// <example><code>
/// var hidden = new Dense(32, Activation.ReLU);
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 4, [hidden, new Dense(3, Activation.Softmax)], seed: 1);
/// Console.WriteLine(network.Parameters.Length);         // → 259
/// </code></example>
public sealed class Dense
{
    /// <summary>A layer of some neurons with an activation.</summary>
    /// <param name="outputs">The number of neurons, 1 or more.</param>
    /// <param name="activation">f; null for the identity.</param>
    /// <param name="initializer">How the weights start; null for what fits the activation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outputs"/> is not positive.</exception>
    public Dense(int outputs, Activation? activation = null, Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Outputs = outputs;
        Activation = activation ?? Activation.Identity;
        Initializer = initializer ?? Activation.DefaultInitializer;
    }

    /// <summary>The number of neurons.</summary>
    public int Outputs { get; }

    /// <summary>f.</summary>
    public Activation Activation { get; }

    /// <summary>
    /// The share of the layer's outputs that each training step sets to 0 at random, the others being divided by 1 − share, so that
    /// prediction needs no change (N. Srivastava et al., 2014): at least 0 and less than 1; 0 by default. The last layer can't have it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Dropout
    {
        get;
        init => field = Throw.IfNotDecay(value, nameof(Dropout));
    }

    /// <summary>How the weights start.</summary>
    public Initializer Initializer { get; }

    /// <summary>The size and the activation.</summary>
    public override string ToString() => $"Dense({Outputs}, {Activation})";
}
