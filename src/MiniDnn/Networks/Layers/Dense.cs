using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>A fully connected layer: Z = f(X·Wᵀ + b), with as many neurons as outputs; of a sequence, each row goes through it.</summary>
/// <remarks>Parameters: <c>weight</c> W, outputs×inputs; <c>bias</c> b, 1×outputs.</remarks>
/// <example><code>
/// var hidden = new Dense(32, Activation.ReLU);
/// var network = new FeedForwardNetwork&lt;double&gt;(inputs: 4, [hidden, new Dense(3, Activation.Softmax)], seed: 1);
/// Console.WriteLine(network.Parameters.Length);         // → 259
/// </code></example>
public sealed class Dense : Layer
{
    internal const string TypeName = "dense";

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

    /// <summary>How the weights start.</summary>
    public Initializer Initializer { get; }

    /// <inheritdoc/>
    public override string Name => TypeName;

    /// <inheritdoc/>
    public override Activation OutputActivation => Activation;

    /// <inheritdoc/>
    public override LayerPlan Plan(SampleShape input) => new()
    {
        Input = input,
        Output = input with { Columns = Outputs },
        Parameters = [new("weight", Outputs, input.Columns), new("bias", Outputs)],
        ScratchColumns = Activation.NeedsInput ? [Outputs] : [],
    };

    /// <inheritdoc/>
    public override void Initialize<T>(in LayerPass<T> pass, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        pass.Parameter(0).TryGetSpan(out Span<T> weights);
        Initializer.Fill(weights, pass.Plan.Input.Columns, Outputs, random);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward<T>(in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
    {
        MatrixSpan<T> a = KeepsInput(pass) ? pass.Scratch(0) : output;
        bool ends = pass.EndsBeforeActivation;
        // the product writes max(a, 0) itself, which saves a pass over the outputs
        bool rectifies = !ends && Activation is ReLU;
        pass.Parameter(1).TryGetSpan(out Span<T> bias);
        MatrixProduct.Multiply(input, false, pass.Parameter(0), true, a, accumulate: false, bias, rectifies, pass.Threads);
        if (!rectifies && !ends)
        {
            Activation.Apply(a, output);
        }
    }

    /// <summary>
    /// ∂L/∂W = δᵀ·X, ∂L/∂b = the sum of the rows of δ, ∂L/∂X = δ·W, where δ = ∂L/∂A, A = X·Wᵀ + b (D. Rumelhart, G. Hinton and R. Williams,
    /// 1986).
    /// </summary>
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward<T>(
        in LayerPass<T> pass, ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> outputDelta, MatrixSpan<T> inputDelta)
    {
        if (!pass.EndsBeforeActivation)
        {
            Activation.Backward(KeepsInput(pass) ? pass.Scratch(0) : default, output, outputDelta);
        }
        MatrixProduct.Multiply(outputDelta, true, input, false, pass.Gradient(0), accumulate: false, pass.Threads);
        pass.Gradient(1).TryGetSpan(out Span<T> bias);
        outputDelta.AsReadOnly().SumColumns(bias);
        if (!inputDelta.IsEmpty)
        {
            MatrixProduct.Multiply(outputDelta, false, pass.Parameter(0), false, inputDelta, accumulate: false, pass.Threads);
        }
    }

    /// <inheritdoc/>
    public override void WriteSettings(IDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Add("outputs", LayerSettings.Text(Outputs));
        settings.Add("activation", Activation.Name);
    }

    /// <summary>The size and the activation.</summary>
    public override string ToString() => $"Dense({Outputs}, {Activation})";

    /// <summary>Whether A is kept apart from Z, for a derivative that Z alone does not give.</summary>
    private bool KeepsInput<T>(in LayerPass<T> pass)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Activation.NeedsInput && pass.NeedsGradient && !pass.EndsBeforeActivation;
}
