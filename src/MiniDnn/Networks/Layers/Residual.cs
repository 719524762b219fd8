namespace MiniDnn;

/// <summary>
/// Adds what comes in to what layers make of it: z = x + f(x), so that a deep network can begin as the identity (K. He et al., 2016).
/// </summary>
/// <remarks>The layers inside are a chain whose last gives the shape that came in. They may be residual layers themselves.</remarks>
/// <example><code>
/// var block = new Residual(new LayerNorm(), new Dense(8, Activation.GELU), new Dense(4));
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 4, [block, block, new Dense(1)], seed: 1);
/// Console.WriteLine(network.Parameters.Length);         // → 173
/// </code></example>
public sealed class Residual : Layer
{
    internal const string TypeName = "residual";

    private readonly Layer[] _layers;

    /// <summary>A layer around others.</summary>
    /// <param name="layers">f: one or more layers, each feeding the next.</param>
    /// <exception cref="ArgumentNullException"><paramref name="layers"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">There is no layer.</exception>
    public Residual(params Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Length == 0)
        {
            Throw.Argument(nameof(layers), "Residual: there is no layer inside; there must be one.");
        }
        foreach (Layer layer in layers)
        {
            ArgumentNullException.ThrowIfNull(layer, nameof(layers));
        }
        _layers = [.. layers];
    }

    /// <summary>The layers inside.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The last layer does not give the shape that comes in, or one changes the number of rows.
    /// </exception>
    public override LayerPlan Plan(SampleShape input)
    {
        var children = new LayerPlan[_layers.Length];
        SampleShape shape = input;
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = _layers[i].Plan(shape);
            shape = children[i].Output;
            if (shape.Rows != input.Rows || children[i].IndexColumns.Count > 0)
            {
                Throw.Argument(nameof(input), $"Residual: layer {i} inside, {_layers[i]}, gives samples of {shape} for {input}; it must keep the rows, and take no numbers of things.");
            }
        }
        if (shape != input)
        {
            Throw.Argument(nameof(input), $"Residual: the layers inside give samples of {shape}; to be added to what comes in, it must be {input}.");
        }
        // the outputs of each layer, then their deltas
        int[] outputs = [.. children.Select(child => child.Output.Columns)];
        return new() { Input = input, Output = input, Children = children, ScratchColumns = [.. outputs, .. outputs] };
    }

    /// <inheritdoc/>
    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Initialize(pass.Child(i), random);
        }
    }

    /// <inheritdoc/>
    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Forward(pass.Child(i), i == 0 ? input : pass.Scratch(i - 1), pass.Scratch(i));
        }
        input.Add(pass.Scratch(_layers.Length - 1), output);
    }

    /// <inheritdoc/>
    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        int count = _layers.Length;
        outputDelta.AsReadOnly().CopyTo(pass.Scratch((2 * count) - 1));
        for (int i = count - 1; i >= 0; i--)
        {
            ReadOnlyMatrixSpan<T> before = i == 0 ? input : pass.Scratch(i - 1);
            MatrixSpan<T> deltaBefore = i == 0 ? inputDelta : pass.Scratch(count + i - 1);
            _layers[i].Backward(pass.Child(i), before, pass.Scratch(i), pass.Scratch(count + i), deltaBefore);
        }
        if (!inputDelta.IsEmpty)
        {
            inputDelta.AsReadOnly().Add(outputDelta, inputDelta);
        }
    }

    /// <inheritdoc/>
    public override void WriteSettings(IDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        for (int i = 0; i < _layers.Length; i++)
        {
            LayerSettings.Write(settings, $"{LayerSettings.Text(i)}.", _layers[i]);
        }
    }

    /// <summary>The layers inside.</summary>
    public override string ToString() => $"Residual({string.Join(", ", _layers.Select(layer => layer.ToString()))})";
}
