namespace MiniDnn.Walkthrough;

internal static class LossLesson
{
    public static void Run(Figures figures)
    {
        Figures.Title("6. Three losses, each with its natural output");
        Figures.Say("With its natural output layer each loss sends back the plain error: δ = (prediction − target)/count (twice that for squares without the ½).");
        Compare(figures, "squares, identity", Activation.Identity, Loss.MeanSquaredError, factor: 2.0 / 3);
        Compare(figures, "two classes, sigmoid", Activation.Sigmoid, Loss.BinaryCrossEntropy, factor: 1.0 / 3);
        Compare(figures, "many classes, softmax", Activation.Softmax, Loss.CategoricalCrossEntropy, factor: 1);
        figures.Print();
    }

    private static void Compare(Figures figures, string name, Activation output, Loss loss, double factor)
    {
        var network = new FeedForwardNetwork<double>(2, [new Dense(4, Activation.Tanh), new Dense(3, output)], seed: 3);
        Matrix<double> x = [[0.5, -1]];
        Matrix<double> target = [[0, 1, 0]];
        Matrix<double> error = network.Predict(x) - target;
        NetworkGradient<double> gradient = network.Backpropagate(x, target, loss);
        figures.Check($"{name}: |δ − error|", (gradient.Deltas[^1] - (factor * error)).FrobeniusNorm(), "0.000000000000");
        figures.Check($"{name}: gradient check", GradientCheck.Run(network, x, target, loss).LargestError, "0.00000000");
    }
}
