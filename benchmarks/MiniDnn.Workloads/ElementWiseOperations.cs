namespace MiniDnn.Workloads;

/// <summary>The table <c>elementwise</c>: operations of a pass over the elements, and the transpose, into destinations that are there.</summary>
internal static class ElementWiseOperations
{
    public static IEnumerable<Workload> All() => [.. OfType<float>(), .. OfType<double>()];

    private static IEnumerable<Workload> OfType<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int n in new[] { 10, 100, 1000 })
        {
            string suffix = $"{n}×{n} {Workload.TypeName<T>()}";
            yield return new($"Add {suffix}", () => Add(new Operands<T>(n)));
            yield return new($"Hadamard {suffix}", () => Hadamard(new Operands<T>(n)));
            yield return new($"Multiply by a number {suffix}", () => Scale(new Operands<T>(n)));
            yield return new($"AddRow {suffix}", () => AddRow(new Operands<T>(n)));
            yield return new($"Transpose {suffix}", () => Transpose(new Operands<T>(n)));
        }
    }

    private static Action<int> Add<T>(Operands<T> o)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                o.A.Add(o.B, o.Destination);
            }
        };

    private static Action<int> Hadamard<T>(Operands<T> o)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                o.A.Hadamard(o.B, o.Destination);
            }
        };

    private static Action<int> Scale<T>(Operands<T> o)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                o.A.Multiply(o.Row[0], o.Destination);
            }
        };

    private static Action<int> AddRow<T>(Operands<T> o)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                o.A.AddRow(o.Row, o.Destination);
            }
        };

    private static Action<int> Transpose<T>(Operands<T> o)
        where T : unmanaged, IFloatingPointIeee754<T>
        => calls =>
        {
            for (; calls > 0; calls--)
            {
                o.A.Transpose(o.Destination);
            }
        };

    private sealed class Operands<T>(int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public Matrix<T> A { get; } = PlacedMatrix.Random<T>(n, n, 1);

        public Matrix<T> B { get; } = PlacedMatrix.Random<T>(n, n, 2);

        public Matrix<T> Destination { get; } = PlacedMatrix.Zeros<T>(n, n, 3);

        public T[] Row { get; } = RandomNumbers.Vector<T>(n, 3);
    }
}
