namespace MiniDnn.Workloads;

/// <summary>What an earlier build calls otherwise than the library of this repository; Present.cs has the names of now.</summary>
internal static class ChangedNames
{
    public static object Cholesky(Matrix<double> a) => CholeskyDecomposition<double>.Create(a);

    /// <summary>Q is formed on demand, and is half of the work.</summary>
    public static object Qr(Matrix<double> a) => QrDecomposition<double>.Create(a).Q();

    public static object Svd(Matrix<double> a) => SingularValueDecomposition<double>.Create(a);

    public static Trainer<float> NewTrainer(FeedForwardNetwork<float> network, Loss loss, Optimizer optimizer, int batchSize, int threads)
        => new(network, loss, optimizer, batchSize, threads);

    /// <summary>The form with tanh, which both builds have.</summary>
    public static Activation GELUTanh => Activation.GELU;

    public static void MultiplyByDerivative<T>(Activation activation, Matrix<T> input, Matrix<T> output, Matrix<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
        => activation.MultiplyByDerivative<T>(input, output, delta);
}
