namespace MiniDnn.Benchmarks;

/// <summary>A network and a batch: hidden layers with ReLU, softmax with cross-entropy for several outputs, sigmoid with binary cross-entropy for one, plain gradient descent.</summary>
public sealed class StepCase
{
    /// <summary>So small that thousands of steps on the same batch do not end in gradients of 0.</summary>
    internal const float LearningRate = 1e-7f;

    private StepCase(int batchSize, params int[] widths)
    {
        BatchSize = batchSize;
        Widths = widths;
        var random = new SeededRandom(1);
        Inputs = [.. Enumerable.Range(0, batchSize * widths[0]).Select(_ => (float)random.NextDouble())];
        Targets = new float[batchSize * widths[^1]];
        for (int i = 0; i < batchSize; i++)
        {
            Targets[(i * widths[^1]) + random.NextInt32(widths[^1])] = 1;
        }
    }

    internal int BatchSize { get; }

    internal int[] Widths { get; }

    internal int LayerCount => Widths.Length - 1;

    /// <summary>A row for each sample.</summary>
    internal float[] Inputs { get; }

    internal float[] Targets { get; }

    /// <summary>Operations of the step's products: forward, the gradient of the weights, and the gradient of the inputs for all layers but the first.</summary>
    internal double ProductOperations => Enumerable.Range(0, LayerCount).Sum(l => (l == 0 ? 4.0 : 6.0) * BatchSize * Widths[l] * Widths[l + 1]);

    public static IEnumerable<StepCase> All { get; } = [new(64, 784, 128, 10), new(256, 784, 512, 512, 10), new(32, 64, 64, 10), new(32, 2, 16, 1)];

    /// <summary>The same network with another number of samples.</summary>
    internal StepCase WithBatch(int batchSize) => new(batchSize, Widths);

    public override string ToString() => $"{string.Join('-', Widths)} b{BatchSize}";

    /// <summary>The same weights, outputs×inputs, for everyone.</summary>
    internal float[] Weights(int layer)
    {
        var random = new SeededRandom((ulong)layer);
        double scale = Math.Sqrt(2.0 / Widths[layer]);
        return [.. Enumerable.Range(0, Widths[layer] * Widths[layer + 1]).Select(_ => (float)(scale * random.NextNormal()))];
    }
}
