namespace MiniDnn.Tests;

/// <summary>Calls of all kinds that share their work among threads or take memory, in random sizes.</summary>
internal static class Workloads
{
    private static readonly Func<SeededRandom, Workload>[] Kinds =
    [
        random => Product("packed blocks", random, 100 + Next(random, 200), 100 + Next(random, 200), 100 + Next(random, 300)),
        random => Product("a row", random, 1, 500 + Next(random, 2_000), 200 + Next(random, 600)),
        random => Product("a tall product", random, 2_000 + Next(random, 3_000), 1 + Next(random, 20), 20 + Next(random, 60)),
        random => Product("a long sum", random, 5 + Next(random, 30), 5 + Next(random, 30), 20_000 + Next(random, 20_000)),
        TransposedProduct,
        InnerProducts,
        Gram,
        Training,
        Prediction,
        Fit,
        Accumulation,
        Solution,
        SingularValues,
    ];

    public static int KindCount => Kinds.Length;

    /// <summary>The kinds, the first ones, that take a number of threads: products and trainings.</summary>
    public static int ParallelCount => 8;

    /// <summary>At most so many threads for these.</summary>
    public static int? Threads { get; set; }

    /// <summary>A workload of the kind with that number, in turn, whose result is known.</summary>
    public static Workload Create(int number, SeededRandom random) => Kinds[number % Kinds.Length](random).Rehearse();

    private static int Next(SeededRandom random, int bound) => random.NextInt32(bound);

    private static float[] Numbers(int rows, int columns, SeededRandom random)
        => Matrix<float>.RandomUniform(rows, columns, random, -1, 1).AsSpan().ToArray();

    private static ReadOnlyMatrixSpan<float> View(float[] values, int rows, int columns) => new(values, rows, columns);

    private static MatrixSpan<float> Shaped(MatrixSpan<float> result, int rows, int columns) => new(result.Row(0), rows, columns);

    private static Workload Product(string name, SeededRandom random, int m, int n, int k)
    {
        float[] a = Numbers(m, k, random), b = Numbers(k, n, random);
        return new($"{name}, {m}×{n}×{k}", [a, b], m * n, result =>
            View(a, m, k).Multiply(View(b, k, n), Shaped(result, m, n), threads: Threads));
    }

    private static Workload TransposedProduct(SeededRandom random)
    {
        int m = 50 + Next(random, 200), n = 100 + Next(random, 200), k = 200 + Next(random, 400);
        float[] a = Numbers(k, m, random), b = Numbers(n, k, random);
        return new($"transposes, {m}×{n}×{k}", [a, b], m * n, result =>
            View(a, k, m).TransposeMultiplyTransposed(View(b, n, k), Shaped(result, m, n), threads: Threads));
    }

    private static Workload InnerProducts(SeededRandom random)
    {
        int m = 1 + Next(random, 4), n = 500 + Next(random, 1_000), k = 300 + Next(random, 500);
        float[] a = Numbers(m, k, random), b = Numbers(n, k, random);
        return new($"inner products, {m}×{n}×{k}", [a, b], m * n, result =>
            View(a, m, k).MultiplyTransposed(View(b, n, k), Shaped(result, m, n), threads: Threads));
    }

    private static Workload Gram(SeededRandom random)
    {
        int m = 1_000 + Next(random, 3_000), n = 20 + Next(random, 100);
        float[] x = Numbers(m, n, random);
        return new($"Gram matrix of {m}×{n}", [x], n * n, result => View(x, m, n).Gram(Shaped(result, n, n), threads: Threads));
    }

    private static FeedForwardNetwork<float> Network() => new(40, [new Dense(150, Activation.Tanh), new Dense(3)], seed: 1);

    private static Workload Prediction(SeededRandom random)
    {
        int samples = 200 + Next(random, 800);
        float[] x = Numbers(samples, 40, random);
        FeedForwardNetwork<float> network = Network();
        return new($"prediction of {samples}", [x], samples * 3, result =>
            network.Predict(View(x, samples, 40), Shaped(result, samples, 3)));
    }

    private static Workload Training(SeededRandom random)
    {
        int samples = 300 + Next(random, 300);
        float[] x = Numbers(samples, 40, random), y = Numbers(samples, 3, random);
        return new($"training on {samples}", [x, y], Network().Parameters.Length, result =>
        {
            FeedForwardNetwork<float> network = Network();
            var options = new TrainingOptions<float>
            {
                Loss = Loss.MeanSquaredError,
                BatchSize = 150,
                Epochs = 2,
                StandardizeInputs = true,
                Threads = Threads,
            };
            network.Train(View(x, samples, 40), View(y, samples, 3), options);
            network.Parameters.CopyTo(result.Row(0));
        });
    }

    private static Workload Fit(SeededRandom random)
    {
        int m = 500 + Next(random, 2_000), n = 2 + Next(random, 20);
        float[] x = Numbers(m, n, random), y = Numbers(m, 1, random);
        return new($"fit of {m}×{n}", [x, y], n + 1, result => Copy(LeastSquares.Fit<float>(View(x, m, n), y), result));
    }

    private static Workload Accumulation(SeededRandom random)
    {
        int m = 500 + Next(random, 2_000), n = 2 + Next(random, 20);
        float[] x = Numbers(m, n, random), y = Numbers(m, 1, random);
        return new($"accumulation of {m}×{n}", [x, y], n + 1, result =>
        {
            var accumulator = new LeastSquaresAccumulator<float>(n);
            accumulator.Add(View(x, m, n), y);
            Copy(accumulator.Fit(), result);
        });
    }

    private static void Copy(LinearModel<float> model, MatrixSpan<float> result) => model.Coefficients.ToArray().CopyTo(result.Row(0));

    private static Workload Solution(SeededRandom random)
    {
        int n = 30 + Next(random, 120);
        float[] a = Numbers(n, n, random), b = Numbers(n, 1, random);
        return new($"{n} equations", [a, b], n, result => View(a, n, n).Solve(b).CopyTo(result.Row(0)));
    }

    private static Workload SingularValues(SeededRandom random)
    {
        int m = 30 + Next(random, 60), n = 5 + Next(random, 20);
        float[] a = Numbers(m, n, random);
        return new($"singular values of {m}×{n}", [a], n, result =>
            View(a, m, n).Svd().SingularValues.CopyTo(result.Row(0)));
    }
}
