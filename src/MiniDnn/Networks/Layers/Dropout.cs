namespace MiniDnn;

/// <summary>
/// Sets a share of the numbers to 0 at random in training and divides the others by 1 − share, so that prediction needs no change (N.
/// Srivastava et al., 2014).
/// </summary>
/// <example><code>
/// Layer[] layers = [new Dense(16, Activation.ReLU), new Dropout(0.2), new Dense(1)];
/// var network = new FeedForwardNetwork&lt;float&gt;(inputs: 3, layers, seed: 1);
/// Console.WriteLine(network.Layers[1].Layer);           // → Dropout(0.2)
/// </code></example>
public sealed class Dropout : Layer
{
    internal const string TypeName = "dropout";

    /// <summary>A layer that drops a share of what comes in.</summary>
    /// <param name="share">At least 0 and less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is outside [0, 1).</exception>
    public Dropout(double share) => Share = Throw.IfNotDecay(share, nameof(share));

    /// <summary>The share of the numbers that a step of training sets to 0.</summary>
    public double Share { get; }

    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    public override LayerPlan Plan(SampleShape input) => new() { Input = input, Output = input, ScratchColumns = [input.Columns] };

    /// <inheritdoc/>
    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        if (!pass.IsTraining)
        {
            input.CopyTo(output);
            return;
        }
        MatrixSpan<T> mask = pass.Scratch(0);
        mask.TryGetSpan(out Span<T> numbers);
        Draw(numbers, pass.Random);
        input.Hadamard(mask, output);
    }

    /// <inheritdoc/>
    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        if (inputDelta.IsEmpty)
        {
            return;
        }
        if (pass.IsTraining)
        {
            // what was dropped has no part in the loss
            outputDelta.AsReadOnly().Hadamard(pass.Scratch(0), inputDelta);
        }
        else
        {
            outputDelta.AsReadOnly().CopyTo(inputDelta);
        }
    }

    /// <inheritdoc/>
    public override void WriteSettings(IDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Add("share", LayerSettings.Text(Share));
    }

    /// <summary>The share.</summary>
    public override string ToString() => $"Dropout({LayerSettings.Text(Share)})";

    /// <summary>Two numbers of 32 bits from each draw.</summary>
    private void Draw<T>(Span<T> mask, SeededRandom random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        uint threshold = (uint)(Share * (1L << 32));
        T scale = T.CreateChecked(1 / (1 - Share));
        ulong bits = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            bits = (i & 1) == 0 ? random.NextUInt64() : bits >> 32;
            mask[i] = (uint)bits >= threshold ? scale : T.Zero;
        }
    }
}
