namespace MiniDnn.Tests;

internal sealed class EvaluationTests
{
    [Test]
    public void Classification_has_accuracy_and_confusion()
    {
        // one input, two classes: class 1 where x > 0
        var network = FeedForwardNetwork<double>.FromWeights([[[-1], [1]]], [[0, 0]], [Activation.Softmax]);
        Matrix<double> x = [[-1], [-2], [1], [2]];
        Evaluation evaluation = network.Evaluate(x, OneHot.Encode<double>([0, 1, 1, 1], 2), Loss.CategoricalCrossEntropy);
        Assert.That((evaluation.Accuracy, evaluation.RSquared), Is.EqualTo((0.75, (double?)null)));
        Assert.That((evaluation.ConfusionMatrix![0, 0], evaluation.ConfusionMatrix[1, 0], evaluation.ConfusionMatrix[1, 1]), Is.EqualTo((1, 1, 2)));
        Assert.That(evaluation.Loss, Is.EqualTo((Math.Log(1 + Math.Exp(-2)) + 4 + Math.Log(1 + Math.Exp(-4)) + Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(-4))) / 4).Within(1e-15));
        Assert.That(evaluation.ToString(), Does.Contain("accuracy"));
    }

    [Test]
    public void One_sigmoid_output_says_yes_from_a_half_up()
    {
        var network = FeedForwardNetwork<double>.FromWeights([[[1]]], [[0]], [Activation.Sigmoid]);
        Matrix<double> x = [[-1], [0], [1]];
        Matrix<double> y = [[0], [1], [0]];
        Assert.That(network.Evaluate(x, y, Loss.BinaryCrossEntropy).Accuracy, Is.EqualTo(2.0 / 3).Within(1e-15));
    }

    [Test]
    public void Regression_has_R_squared_where_the_targets_vary()
    {
        var network = FeedForwardNetwork<double>.FromWeights([[[2.5]]], [[-65.0 / 3]], [Activation.Identity]);
        Matrix<double> x = [[20], [30], [40]];
        Matrix<double> y = [[30], [50], [80]];
        Evaluation evaluation = network.Evaluate(x, y, Loss.MeanSquaredError);
        Assert.That(evaluation.RSquared, Is.EqualTo(75.0 / 76).Within(1e-14));
        Assert.That(evaluation.Loss, Is.EqualTo(50.0 / 9).Within(1e-13));
        Assert.That((evaluation.Accuracy, evaluation.ConfusionMatrix), Is.EqualTo(((double?)null, (ConfusionMatrix?)null)));
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

    /// <summary>Sums of float stop growing, and the level hides what varies: this network says the level alone.</summary>
    [Test]
    public void R_squared_of_float_targets_far_from_0_is_that_of_the_definition()
    {
        var network = FeedForwardNetwork<float>.FromWeights([[[0f]]], [[101325]], [Activation.Identity]);
        var random = new SeededRandom(3);
        Matrix<float> x = new(10_000, 1), y = Matrix.Create(10_000, 1, (_, _) => (float)(101325 + (8 * (random.NextDouble() - 0.5))));
        double mean = y.AsSpan().ToArray().Average(t => (double)t), total = y.AsSpan().ToArray().Sum(t => (t - mean) * (t - mean));
        double exact = 1 - (y.AsSpan().ToArray().Sum(t => (t - 101325.0) * (t - 101325.0)) / total);
        Assert.That(network.Evaluate(x, y, Loss.MeanSquaredError).RSquared, Is.EqualTo(exact).Within(1e-12));
    }

    [TestCase(3, 0.1)]
    [TestCase(20_000, 0.1)]
    [TestCase(1, 5)]
    public void Targets_that_do_not_vary_have_no_R_squared(int rows, double target)
    {
        var network = FeedForwardNetwork<double>.FromWeights([[[0.0]]], [[0.2]], [Activation.Identity]);
        Evaluation evaluation = network.Evaluate(new Matrix<double>(rows, 1), Matrix.Create(rows, 1, (_, _) => target), Loss.MeanSquaredError);
        Assert.That(evaluation.RSquared, Is.Null);
        Assert.That(evaluation.RSquaredByOutput, Is.EqualTo(new double?[] { null }));
    }

    [Test]
    public void R_squared_of_several_outputs_is_the_plain_mean_of_those_that_vary()
    {
        var network = FeedForwardNetwork<double>.FromWeights([[[1], [0], [0]]], [[0, 1000, 3]], [Activation.Identity]);
        Matrix<double> x = [[1], [2], [3]], y = [[1, 0, 7], [2, 1000, 7], [3, 2000, 7]];
        Evaluation evaluation = network.Evaluate(x, y, Loss.MeanSquaredError);
        Assert.That(evaluation.RSquaredByOutput, Is.EqualTo(new double?[] { 1, 0, null }));
        Assert.That(evaluation.RSquared, Is.EqualTo(0.5));
    }

    [Test]
    public void Several_outputs_that_say_yes_or_no_are_each_judged_by_itself()
    {
        var network = FeedForwardNetwork<double>.FromWeights([[[9, 0, 0], [0, 9, 0], [0, 0, 9]]], [[0, 0, 0]], [Activation.Sigmoid]);
        Matrix<double> x = [[1, 1, -1], [-1, 1, 1], [1, -1, 1]];
        Evaluation right = network.Evaluate(x, [[1, 1, 0], [0, 1, 1], [1, 0, 1]], Loss.BinaryCrossEntropy);
        Assert.That((right.Accuracy, right.ExactMatchAccuracy, right.ConfusionMatrix), Is.EqualTo(((double?)1, (double?)1, (ConfusionMatrix?)null)));
        Evaluation oneWrong = network.Evaluate(x, [[1, 1, 0], [0, 1, 1], [1, 0, 0]], Loss.BinaryCrossEntropy);
        Assert.That((oneWrong.Accuracy, oneWrong.ExactMatchAccuracy), Is.EqualTo(((double?)8 / 9, (double?)2 / 3)));
        Assert.That(oneWrong.ConfusionMatrices.Select(matrix => (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1])), Is.EqualTo(new[] { (1, 0, 0, 2), (1, 0, 0, 2), (1, 1, 0, 1) }));
        Assert.That(oneWrong.ConfusionMatrices[2].Precision(1), Is.EqualTo(0.5));
    }

    /// <summary>Whatever the targets look like: rows, soft rows, labels, several outputs, one; more samples than are predicted at a time.</summary>
    [Test]
    public void Accuracy_is_a_plain_count([Range(1, 30)] int seed)
    {
        var random = new Random(seed);
        int outputs = random.Next(1, 6), samples = random.Next(1, 1500);
        bool isCategorical = outputs > 1 && random.Next(2) == 0;
        var network = new FeedForwardNetwork<float>(3, [new Dense(outputs, isCategorical ? Activation.Softmax : Activation.Sigmoid)], (ulong)seed);
        Matrix<float> x = TestMatrices.Random<float>(samples, 3, (ulong)seed), predictions = network.Predict(x);
        Loss loss = isCategorical ? Loss.CategoricalCrossEntropy : Loss.BinaryCrossEntropy;
        int[] labels = [.. Enumerable.Range(0, samples).Select(_ => random.Next(Math.Max(2, outputs)))];
        Matrix<float> soft = isCategorical
            ? OneHot.Encode<float>(labels, outputs).Map(t => (0.7f * t) + (0.3f / outputs))
            : Matrix.Create(samples, outputs, (_, _) => random.Next(3) / 2f);
        Matrix<float> encoded = outputs == 1 ? Matrix.Create(samples, 1, (i, _) => (float)labels[i]) : OneHot.Encode<float>(labels, outputs);
        foreach ((Evaluation evaluation, Matrix<float> targets) in new[] { (network.Evaluate(x, soft, loss), soft), (network.Evaluate(x, labels, loss), encoded) })
        {
            bool[][] right = [.. Enumerable.Range(0, samples).Select(i => isCategorical
                ? new[] { Largest(predictions, i) == Largest(targets, i) }
                : [.. Enumerable.Range(0, outputs).Select(j => predictions[i, j] >= 0.5f == targets[i, j] >= 0.5f)])];
            Assert.That(evaluation.Accuracy, Is.EqualTo(right.SelectMany(row => row).Average(isRight => isRight ? 1.0 : 0)).Within(1e-14));
            Assert.That(evaluation.ExactMatchAccuracy, Is.EqualTo(right.Average(row => row.All(isRight => isRight) ? 1.0 : 0)).Within(1e-14));
        }
    }

    [Test]
    public void Very_many_classes_cost_one_pass()
    {
        var network = new FeedForwardNetwork<float>(1, [new Dense(50_000, Activation.Softmax)], 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Evaluation evaluation = network.Evaluate(new Matrix<float>(1, 1, [1]), labels: [7], Loss.CategoricalCrossEntropy);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(20_000_000));
        Assert.That(evaluation.ConfusionMatrix!.ClassCount, Is.EqualTo(50_000));
    }

    private static int Largest(Matrix<float> rows, int row) => rows.Row(row).IndexOf(rows.Row(row).ToArray().Max());
}

/// <summary>A loss of one's own that needs an activation and is for numbers all the same: for counts, −t·ln p + p with p = eᵃ.</summary>
internal sealed class OwnRegressionLossTests
{
    private static readonly Matrix<double> X = [[0], [1], [2], [3]], Y = [[1], [2], [5], [9]];

    [Test]
    public void It_is_judged_by_R_squared_and_may_have_scaled_targets()
    {
        var network = new FeedForwardNetwork<double>(1, [new Dense(1, new ELU { Alpha = 0.5 })], seed: 2);
        TrainingOptions<double> options = new() { Loss = new Shifted(), Optimizer = new Adam { LearningRate = 0.05 }, Epochs = 400, StandardizeTargets = true };
        TrainingHistory history = network.Train(X, Y, options);
        Assert.That(history.Outcome, Is.EqualTo(DescentOutcome.EpochLimit));
        Evaluation evaluation = network.Evaluate(X, Y, options.Loss);
        Assert.That((evaluation.Accuracy, evaluation.ConfusionMatrices), Is.EqualTo(((double?)null, Array.Empty<ConfusionMatrix>())));
        double mean = 17.0 / 4, total = Y.AsSpan().ToArray().Sum(t => (t - mean) * (t - mean));
        double residual = network.Predict(X).Subtract(Y).AsSpan().ToArray().Sum(e => e * e);
        Assert.That(evaluation.RSquared, Is.EqualTo(1 - (residual / total)).Within(1e-12));
        Assert.That(evaluation.RSquared, Is.GreaterThan(0.8));
    }

    [Test]
    public void After_loading_the_activation_is_still_the_one_it_needs()
    {
        var network = new FeedForwardNetwork<double>(1, [new Dense(1, new ELU { Alpha = 0.5 })], seed: 2);
        var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        Assert.That(FeedForwardNetwork<double>.Load(file).Evaluate(X, Y, new Shifted()).Loss, Is.EqualTo(network.Evaluate(X, Y, new Shifted()).Loss));
    }

    /// <summary>½(z − t)² beside elu(0.5), whose slope it takes over.</summary>
    private sealed class Shifted : Loss
    {
        private static readonly ELU Output = new() { Alpha = 0.5 };

        public override string Name => "shifted";

        public override Activation RequiredActivation => Output;

        public override T Evaluate<T>(ReadOnlyMatrixSpan<T> preActivations, ReadOnlyMatrixSpan<T> predictions, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> delta)
        {
            predictions.Subtract(targets, delta);
            T loss = delta.AsReadOnly().Hadamard(delta).Sum() / T.CreateChecked(2 * delta.RowCount);
            Output.Backward(default, predictions, delta);
            delta.AsReadOnly().Multiply(T.One / T.CreateChecked(delta.RowCount), delta);
            return loss;
        }
    }
}
