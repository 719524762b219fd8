namespace MiniDnn.Tests;

/// <summary>Networks that keep the scalers of their inputs and outputs.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ScaledNetworkTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateChecked(value);

    /// <summary>Inputs around 1000, and targets around 10⁶, two of them, that are a line of the inputs.</summary>
    private static (Matrix<T> X, Matrix<T> Y) Data()
    {
        Matrix<T> x = Matrix<T>.RandomUniform(64, 3, new SeededRandom(2), 990, 1010);
        return (x, Matrix.Create(64, 2, (i, j) => Number(1e6) + (Number(300 * (j + 1)) * (x[i, j] - Number(1000)))));
    }

    private static FeedForwardNetwork<T> Network() => new(3, [new Dense(4, Activation.Tanh), new Dense(2)], seed: 5);

    private static TrainingOptions<T> Options(int epochs = 200) => new() { Loss = Loss.MeanSquaredError, Optimizer = new Adam { LearningRate = 0.02 }, BatchSize = 16, Epochs = epochs, StandardizeInputs = true, StandardizeTargets = true, ValidationSplit = 0.25 };

    [Test]
    public void Targets_of_any_size_are_learned_and_predicted_in_their_units()
    {
        (Matrix<T> x, Matrix<T> y) = Data();
        FeedForwardNetwork<T> network = Network();
        TrainingHistory history = network.Train(x, y, Options());
        Assert.That(history[^1].Loss, Is.LessThan(0.05), "the loss is that of standardised targets");
        Assert.That(history[^1].ValidationLoss, Is.LessThan(0.05));
        Assert.That(history[^1].ValidationRSquared, Is.GreaterThan(0.95));
        Matrix<T> predictions = network.Predict(x);
        double rootMeanSquare = predictions.Subtract(y).AsSpan().ToArray().Select(double.CreateChecked).Average(error => error * error);
        Assert.That(rootMeanSquare, Is.LessThan(600 * 600));
        Evaluation evaluation = network.Evaluate(x, y, Loss.MeanSquaredError);
        Assert.That(evaluation.Loss, Is.EqualTo(rootMeanSquare).Within(1).Percent, "Evaluate is in the units of the targets");
        Assert.That(evaluation.RSquared, Is.GreaterThan(0.95));
    }

    [Test]
    public void It_is_the_same_as_scaling_by_hand()
    {
        (Matrix<T> x, Matrix<T> y) = Data();
        StandardScaler<T> inputs = StandardScaler.Fit(x), outputs = StandardScaler.Fit(y);
        TrainingOptions<T> plain = new() { BatchSize = 16, Epochs = 3, StandardizeInputs = false, StandardizeTargets = false };
        FeedForwardNetwork<T> scaled = Network(), byHand = Network();
        scaled.Train(x, y, new() { Loss = Loss.MeanSquaredError, BatchSize = 16, Epochs = 3, StandardizeInputs = true, StandardizeTargets = true });
        byHand.Train(inputs.Transform(x), outputs.Transform(y), plain);
        Assert.That(scaled.Parameters.ToArray(), Is.EqualTo(byHand.Parameters.ToArray()));
        Assert.That(scaled.Predict(x).AsSpan().ToArray(), Is.EqualTo(outputs.InverseTransform(byHand.Predict(inputs.Transform(x))).AsSpan().ToArray()));
        FeedForwardNetwork<T> streamed = Network(), stepped = Network();
        (streamed.InputScaler, streamed.OutputScaler) = (inputs, outputs);
        streamed.Train([new DataSet<T>(x, y)], new() { Loss = Loss.MeanSquaredError, Epochs = 1 });
        var trainer = new Trainer<T>(stepped, Loss.MeanSquaredError, new TrainingOptions<T>().Optimizer, batchSize: 64);
        (stepped.InputScaler, stepped.OutputScaler) = (inputs, outputs);
        trainer.Step(x, y);
        Assert.That(streamed.Parameters.ToArray(), Is.EqualTo(stepped.Parameters.ToArray()), "scalers that are set after the trainer was made count too");
    }

    [Test]
    public void Gradients_go_through_both_scalers()
    {
        (Matrix<T> x, Matrix<T> y) = Data();
        FeedForwardNetwork<T> network = Network();
        (network.InputScaler, network.OutputScaler) = (MinMaxScaler.Fit(x, -T.One), MinMaxScaler.Fit(y, -T.One));
        GradientCheck check = GradientCheck.Run(network, x, y, Loss.MeanSquaredError);
        Assert.That(check.LargestError, Is.LessThan(typeof(T) == typeof(float) ? 2e-3 : 1e-8), check.ToString());
        Assert.That(network.Forward(x).Outputs[1].AsReadOnly().MaxNorm(), Is.LessThan(Number(10)), "the last layer's outputs are the scaled ones");
    }

    [Test]
    public void Steps_and_predictions_with_scalers_allocate_nothing()
    {
        (Matrix<T> x, Matrix<T> y) = Data();
        foreach (Scaler<T>[] scalers in new Scaler<T>[][] { [StandardScaler.Fit(x), StandardScaler.Fit(y)], [MinMaxScaler.Fit(x), MinMaxScaler.Fit(y)] })
        {
            FeedForwardNetwork<T> network = Network();
            (network.InputScaler, network.OutputScaler) = (scalers[0], scalers[1]);
            var trainer = new Trainer<T>(network, Loss.Huber, new Adam(), batchSize: 64);
            var destination = new Matrix<T>(64, 2);
            Assert.That(Allocation.OnceWarm(() => trainer.Step(x, y)), Is.Zero);
            Assert.That(Allocation.OnceWarm(() => network.Predict(x, destination)), Is.Zero);
        }
    }

    [Test]
    public void Classes_have_no_scale()
    {
        (Matrix<T> x, Matrix<T> y) = Data();
        var classifier = new FeedForwardNetwork<T>(3, [new Dense(2, Activation.Softmax)], seed: 1);
        Matrix<T> oneHot = OneHot.Encode<T>([.. Enumerable.Range(0, 64).Select(i => i % 2)], 2);
        Assert.That(() => classifier.Train(x, oneHot, new() { Loss = Loss.CategoricalCrossEntropy, StandardizeTargets = true }), Throws.ArgumentException.With.Message.StartsWith("Train: StandardizeTargets is for regression, and the loss categoricalCrossEntropy is for classes"));
        Assert.That(() => Network().Train(x, new int[64], new() { Loss = Loss.MeanSquaredError, StandardizeTargets = true }), Throws.ArgumentException.With.Message.StartsWith("Train: StandardizeTargets is for targets that are numbers"));
        classifier.OutputScaler = StandardScaler.Fit(y);
        Assert.That(() => classifier.Train(x, oneHot, new() { Loss = Loss.CategoricalCrossEntropy }), Throws.ArgumentException.With.Message.Contains("which the network's OutputScaler would change"));
        Assert.That(classifier.InputScaler, Is.Null, "nothing was changed");
    }
}
