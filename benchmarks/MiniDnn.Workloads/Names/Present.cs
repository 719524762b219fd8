namespace MiniDnn.Workloads;

/// <summary>What the library of this repository calls otherwise than an earlier build; Earlier.cs has the names of before.</summary>
internal static class ChangedNames
{
    public static object Cholesky(Matrix<double> a) => a.Cholesky();

    /// <summary>Q is formed on demand, and is half of the work.</summary>
    public static object Qr(Matrix<double> a) => a.Qr().Q();

    public static object Svd(Matrix<double> a) => a.Svd();

    public static Trainer<float> NewTrainer(FeedForwardNetwork<float> network, Loss loss, Optimizer optimizer, int batchSize, int threads)
        => new(network, new TrainingOptions<float> { Loss = loss, Optimizer = optimizer, BatchSize = batchSize, Threads = threads });

    /// <summary>The form with tanh, which both builds have.</summary>
    public static Activation GELUTanh => Activation.GELUTanh;

    public static void MultiplyByDerivative<T>(Activation activation, Matrix<T> input, Matrix<T> output, Matrix<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
        => activation.Backward<T>(input, output, delta);
}
