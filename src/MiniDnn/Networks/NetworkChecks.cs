namespace MiniDnn;

/// <summary>Refuses data and losses that a network can't work with, before any work starts.</summary>
internal static class NetworkChecks
{
    public static void CheckSamples<T>(NetworkCore<T> network, string operation, ReadOnlyMatrixSpan<T> x, Targets<T> targets, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        CheckInputs(network, operation, x);
        if (x.RowCount == 0)
        {
            Throw.Argument(nameof(x), $"{operation}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be a sample.");
        }
        CheckLoss(network, operation, loss);
        x.CheckFinite(operation, nameof(x));
        targets.Check(operation, x.RowCount, network.Layout.Output, loss);
    }

    public static void CheckInputs<T>(NetworkCore<T> network, string operation, ReadOnlyMatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NetworkLayout layout = network.Layout;
        if (x.ColumnCount != network.InputCount)
        {
            string expected = layout.Input.Rows == 1 ? "one for each input" : $"the {layout.Input} inputs of a sample, row after row";
            Throw.Argument(nameof(x), $"{operation}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {network.InputCount} columns, {expected}.");
        }
        foreach (IndexColumn index in layout.IndexColumns)
        {
            CheckIndices(operation, x, index);
        }
    }

    public static void CheckLoss<T>(NetworkCore<T> network, string operation, Loss loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (loss.RequiredActivation is not { } required)
        {
            return;
        }
        Activation output = network.Layout.Layers[^1].OutputActivation;
        // by name, which has the activation's constant: a network that was loaded has objects of its own
        if (required != output && required.Name != output.Name)
        {
            string other = output is Sigmoid ? nameof(Loss.BinaryCrossEntropy) : output is Softmax ? nameof(Loss.CategoricalCrossEntropy) : nameof(Loss.MeanSquaredError);
            Throw.Argument(nameof(loss), $"{operation}: the loss {loss} needs the output activation {required}, but the last layer has {output}; end the network with {required}, or use Loss.{other}.");
        }
        if (output is Softmax && network.Layout.Output.Columns == 1)
        {
            Throw.Argument(nameof(loss), $"{operation}: the softmax of a single output is always 1; end the network with an output for each class, or for two classes with one sigmoid output and Loss.BinaryCrossEntropy.");
        }
        if (network.OutputScaler is not null && loss.IsClassification)
        {
            Throw.Argument(nameof(loss), $"{operation}: the loss {loss} compares probabilities, which the network's OutputScaler would change; use Loss.MeanSquaredError, or set OutputScaler to null.");
        }
    }

    public static void CheckScaler<T>(string name, Scaler<T>? scaler, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (scaler is not null && scaler.ColumnCount != columns)
        {
            Throw.Argument(name, $"{name}: the scaler has {scaler.ColumnCount} columns; the network needs {columns}.");
        }
    }

    private static void CheckIndices<T>(string operation, ReadOnlyMatrixSpan<T> x, IndexColumn index)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.RowCount; i++)
        {
            double value = double.CreateChecked(x[i, index.Column]);
            if (!(value >= 0 && value < index.Categories && double.IsInteger(value)))
            {
                Throw.Argument(nameof(x), $"{operation}: x[{i}, {index.Column}] is {x[i, index.Column]}; the number of a category must be whole and from 0 to {index.Categories - 1}.");
            }
        }
    }
}
