using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>The passes through a network, forward and backward, on memory that a workspace holds. They allocate nothing.</summary>
internal static class Propagation
{
    /// <summary>Z₀ = X; Aₗ = Zₗ₋₁·Wₗᵀ + bₗ; Zₗ = fₗ(Aₗ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<T>(FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> x, Workspace<T> workspace, int? threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int samples = x.RowCount;
        ReadOnlyMatrixSpan<T> z = Input(network, x, workspace);
        DenseLayer<T>[] layers = network.LayerArray;
        for (int l = 0; l < layers.Length; l++)
        {
            DenseLayer<T> layer = layers[l];
            MatrixSpan<T> a = workspace.PreActivations(l, samples);
            MatrixSpan<T> output = workspace.Outputs(l, samples);
            bool rectifies = layer.Activation is ReLU && !workspace.KeepsPreActivations(l);
            MatrixProduct.Multiply(z, false, layer.Weights, true, a, accumulate: false, layer.Bias, rectifies, threads);
            if (!rectifies)
            {
                layer.Activation.Apply(a, output);
            }
            workspace.Dropout(l)?.Drop(output);
            z = workspace.Passed(l, samples);
        }
    }

    /// <summary>Backpropagation after a forward pass of the same batch (D. Rumelhart, G. Hinton and R. Williams, 1986): the chain rule from
    /// the last layer to the first,
    /// ∂L/∂Wₗ = δₗᵀ·Zₗ₋₁, ∂L/∂bₗ = Σ rows of δₗ, δₗ₋₁ = (δₗ·Wₗ) ⊙ f′(Aₗ₋₁).</summary>
    /// <returns>The loss of the batch.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Backward<T>(
        FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, Loss loss, Workspace<T> workspace, T[] gradient, int? threads, ReadOnlySpan<T> sampleWeights = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int samples = x.RowCount;
        T value = OutputDelta(network, targets, sampleWeights, loss, workspace, samples);
        DenseLayer<T>[] layers = network.LayerArray;
        for (int l = layers.Length - 1; l >= 0; l--)
        {
            DenseLayer<T> layer = layers[l];
            ReadOnlyMatrixSpan<T> delta = workspace.Deltas(l, samples);
            ReadOnlyMatrixSpan<T> z = l == 0 ? ScaledInput(network, x, workspace) : workspace.Passed(l - 1, samples);
            MatrixProduct.Multiply(delta, true, z, false, layer.WeightsIn(gradient), accumulate: false, threads);
            delta.SumColumns(layer.BiasIn(gradient));
            if (l > 0)
            {
                MatrixSpan<T> deltaBefore = workspace.Deltas(l - 1, samples);
                MatrixProduct.Multiply(delta, false, layer.Weights, false, deltaBefore, accumulate: false, threads);
                workspace.Dropout(l - 1)?.MultiplyByMask(deltaBefore);
                ThroughActivation(layers[l - 1].Activation, l - 1, workspace, deltaBefore);
            }
        }
        return value;
    }

    /// <summary>
    /// δ of the last layer, ∂L/∂A: from the loss at once where it belongs to the activation, else through the activation's derivative.
    /// </summary>
    private static T OutputDelta<T>(FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> targets, ReadOnlySpan<T> sampleWeights, Loss loss, Workspace<T> workspace, int samples)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int last = network.LayerArray.Length - 1;
        MatrixSpan<T> delta = workspace.Deltas(last, samples);
        if (network.OutputScaler is { } scaler)
        {
            scaler.Transform(targets, workspace.ScaledTargets(samples));
            targets = workspace.ScaledTargets(samples);
        }
        if (loss.RequiredActivation is not null)
        {
            return SampleWeights.Evaluate(loss, workspace.PreActivations(last, samples), workspace.Outputs(last, samples), targets, sampleWeights, delta);
        }
        T value = SampleWeights.Evaluate(loss, default, workspace.Outputs(last, samples), targets, sampleWeights, delta);
        ThroughActivation(network.LayerArray[last].Activation, last, workspace, delta);
        return value;
    }

    private static void ThroughActivation<T>(Activation activation, int layer, Workspace<T> workspace, MatrixSpan<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlyMatrixSpan<T> input = activation.NeedsInput ? workspace.PreActivations(layer, delta.RowCount) : default;
        activation.Backward(input, workspace.Outputs(layer, delta.RowCount), delta);
    }

    private static ReadOnlyMatrixSpan<T> Input<T>(FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> x, Workspace<T> workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        network.InputScaler?.Transform(x, workspace.ScaledInputs(x.RowCount));
        return ScaledInput(network, x, workspace);
    }

    private static ReadOnlyMatrixSpan<T> ScaledInput<T>(FeedForwardNetwork<T> network, ReadOnlyMatrixSpan<T> x, Workspace<T> workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
        => network.InputScaler is null ? x : workspace.ScaledInputs(x.RowCount);
}
