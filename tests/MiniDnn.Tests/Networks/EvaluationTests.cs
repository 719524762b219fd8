namespace MiniDnn.Tests;

internal sealed class EvaluationTests
{
    [Test]
    public void Classification_has_accuracy_and_confusion()
    {
        // one input, two classes: class 1 where x > 0
        var network = FeedForwardNetwork<double>.FromWeights(([[-1], [1]], [0, 0], Activation.Softmax));
        Matrix<double> x = [[-1], [-2], [1], [2]];
        Evaluation evaluation = network.Evaluate(x, OneHot.Encode<double>([0, 1, 1, 1], 2), Loss.CategoricalCrossEntropy);
        Assert.That((evaluation.Accuracy, evaluation.RSquared), Is.EqualTo((0.75, (double?)null)));
        Assert.That((evaluation.Confusion![0, 0], evaluation.Confusion[1, 0], evaluation.Confusion[1, 1]), Is.EqualTo((1, 1, 2)));
        Assert.That(evaluation.Loss, Is.EqualTo((Math.Log(1 + Math.Exp(-2)) + 4 + Math.Log(1 + Math.Exp(-4)) + Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(-4))) / 4).Within(1e-15));
        Assert.That(evaluation.ToString(), Does.Contain("accuracy"));
    }

    [Test]
    public void One_sigmoid_output_says_yes_from_a_half_up()
    {
        var network = FeedForwardNetwork<double>.FromWeights(([[1]], [0], Activation.Sigmoid));
        Matrix<double> x = [[-1], [0], [1]];
        Matrix<double> y = [[0], [1], [0]];
        Assert.That(network.Evaluate(x, y, Loss.BinaryCrossEntropy).Accuracy, Is.EqualTo(2.0 / 3).Within(1e-15));
    }

    [Test]
    public void Regression_has_R_squared_where_the_targets_vary()
    {
        var network = FeedForwardNetwork<double>.FromWeights(([[2.5]], [-65.0 / 3], Activation.Identity));
        Matrix<double> x = [[20], [30], [40]];
        Matrix<double> y = [[30], [50], [80]];
        Evaluation evaluation = network.Evaluate(x, y, Loss.MeanSquaredError);
        Assert.That(evaluation.RSquared, Is.EqualTo(75.0 / 76).Within(1e-14));
        Assert.That(evaluation.Loss, Is.EqualTo(50.0 / 9).Within(1e-13));
        Assert.That((evaluation.Accuracy, evaluation.Confusion), Is.EqualTo(((double?)null, (ConfusionMatrix?)null)));
        Assert.That(evaluation.ToString(), Does.Contain("R²"));
        Assert.That(network.Evaluate(x, Matrix.Create(3, 1, (_, _) => 4.0), Loss.MeanSquaredError).RSquared, Is.Null);
    }

    [Test]
    public void Large_data_is_evaluated_in_pieces_with_the_same_loss()
    {
        var network = new FeedForwardNetwork<double>(3, [new Dense(4, Activation.ReLU), new Dense(2)], seed: 1);
        Matrix<double> x = TestMatrices.Random<double>(1000, 3);
        Matrix<double> y = TestMatrices.Random<double>(1000, 2, 2);
        double expected = Math.Pow((network.Predict(x) - y).FrobeniusNorm(), 2) / 2000;
        Assert.That(network.Evaluate(x, y, Loss.MeanSquaredError).Loss, Is.EqualTo(expected).Within(1e-13));
    }
}
