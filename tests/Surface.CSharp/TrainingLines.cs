namespace MiniDnn.Surface;

/// <summary>Trainings: each line must leave the same weights as the same training spelled out.</summary>
internal static class TrainingLines
{
    private static readonly Matrix<double> X = [[1, 2], [2, 1], [3, 5], [4, 3]];
    private static readonly Matrix<double> Y = [[30], [50], [80], [20]];
    private static readonly int[] Labels = [0, 1, 1, 0];
    private static readonly TrainingOptions<double> OnNumbers = new() { Loss = Loss.MeanSquaredError, Epochs = 3 };
    private static readonly TrainingOptions<double> OnClasses = new() { Loss = Loss.CategoricalCrossEntropy, Epochs = 3 };

    public static void Run(Says says)
    {
        Numbers(says);
        Classes(says);
        YesOrNo(says);
        Validation(says);
        Extras(says);
        Steps(says);
    }

    /// <summary>The weights that a training leaves.</summary>
    private static double[] Trained(Action<FeedForwardNetwork<double>> train, params Layer[] layers)
    {
        var network = new FeedForwardNetwork<double>(2, [new Dense(4, Activation.Tanh), .. layers], seed: 1);
        train(network);
        return network.Parameters.ToArray();
    }

    private static void Numbers(Says says)
    {
        double[] numbers = [30, 50, 80, 20];
        List<double> list = [30, 50, 80, 20];
        double[] expected = Trained(network => network.Train(X, Y, OnNumbers), new Dense(1));

        says.That(Trained(network => network.Train(X, [30, 50, 80, 20], OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X, numbers, OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X, [.. list], OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X, numbers.AsSpan(), OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X, Y.Column(0), OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X.AsReadOnly(), Y, OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X.Rows(..), Y.Rows(..), OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X.Rows(..), [30, 50, 80, 20], OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X[.., ..], numbers, OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X, [[30], [50], [80], [20]], OnNumbers), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X, Y, new() { Epochs = 3 }), new Dense(1)), expected);
        says.That(Trained(network => network.Train(X, [30, 50, 80, 20], new() { Loss = Loss.MeanSquaredError, Epochs = 3 }), new Dense(1)), expected);
        says.Refuses(() => Exact().Train(X, [30, 50], OnNumbers), "Train: targets has 2 elements; it must have 4, one for each sample.");
        var floats = new FeedForwardNetwork<float>(1, [new Dense(1)]);
        Matrix<float> x = [[1], [2], [3]];
        TrainingHistory history = floats.Train(x, [30, 50, 80], new() { Loss = Loss.MeanSquaredError, Epochs = 2, StandardizeTargets = true });
        says.That(history[1].Loss < history[0].Loss);
    }

    private static void Classes(Says says)
    {
        double[] expected = Trained(network => network.Train(X, OneHot.Encode(Labels, 3), OnClasses), new Dense(3, Activation.Softmax));

        says.That(Trained(network => network.Train(X, Labels, OnClasses), new Dense(3, Activation.Softmax)), expected);
        says.That(Trained(network => network.Train(X, labels: [0, 1, 1, 0], OnClasses), new Dense(3, Activation.Softmax)), expected);
        says.That(Trained(network => network.Train(X.Rows(..), Labels, OnClasses), new Dense(3, Activation.Softmax)), expected);
        says.That(Trained(network => network.Train(X, Labels.AsSpan(), OnClasses), new Dense(3, Activation.Softmax)), expected);
        says.That(Trained(network => network.Train(X, LabelEncoder.Fit(["a", "b"]).Encode(["a", "b", "b", "a"]), OnClasses), new Dense(3, Activation.Softmax)), expected);
        says.Refuses(
            () => new FeedForwardNetwork<double>(2, [new Dense(3, Activation.Softmax)]).Train(X, [0, 1, 1, 0], OnClasses),
            "Train: targets is a number for each of 4 samples, which one output can learn, and the network has 3;");
    }

    private static void YesOrNo(Says says)
    {
        var options = new TrainingOptions<double> { Loss = Loss.BinaryCrossEntropy, Epochs = 3 };
        Matrix<double> rows = [[0], [1], [1], [0]];
        double[] expected = Trained(network => network.Train(X, rows, options), new Dense(1, Activation.Sigmoid));

        says.That(Trained(network => network.Train(X, Labels, options), new Dense(1, Activation.Sigmoid)), expected);
        says.That(Trained(network => network.Train(X, [0, 1, 1, 0], options), new Dense(1, Activation.Sigmoid)), expected);
    }

    private static void Validation(Says says)
    {
        double[] numbers = [30, 50, 80, 20];
        double? Measure(DataSet<double> validation) => Exact().Train(X, Y, OnNumbers with { Validation = validation })[^1].ValidationLoss;
        double expected = Measure(new(X.SelectRows([2, 3]), Y.SelectRows([2, 3])))!.Value;

        says.That(Measure(new DataSet<double>(X.Rows(2..), Y.Rows(2..)))!.Value, expected);
        says.That(Measure(new DataSet<double>(X.Rows(2..), [80, 20]))!.Value, expected);
        says.That(Measure(new DataSet<double>(X.Rows(2..), numbers[2..]))!.Value, expected);
        says.That(Measure(new DataSet<double>(X.Rows(2..), numbers.AsSpan(2..)))!.Value, expected);
        says.That(Measure(new DataSet<double>(X.SelectRows([2, 3]), [80, 20]))!.Value, expected);
        says.That(Measure(new DataSet<double>(X.SelectRows([2, 3]), numbers[2..]))!.Value, expected);
        says.That(Measure(new(X.Rows(2..), Y.Rows(2..)))!.Value, expected);
        says.That(Measure(new([[3, 5], [4, 3]], [80, 20]))!.Value, expected);

        var classifier = new FeedForwardNetwork<double>(2, [new Dense(2, Activation.Softmax)]);
        says.That(classifier.Train(X, Labels, OnClasses with { Validation = new(X.Rows(2..), Labels[2..]) })[^1].ValidationAccuracy is not null);
        says.That(classifier.Train(X, Labels, OnClasses with { Validation = new(X, Labels) })[^1].ValidationAccuracy is not null);
        says.That(classifier.Train(X, Labels, OnClasses with { Validation = new(X, labels: [0, 1, 1, 0]) })[^1].ValidationAccuracy is not null);
        says.That(classifier.Train(X, Labels, new() { Loss = Loss.CategoricalCrossEntropy, ValidationSplit = 0.25 })[^1].ValidationLoss is not null);
    }

    private static void Extras(Says says)
    {
        var states = new List<TrainingState<double>>();
        using var source = new CancellationTokenSource();
        DataSet<double>[] batches = [new(X, Y)];

        says.That(Exact().Train(X, Y, OnNumbers with { OnCheckpoint = states.Add }).Count, 3);
        says.That(Exact().Train(X, [30, 50, 80, 20], OnNumbers with { ResumeFrom = states[0] }).Count, 3);
        says.That(Exact().Train(X, Y, OnNumbers, progress: new Progress<EpochSummary>()).Count, 3);
        says.That(Exact().Train(X, Y, OnNumbers, cancellationToken: source.Token).Outcome == DescentOutcome.EpochLimit);
        says.That(Exact().Train(batches, OnNumbers).Count, 3);
        says.That(Exact().Train(batches, OnNumbers with { Validation = new(X, Y) })[0].ValidationLoss is not null);
        says.That(Exact().Train(X, Y, new() { Loss = Loss.MeanSquaredError, Optimizer = new AdamW { LearningRate = 0.01 }, BatchSize = null, Patience = 2 }).Count > 0);
    }

    private static void Steps(Says says)
    {
        double Step(Func<Trainer<double>, double> step) => step(new Trainer<double>(Exact(), Loss.MeanSquaredError, new Sgd(), batchSize: 4));
        double expected = Step(trainer => trainer.Step(X, Y));

        says.That(Step(trainer => trainer.Step(X, [30, 50, 80, 20])), expected);
        says.That(Step(trainer => trainer.Step(X, Y.Column(0))), expected);
        says.That(Step(trainer => trainer.Step(X.Rows(..), Y.Rows(..))), expected);
        says.That(Step(trainer => trainer.Step(X, [30, 50, 80, 20], [1, 1, 1, 1])), expected);
        var yesOrNo = new Trainer<double>(new FeedForwardNetwork<double>(2, [new Dense(1, Activation.Sigmoid)]), new TrainingOptions<double>());
        says.That(yesOrNo.Step(X, Labels) > 0);
        says.That(yesOrNo.Step(X, labels: [0, 1, 1, 0]) > 0);
    }

    private static FeedForwardNetwork<double> Exact() => NetworkLines.Exact();
}
