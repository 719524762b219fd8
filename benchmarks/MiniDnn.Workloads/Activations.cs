namespace MiniDnn.Workloads;

/// <summary>The table <c>activations</c>: every activation and its derivative, on numbers that fit into the first cache, the second, and none.</summary>
internal static class Activations
{
    private static readonly Activation[] Functions =
    [
        Activation.Identity, Activation.Sigmoid, Activation.Tanh, Activation.ReLU, Activation.LeakyReLU,
        Activation.ELU, ChangedNames.GELUTanh, Activation.SiLU, Activation.Softplus, Activation.Softmax,
    ];

    public static IEnumerable<Workload> All() => [.. OfType<float>(), .. OfType<double>()];

    private static IEnumerable<Workload> OfType<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (Activation f in Functions)
        {
            // rows × columns: as many as 64 samples × 16 outputs have, and so on
            foreach ((int rows, int columns) in f == Activation.ReLU ? new[] { (64, 16), (256, 256), (4096, 1024) } : [(64, 16), (256, 256)])
            {
                string name = f == ChangedNames.GELUTanh ? "gelu" : f.Name;
                string suffix = $"{rows * columns:N0} {Workload.TypeName<T>()}";
                yield return new($"{name} {suffix}", () => Forward<T>(f, rows, columns));
                // the identity's derivative leaves delta as it is: its time would be that of the checks
                if (f != Activation.Identity)
                {
                    yield return new($"{name} derivative {suffix}", () => Derivative<T>(f, rows, columns));
                }
            }
        }
    }

    private static Action<int> Forward<T>(Activation f, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> input = RowsAlike<T>(rows, columns), output = PlacedMatrix.Zeros<T>(rows, columns, 2);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                f.Apply<T>(input, output);
            }
        };
    }

    /// <summary>On a delta of zeros: any other, multiplied thousands of times, ends in numbers below the normal range, which are slow on some processors.</summary>
    private static Action<int> Derivative<T>(Activation f, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> input = RowsAlike<T>(rows, columns), output = PlacedMatrix.Zeros<T>(rows, columns, 2), delta = PlacedMatrix.Zeros<T>(rows, columns, 3);
        f.Apply<T>(input, output);
        return calls =>
        {
            for (; calls > 0; calls--)
            {
                ChangedNames.MultiplyByDerivative(f, input, output, delta);
            }
        };
    }

    /// <summary>Of 65,536 signs a processor learns to guess the branches by heart, or does not, by luck; of one row's it always does.</summary>
    private static Matrix<T> RowsAlike<T>(int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> matrix = PlacedMatrix.Zeros<T>(rows, columns, 1);
        T[] row = RandomNumbers.Vector<T>(columns, 1);
        for (int i = 0; i < rows; i++)
        {
            row.CopyTo(matrix.Row(i));
        }
        return matrix;
    }
}
