namespace MiniDnn;

public sealed partial class FeedForwardNetwork<T>
{
    /// <summary>The forward pass of a batch with all that the layers compute on the way.</summary>
    /// <param name="x">A row for each sample, a column for each input.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another number of columns than the network has inputs.</exception>
    public ForwardPass<T> Forward(ReadOnlyMatrixSpan<T> x)
    {
        CheckInputs(nameof(Forward), x);
        var workspace = new Workspace<T>(this, x.RowCount, _ => true, withDeltas: false);
        Propagation.Forward(this, x, workspace, threads: null);
        var preActivations = new Matrix<T>[_layers.Length];
        var outputs = new Matrix<T>[_layers.Length];
        for (int l = 0; l < _layers.Length; l++)
        {
            preActivations[l] = workspace.PreActivations(l, x.RowCount).ToMatrix();
            outputs[l] = workspace.Outputs(l, x.RowCount).ToMatrix();
        }
        return new(preActivations, outputs);
    }

    /// <summary>The gradient of the loss of a batch, by backpropagation; the network is not changed.</summary>
    /// <param name="x">A row for each sample, a column for each input; at least one row.</param>
    /// <param name="targets">A row for each sample, a column for each output.</param>
    /// <param name="loss">The loss; it must fit the output layer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A shape does not fit, a value is not finite, a target is out of range, or the loss does not fit the output layer.
    /// </exception>
    public NetworkGradient<T> Backpropagate(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, Loss loss)
    {
        CheckSamples(nameof(Backpropagate), x, targets, loss);
        var workspace = new Workspace<T>(this, x.RowCount, _ => true, withDeltas: true);
        var gradient = new T[_parameters.Length];
        Propagation.Forward(this, x, workspace, threads: null);
        T value = Propagation.Backward(this, x, targets, loss, workspace, gradient, threads: null);
        var deltas = new Matrix<T>[_layers.Length];
        for (int l = 0; l < deltas.Length; l++)
        {
            deltas[l] = workspace.Deltas(l, x.RowCount).ToMatrix();
        }
        return new(value, this, gradient, deltas, InputGradient(deltas[0]));
    }

    /// <summary>Refuses data that training or evaluation can't work with, before any work starts.</summary>
    internal void CheckSamples(string operation, ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        CheckInputs(operation, x);
        if (x.RowCount == 0)
        {
            Throw.Argument(nameof(x), $"{operation}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be a sample.");
        }
        CheckLoss(operation, loss);
        x.CheckFinite(operation, nameof(x));
        targets.Check(operation, x.RowCount, OutputCount, loss);
    }

    internal void CheckLoss(string operation, Loss loss)
    {
        if (loss.RequiredActivation is not { } required)
        {
            return;
        }
        Activation output = _layers[^1].Activation;
        // by name, which has the constants: a network that was loaded has activations of its own
        if (required.Name != output.Name)
        {
            string other = output is Sigmoid ? nameof(Loss.BinaryCrossEntropy) : output is Softmax ? nameof(Loss.CategoricalCrossEntropy) : nameof(Loss.MeanSquaredError);
            Throw.Argument(nameof(loss), $"{operation}: the loss {loss} needs the output activation {required}, but the last layer has {output}; end the network with {required}, or use Loss.{other}.");
        }
        if (output is Softmax && OutputCount == 1)
        {
            Throw.Argument(nameof(loss), $"{operation}: the softmax of a single output is always 1; end the network with an output for each class, or for two classes with one sigmoid output and Loss.BinaryCrossEntropy.");
        }
        if (OutputScaler is not null && loss.Kind != LossKind.Regression)
        {
            Throw.Argument(nameof(loss), $"{operation}: the loss {loss} compares probabilities, which the network's OutputScaler would change; use Loss.MeanSquaredError, or set OutputScaler to null.");
        }
    }

    /// <summary>∂L/∂X = δ₁·W₁, through the scaler where there is one.</summary>
    private Matrix<T> InputGradient(Matrix<T> firstDelta)
    {
        Matrix<T> gradient = firstDelta.Multiply(_layers[0].Weights);
        if (InputScaler is { } scaler)
        {
            gradient.DivideRow(scaler.Scales, gradient);
        }
        return gradient;
    }
}
