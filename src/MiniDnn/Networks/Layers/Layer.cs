namespace MiniDnn;

/// <summary>
/// A layer: an immutable description without numbers, to which a network lends memory for each pass. Built in are <see cref="Dense"/>, <see cref="Dropout"/>, <see cref="BatchNorm"/>, <see cref="LayerNorm"/>, <see cref="Residual"/>, <see cref="Embedding"/> and <see cref="Flatten"/>.
/// </summary>
/// <remarks>
/// One of your own overrides <see cref="Name"/>, <see cref="Plan"/>, <see cref="Forward"/> and <see cref="Backward"/>; the page on layers
/// has one in 40 lines, and attention. It allocates nothing in a pass, adds up in an order that does not depend on the threads, and has no
/// state of its own, so that one object serves all networks and threads. <see cref="GradientCheck"/> tells whether its derivative is right.
/// </remarks>
public abstract class Layer
{
    /// <summary>The name, for printing and saving.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The activation with which the layer ends. A loss that belongs to it takes it over: see <see cref="LayerPass{T}.EndsBeforeActivation"/>.
    /// </summary>
    public virtual Activation OutputActivation => Activation.Identity;

    /// <summary>What the layer needs for samples of a shape, and the shape that it gives.</summary>
    /// <param name="input">The shape of a sample.</param>
    /// <exception cref="ArgumentException">The layer can't take samples of that shape; the message says which it takes.</exception>
    public abstract LayerPlan Plan(SampleShape input);

    /// <summary>Sets the parameters and the state before the first step; all are 0 before.</summary>
    /// <param name="pass">The memory.</param>
    /// <param name="random">The source of random numbers.</param>
    public virtual void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>Writes the outputs of a batch. It must not change the state.</summary>
    /// <param name="pass">The memory, and what is asked for.</param>
    /// <param name="input">Samples·rows rows.</param>
    /// <param name="output">To be set; it does not overlap the input.</param>
    public abstract void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Carries the derivative of the loss back, and sets the gradient of each parameter.</summary>
    /// <param name="pass">The memory as Forward left it.</param>
    /// <param name="input">What Forward has read.</param>
    /// <param name="output">What Forward has written.</param>
    /// <param name="outputDelta">∂L/∂output; the layer may overwrite it.</param>
    /// <param name="inputDelta">∂L/∂input, to be set; empty where it is not asked for.</param>
    public abstract void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// Writes what makes the layer again, for a file: texts by name. <see cref="LoadOptions.Layers"/> makes a layer of one's own of them.
    /// </summary>
    /// <param name="settings">To be filled.</param>
    public virtual void WriteSettings(IDictionary<string, string> settings)
    {
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
