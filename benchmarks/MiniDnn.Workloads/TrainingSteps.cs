namespace MiniDnn.Workloads;

/// <summary>The table <c>steps</c>: training steps by plain gradient descent, and predictions, in float.</summary>
internal static class TrainingSteps
{
    /// <summary>So small that thousands of steps on the same batch do not end in gradients of 0.</summary>
    private const double LearningRate = 1e-7;

    private const int PredictionBatch = 256;

    private static readonly NetworkShape[] Networks = [new(64, [784, 128, 10]), new(256, [784, 512, 512, 10]), new(32, [64, 64, 10]), new(32, [2, 16, 1])];

    public static IEnumerable<Workload> All(int threads)
    {
        string suffix = Workload.ThreadsText(threads);
        foreach (NetworkShape shape in Networks)
        {
            yield return new($"step {shape} b{shape.BatchSize}, {suffix}", () => Step(shape, threads));
        }
        // a prediction takes as many threads as pay: one for a row, more for a batch
        foreach (NetworkShape shape in Networks.Where(_ => threads <= 2))
        {
            int samples = threads == 1 ? 1 : PredictionBatch;
            yield return new($"predict {samples}, {shape}", () => Predict(shape, samples));
        }
    }

    private static Action<int> Step(NetworkShape shape, int threads)
    {
        Loss loss = shape.IsBinary ? Loss.BinaryCrossEntropy : Loss.CategoricalCrossEntropy;
        Trainer<float> trainer = ChangedNames.NewTrainer(shape.Create(), loss, new Sgd { LearningRate = LearningRate }, shape.BatchSize, threads);
        Matrix<float> x = PlacedMatrix.Random<float>(shape.BatchSize, shape.Widths[0], 1), targets = PlacedMatrix.Zeros<float>(shape.BatchSize, shape.Widths[^1], 2);
        for (int i = 0; i < shape.BatchSize; i++)
        {
            targets[i, i % shape.Widths[^1]] = 1;
        }
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                trainer.Step(x, targets);
            }
        };
    }

    private static Action<int> Predict(NetworkShape shape, int samples)
    {
        FeedForwardNetwork<float> network = shape.Create();
        Matrix<float> x = PlacedMatrix.Random<float>(samples, shape.Widths[0], 1), destination = PlacedMatrix.Zeros<float>(samples, shape.Widths[^1], 2);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                network.Predict(x, destination);
            }
        };
    }

    /// <summary>Hidden layers with ReLU; softmax for several outputs, sigmoid for one.</summary>
    private sealed record NetworkShape(int BatchSize, int[] Widths)
    {
        public bool IsBinary => Widths[^1] == 1;

        public FeedForwardNetwork<float> Create()
        {
            IEnumerable<Dense> hidden = Widths[1..^1].Select(width => new Dense(width, Activation.ReLU));
            return new(Widths[0], [.. hidden, new Dense(Widths[^1], IsBinary ? Activation.Sigmoid : Activation.Softmax)], seed: 1);
        }

        public override string ToString() => string.Join('-', Widths);
    }
}
