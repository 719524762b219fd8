using System.Globalization;
using Spectre.Console;

namespace MiniDnn.Walkthrough;

/// <summary>Trains a network on the user's own file and shows how well it does on a held-out fifth.</summary>
internal static class CsvTraining
{
    private const double TestShare = 0.2;

    public static int Run(string path, Arguments arguments)
    {
        CsvData data = CsvData.Read(path);
        Figures.Title($"Training on {System.IO.Path.GetFileName(path)}: {data.Inputs.RowCount} samples of {data.Inputs.ColumnCount} inputs");
        if (arguments.Regression)
        {
            RunRegression(data, arguments);
        }
        else
        {
            RunClassification(path, data, arguments);
        }
        return 0;
    }

    private static void RunClassification(string path, CsvData data, Arguments arguments)
    {
        int[] labels = data.ClassLabels(out string[] names);
        int rarest = labels.CountBy(label => label).Min(pair => pair.Value);
        if (names.Length < 2 || rarest < 2)
        {
            throw new CsvFormatException($"{path}: the last column has {names.Length} classes, the rarest with {rarest} samples; there must be at least two classes of two samples each. If it holds numbers to predict, say --regression.");
        }
        TrainTestSplit split = TrainTestSplit.Stratified(labels, TestShare, seed: 42);
        Evaluation evaluation = Train(data.Inputs, OneHot.Encode<float>(labels, names.Length), split, new Dense(names.Length, Activation.Softmax), Loss.CategoricalCrossEntropy, arguments);
        ConfusionTable.Print(evaluation.ConfusionMatrix!, names);
    }

    private static void RunRegression(CsvData data, Arguments arguments)
    {
        Matrix<float> targets = data.NumericTargets();
        if (targets.RowCount < 2)
        {
            throw new CsvFormatException("A single sample can't be divided into training and test.");
        }
        TrainTestSplit split = TrainTestSplit.Random(targets.RowCount, TestShare, seed: 42);
        Evaluation evaluation = Train(data.Inputs, targets, split, new Dense(1), Loss.MeanSquaredError, arguments);
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A prediction is off by {Math.Sqrt(evaluation.Loss):G4} (root mean square)."));
    }

    private static Evaluation Train(Matrix<float> inputs, Matrix<float> targets, TrainTestSplit split, Dense output, Loss loss, Arguments arguments)
    {
        var network = new FeedForwardNetwork<float>(inputs.ColumnCount, [new Dense(arguments.Hidden, Activation.ReLU), output], seed: 42);
        Figures.Say(network.ToString());
        TrainingHistory history = ProgressBar.Train(network, inputs.SelectRows(split.Train), targets.SelectRows(split.Train), new()
        {
            Loss = loss,
            BatchSize = 16,
            Epochs = arguments.Epochs,
            StandardizeInputs = true,
            StandardizeTargets = arguments.Regression,
            Seed = 42,
        });
        Figures.Say(history.ToString());
        Evaluation evaluation = network.Evaluate(inputs.SelectRows(split.Test), targets.SelectRows(split.Test), loss);
        Figures.Say($"{split.Test.Count} samples held out: {evaluation}");
        return evaluation;
    }
}
