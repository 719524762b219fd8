namespace MiniDnn.Surface;

/// <summary>Matrices written out where a view is asked for.</summary>
internal static class ViewLiteralLines
{
    public static void Run(Says says)
    {
        FeedForwardNetwork<double> network = NetworkLines.Exact();
        Matrix<double> a = [[2, 1], [1, 3]];
        Matrix<float> floats = [[10, 1], [20, 3]];
        double[] numbers = [0, 6];
        LinearModel<double> plane = LeastSquares.Fit([[1, 2], [2, 1], [3, 5], [4, 3], [5, 1]], [9, 8, 22, 18, 14]);
        Trainer<double> Fresh() => new(NetworkLines.Exact(), Loss.MeanSquaredError, new Sgd(), batchSize: 2);

        says.That(network.Predict([[3, 1]])[0, 0], 5);
        says.That(network.Predict([[1, 2], [3, 1]]).Column(0), [0, 5]);
        says.That(network.Evaluate([[1, 2], [3, 1]], [[0], [6]], Loss.MeanSquaredError).Loss, 0.5);
        says.That(network.Evaluate([[1, 2], [3, 1]], [0, 6], Loss.MeanSquaredError).Loss, 0.5);
        says.That(network.Evaluate([[1, 2], [3, 1]], numbers, Loss.MeanSquaredError).Loss, 0.5);
        says.That(network.Forward([[3, 1]]).Outputs[0][0, 0], 5);
        says.That(network.Backpropagate([[3, 1]], [[6]], Loss.MeanSquaredError).Loss, 1);
        says.That(GradientCheck.Run(network, [[3, 1]], [[6]], Loss.MeanSquaredError).LargestError, 0, 1e-8);
        says.That(Fresh().Step([[1, 2], [3, 1]], [[0], [6]]), 0.5);
        says.That(Fresh().Step([[1, 2], [3, 1]], [0, 6]), 0.5);
        says.That(network.Train([[1, 2], [3, 1]], [[0], [6]], new() { Loss = Loss.MeanSquaredError, Epochs = 2 }).Count, 2);
        says.That(network.Train([[1, 2], [3, 1]], [0, 6], new() { Loss = Loss.MeanSquaredError, Epochs = 2 }).Count, 2);
        says.That(plane.Predict([[1, 2], [10, 10]]), [9, 51]);
        says.That(GradientDescent.Fit([1, 2, 3], [3, 5, 7], new() { LearningRate = 0.3, Standardize = true }).Predict([[5], [6]]), [11, 13]);
        says.That(StandardScaler.Fit(floats).Transform([[25, 2]])[0, 0], 2);
        says.That(a.Solve([[3], [5]]).Column(0), [0.8, 1.4]);
        says.That(a.Qr().Solve([[3], [5]])[1, 0], 1.4);
        says.That(LeastSquares.Fit(a, [[1], [2]]).Length, 1);
    }
}
