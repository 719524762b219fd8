using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>The passes through a network, forward and backward, on memory that a workspace holds. They allocate nothing.</summary>
/// <remarks>
/// No pass is inlined: a step that takes them all in uses up what the compiler may inline into one method, calls the constructors of views
/// instead, and takes 5 % longer in a small network.
/// </remarks>
internal static class Propagation
{
    /// <summary>Z₀ = X, scaled; Zₗ = what layer l makes of Zₗ₋₁.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Forward<T>(NetworkCore<T> network, ReadOnlyMatrixSpan<T> x, Workspace<T> workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int samples = x.RowCount;
        ReadOnlyMatrixSpan<T> z = Input(network, x, workspace, isReady: false);
        Layer[] layers = network.Layout.Layers;
        for (int l = 0; l < layers.Length; l++)
        {
            MatrixSpan<T> written = workspace.Written(l, samples);
            LayerPass<T> pass = workspace.Pass(l, samples);
            layers[l].Forward(pass, z, written);
            z = written;
            if (workspace.AppliesActivation(l))
            {
                MatrixSpan<T> activated = workspace.Outputs(l, samples);
                layers[l].OutputActivation.Apply(z, activated);
                z = activated;
            }
        }
    }

    /// <summary>
    /// Backpropagation after a forward pass of the same batch (D. Rumelhart, G. Hinton and R. Williams, 1986): the chain rule from the last
    /// layer to the first, each of which sets its gradient and hands ∂L/∂Z on to the layer before.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="x">The batch.</param>
    /// <param name="workspace">As the forward pass left it.</param>
    /// <param name="wantsInputDelta">Whether ∂L/∂X is asked for.</param>
    /// <remarks>∂L/∂Z of the last layer is there already: <see cref="OutputDelta"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Backward<T>(NetworkCore<T> network, ReadOnlyMatrixSpan<T> x, Workspace<T> workspace, bool wantsInputDelta = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int samples = x.RowCount;
        Layer[] layers = network.Layout.Layers;
        for (int l = layers.Length - 1; l >= 0; l--)
        {
            MatrixSpan<T> delta = workspace.Deltas(l, samples);
            bool isTaken = l == layers.Length - 1 && workspace.LossTakesActivation;
            if (workspace.AppliesActivation(l) && !isTaken)
            {
                layers[l].OutputActivation.Backward(workspace.Written(l, samples), workspace.Outputs(l, samples), delta);
            }
            if (workspace.KeptDeltas is { } kept)
            {
                kept[l] = delta.ToMatrix();
            }
            ReadOnlyMatrixSpan<T> before = l == 0 ? Input(network, x, workspace, isReady: true) : workspace.Outputs(l - 1, samples);
            MatrixSpan<T> deltaBefore = l > 0 ? workspace.Deltas(l - 1, samples) : wantsInputDelta ? InputDelta(network, workspace, samples) : default;
            LayerPass<T> pass = workspace.Pass(l, samples);
            layers[l].Backward(pass, before, workspace.Written(l, samples), delta, deltaBefore);
        }
    }

    /// <summary>The loss of the batch; ∂L/∂Z of the last layer, or ∂L/∂A where the loss has taken its activation over.</summary>
    /// <param name="network">The network.</param>
    /// <param name="targets">A row for each sample.</param>
    /// <param name="sampleWeights">Empty for 1 each.</param>
    /// <param name="loss">The loss that the workspace was made for.</param>
    /// <param name="workspace">As the forward pass left it.</param>
    /// <param name="scalesTargets">Whether the targets go through the network's scaler first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T OutputDelta<T>(
        NetworkCore<T> network, ReadOnlyMatrixSpan<T> targets, ReadOnlySpan<T> sampleWeights, Loss loss, Workspace<T> workspace, bool scalesTargets = true)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int samples = targets.RowCount, last = network.Layout.Layers.Length - 1;
        ReadOnlyMatrixSpan<T> scaled = targets;
        if (scalesTargets && network.OutputScaler is { } scaler)
        {
            scaler.Transform(targets, workspace.Targets(samples));
            scaled = workspace.Targets(samples);
        }
        else if (network.Layout.Output.Rows > 1 && !targets.IsContiguous)
        {
            targets.CopyTo(workspace.Targets(samples));
            scaled = workspace.Targets(samples);
        }
        ReadOnlyMatrixSpan<T> preActivations = workspace.LossTakesActivation ? workspace.Written(last, samples) : default;
        ReadOnlyMatrixSpan<T> rows = AsRows(scaled, network.Layout.Output);
        return SampleWeights.Evaluate(loss, preActivations, workspace.Outputs(last, samples), rows, sampleWeights, workspace.Deltas(last, samples));
    }

    /// <summary>
    /// The rows of the first layer's inputs: the batch itself where nothing is to be done to it, else memory of the workspace.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlyMatrixSpan<T> Input<T>(NetworkCore<T> network, ReadOnlyMatrixSpan<T> x, Workspace<T> workspace, bool isReady)
        where T : unmanaged, IFloatingPointIeee754<T>
        => network.InputScaler is null && network.Layout.Input.Rows == 1 ? x : InputRows(network, x, workspace, isReady);

    private static ReadOnlyMatrixSpan<T> InputRows<T>(NetworkCore<T> network, ReadOnlyMatrixSpan<T> x, Workspace<T> workspace, bool isReady)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SampleShape shape = network.Layout.Input;
        if (network.InputScaler is null && x.IsContiguous)
        {
            return AsRows(x, shape);
        }
        MatrixSpan<T> inputs = workspace.Inputs(x.RowCount);
        if (!isReady)
        {
            Scale(network, x, inputs);
        }
        return AsRows<T>(inputs, shape);
    }

    private static void Scale<T>(NetworkCore<T> network, ReadOnlyMatrixSpan<T> x, MatrixSpan<T> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (network.InputScaler is not { } scaler)
        {
            x.CopyTo(inputs);
            return;
        }
        scaler.Transform(x, inputs);
        foreach (IndexColumn index in network.Layout.IndexColumns)
        {
            for (int i = 0; i < x.RowCount; i++)
            {
                inputs[i, index.Column] = x[i, index.Column];
            }
        }
    }

    private static MatrixSpan<T> InputDelta<T>(NetworkCore<T> network, Workspace<T> workspace, int samples)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SampleShape shape = network.Layout.Input;
        workspace.InputDelta(samples).TryGetSpan(out Span<T> numbers);
        return new(samples * shape.Rows, shape.Columns, shape.Columns, numbers);
    }

    /// <summary>Samples without gaps between them as their rows: the same memory.</summary>
    private static ReadOnlyMatrixSpan<T> AsRows<T>(ReadOnlyMatrixSpan<T> samples, SampleShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (shape.Rows == 1)
        {
            return samples;
        }
        samples.TryGetSpan(out ReadOnlySpan<T> numbers);
        return new(samples.RowCount * shape.Rows, shape.Columns, shape.Columns, numbers);
    }
}
