using Spectre.Console;

namespace MiniDnn.Walkthrough;

/// <summary>A network that learns to read handwritten digits.</summary>
internal static class Digits
{
    private const double EnoughAccuracy = 0.975;

    public static bool Run()
    {
        Figures.Title("9. A network that reads digits");
        CsvData data = CsvData.Read(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv"));
        data.Inputs.Divide(16, data.Inputs);
        int[] labels = data.ClassLabels(out _);
        Matrix<float> targets = OneHot.Encode<float>(labels, 10);
        TrainTestSplit split = TrainTestSplit.Stratified(labels, testFraction: 0.2, seed: 42);
        Matrix<float> testInputs = data.Inputs.SelectRows(split.Test);
        Matrix<float> testTargets = targets.SelectRows(split.Test);

        var network = new FeedForwardNetwork<float>(64, [new Dense(64, Activation.ReLU), new Dense(10, Activation.Softmax)], seed: 42);
        Figures.Say(network.ToString());
        TrainingHistory history = ProgressBar.Train(network, data.Inputs.SelectRows(split.Train), targets.SelectRows(split.Train), new()
        {
            Loss = new CategoricalCrossEntropy { LabelSmoothing = 0.1 },
            Optimizer = new AdamW { LearningRate = 3e-3, WeightDecay = 0.05 },
            Schedule = new CosineSchedule(),
            BatchSize = 32,
            Epochs = 60,
            Seed = 42,
        });
        Figures.Say(history.ToString());

        Evaluation evaluation = network.Evaluate(testInputs, testTargets, Loss.CategoricalCrossEntropy);
        Figures.Say($"{split.Test.Count} digits that it has not seen: {evaluation}");
        ConfusionTable.Print(evaluation.ConfusionMatrix!, [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")]);
        DigitPictures.PrintMisread(testInputs, network.Predict(testInputs), [.. split.Test.Select(row => labels[row])]);
        return evaluation.Accuracy >= EnoughAccuracy;
    }
}
