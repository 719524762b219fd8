namespace MiniDnn.Surface;

/// <summary>What a network is made of, and what it answers. y = 2·a − b is learned exactly by weights that are set by hand.</summary>
internal static class NetworkLines
{
    public static void Run(Says says)
    {
        Creation(says);
        Predictions(says);
        Evaluations(says);
        Insights(says);
    }

    public static FeedForwardNetwork<double> Exact()
    {
        var network = new FeedForwardNetwork<double>(2, [new Dense(1)]);
        network.Layers[0].Weights[0, 0] = 2;
        network.Layers[0].Weights[0, 1] = -1;
        return network;
    }

    private static void Creation(Says says)
    {
        Dense[] layers = [new Dense(8, Activation.Tanh), new Dense(3, Activation.Softmax)];
        List<Dense> list = [new Dense(16, Activation.ReLU), new Dense(1)];

        says.That(new FeedForwardNetwork<float>(4, layers).OutputCount, 3);
        says.That(new FeedForwardNetwork<float>(4, list, seed: 1).Layers.Count, 2);
        says.That(new FeedForwardNetwork<double>(inputs: 2, [new Dense(8, Activation.Tanh), new Dense(1)], seed: 42).InputCount, 2);
        says.That(new FeedForwardNetwork<double>(2, [new Dense(8, Activation.SiLU), new Dropout(0.1), new Dense(1)]).Parameters.Length, 33);
        says.That($"{new FeedForwardNetwork<float>(4, layers)}".Contains("softmax", StringComparison.Ordinal));
    }

    private static void Predictions(Says says)
    {
        FeedForwardNetwork<double> network = Exact();
        Matrix<double> x = [[1, 2], [3, 1]];
        double[] sample = [3, 1];
        double[] answer = new double[1];
        ReadOnlyMatrixSpan<double> readOnly = x;
        network.Predict([3, 1], answer);

        says.That(network.Predict(x)[1, 0], 5);
        says.That(network.Predict(x.Rows(1..))[0, 0], 5);
        says.That(network.Predict(x[1.., ..])[0, 0], 5);
        says.That(network.Predict(readOnly)[1, 0], 5);
        says.That(network.Predict([3, 1])[0], 5);
        says.That(network.Predict(sample)[0], 5);
        says.That(network.Predict(x.Row(1))[0], 5);
        says.That(network.Predict(Matrix.Create(x.ToJaggedArray()))[1, 0], 5);
        says.That(answer, [5]);
        says.Refuses(() => network.Predict([1, 2, 3]), "Predict: x has 3 elements; it must have 2, one for each input.");
    }

    private static void Evaluations(Says says)
    {
        FeedForwardNetwork<double> network = Exact();
        Matrix<double> x = [[1, 2], [3, 1]];
        Matrix<double> y = [[0], [6]];
        double[] numbers = [0, 6];
        int[] labels = [0, 1];
        var classifier = new FeedForwardNetwork<double>(2, [new Dense(2, Activation.Softmax, Initializer.Zeros)]);

        says.That(network.Evaluate(x, y, Loss.MeanSquaredError).Loss, 0.5);
        says.That(network.Evaluate(x, numbers, Loss.MeanSquaredError).Loss, 0.5);
        says.That(network.Evaluate(x, [0, 6], Loss.MeanSquaredError).Loss, 0.5);
        says.That(network.Evaluate(x.Rows(1..), y.Rows(1..), Loss.MeanSquaredError).Loss, 1);
        says.That(network.Evaluate(x.Rows(1..), [6], Loss.MeanSquaredError).Loss, 1);
        says.That(classifier.Evaluate(x, labels, Loss.CategoricalCrossEntropy).Loss, Math.Log(2));
        says.That(classifier.Evaluate(x.Rows(1..), labels[1..], Loss.CategoricalCrossEntropy).Loss, Math.Log(2));
        says.That(classifier.Evaluate(x, labels: [0, 1], Loss.CategoricalCrossEntropy).Accuracy == 0.5);
        says.That(classifier.Evaluate(x, OneHot.Encode(labels, 2), Loss.CategoricalCrossEntropy).ConfusionMatrix![0, 0], 1);
        says.Refuses(
            () => classifier.Evaluate(x, [0, 1], Loss.CategoricalCrossEntropy),
            "Evaluate: targets is a number for each of 2 samples, which one output can learn, and the network has 2; it must be 2×2, a row for each sample. Class labels are an int[], or given by name: labels: […].");
    }

    private static void Insights(Says says)
    {
        FeedForwardNetwork<double> network = Exact();
        Matrix<double> x = [[1, 2], [3, 1]];
        Matrix<double> y = [[0], [6]];

        says.That(network.Forward(x).Outputs[0][1, 0], 5);
        says.That(network.Backpropagate(x, y, Loss.MeanSquaredError).Loss, 0.5);
        says.That(network.Backpropagate(x.Rows(1..), y.Rows(1..), Loss.MeanSquaredError).Weights[0][0, 0], -6);
        says.That(GradientCheck.Run(network, x, y, Loss.MeanSquaredError).LargestError, 0, 1e-8);
    }
}
