namespace MiniDnn;

/// <summary>How the weights of a layer start; biases start at 0.</summary>
/// <remarks>One of your own overrides <see cref="Fill"/>.</remarks>
public abstract class Initializer
{
    /// <summary>Uniform on ±√(6/(inputs + outputs)) (X. Glorot and Y. Bengio, 2010): for sigmoid and softmax.</summary>
    public static Initializer GlorotUniform { get; } = new VarianceScaling("glorotUniform", (inputs, outputs) => 2.0 / (inputs + outputs), normal: false);

    /// <summary>Normal with variance 2/(inputs + outputs) (X. Glorot and Y. Bengio, 2010).</summary>
    public static Initializer GlorotNormal { get; } = new VarianceScaling("glorotNormal", (inputs, outputs) => 2.0 / (inputs + outputs), normal: true);

    /// <summary>Uniform on ±√(6/inputs) (K. He et al., 2015): for ReLU and tanh.</summary>
    public static Initializer HeUniform { get; } = new VarianceScaling("heUniform", (inputs, _) => 2.0 / inputs, normal: false);

    /// <summary>Normal with variance 2/inputs (K. He et al., 2015): for ReLU.</summary>
    public static Initializer HeNormal { get; } = new VarianceScaling("heNormal", (inputs, _) => 2.0 / inputs, normal: true);

    /// <summary>Uniform on ±√(3/inputs) (Y. LeCun et al., 1998).</summary>
    public static Initializer LeCunUniform { get; } = new VarianceScaling("leCunUniform", (inputs, _) => 1.0 / inputs, normal: false);

    /// <summary>Normal with variance 1/inputs (Y. LeCun et al., 1998).</summary>
    public static Initializer LeCunNormal { get; } = new VarianceScaling("leCunNormal", (inputs, _) => 1.0 / inputs, normal: true);

    /// <summary>All 0: for a single layer; in a deeper network all neurons of a layer would stay alike.</summary>
    public static Initializer Zeros { get; } = new VarianceScaling("zeros", (_, _) => 0, normal: false);

    /// <summary>Fills the weights of a layer.</summary>
    /// <param name="weights">outputs·inputs numbers, to be set.</param>
    /// <param name="inputs">How many inputs each neuron has.</param>
    /// <param name="outputs">How many neurons the layer has.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <exception cref="ArgumentException"><paramref name="weights"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public abstract void Fill<T>(Span<T> weights, int inputs, int outputs, SeededRandom random)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
