namespace MiniDnn.Workloads;

/// <summary>The table <c>matmul</c>: square products, those of layers, and matrix times vector, into destinations that are there.</summary>
internal static class Products
{
    private static readonly int[] Squares = [8, 16, 32, 48, 64, 100, 128, 256, 512, 1000, 1024];

    private static readonly LayerShape[] Layers = [new(64, 784, 128), new(64, 128, 10), new(256, 784, 512), new(256, 512, 10), new(32, 2, 16), new(1, 784, 512), new(1, 64, 10)];

    public static IEnumerable<Workload> All(int threads) => [.. OfType<float>(threads), .. OfType<double>(threads)];

    private static IEnumerable<Workload> OfType<T>(int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string suffix = $"{Workload.TypeName<T>()}, {Workload.ThreadsText(threads)}";
        foreach (int n in Squares)
        {
            yield return new($"{n}×{n}×{n} {suffix}", () => Plain<T>(n, n, n, threads));
        }
        // as a training step has them: forward X·Wᵀ with weights outputs×inputs, then the gradients δᵀ·X of the weights and δ·W of the inputs
        foreach (LayerShape s in Layers)
        {
            yield return new($"{s.Samples}×{s.Inputs}×{s.Outputs} A·Bᵀ {suffix}", () => TransposeRight<T>(s.Samples, s.Inputs, s.Outputs, threads));
            yield return new($"{s.Outputs}×{s.Samples}×{s.Inputs} Aᵀ·B {suffix}", () => TransposeLeft<T>(s.Outputs, s.Samples, s.Inputs, threads));
            yield return new($"{s.Samples}×{s.Outputs}×{s.Inputs} A·B {suffix}", () => Plain<T>(s.Samples, s.Outputs, s.Inputs, threads));
        }
        foreach (int n in threads == 1 ? new[] { 10, 100, 1000 } : [])
        {
            yield return new($"{n}×{n} A·x {suffix}", () => MatrixVector<T>(n));
            yield return new($"{n}×{n} Aᵀ·x {suffix}", () => TransposedMatrixVector<T>(n));
        }
    }

    private static Action<int> Plain<T>(int m, int k, int n, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> a = PlacedMatrix.Random<T>(m, k, 1), b = PlacedMatrix.Random<T>(k, n, 2), c = PlacedMatrix.Zeros<T>(m, n, 3);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                a.Multiply(b, c, threads: threads);
            }
        };
    }

    private static Action<int> TransposeLeft<T>(int m, int k, int n, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> a = PlacedMatrix.Random<T>(k, m, 1), b = PlacedMatrix.Random<T>(k, n, 2), c = PlacedMatrix.Zeros<T>(m, n, 3);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                a.TransposeMultiply(b, c, threads: threads);
            }
        };
    }

    private static Action<int> TransposeRight<T>(int m, int k, int n, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> a = PlacedMatrix.Random<T>(m, k, 1), b = PlacedMatrix.Random<T>(n, k, 2), c = PlacedMatrix.Zeros<T>(m, n, 3);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                a.MultiplyTransposed(b, c, threads: threads);
            }
        };
    }

    private static Action<int> MatrixVector<T>(int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> a = PlacedMatrix.Random<T>(n, n, 1);
        T[] x = RandomNumbers.Vector<T>(n, 2), y = new T[n];
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                a.Multiply(x, y);
            }
        };
    }

    private static Action<int> TransposedMatrixVector<T>(int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> a = PlacedMatrix.Random<T>(n, n, 1);
        T[] x = RandomNumbers.Vector<T>(n, 2), y = new T[n];
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                a.TransposeMultiply(x, y);
            }
        };
    }

    private sealed record LayerShape(int Samples, int Inputs, int Outputs);
}
